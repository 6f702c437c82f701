"""Reads everything over REST when all is healed, as somebody would who has just come."""
from journal import brief, text_hash
from rest import Rest

PAGE = 200


class FreshReader:
    """`tokens` by user; `members` of each chat, one of whom reads it."""

    def __init__(self, port, tokens, readers, random):
        self.random = random
        self.of = {user: Rest(port, token) for user, token in tokens.items()}
        self.readers = readers  # chat: the person who reads it

    async def read(self):
        fresh = {"messages": {}, "views": {}, "members": {}}
        for chat, reader in self.readers.items():
            rest = self.of[reader]
            pages = self.random.choice([self.by_offset, self.by_seq])
            fresh["messages"][chat] = [
                {
                    **brief(one),
                    "timestamp": one["timestamp"],
                    "read": one["read"],
                    "reply_to": one.get("reply_to"),
                }
                for one in await pages(rest, chat)
            ]
            fresh["members"][chat] = await self.members(rest, chat)
        for user, rest in self.of.items():
            fresh["views"][user] = await self.views(rest)
        for rest in self.of.values():
            rest.drop()
        return fresh

    @staticmethod
    async def get(rest, path):
        status, answer = await rest.request("GET", path)
        assert status == 200, (path, status, answer)
        return answer

    async def by_offset(self, rest, chat):
        pages = []
        while not pages or pages[-1]:
            offset = sum(map(len, pages))
            pages.append(
                await self.get(rest, f"/chat/history/{chat}?limit={PAGE}&offset={offset}")
            )
        return [message for page in reversed(pages) for message in page]

    async def by_seq(self, rest, chat):
        messages, more = [], True
        while more:
            after = messages[-1]["seq"] if messages else 0
            page = await self.get(
                rest, f"/chat/chats/{chat}/messages?after={after}&limit={PAGE}"
            )
            messages += page["messages"]
            more = page["has_newer"]
        return messages

    async def members(self, rest, chat):
        members, cursor = [], ""
        while cursor is not None:
            page = await self.get(
                rest, f"/chat/chats/{chat}/members?limit={PAGE}" + (cursor and f"&cursor={cursor}")
            )
            members += page["members"]
            cursor = page["next_cursor"]
        return [
            {"user": one["user"]["id"], "role": one["role"], "read_seq": one["read_seq"]}
            for one in members
        ]

    async def views(self, rest):
        chats, cursor = [], ""
        while cursor is not None:
            page = await self.get(
                rest, f"/chat/chats?limit={PAGE}" + (cursor and f"&cursor={cursor}")
            )
            chats += page["chats"]
            cursor = page["next_cursor"]
        fields = ("last_seq", "read_seq", "unread", "participant_ids", "member_count", "role")
        return {
            chat["id"]: {
                **{field: chat[field] for field in fields},
                "last_message": chat["last_message"] and text_hash(chat["last_message"]["text"]),
            }
            for chat in chats
        }
