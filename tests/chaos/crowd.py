"""The load: fifty people in twenty chats, each doing one thing after the other."""
import asyncio
import itertools
import time

import world
from inviting import MOST, Inviting
from person import Draft, Person
from rest import Lost
from sockets import GONE

EMOJI = ["👍", "❤️", "😂", "🎉", "👀", "🇩🇪", "1️⃣", "👩‍💻"]
SHORT_LIVED = 5  # groups that the load makes, and deletes
LEAST = 5  # members of a group; MOST of them
NAMES = ("member", "admin", "owner")

# How often what is done.
WEIGHTS = {
    "send_one": 40,
    "send_two_ways": 4,
    "send_again": 6,
    "send_other": 2,
    "edit": 6,
    "delete": 2,
    "react": 7,
    "read": 7,
    "history": 7,
    "list": 1,
    "add": 2,
    "invite": 0.6,
    "join": 1.2,
    "join_two": 0.5,
    "end_invite": 0.1,
    "remove": 1.2,
    "leave": 1.2,
    "role": 0.8,
    "rename": 0.8,
    "profile": 0.6,
    "create": 0.3,
    "erase": 0.3,
    "log_out": 0.3,
    "sync": 1,
    "type": 2,
    "watch": 0.5,
    "lose_socket": 1.5,
    "start_afresh": 0.1,
    "open_chat": 2,
    "lose_chat_socket": 1,
    "read_slowly": 0.8,
}


