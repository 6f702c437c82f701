"""Accounts, tokens, refresh, sessions and one's own profile (api.md)."""
import concurrent.futures
import json
import socket
import urllib.parse

import asq_process
import http_api
import pytest
import raw_http
from http_api import Api, assert_problem, bad_fields


def token(port, **form):
    return Api(port).post("/chat/token", form=form)


def refresh(port, refresh_token):
    return token(port, grant_type="refresh_token", refresh_token=refresh_token)


def sessions(person):
    listed = person.api.get("/chat/sessions").json
    return listed["sessions"] if isinstance(listed, dict) else listed


# register and log in


def test_a_registered_user_is_shown_to_oneself(port):
    email = f"{http_api.unique()}@example.com"
    response = Api(port).post(
        "/chat/register", {"username": "Оля", "email": email, "password": "secret"}
    )
    user = response.json
    assert response.status == 201
    assert (user["username"], user["name"], user["email"]) == ("Оля", "Оля", email)
    assert isinstance(user["id"], int) and http_api.TIMESTAMP.match(user["created_at"])
    assert not {"password", "password_hash", "disabled"} & set(user)


def test_usernames_need_not_be_unique(person):
    assert person("twin").id != person("twin").id


@pytest.mark.parametrize("change", [str, str.upper, str.title])
def test_an_email_is_taken_whatever_its_case(port, anna, change):
    body = {"username": "x", "email": change(anna.email), "password": "secret"}
    assert_problem(Api(port).post("/chat/register", body), 409, "email_taken")


def test_an_email_is_taken_whatever_the_spelling_of_its_domain(port):
    """почта.рф and its A-label were two domains, with an account each."""
    name = http_api.unique("ivan")
    body = {"username": "x", "password": "secret"}
    made = Api(port).post("/chat/register", {**body, "email": f"  {name}@почта.рф\n"})
    assert made.status == 201 and made.json["email"] == f"{name}@почта.рф", "as typed, but trimmed"
    for same in (f"{name}@xn--80a1acny.xn--p1ai", f"{name}@ПОЧТА.рф", f"{name}@почта.xn--p1ai "):
        response = Api(port).post("/chat/register", {**body, "email": same})
        assert_problem(response, 409, "email_taken")
        tokens = http_api.log_in(port, same, "secret")
        assert tokens["user"]["email"] == f"{name}@почта.рф"
        api = Api(port, tokens["access_token"])
        found = api.get(f"/chat/users?{urllib.parse.urlencode({'email': same})}")
        assert found.json["id"] == made.json["id"]
    assert Api(port).post("/chat/register", {**body, "email": f"{name}@fass.de"}).status == 201
    assert Api(port).post("/chat/register", {**body, "email": f"{name}@faß.de"}).status == 201


def test_a_refused_registration_uses_up_no_id(port, person, anna):
    first = person().id
    assert (
        Api(port)
        .post("/chat/register", {"username": "x", "email": anna.email, "password": "secret"})
        .status
        == 409
    )
    assert person().id == first + 1


def test_registering_at_the_same_time_makes_one_account(port):
    body = {"username": "x", "email": f"{http_api.unique()}@example.com", "password": "secret"}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = [
            r.status for r in pool.map(lambda _: Api(port).post("/chat/register", body), range(8))
        ]
    assert sorted(statuses) == [201] + [409] * 7


def test_a_token_answer_has_the_form_of_oauth(port, anna):
    response = token(port, username=anna.email, password="secret")
    body = response.json
    assert response.status == 200 and body["token_type"] == "bearer"
    assert (
        body["expires_in"] == 24 * 3600
        and body["user"]["id"] == anna.id
        and body["user"]["email"] == anna.email
    )
    assert body["access_token"].count(".") == 2 and len(body["access_token"]) <= 2048
    assert body["refresh_token"]


def test_the_email_of_a_login_is_compared_without_case(port, anna):
    assert token(port, username=anna.email.upper(), password="secret").status == 200


