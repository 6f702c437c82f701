"""Well-formed requests with wrong contents: every bad field is named at once, whatever the
route.
"""
import http_api
import pytest
from http_api import Api, bad_fields

NOT_AN_ID = [
    0,
    -1,
    1.5,
    1.0,
    "1",
    "abc",
    True,
    [],
    {},
    2**53,
    2**53 + 1,
    2**63 - 1,
    2**63,
    2**64,
    10**30,
    -(2**63),
    1e300,
]
NOT_TEXT = [1, 1.5, True, [], {}, ["x"], None]


def test_every_missing_field_is_named(port, anna):
    assert bad_fields(Api(port).post("/chat/register", {})) == ["email", "password", "username"]
    assert bad_fields(anna.api.post("/chat/chat", {})) == ["second_email"]
    assert bad_fields(anna.api.post("/chat/find-chat", {})) == ["name"]
    assert bad_fields(anna.api.post("/chat/group", {})) in (["name"], ["name", "participant_ids"])
    assert bad_fields(anna.api.post("/chat/group/add-user", {})) == ["group_id", "second_email"]
    assert bad_fields(anna.api.post("/chat/group-message", {})) == ["chat_id", "text"]
    assert bad_fields(Api(port).post("/chat/token", form={"x": "y"})) == ["password", "username"]


def test_every_bad_field_is_named_at_once(port, anna):
    assert bad_fields(
        Api(port).post("/chat/register", {"username": "", "email": "x", "password": "short"})
    ) == ["email", "password", "username"]
    assert bad_fields(anna.api.post("/chat/chat", {"creator_id": "x", "second_email": 1})) == [
        "creator_id",
        "second_email",
    ]
    assert bad_fields(anna.api.post("/chat/find-chat", {"id": -1, "name": ""})) == ["id", "name"]
    assert bad_fields(
        anna.api.post(
            "/chat/group", {"creator_id": 0, "name": "x" * 129, "participant_ids": [1, "a", -3]}
        )
    ) == ["creator_id", "name", "participant_ids[1]", "participant_ids[2]"]
    assert bad_fields(
        anna.api.post("/chat/group/add-user", {"user_id": [], "group_id": 1.5, "second_email": {}})
    ) == ["group_id", "second_email", "user_id"]
    assert bad_fields(
        anna.api.post(
            "/chat/group-message", {"chat_id": "1", "sender_id": 0, "text": "", "client_id": ""}
        )
    ) == ["chat_id", "client_id", "sender_id", "text"]


@pytest.mark.parametrize("value", NOT_AN_ID, ids=str)
def test_what_is_no_id_is_422_wherever_an_id_stands(port, anna, group, value):
    cases = [
        ("/chat/chat", {"creator_id": value, "second_email": anna.email}, "creator_id"),
        ("/chat/find-chat", {"id": value, "name": "x"}, "id"),
        ("/chat/group", {"creator_id": value, "name": "x", "participant_ids": []}, "creator_id"),
        ("/chat/group", {"name": "x", "participant_ids": [anna.id, value]}, "participant_ids[1]"),
        (
            "/chat/group/add-user",
            {"user_id": value, "group_id": group["id"], "second_email": anna.email},
            "user_id",
        ),
        ("/chat/group/add-user", {"group_id": value, "second_email": anna.email}, "group_id"),
        ("/chat/group-message", {"chat_id": value, "text": "x"}, "chat_id"),
        (
            "/chat/group-message",
            {"chat_id": group["id"], "sender_id": value, "text": "x"},
            "sender_id",
        ),
    ]
    for path, body, field in cases:
        assert bad_fields(anna.api.post(path, body)) == [field], (path, body)


@pytest.mark.parametrize("value", NOT_TEXT, ids=str)
def test_what_is_no_text_is_422_wherever_text_stands(port, anna, group, value):
    full = {"username": "x", "email": "x@example.com", "password": "secret"}
    for field in full:
        assert bad_fields(Api(port).post("/chat/register", {**full, field: value})) == [field]
    assert bad_fields(anna.api.post("/chat/chat", {"second_email": value})) == ["second_email"]
    assert bad_fields(anna.api.post("/chat/find-chat", {"name": value})) == ["name"]
    assert bad_fields(anna.api.post("/chat/group", {"name": value, "participant_ids": []})) == [
        "name"
    ]
    assert bad_fields(
        anna.api.post("/chat/group-message", {"chat_id": group["id"], "text": value})
    ) == ["text"]


@pytest.mark.parametrize("value", [1, "1", {}, True, "[1]"], ids=str)
def test_participants_that_are_no_list_are_422(port, anna, value):
    assert bad_fields(anna.api.post("/chat/group", {"name": "x", "participant_ids": value})) == [
        "participant_ids"
    ]


