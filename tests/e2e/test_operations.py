"""Starting, refusing to start, stopping, and what an operator sees."""
import json
import os
import re
import resource
import signal
import socket
import stat
import subprocess
import threading
import time
from html.parser import HTMLParser

import asq_process
import history
import http_api
import load
import pytest
import ws_raw
from asq_process import AsqServer, run_asq
from http_api import Api


def refused(*args, **rest):
    """A start that is refused: one sentence on stderr, status 1; returns the sentence."""
    run = run_asq("serve", *args, **rest)
    assert run.returncode == 1, run
    lines = run.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].strip(), run.stderr
    return lines[0]


def listening():
    return ["--listen", f"127.0.0.1:{asq_process.free_port()}"]


# a refused start


def test_a_second_server_on_the_same_data_is_refused(server):
    assert str(server.data) in refused(*listening(), "--data", server.data)
    assert Api(server.port).get("/readyz").status == 200


def test_a_port_in_use_is_refused_the_servers_own_kind_too(server, tmp_path):
    assert str(server.port) in refused(
        "--listen", f"127.0.0.1:{server.port}", "--data", tmp_path / "data"
    )
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        assert str(taken) in refused("--listen", f"127.0.0.1:{taken}", "--data", tmp_path / "data")


def test_an_ipv6_address_of_another_machine_is_named_in_brackets(tmp_path):
    sentence = refused("--listen", "[2001:db8::1]:8000", "--data", tmp_path / "data")
    assert "[2001:db8::1]:8000: " in sentence


def test_a_data_directory_without_its_parent_is_refused(tmp_path):
    assert "missing" in refused(*listening(), "--data", tmp_path / "missing" / "data")


def test_a_data_directory_that_is_missing_is_made_for_its_owner_only(tmp_path):
    with AsqServer(data=tmp_path / "data"):
        assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()
        }
        assert modes and all(mode & 0o077 == 0 for mode in modes.values()), modes


@pytest.mark.parametrize("mode, warned", [(0o777, True), (0o770, True), (0o755, False)])
def test_of_a_data_directory_in_which_others_may_write_the_log_warns(tmp_path, mode, warned):
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(mode)
    with AsqServer(data=data) as server:
        server.stop()
        log = server.log_path.read_text()
    assert ("data_directory_open_to_others" in log) == warned, log


def test_a_data_directory_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "data").write_text("x")
    assert "data" in refused(*listening(), "--data", tmp_path / "data")


def test_an_unwritable_data_directory_is_refused(tmp_path):
    """Root may write anywhere, so it is made unwritable for root too: /proc for one."""
    if os.geteuid() == 0:
        assert "/proc" in refused(*listening(), "--data", "/proc/asq")
    else:
        (tmp_path / "data").mkdir(0o500)
        assert "data" in refused(*listening(), "--data", tmp_path / "data")


@pytest.mark.parametrize("damage", ["header", "zeroed", "text", "cut"])
def test_a_damaged_database_is_refused_and_left_alone(damage):
    server = AsqServer().start()
    try:
        anna = http_api.register(server.port)
        http_api.send(anna, http_api.make_group(anna)["id"], "precious")
        assert server.stop() == 0
        database = max(server.data.rglob("*.db"), key=lambda path: path.stat().st_size)
        whole = database.read_bytes()
        database.write_bytes(
            {
                "header": b"damaged!" * 12 + whole[96:],
                "zeroed": bytes(len(whole)),
                "text": b"this is no database\n" * 400,
                "cut": whole[:5000],
            }[damage]
        )
        damaged = database.read_bytes()
        sentence = refused(*listening(), "--data", server.data)
        assert database.name in sentence or "database" in sentence, sentence
        assert database.read_bytes() == damaged
        database.write_bytes(whole)
        server.start()
        assert anna.api.get("/chat/me").status == 200
    finally:
        server.discard()


# configuration

BAD_SETTINGS = [
    ("listen", "nonsense"),
    ("listen", "127.0.0.1:99999"),
    ("loops", "-1"),
    ("loops", "two"),
    ("limits", "maybe"),
    ("log_level", "loud"),
    ("min_password", "0"),
    ("keep_alive", "soon"),
    ("limit_send", "many"),
    ("jwt_secret", "short"),
    ("trusted_proxies", "10.0.0.0/99"),
    ("trusted_proxies", "::ffff:10.0.0.0/104"),
    ("allowed_origins", "no origin"),
]