def test_a_wrong_password_and_an_unknown_email_are_told_alike(port, anna):
    answers = [
        token(port, username=anna.email, password="Secret"),
        token(port, username=anna.email, password="secret "),
        token(port, username="nobody@example.com", password="secret"),
        token(port, username="no email", password="x"),
    ]
    problems = [assert_problem(answer, 401, "invalid_credentials") for answer in answers]
    assert len({problem["detail"] for problem in problems}) == 1


# refresh


def test_a_refusal_of_tokens_has_the_error_that_libraries_of_oauth_look_for(port, anna):
    """Without it Authlib took the refusal for the token."""
    wrong = token(port, username=anna.email, password="wrong!")
    assert assert_problem(wrong, 401, "invalid_credentials")["error"] == "invalid_grant"
    assert assert_problem(refresh(port, "x"), 401, "unauthenticated")["error"] == "invalid_grant"
    other = token(port, grant_type="client_credentials")
    assert assert_problem(other, 422, "invalid")["error"] == "unsupported_grant_type"
    missing = token(port, username=anna.email)
    assert assert_problem(missing, 422, "invalid")["error"] == "invalid_request"
    as_json = Api(port).post("/chat/token", {"username": anna.email, "password": anna.password})
    assert assert_problem(as_json, 415, "unsupported_media_type")["error"] == "invalid_request"
    for elsewhere in (Api(port, "x").get("/chat/me"), Api(port).post("/chat/register", {})):
        assert "error" not in elsewhere.json


def test_a_refresh_gives_new_tokens_and_the_old_access_token_goes_on(port, person):
    user = person()
    fresh = refresh(port, user.refresh_token)
    assert fresh.status == 200 and fresh.json["refresh_token"] != user.refresh_token
    assert fresh.json["user"]["id"] == user.id
    assert Api(port, fresh.json["access_token"]).get("/chat/me").status == 200
    assert user.api.get("/chat/me").status == 200, "it is the same session"


def test_a_repeat_before_the_new_one_is_used_answers_the_very_same(port, person):
    user = person()
    first, again = refresh(port, user.refresh_token), refresh(port, user.refresh_token)
    assert first.json["refresh_token"] == again.json["refresh_token"]
    assert refresh(port, first.json["refresh_token"]).status == 200


def test_an_old_one_is_good_for_a_moment_and_then_ends_the_session(server, port, person):
    user = person()
    second = refresh(port, user.refresh_token).json
    third = refresh(port, second["refresh_token"]).json
    repeat = refresh(port, user.refresh_token)
    assert repeat.status == 200 and repeat.json["refresh_token"] == third["refresh_token"]
    # A restart forgets when the new ones were used: only the one before the newest is good.
    assert server.stop() == 0
    server.start()
    repeat = refresh(port, second["refresh_token"])
    assert repeat.status == 200 and repeat.json["refresh_token"] == third["refresh_token"]
    assert_problem(refresh(port, user.refresh_token), 401, "unauthenticated")
    for access in (user.token, second["access_token"], third["access_token"]):
        assert Api(port, access).get("/chat/me").status == 401
    assert refresh(port, third["refresh_token"]).status == 401


def test_two_tabs_refreshing_at_once_get_the_same_token(port, person):
    user = person()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refresh(port, user.refresh_token), range(8)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.json["refresh_token"] for answer in answers}) == 1


@pytest.mark.parametrize("forged", ["x", "", "a.b.c", "x" * 3000])
def test_a_forged_refresh_token_is_refused(port, forged):
    # One that is empty counts as left out (RFC 6749, 3.2): there is no cookie either.
    assert refresh(port, forged).status == (401 if len(forged) <= 1024 else 422)


def test_an_altered_refresh_token_is_401_and_the_right_one_lives(port, person):
    user = person()
    for altered in (
        user.refresh_token[:-1],
        user.refresh_token + "A",
        user.refresh_token.swapcase(),
        user.token,
    ):
        assert_problem(refresh(port, altered), 401, "unauthenticated")
    assert refresh(port, user.refresh_token).status == 200


