"""Text comes back byte for byte: never normalised, counted in code points, NUL and lone
surrogates refused.
"""
import http_api
import pytest
import ws_raw
from http_api import bad_fields

TEXTS = {
    "emoji": "👩‍👩‍👧‍👦🇺🇳🤷🏽‍♀️",
    "rtl": "שלום עליכם مرحبا",
    "bidi": "a\u202eb\u2066c\u2069",
    "combining": "e\u0301 й и\u0306",
    "precomposed": "é й",
    "cyrillic": "Привет, мир",
    "cjk": "漢字かな交じり文",
    "noncharacter": "\uffff\ufffe\U0010ffff",
    "replacement": "\ufffd",
    "bom-inside": "\ufeffx\ufeff",
    "zero-width": "\u200b\u200d\u2060",
    "controls": "\x01\x02\x1f\x7f\x85",
    "line-ends": "a\r\nb\nc\rd\u2028e\u2029f",
    "tabs-spaces": "\t  x  \t",
    "space": " ",
    "quotes": "\"'\\/`<>&",
    "html": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE messages; --",
    "json": '{"seq": 1}',
    "escapes": "\\u0000 \\n",
    "ligature": "ﬁ Å Å ﷺ",
    "longest-ascii": "x" * 16384,
    "longest-emoji": "😀" * 16384,
    "percent": "%s %n %00",
    "zalgo": "Z" + "\u0336\u0315" * 200,
}


def parametrized():
    return pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())


@parametrized()
def test_posted_text_comes_back_unchanged_everywhere(port, anna, boris, group, text):
    with ws_raw.open_chat(port, group["id"], boris.token) as ws:
        sent = http_api.send(anna, group["id"], text)
        assert sent["text"] == text
        assert ws.receive_json()["text"] == text
    for route in ("history", "group-history"):
        assert boris.api.get(f"/chat/{route}/{group['id']}?limit=1").json[0]["text"] == text


@parametrized()
def test_text_of_a_socket_comes_back_unchanged(port, anna, group, text):
    with ws_raw.open_chat(port, group["id"], anna.token) as ws:
        ws.send_json({"text": text})
        assert ws.receive_json()["text"] == text
    assert anna.api.get(f"/chat/history/{group['id']}?limit=1").json[0]["text"] == text


def test_escaped_and_raw_spellings_are_the_same_text(port, anna, group):
    body = b'{"chat_id": %d, "text": "\\ud83d\\ude00 \\u00e9 \\u0041 \\/"}' % group["id"]
    response = anna.api.post(
        "/chat/group-message", body=body, headers={"Content-Type": "application/json"}
    )
    assert response.json["text"] == "😀 é A /"
    assert "😀".encode() in response.body


LONE = [
    "\\ud800",
    "\\udc00",
    "\\ud800x",
    "\\udc00\\ud800",
    "\\ud83d\\ud83d",
    "x\\udfff",
    "\\ud800\\u0041",
    "\\uDBFF",
]


@pytest.mark.parametrize("text", LONE + ["a\\u0000b", "\\u0000"])
def test_nul_and_lone_surrogates_are_422_and_named(port, anna, group, text):
    def post(path, template, method="POST"):
        body = template.replace("@", text).encode()
        return anna.api.request(
            method, path, body=body, headers={"Content-Type": "application/json"}
        )

    before = last_seq(anna, group)
    assert bad_fields(
        post("/chat/group-message", '{"chat_id": %d, "text": "@"}' % group["id"])
    ) == ["text"]
    assert bad_fields(
        post("/chat/group-message", '{"chat_id": %d, "text": "x", "client_id": "@"}' % group["id"])
    ) == ["client_id"]
    assert bad_fields(post("/chat/group", '{"name": "@", "participant_ids": []}')) == ["name"]
    assert bad_fields(post("/chat/find-chat", '{"name": "@"}')) == ["name"]
    assert bad_fields(post("/chat/me", '{"username": "@"}', "PATCH")) == ["username"]
    ignored = '{"chat_id": %d, "text": "x", "ignored": {"list": [1, "@"]}}' % group["id"]
    assert bad_fields(post("/chat/group-message", ignored)) == ["ignored.list[1]"]
    key = '{"chat_id": %d, "text": "x", "@": 1}' % group["id"]
    assert bad_fields(post("/chat/group-message", key)) == ["body"]
    assert last_seq(anna, group) == before


@pytest.mark.parametrize("text", LONE + ["a\\u0000b"])
def test_nul_and_lone_surrogates_on_a_socket_are_an_error_and_it_stays_open(
    port, anna, group, text
):
    with ws_raw.open_chat(port, group["id"], anna.token) as ws:
        ws.send_text('{"text": "%s", "client_id": "c-1"}' % text)
        error = ws.receive_json()
        assert error["code"] == "invalid" and [e["field"] for e in error["errors"]] == ["text"]
        assert error["client_id"] == "c-1"
        ws.send_json({"text": "still here"})
        assert ws.receive_json()["text"] == "still here"


def last_seq(person, group):
    page = person.api.get(f"/chat/history/{group['id']}?limit=1").json
    return page[0]["seq"] if page else 0


@pytest.mark.parametrize(
    "text", ["", "x" * 16385, "😀" * 16385], ids=["empty", "16385", "16385-emoji"]
)
def test_text_has_1_to_16384_characters(port, anna, group, text):
    assert bad_fields(
        anna.api.post("/chat/group-message", {"chat_id": group["id"], "text": text})
    ) == ["text"]
    with ws_raw.open_chat(port, group["id"], anna.token) as ws:
        ws.send_json({"text": text})
        assert ws.receive_json()["code"] == "invalid"


@pytest.mark.parametrize("name", ["g" * 128, "😀" * 128, "e\u0301", "МАКС", "א\u200f!"])
def test_a_group_name_comes_back_unchanged(port, anna, name):
    made = http_api.make_group(anna, name=name)
    assert made["name"] == name
    found = anna.api.post("/chat/find-chat", {"name": name}).json
    assert found["name"] == name


@pytest.mark.parametrize("client_id", ["x", "c" * 64, "😀" * 64, "a b", "Ключ", "\"'\\"])
def test_a_client_id_comes_back_unchanged(port, anna, group, client_id):
    chat = http_api.make_group(anna)["id"]
    assert http_api.send(anna, chat, "x", client_id=client_id)["client_id"] == client_id


@pytest.mark.parametrize("client_id", ["", "c" * 65, "😀" * 65, 1, True, [], {}], ids=str)
def test_a_bad_client_id_is_422(port, anna, group, client_id):
    body = {"chat_id": group["id"], "text": "x", "client_id": client_id}
    assert bad_fields(anna.api.post("/chat/group-message", body)) == ["client_id"]