class Crowd(Inviting):
    """Threads: one event loop."""

    def __init__(self, journal, port, random, base):
        self.journal, self.port, self.random = journal, port, random
        self.roster = {  # chat: {user: role}, as far as the load knows
            chat["id"]: {int(user): role for user, role in chat["members"].items()}
            for chat in base["chats"]
        }
        self.people = {}
        self.numbers = itertools.count(1)
        self.gate = asyncio.Event()
        self.under_way = 0
        self.acknowledged = 0  # sends, repeats too
        self.codes = set()  # with which something was refused lately
        self.pace = 0.08
        self.sync_cursors = {}
        self.invites = []
        self.handles = {int(user): handle for user, handle in base["handles"].items()}
        self.given_up = []  # handles, the newest last
        self._tasks = []
        self._slow = []

    def is_group(self, chat):
        return not world.GROUPS < chat <= world.GROUPS + world.DIRECTS

    def start(self, tokens):
        """Two of three have a socket of their own; one of two opens those of some chats."""
        for user, token in tokens.items():
            person = self.people[user] = Person(self, user, token)
            if self.random.random() < 0.7:
                person.keep_socket()
            self._tasks.append(asyncio.create_task(self._live(person)))

    async def stop(self):
        for person in self.people.values():
            person.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.sleep(0)

    # ---- everybody at once

    async def quiesce(self, patience=60.0):
        """Lets nobody begin anything, and waits for what is under way."""
        self.gate.clear()
        until = time.monotonic() + patience
        while self.under_way and time.monotonic() < until:
            await asyncio.sleep(0.01)
        assert not self.under_way, "operations that never end"

    async def settle(self):
        for person in self.people.values():
            person.rest.drop()
            person.second_rest.drop()
        await asyncio.gather(*(person.settle() for person in self.people.values()))

    def wake(self):
        for socket in self._slow:
            socket.resume()
        self._slow = []

    def connected(self):
        """Everybody who keeps sockets has them."""
        return all(
            (person.socket is not None or not person.keeps_socket)
            and all(person.chat_sockets.values())
            for person in self.people.values()
        )

    def caught_up(self, heads):
        for person in self.people.values():
            if person.socket and person.socket.position < heads.of_person.get(person.user, 0):
                return False
            for chat, socket in person.chat_sockets.items():
                member = person.user in heads.members.get(chat, {})
                if socket and member and socket.last is not None:
                    if socket.last < heads.last_seq[chat]:
                        return False
        return True

    def told_of_markers(self, heads):
        return all(
            self.people[user].markers.get((chat, other), 0) >= seq
            for user, chat, other, seq in heads.markers
            if user in self.people and self.people[user].socket
        )

    # ---- what faults want to know

    def heard_of(self, code):
        return code in self.codes

    def forget_codes(self):
        self.codes = set()

    async def somebody_reads(self):
        """One whom nobody can remove: of a direct chat."""
        chat = world.GROUPS + 1
        return (await self.people[min(self.roster[chat])].read_history(chat)).outcome

    def somebody_comes_back(self):
        person = self.random.choice(list(self.people.values()))
        person.rest.drop()
        for socket in person.sockets():
            socket.drop()

    def learn(self, heads):
        """Who is where, now that it is known."""
        self.roster = {chat: dict(members) for chat, members in heads.members.items()}

    # ---- one person

    async def _live(self, person):
        random = self.random
        actions, weights = zip(*WEIGHTS.items())
        while True:
            await self.gate.wait()
            action = getattr(self, "_" + random.choices(actions, weights)[0])
            self.under_way += 1
            try:
                if person.unsettled and random.random() < 0.5:
                    await person.settle(5.0)
                else:
                    await action(person)
            finally:
                self.under_way -= 1
            await asyncio.sleep(random.uniform(0.2, 1.8) * self.pace)

    def _chat(self, person, groups=False):
        """One that the person is in; nowadays and then one that was left, which must refuse."""
        mine = [
            chat
            for chat, members in self.roster.items()
            if (person.user in members or self.random.random() < 0.01)
            and (self.is_group(chat) or not groups)
        ]
        return self.random.choice(mine) if mine else None

    def _text(self, person):
        size = self.random.choice((10, 10, 50, 200, 200, 3000))
        return f"{person.user}.{next(self.numbers)} " + "ж" * self.random.randrange(size)

    def _draft(self, person):
        chat = self._chat(person)
        if chat is None:
            return None
        number = next(self.numbers)
        client_id = None if self.random.random() < 0.05 else f"c-{person.user}-{number}"
        reply_to = None
        if client_id and chat <= world.CHATS and self.random.random() < 0.1:
            reply_to = 1  # which all of these have
        return Draft(chat, client_id, self._text(person), reply_to)

    async def _send_one(self, person):
        draft = self._draft(person)
        if draft:
            await person.send_new(draft)

    async def _send_two_ways(self, person):
        draft = self._draft(person)
        if draft is None or draft.client_id is None:
            return
        second = "messages"
        results = await asyncio.gather(
            person.send(draft), person.send(draft, second, rest=person.second_rest)
        )
        best = min(results, key=lambda one: ("ok", "unknown", "fail").index(one.outcome))
        person.note(draft, best)

    def _earlier(self, person, with_id=True):
        mine = [one for one in person.drafts if one.client_id or not with_id]
        return self.random.choice(mine) if mine else None

    async def _send_again(self, person):
        draft = self._earlier(person)
        if draft:
            await person.send(draft)

    async def _send_other(self, person):
        draft = self._earlier(person)
        if draft:
            await person.send(draft, kind="reuse", text=self._text(person))

    async def _edit(self, person):
        draft = self._earlier(person)
        if draft:
            await person.change_message("edit", draft.chat, draft.seq, text=self._text(person))

    async def _delete(self, person):
        """One's own; of another only an admin may."""
        draft = self._earlier(person) if self.random.random() < 0.7 else self._recent(person)
        if draft:
            await person.change_message("delete", draft.chat, draft.seq)

    def _recent(self, person):
        """Somebody's message, in a chat of the person's."""
        chat = self._chat(person)
        others = [
            draft
            for user in self.roster.get(chat, ())
            if user in self.people
            for draft in self.people[user].drafts[-5:]
            if draft.chat == chat and draft.client_id
        ]
        return self.random.choice(others) if others else None

    async def _react(self, person):
        draft = self._recent(person)
        if draft:
            on = self.random.random() < 0.7
            emoji = self.random.choice(EMOJI)
            await person.change_message("react", draft.chat, draft.seq, emoji=emoji, on=on)

    async def _read(self, person):
        draft = self._recent(person)
        if draft:
            await person.mark_read(draft.chat, draft.seq)

    async def _history(self, person):
        chat = self._chat(person)
        if chat:
            await person.read_history(chat)

    async def _list(self, person):
        await person.list_chats()

    # ---- coming and going

    async def _add(self, person):
        chat = self._chat(person, groups=True)
        members = self.roster.get(chat, {})
        outside = [user for user in self.people if user not in members]
        if chat is None or len(members) >= MOST or not outside:
            return
        user = self.random.choice(outside)
        body = {"group_id": chat, "second_email": world.email(user)}
        result = await person.change_chat(
            "add", "POST", "/chat/group/add-user", chat, body, user=user
        )
        if result.outcome == "ok":
            members.setdefault(user, world.MEMBER)

    async def _remove(self, person):
        chat = self._chat(person, groups=True)
        members = self.roster.get(chat, {})
        mine = members.get(person.user, world.MEMBER)
        below = [
            user for user, role in members.items() if role < mine and user != world.WITNESS
        ]
        if len(members) > LEAST and below:
            await self._end_membership(person, chat, self.random.choice(below))

    async def _leave(self, person):
        chat = self._chat(person, groups=True)
        if len(self.roster.get(chat, ())) > LEAST:
            await self._end_membership(person, chat, person.user)

    async def _end_membership(self, person, chat, user):
        result = await person.change_chat(
            "remove", "DELETE", f"/chat/chats/{chat}/members/{user}", chat, user=user
        )
        if result.outcome == "ok":
            self.roster.get(chat, {}).pop(user, None)

    async def _role(self, person):
        chat = self._chat(person, groups=True)
        members = self.roster.get(chat, {})
        others = [user for user in members if user not in (person.user, world.WITNESS)]
        if members.get(person.user) != world.OWNER or not others:
            return
        user = self.random.choice(others)
        role = self.random.choice((world.MEMBER, world.ADMIN, world.ADMIN, world.OWNER))
        path = f"/chat/chats/{chat}/members/{user}"
        result = await person.change_chat(
            "role", "PATCH", path, chat, {"role": NAMES[role]}, user=user, role=role
        )
        if result.outcome == "ok":
            members[user] = role
            if role == world.OWNER:
                members[person.user] = world.ADMIN

    async def _rename(self, person):
        chat = self._chat(person, groups=True)
        if self.roster.get(chat, {}).get(person.user, world.MEMBER) == world.MEMBER:
            return
        name = f"chat {chat}, number {next(self.numbers)}"
        await person.change_chat(
            "rename", "PATCH", f"/chat/chats/{chat}", chat, {"name": name}, name=name
        )

    async def _profile(self, person):
        """A new name; often with a new handle, or with one that somebody has just given up."""
        user, number = person.user, next(self.numbers)
        name, handle = f"person {user}, number {number}", None
        dice = self.random.random()
        if dice < 0.3 and self.given_up:
            handle = self.random.choice(self.given_up[-10:])
        elif dice < 0.8:
            handle = f"person_{user}.{number}"
        body = {"username": name, **({"handle": handle} if handle else {})}
        result = await person.change_chat(
            "profile", "PATCH", "/chat/me", 0, body, name=name, handle=handle
        )
        if result.outcome == "ok" and handle:
            self.given_up.append(self.handles[user])
            self.handles[user] = handle

    async def _create(self, person):
        if len(self.roster) >= world.CHATS + SHORT_LIVED:
            return
        users = self.random.sample([user for user in self.people if user != person.user], 4)
        name = f"chat number {next(self.numbers)}"
        result = await person.change_chat(
            "create",
            "POST",
            "/chat/group",
            0,
            {"name": name, "participant_ids": users},
            keep=lambda answer: [("made", answer["id"])],
            name=name,
            users=users,
        )
        if result.outcome == "ok":
            members = {user: world.MEMBER for user in users}
            self.roster[result.answer["id"]] = {**members, person.user: world.OWNER}

    async def _erase(self, person):
        """One of those that were made meanwhile."""
        mine = [
            chat
            for chat, members in self.roster.items()
            if chat > world.CHATS and members.get(person.user) == world.OWNER
        ]
        if mine:
            chat = self.random.choice(mine)
            result = await person.change_chat("erase", "DELETE", f"/chat/chats/{chat}", chat)
            if result.outcome == "ok":
                self.roster.pop(chat, None)

    # ---- connections

    async def _log_out(self, person):
        """Another device comes for a moment, and logs out."""
        chat = self._chat(person)
        if chat:
            seconds = self.random.uniform(0.1, 0.8)
            await person.visit(chat, seconds)

    async def _sync(self, person):
        """Up to three pages, from where the last one ended, or from the socket's cursor."""
        cursor = self.sync_cursors.get(person.user) or person.cursor
        for _ in range(3):
            page = cursor and await person.sync(cursor, self.random.choice((1, 7, 100)))
            if not page:
                return
            self.sync_cursors[person.user] = cursor = page["cursor"]
            if not page["more"]:
                return

    async def _type(self, person):
        chat = self._chat(person)
        if person.socket and chat:
            try:
                await person.socket.tell("typing", chat_id=chat)
            except (*GONE, Lost):
                pass

    async def _watch(self, person):
        others = self.random.sample(list(self.people), 5)
        if person.socket:
            try:
                await person.socket.command("watch", user_ids=others)
            except (*GONE, Lost):
                pass

    async def _lose_socket(self, person):
        if person.socket:
            await self._lose(person.socket)

    async def _lose(self, socket):
        if self.random.random() < 0.7:
            socket.drop()
        else:
            await socket.hang_up()

    async def _start_afresh(self, person):
        """As a client that has lost its cursor."""
        if person.socket:
            socket = person.socket
            socket.cursor = None
            socket.drop()

    async def _open_chat(self, person):
        chat = self._chat(person)
        if chat and len(person.chat_sockets) < 2 and person.user % 2:
            person.open_chat(chat, self.random.choice((None, 0, 1)))

    async def _lose_chat_socket(self, person):
        chats = list(person.chat_sockets)
        if not chats:
            return
        chat = self.random.choice(chats)
        socket = person.chat_sockets[chat]
        if self.random.random() < 0.3:
            del person.chat_sockets[chat]
        if socket:
            await self._lose(socket)

    async def _read_slowly(self, person):
        sockets = person.sockets()
        if sockets:
            socket = self.random.choice(sockets)
            socket.pause()
            self._slow.append(socket)
            seconds = self.random.uniform(0.5, 4.0)
            asyncio.get_running_loop().call_later(seconds, socket.resume)