def test_a_refresh_without_its_token_is_401(port):
    assert_problem(token(port, grant_type="refresh_token"), 401, "unauthenticated")


def test_refresh_goes_on_after_a_restart(server, port, person):
    user = person()
    new = refresh(port, user.refresh_token).json
    assert server.stop() == 0
    server.start()
    assert user.api.get("/chat/me").status == 200
    assert refresh(port, user.refresh_token).json["refresh_token"] == new["refresh_token"]


# sessions


def test_logout_ends_this_session_at_once(port, person):
    user = person()
    other = http_api.log_in(port, user.email)["access_token"]
    assert user.api.post("/chat/logout").status == 204
    assert_problem(user.api.get("/chat/me"), 401, "unauthenticated")
    assert_problem(refresh(port, user.refresh_token), 401, "unauthenticated")
    assert user.api.post("/chat/logout").status == 401
    assert Api(port, other).get("/chat/me").status == 200


def test_sessions_are_listed_and_others_can_be_ended(port, person):
    user = person()
    other = Api(port, http_api.log_in(port, user.email)["access_token"])
    listed = sessions(user)
    assert len(listed) == 2 and [entry["current"] for entry in listed].count(True) == 1
    assert not any("token" in key for entry in listed for key in entry)
    ended = next(entry["id"] for entry in listed if not entry["current"])
    assert user.api.delete(f"/chat/sessions/{ended}").status == 204
    assert other.get("/chat/me").status == 401 and user.api.get("/chat/me").status == 200
    assert [entry["current"] for entry in sessions(user)] == [True]
    assert_problem(user.api.delete(f"/chat/sessions/{ended}"), 404, "session_not_found")


def test_a_session_of_others_is_like_none(person, anna):
    user = person()
    theirs = sessions(user)[0]["id"]
    refused = [anna.api.delete(f"/chat/sessions/{number}") for number in (theirs, 2**53 - 1)]
    problems = [assert_problem(response, 404, "session_not_found") for response in refused]
    assert problems[0]["detail"] == problems[1]["detail"]
    assert user.api.get("/chat/me").status == 200


