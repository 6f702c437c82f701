"""Every HTTP route under /chat, with a request that is right for it."""
import dataclasses

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclasses.dataclass
class Route:
    method: str
    path: str  # {chat} stands for a group's id
    body: dict | None = None
    media: str | None = None
    auth: bool = True

    @property
    def name(self):
        return f"{self.method} {self.path}"

    def target(self, chat_id=1):
        return self.path.replace("{chat}", str(chat_id))


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
    Route("GET", "/chat/chats"),
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
READING = [route for route in ROUTES if route.method == "GET"]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def named(routes):
    return {"argvalues": routes, "ids": [route.name for route in routes]}