@pytest.mark.parametrize("key,value", BAD_SETTINGS, ids=lambda value: str(value))
@pytest.mark.parametrize("where", ["flag", "environment", "file"])
def test_a_bad_value_stops_the_start_with_one_sentence_that_names_it(tmp_path, where, key, value):
    args, env = ["--data", tmp_path / "data"], {}
    if key != "listen":
        args += listening()
    if where == "flag":
        args.append(f"--{key.replace('_', '-')}={value}")
        name = f"--{key.replace('_', '-')}"
    elif where == "environment":
        env[f"ASQ_{key.upper()}"] = value
        name = f"ASQ_{key.upper()}"
    else:
        (tmp_path / "asq.toml").write_text(f'{key} = "{value}"\n')
        args += ["--config", tmp_path / "asq.toml"]
        name = key
    sentence = refused(*args, env=env, limits=None)
    assert name in sentence
    if key == "jwt_secret":
        assert "short" not in sentence.replace("too short", "").replace(
            "shorter", ""
        ), "a secret is not repeated"


@pytest.mark.parametrize(
    "content", ["unknown_key = 1\n", "[section]\nkey = 1\n", "loops = \n", "not toml"]
)
def test_an_unknown_key_or_a_broken_file_stops_the_start(tmp_path, content):
    (tmp_path / "asq.toml").write_text(content)
    sentence = refused(*listening(), "--data", tmp_path / "data", "--config", tmp_path / "asq.toml")
    assert "asq.toml" in sentence


def test_a_config_file_that_is_missing_stops_the_start(tmp_path):
    assert "none.toml" in refused(
        *listening(), "--data", tmp_path / "data", "--config", tmp_path / "none.toml"
    )


def test_an_unknown_environment_variable_stops_the_start(tmp_path):
    sentence = refused(*listening(), "--data", tmp_path / "data", env={"ASQ_LOOOPS": "1"})
    assert "ASQ_LOOOPS" in sentence


def test_a_start_without_descriptors_is_refused_in_one_sentence(tmp_path):
    """Wherever they run out: at a file, one of the loops, or a port."""
    command = [asq_process.binary(), "serve", *listening(), "--loops", "16"]
    for limit in range(5, 40):
        run = subprocess.run(
            [*command, "--data", str(tmp_path / "data")],
            capture_output=True,
            text=True,
            timeout=30,
            env=asq_process.environment(),
            stdin=subprocess.DEVNULL,
            preexec_fn=lambda limit=limit: resource.setrlimit(
                resource.RLIMIT_NOFILE, (limit, limit)
            ),
        )
        assert run.returncode == 1 and run.stderr.count("\n") == 1, (limit, run)


def test_an_unknown_flag_is_refused(tmp_path):
    run = run_asq("serve", "--looops", "1", "--data", tmp_path / "data")
    assert run.returncode != 0 and "--looops" in run.stderr


def effective(tmp_path, *args, env=None):
    run = run_asq("config", *args, env=env, limits=None, cwd=tmp_path)
    assert run.returncode == 0, run
    return run.stdout


def line_of(output, key):
    return next(line for line in output.splitlines() if re.match(rf"\W*{key}\b", line))


def test_a_flag_beats_the_environment_beats_the_file_beats_the_default(tmp_path):
    (tmp_path / "asq.toml").write_text('loops = 3\nmin_password = 13\nkeep_alive = "33s"\n')
    env = {"ASQ_LOOPS": "2", "ASQ_MIN_PASSWORD": "12"}
    output = effective(tmp_path, "--config", "asq.toml", "--loops", "1", env=env)
    for key, value, origin in [
        ("loops", "1", "flag"),
        ("min_password", "12", "environment"),
        ("keep_alive", "33", "file"),
        ("ping_after", "25", "default"),
    ]:
        line = line_of(output, key)
        assert re.search(rf"\b{value}", line), line
        assert {
            "flag": "--loops",
            "environment": "ASQ_MIN_PASSWORD",
            "file": "asq.toml",
            "default": "default",
        }[origin] in line or origin in line, line


def test_secrets_are_masked(tmp_path):
    secret = "canary-of-a-signing-key-0123456789abcdef"
    output = effective(tmp_path, env={"ASQ_JWT_SECRET": secret})
    assert secret not in output and secret[:8] not in output
    assert "ASQ_JWT_SECRET" in line_of(output, "jwt_secret") or "environment" in line_of(
        output, "jwt_secret"
    )