class HeldBack:
    """A request whose header has been let in and whose body lacks its last byte."""

    def __init__(self, port, method, target, token, body):
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.reader = raw_http.Reader(self.connection)
        self.last = body[-1:]
        head = (
            f"{method} {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\nExpect: 100-continue\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.connection.sendall(head.encode())
        assert self.reader.response().status == 100
        self.connection.sendall(body[:-1])

    def finish(self):
        with self.connection:
            self.connection.sendall(self.last)
            return self.reader.response()


def log_out(server, user):
    assert user.api.post("/chat/logout").status == 204


def disable(server, user):
    assert asq_process.run_asq("user", "disable", user.email, "--data", server.data).returncode == 0


def reset_the_password(server, user):
    words = ("user", "reset-password", user.email, "--data", server.data)
    assert asq_process.run_asq(*words, typed="another\n").returncode == 0


def change_the_password(server, user):
    other = Api(server.port, http_api.log_in(server.port, user.email)["access_token"])
    change = {"password": "another", "current_password": "secret"}
    assert other.patch("/chat/me", change).status == 200


def end_it_from_elsewhere(server, user):
    other = Api(server.port, http_api.log_in(server.port, user.email)["access_token"])
    listed = other.get("/chat/sessions").json["sessions"]
    for entry in listed:
        if not entry["current"]:
            assert other.delete(f"/chat/sessions/{entry['id']}").status == 204


@pytest.mark.parametrize(
    "end", [log_out, disable, reset_the_password, change_the_password, end_it_from_elsewhere]
)
def test_a_body_held_back_across_the_end_of_its_session_is_401(server, port, person, anna, end):
    """P8: the token is asked for again when the body is whole."""
    user = person()
    chat = http_api.make_group(anna, user)["id"]
    message = json.dumps({"chat_id": chat, "text": "from beyond"}).encode()
    held = [
        HeldBack(port, "GET", f"/chat/history/{chat}", user.token, b" "),
        HeldBack(port, "POST", "/chat/group-message", user.token, message),
        HeldBack(port, "POST", "/chat/find-chat", user.token, b'{"name": "a group"}'),
    ]
    end(server, user)
    http_api.send(anna, chat, "committed after the end")
    for request in held:
        answer = request.finish()
        assert (answer.status, answer.json["code"]) == (401, "unauthenticated")
    texts = [message["text"] for message in anna.api.get(f"/chat/history/{chat}").json]
    assert texts == ["committed after the end"]


# one's own profile


def test_a_new_name_is_seen_by_others(person, anna):
    user = person("before")
    chat = http_api.make_direct(anna, user)["id"]
    changed = user.api.patch("/chat/me", {"username": "after"})
    assert changed.status == 200 and changed.json["username"] == "after"
    assert user.api.get("/chat/me").json["username"] == "after"
    assert (
        next(c["name"] for c in anna.api.get("/chat/chats").json["chats"] if c["id"] == chat)
        == "after"
    )


def test_an_empty_change_changes_nothing(person):
    user = person("same")
    before = user.api.get("/chat/me").json
    assert user.api.patch("/chat/me", {}).json == before


def test_email_and_password_ask_for_the_current_password(port, person):
    user = person()
    new = f"{http_api.unique()}@example.com"
    for change in ({"email": new}, {"password": "another"}):
        assert bad_fields(user.api.patch("/chat/me", change)) == ["current_password"]
        assert bad_fields(user.api.patch("/chat/me", {**change, "current_password": "wrong!"})) == [
            "current_password"
        ]
    assert (
        user.api.patch("/chat/me", {"email": new, "current_password": "secret"}).json["email"]
        == new
    )
    assert token(port, username=new, password="secret").status == 200
    assert token(port, username=user.email, password="secret").status == 401


def test_a_new_password_replaces_the_old_and_ends_the_other_sessions(port, person):
    user = person()
    other = Api(port, http_api.log_in(port, user.email)["access_token"])
    assert (
        user.api.patch("/chat/me", {"password": "another", "current_password": "secret"}).status
        == 200
    )
    assert (user.api.get("/chat/me").status, other.get("/chat/me").status) == (200, 401)
    assert token(port, username=user.email, password="secret").status == 401
    assert token(port, username=user.email, password="another").status == 200


def test_an_email_of_somebody_else_is_409(person, anna):
    response = person().api.patch(
        "/chat/me", {"email": anna.email.upper(), "current_password": "secret"}
    )
    assert_problem(response, 409, "email_taken")


def test_bad_changes_are_all_named(person):
    response = person().api.patch("/chat/me", {"username": "", "email": "x", "password": "short"})
    assert set(bad_fields(response)) >= {"username", "email", "password"}


# the operator


def test_a_disabled_user_is_out_at_once_and_told_like_a_wrong_password(server, port, person):
    user = person()
    assert asq_process.run_asq("user", "disable", user.email, "--data", server.data).returncode == 0
    assert user.api.get("/chat/me").status == 401
    refused = token(port, username=user.email, password="secret")
    wrong = token(port, username=user.email, password="wrong!")
    assert assert_problem(refused, 401, "invalid_credentials")["detail"] == wrong.json["detail"]
    assert refresh(port, user.refresh_token).status == 401


@pytest.mark.parametrize("registration", ["invited", "closed"])
def test_closed_registration_is_403(registration):
    with asq_process.AsqServer(env={"ASQ_REGISTRATION": registration}) as server:
        body = {"username": "x", "email": "x@example.com", "password": "secret"}
        assert_problem(Api(server.port).post("/chat/register", body), 403, "registration_closed")
