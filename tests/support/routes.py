"""Every HTTP route under /chat but GET /chat/server, which takes nothing and has no limit; with a request that is right
for it."""
import dataclasses

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclasses.dataclass
class Route:
    method: str
    path: str  # {chat} stands for a group's id; 999999 is nobody's and nothing's
    body: dict | None = None
    media: str | None = None
    auth: bool = True
    query: str = ""

    @property
    def name(self):
        return f"{self.method} {self.path}"

    def target(self, chat_id=1):
        return self.path.replace("{chat}", str(chat_id)) + self.query


THUMB = "%F0%9F%91%8D"
CHAT = "/chat/chats/{chat}"


ROUTES = [
    Route(
        "POST",
        "/chat/register",
        {"username": "new", "email": "new@example.com", "password": "secret"},
        JSON,
        False,
    ),
    Route(
        "POST", "/chat/token", {"username": "new@example.com", "password": "secret"}, FORM, False
    ),
    Route("POST", "/chat/password", {"token": "A" * 22, "password": "secret"}, JSON, False),
    Route("POST", "/chat/chat", {"second_email": "new@example.com"}, JSON),
    Route("POST", "/chat/find-chat", {"name": "group"}, JSON),
    Route("GET", "/chat/history/{chat}"),
    Route("POST", "/chat/group", {"name": "new group", "participant_ids": []}, JSON),
    Route(
        "POST",
        "/chat/group/add-user",
        {"group_id": "{chat}", "second_email": "new@example.com"},
        JSON,
    ),
    Route("GET", "/chat/group-history/{chat}"),
    Route("POST", "/chat/group-message", {"chat_id": "{chat}", "text": "hello"}, JSON),
    Route("GET", "/chat/me"),
    Route("PATCH", "/chat/me", {"username": "renamed"}, JSON),
    Route("DELETE", "/chat/me", {"current_password": "not this"}, JSON),
    Route("GET", "/chat/users", query="?email=nobody@example.com"),
    Route("GET", "/chat/users/999999"),
    Route("GET", "/chat/people"),
    Route("GET", "/chat/chats"),
    Route("GET", CHAT),
    Route("PATCH", CHAT, {"name": "renamed"}, JSON),
    Route("DELETE", CHAT),
    Route("POST", f"{CHAT}/read", {"seq": 0}, JSON),
    Route("GET", f"{CHAT}/members"),
    Route("PATCH", f"{CHAT}/members/999999", {"role": "admin"}, JSON),
    Route("DELETE", f"{CHAT}/members/999999"),
    Route("GET", f"{CHAT}/messages"),
    Route("POST", f"{CHAT}/messages", {"text": "hello"}, JSON),
    Route("PATCH", f"{CHAT}/messages/999999", {"text": "hello"}, JSON),
    Route("DELETE", f"{CHAT}/messages/999999"),
    Route("PUT", f"{CHAT}/messages/999999/reactions/{THUMB}"),
    Route("DELETE", f"{CHAT}/messages/999999/reactions/{THUMB}"),
    Route("POST", f"{CHAT}/invites", {"max_uses": 1, "expires_in": 3600}, JSON),
    Route("GET", f"{CHAT}/invites"),
    Route("POST", "/chat/invites", {"max_uses": 1, "expires_in": 3600}, JSON),
    Route("GET", "/chat/invites"),
    Route("GET", "/chat/invites/999999", auth=False),
    Route("DELETE", "/chat/invites/999999"),
    Route("POST", "/chat/invites/999999/accept"),
    Route("GET", "/chat/sync"),
    Route("GET", "/chat/sessions"),
    Route("DELETE", "/chat/sessions/999999"),
    Route("POST", "/chat/logout"),
]
PATHS = {}
for _route in ROUTES:
    PATHS.setdefault(_route.path, set()).add(_route.method)
WITH_JSON = [route for route in ROUTES if route.media == JSON]
WITH_BODY = [route for route in ROUTES if route.media]
WITH_TOKEN = [route for route in ROUTES if route.auth]
READING = [
    route
    for route in ROUTES
    if route.method == "GET" and not route.query and "999999" not in route.path
]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def named(routes):
    return {"argvalues": routes, "ids": [route.name for route in routes]}