def test_sample_secrets_are_refused(tmp_path):
    for sample in ("changeme" * 4, "secret" * 6, "a" * 32):
        refused(*listening(), "--data", tmp_path / "data", env={"ASQ_JWT_SECRET": sample})


def test_version_says_it():
    run = run_asq("version")
    assert run.returncode == 0 and re.search(r"\d+\.\d+\.\d+", run.stdout)


# the operator's commands


def test_healthcheck_follows_the_server(tmp_path):
    with AsqServer() as server:
        listen = ["--listen", f"127.0.0.1:{server.port}"]
        assert run_asq("healthcheck", *listen).returncode == 0
        assert server.stop() == 0
        assert run_asq("healthcheck", *listen).returncode != 0


# a clean stop


def test_sigterm_under_load_loses_nothing_acknowledged():
    with AsqServer(args=["--loops", "2"]) as server:
        people = [http_api.register(server.port) for _ in range(3)]
        chat = http_api.make_group(people[0], *people[1:])["id"]
        ledger, stop, texts = load.Ledger(), threading.Event(), iter(map(str, range(10**9)))
        rest = [
            load.RestSender(server.port, person, chat, ledger, stop, texts) for person in people
        ]
        sockets = [
            load.SocketSender(server.port, person, chat, ledger, stop, texts, since=0)
            for person in people
        ]
        for sender in rest + sockets:
            sender.start()
        while len(ledger.acknowledged) < 500:
            time.sleep(0.01)
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 10
        for sender in rest + sockets:
            sender.join(20)
        assert [ws.close_code for ws in sockets] == [1012] * 3
        server.start()
        for operation in ledger.take_unknown():
            load.post(next(p for p in people if p.id == operation.sender).api, operation, ledger)
        assert ledger.faults == [] and ledger.unknown == []
        stored = history.whole(people[0].api, chat)
        history.assert_gapless(stored)
        assert {m["client_id"]: (m["seq"], m["id"]) for m in stored} == {
            o.client_id: (o.seq, o.id) for o in ledger.acknowledged
        }


def test_sigterm_answers_what_sockets_have_under_way():
    """What is in the history behind it was echoed to its sender before the close."""
    with AsqServer() as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        with ws_raw.open_chat(server.port, chat, anna.token) as ws:
            ws.send_bytes(ws_raw.encode_frame(ws_raw.TEXT, '{"text":"x"}') * 20_000)
            echoed = [ws.receive_json()["seq"]]
            server.process.send_signal(signal.SIGTERM)
            while (frame := ws.receive_frame()) is not None and frame.opcode == ws_raw.TEXT:
                echoed.append(json.loads(frame.payload)["seq"])
            assert frame is not None and frame.close_code == 1012
            assert len(echoed) < 20_000, "stopped in the middle"
        assert server.process.wait(10) == 0
        server.start()
        assert echoed == [message["seq"] for message in history.whole(anna.api, chat)]


def test_sigterm_waits_two_seconds_for_those_who_do_not_answer_the_close():
    with AsqServer() as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        deaf = [ws_raw.open_chat(server.port, chat, anna.token) for _ in range(3)]
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 4.5
        assert [ws.receive_close() for ws in deaf] == [1012] * 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_server_stops_at_once(number):
    with AsqServer() as server:
        idle = socket.create_connection(("127.0.0.1", server.port))
        server.process.send_signal(number)
        assert server.process.wait(10) == 0
        idle.close()


# what an operator sees


def test_health_readiness_and_metrics(port, anna, group):
    for path in ("/healthz", "/readyz"):
        assert Api(port).get(path).status == 200
    http_api.send(anna, group["id"], "counted")
    with ws_raw.open_chat(port, group["id"], anna.token):
        metrics = Api(port).get("/metrics")
    assert metrics.headers.get_content_type() == "text/plain"
    text = metrics.body.decode()
    names = set(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE))
    for word in ("request", "socket", "message", "commit", "fsync", "queue"):
        assert [
            name for name in names if word in name
        ], f"no metric about {word} in {sorted(names)}"
    assert re.search(r"^\w*duration\w*_bucket\{", text, re.MULTILINE)
    assert re.search(r'route="/chat/group-message"', text) and not re.search(
        rf'"/chat/history/{group["id"]}"', text
    )