def test_more_than_1000_participants_are_422(port, anna):
    assert bad_fields(
        anna.api.post("/chat/group", {"name": "x", "participant_ids": [anna.id] * 1001})
    ) == ["participant_ids"]
    assert (
        anna.api.post("/chat/group", {"name": "x", "participant_ids": [anna.id] * 1000}).status
        == 201
    )


def test_unknown_participants_are_all_named(port, anna, boris):
    response = anna.api.post(
        "/chat/group", {"name": "x", "participant_ids": [boris.id, 10**9, anna.id, 10**9 + 1]}
    )
    assert bad_fields(response) == ["participant_ids[1]", "participant_ids[3]"]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "x",
        "@",
        "a@",
        "@b",
        "a b@example.com",
        "a@b c",
        "a@@b.c",
        "a\u0000@b.c",
        "a\n@example.com",
        "x" * 243 + "@example.com",
    ],
)
def test_an_implausible_email_is_422(port, email):
    response = Api(port).post(
        "/chat/register", {"username": "x", "email": email, "password": "secret"}
    )
    assert bad_fields(response) == ["email"]


# What no name of a person or a group may be.
NO_NAME = [
    "",
    " ",
    "\u00a0\u3000",
    "\u200b",
    "\u3164",
    "\u2800",
    "\u200b \ufe0f",
    "a\nb",
    "a\tb",
    "a\x7fb",
    "a\x85b",
    "a\u2028b",
    "\x1b[31m",
    "a\0b",
    "a\u202eb",
    "\u202aa",
    "a\u2066b\u2069",
    "a\u2069",
]


@pytest.mark.parametrize("username", [*NO_NAME, "x" * 65, "😀" * 65], ids=ascii)
def test_a_bad_username_is_422(port, anna, username):
    body = {"username": username, "email": f"{http_api.unique()}@example.com", "password": "secret"}
    assert bad_fields(Api(port).post("/chat/register", body)) == ["username"]
    assert bad_fields(anna.api.patch("/chat/me", {"username": username})) == ["username"]


@pytest.mark.parametrize("name", [*NO_NAME, "x" * 129, "😀" * 129], ids=ascii)
def test_a_bad_name_of_a_group_is_422(anna, name):
    before = anna.api.get("/chat/chats?limit=200").json["chats"]
    assert bad_fields(anna.api.post("/chat/group", {"name": name, "participant_ids": []})) == [
        "name"
    ]
    assert anna.api.get("/chat/chats?limit=200").json["chats"] == before
    group = http_api.make_group(anna, name="a good name")["id"]
    path = http_api.chat_path(group)
    assert bad_fields(anna.api.patch(path, {"name": name})) == ["name"]
    assert http_api.chat_of(anna, group)["name"] == "a good name"


def test_names_have_no_white_space_at_their_ends_and_texts_keep_theirs(port, person):
    body = {"username": " Оля\u3000\n", "email": f"{http_api.unique()}@example.com"}
    made = http_api.ok(Api(port).post("/chat/register", {**body, "password": "secret"}), 201)
    assert made["username"] == made["name"] == "Оля"
    someone = person(" spaced ")
    assert someone.api.get("/chat/me").json["username"] == "spaced"
    assert http_api.ok(someone.api.patch("/chat/me", {"name": "\tnew name "}))["name"] == "new name"
    group = http_api.make_group(someone, name="  the team\r\n" + " " * 200)
    assert group["name"] == "the team"
    path = http_api.chat_path(group["id"])
    assert http_api.ok(someone.api.patch(path, {"name": " the crew "}))["name"] == "the crew"
    found = http_api.ok(someone.api.post("/chat/find-chat", {"name": " the crew "}))
    assert found["id"] == group["id"]
    assert http_api.say(someone, group["id"], " \n")["text"] == " \n"


@pytest.mark.parametrize(
    "username",
    ["x" * 64, "😀" * 64, "a b", "<b>&\"'", "Ма́ксим", "שלום", "👩‍❤️‍👩", "می\u200cخواهم"],
)
def test_a_good_username_is_taken_as_it_is(port, username):
    body = {"username": username, "email": f"{http_api.unique()}@example.com", "password": "secret"}
    response = Api(port).post("/chat/register", body)
    assert response.status == 201 and response.json["username"] == response.json["name"] == username


