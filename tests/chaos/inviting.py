"""The load's part about invitations: making, accepting and ending them."""
import asyncio
import dataclasses

import links
import world

MOST = 14  # members of a group
INVITES = 3  # to one group, that the load knows of


@dataclasses.dataclass
class Invite:
    """One that may be good for something."""

    chat: int
    maker: int
    token: str

    @property
    def number(self):
        return links.number(self.token)


class Inviting:
    """Of a crowd, which has people, a roster and the invitations that may be good for something."""

    async def _invite(self, person):
        chat = self._chat(person, groups=True)
        if chat and sum(1 for one in self.invites if one.chat == chat) < INVITES:
            await self._make_invite(person, chat, self.random.randrange(1, 4))

    async def _make_invite(self, person, chat, uses):
        result = await person.change_chat(
            "invite",
            "POST",
            f"/chat/chats/{chat}/invites",
            chat,
            {"max_uses": uses, "expires_in": 0},
            keep=lambda answer: [("invite", links.number(answer["token"]))],
            uses=uses,
        )
        if result.outcome != "ok":
            return None
        invite = Invite(chat, person.user, result.answer["token"])
        self.invites.append(invite)
        return invite

    async def _accept(self, person, invite):
        path = f"/chat/invites/{invite.token}/accept"
        said = {"user": person.user, "invite": invite.number}
        result = await person.change_chat("join", "POST", path, invite.chat, **said)
        if result.outcome == "ok":
            self.roster.get(invite.chat, {}).setdefault(person.user, world.MEMBER)
        self._forget(invite, result)

    def _forget(self, invite, result):
        if result.code == "invite_over" and invite in self.invites:
            self.invites.remove(invite)

    async def _join(self, person):
        """Mostly somebody who is outside; a member again changes nothing."""
        open_to_them = [
            invite
            for invite in self.invites
            if len(self.roster.get(invite.chat, ())) < MOST
            and (person.user not in self.roster.get(invite.chat, ()) or self.random.random() < 0.1)
        ]
        if open_to_them:
            await self._accept(person, self.random.choice(open_to_them))

    async def _join_two(self, person):
        """At once, by an invitation with one use left."""
        chat = self._chat(person, groups=True)
        members = self.roster.get(chat, {})
        outside = [other for user, other in self.people.items() if user not in members]
        if chat is None or len(members) >= MOST or len(outside) < 2:
            return
        invite = await self._make_invite(person, chat, 1)
        if invite:
            two = self.random.sample(outside, 2)
            await asyncio.gather(*(self._accept(one, invite) for one in two))

    async def _end_invite(self, person):
        mine = [invite for invite in self.invites if invite.maker == person.user]
        if mine:
            invite = self.random.choice(mine)
            path = f"/chat/invites/{invite.token}"
            result = await person.change_chat(
                "end_invite", "DELETE", path, invite.chat, invite=invite.number
            )
            self._forget(invite, result)