class References(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("src", "href") and value and not value.startswith(("#", "data:")):
                self.found.append(value)


@pytest.mark.parametrize("page", ["/docs", "/"])
def test_every_asset_of_a_page_is_served_by_the_server_itself(port, page):
    response = Api(port).get(page)
    while response.status in (301, 302, 307, 308):
        page = response.headers["Location"]
        response = Api(port).get(page)
    assert response.status == 200 and response.headers.get_content_type() == "text/html"
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src ") and "frame-ancestors 'none'" in policy
    assert (
        response.headers["X-Content-Type-Options"] == "nosniff"
        and response.headers["Referrer-Policy"] == "no-referrer"
    )
    parser = References()
    parser.feed(response.body.decode())
    base = page if page.endswith("/") else page.rsplit("/", 1)[0] + "/"
    for reference in parser.found:
        if reference.startswith(("http://github", "https://github")):
            continue
        assert not reference.startswith(
            ("http:", "https:", "//")
        ), f"{reference} comes from elsewhere"
        path = reference if reference.startswith("/") else base + reference.removeprefix("./")
        asset = Api(port).get(path.split("#")[0])
        assert asset.status == 200 and asset.body, path


def test_the_openapi_document_names_every_route(port):
    import routes

    document = Api(port).get("/openapi.json").json
    assert document["openapi"].startswith("3.1")
    described = {
        f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item
    }
    described = {re.sub(r"\{\w+\}", "*", name) for name in described}
    for route in routes.ROUTES:
        assert re.sub(r"\{\w+\}|999999|%\S+", "*", route.name) in described
    assert "GET /chat/ws/*" in described
    references = set(re.findall(r'"\$ref":\s*"#/([^"]+)"', json.dumps(document)))
    for reference in references:
        node = document
        for step in reference.split("/"):
            node = node[step]


def test_no_secret_reaches_a_log_an_error_or_a_metric():
    """The canary test: everything secret that passes through, then a search for it."""
    password = "canary-password-5f1c"
    with AsqServer(
        args=["--log-level", "debug", "--log-requests", "on"],
        env={"ASQ_JWT_SECRET": "canary key, " * 4},
    ) as server:
        anna = http_api.register(server.port, "anna", password=password)
        chat = http_api.make_group(anna)["id"]
        answers = [
            anna.api.get("/chat/me"),
            Api(server.port, anna.token[:-3] + "AAA").get("/chat/me"),
            Api(server.port).get(f"/chat/me?token={anna.token}"),
            Api(server.port).get(f"/chat/{anna.token}"),
            Api(server.port).post(
                "/chat/token", form={"username": anna.email, "password": password + "x"}
            ),
            Api(server.port).post(
                "/chat/token", body=f"username={anna.email}&password={password}".encode()
            ),
            Api(server.port).post(
                "/chat/register", {"username": password, "email": "x", "password": password}
            ),
            Api(server.port).post(
                "/chat/token",
                form={"grant_type": "refresh_token", "refresh_token": anna.refresh_token + "x"},
            ),
            Api(server.port).get(
                "/chat/none",
                headers={"X-Request-Id": "ok", "Authorization": f"Bearer {anna.token}"},
            ),
        ]
        with ws_raw.open_chat(server.port, chat, anna.token) as ws:
            ws.send_json({"text": "hello"})
            ws.receive_json()
        with pytest.raises(ws_raw.Refused):
            ws_raw.open_chat(server.port, 10**6, anna.token)
        ws_raw.RawWebSocket(
            server.port,
            f"/chat/ws/{chat}",
            [("Sec-WebSocket-Protocol", f"asq, bearer.{anna.token}")],
        ).drop()
        metrics = Api(server.port).get("/metrics").body.decode()
        assert server.stop() == 0
        everything = {
            "log": server.log(),
            "metrics": metrics,
            "errors": b"".join(a.body for a in answers[1:]).decode(),
        }
        assert everything["log"].strip()
    for secret in (
        password,
        anna.token,
        anna.token.split(".")[2],
        anna.refresh_token,
        "canary key",
    ):
        for place, text in everything.items():
            assert secret not in text, f"a secret is in the {place}"


def test_the_log_is_one_json_object_per_line():
    with AsqServer() as server:
        Api(server.port).get("/healthz")
        assert server.stop() == 0
        lines = server.log().splitlines()
        assert lines and all(isinstance(json.loads(line), dict) for line in lines)