@pytest.mark.parametrize(
    "password,good",
    [
        ("12345", False),
        ("123456", True),
        ("пароль", True),
        ("пятьб"[:5], False),
        ("x" * 1024, True),
        ("x" * 1025, False),
        ("п" * 512, True),
        ("п" * 513, False),
    ],
    ids=lambda value: str(value)[:8],
)
def test_a_password_has_6_characters_and_at_most_1024_bytes(port, password, good):
    email = f"{http_api.unique()}@example.com"
    response = Api(port).post(
        "/chat/register", {"username": "x", "email": email, "password": password}
    )
    if good:
        assert response.status == 201
        assert (
            Api(port).post("/chat/token", form={"username": email, "password": password}).status
            == 200
        )
    else:
        assert bad_fields(response) == ["password"]


# the query


@pytest.mark.parametrize(
    "value",
    [
        "-1",
        "abc",
        "1.5",
        "1e3",
        "",
        "%201",
        "1%20",
        "+1",
        "0x10",
        "99999999999999999999",
        "1,2",
        "9007199254740992",
        "null",
        "%D9%A1",
    ],
)
def test_a_bad_limit_or_offset_is_422_and_named(port, anna, group, value):
    for route in ("history", "group-history"):
        base = f"/chat/{route}/{group['id']}"
        for name in ("limit", "offset"):
            assert bad_fields(anna.api.get(f"{base}?{name}={value}")) == [name]
        assert bad_fields(anna.api.get(f"{base}?offset={value}&limit={value}")) == [
            "limit",
            "offset",
        ]
    assert bad_fields(anna.api.get(f"/chat/chats?limit={value}")) == ["limit"]


@pytest.mark.parametrize(
    "limit,status", [(0, 422), (1, 200), (200, 200), (201, 422), (2**31, 422), (2**63, 422)]
)
def test_a_limit_is_1_to_200(port, anna, group, limit, status):
    for path in (
        f"/chat/history/{group['id']}",
        f"/chat/group-history/{group['id']}",
        "/chat/chats",
    ):
        assert anna.api.get(f"{path}?limit={limit}").status == status


@pytest.mark.parametrize(
    "offset,status", [(0, 200), (2**53 - 1, 200), (2**53, 422), (2**63, 422), (2**64, 422)]
)
def test_an_offset_is_0_to_2_53_less_1(port, anna, group, offset, status):
    assert anna.api.get(f"/chat/history/{group['id']}?offset={offset}").status == status


def test_a_bad_order_is_named_and_unknown_parameters_are_ignored(port, anna, group):
    base = f"/chat/history/{group['id']}"
    assert bad_fields(anna.api.get(f"{base}?order=sideways")) == ["order"]
    assert anna.api.get(f"{base}?unknown=1&limit=5").status == 200


@pytest.mark.parametrize(
    "chat",
    ["0", "-1", "abc", "1.5", "9007199254740992", "99999999999999999999", "%31%00", "1%20", "+1", "01"],
)
def test_a_path_id_that_is_none_is_refused(port, anna, chat):
    for route, field in (("history", "chat_id"), ("group-history", "group_id")):
        assert bad_fields(anna.api.get(f"/chat/{route}/{chat}")) == [field]


@pytest.mark.parametrize(
    "form",
    [
        "username=a%zz&password=secret",
        "username=%ff@example.com&password=secret",
        "username=a%00@example.com&password=secret",
        "=",
        "&&&",
        "username",
        "%",
    ],
)
def test_a_broken_form_is_refused(port, form):
    response = Api(port).post(
        "/chat/token",
        body=form.encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert "username" in bad_fields(response)


def test_a_bad_login_names_every_bad_field_at_once(port):
    response = Api(port).post("/chat/token", form={"username": ""})
    assert bad_fields(response) == ["password", "username"]


@pytest.mark.parametrize("grant", ["client_credentials", " ", "PASSWORD"])
def test_an_unknown_grant_type_is_422(port, anna, grant):
    form = {"username": anna.email, "password": anna.password, "grant_type": grant}
    assert bad_fields(Api(port).post("/chat/token", form=form)) == ["grant_type"]


def test_an_empty_field_of_the_form_counts_as_absent(port, anna):
    """OAuth clients send every field that they know, and leave empty what they don't use."""
    unused = {"grant_type": "", "scope": "", "client_id": "", "client_secret": ""}
    login = {"username": anna.email, "password": anna.password, "refresh_token": ""}
    response = Api(port).post("/chat/token", form={**unused, **login})
    assert response.status == 200
    refresh = {"grant_type": "refresh_token", "refresh_token": response.json["refresh_token"]}
    form = {**unused, "username": "", "password": "", **refresh}
    assert Api(port).post("/chat/token", form=form).status == 200


def test_the_grant_type_password_is_the_default(port, anna):
    form = {"username": anna.email, "password": anna.password, "grant_type": "password"}
    assert Api(port).post("/chat/token", form=form).status == 200
