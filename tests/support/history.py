"""A chat read whole, and judged."""


def whole(api, chat_id):
    """Every message of a chat by pages, oldest first."""
    newest = api.get(f"/chat/history/{chat_id}?limit=1").json
    total = newest[0]["seq"] if newest else 0
    pages = [
        api.get(f"/chat/history/{chat_id}?limit=200&offset={offset}").json
        for offset in range(0, total, 200)
    ]
    return [message for page in reversed(pages) for message in page]


def assert_gapless(messages):
    assert [message["seq"] for message in messages] == list(range(1, len(messages) + 1))
    assert len({message["id"] for message in messages}) == len(messages)
    stamps = [message["timestamp"] for message in messages]
    assert stamps == sorted(stamps)
