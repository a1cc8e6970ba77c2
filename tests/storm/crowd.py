"""The people of a storm: members who write, volunteers who take and answer, a coordinator who changes the rota."""

import re
from datetime import datetime, timedelta
from random import Random

from bot.rehearsal.phone import Phone, Shown
from bot.rehearsal.world import World
from tests.misroute.journal import TOKEN, Journal, Said
from tests.world import LONDON, buttons

_LAST = 60  # messages that somebody still looks at
_NOT_THROUGH = re.compile(
    r"not passed on|did not arrive|[Ss]ent this to no one|do not know who this is for|are not on duty now|It has ended"
)
# How long before a message its writer may have heard that nothing goes through, which is said once a minute.
_JUST_BEFORE = timedelta(seconds=70)
_SOON_AFTER = timedelta(minutes=15)


def letters(number: int) -> str:
    """A name's end: A, B, … Z, AA, AB, …"""
    head, tail = divmod(number, 26)
    return (letters(head - 1) if head else "") + chr(65 + tail)


class Crowd:
    """Everybody, and what they have written."""

    def __init__(self, world: World, chance: Random, ada: Phone) -> None:
        self.world, self.chance, self.ada = world, chance, ada
        self.members: dict[str, Phone] = {}
        self.volunteers: dict[str, Phone] = {}
        self.journal = Journal({}, {})
        self._names: dict[int, str] = {}
        self._written: dict[str, tuple[Phone, datetime]] = {}
        self._last_to: dict[str, str] = {}  # of each message that came, on whose phone it was last
        self._repeats = 0
        self._shifts: list[int] = []

    def meet(self, alias: str, phone: Phone, *, member: bool) -> None:
        """Somebody who has joined by this name."""
        (self.members if member else self.volunteers)[alias] = phone
        (self.journal.members if member else self.journal.volunteers)[alias] = alias
        self._names[phone.user_id] = alias

    def listen(self) -> None:
        """From now on each message that reaches a phone is looked at."""
        self.world.delivered.append(self._delivered)

    def _delivered(self, user_id: int, shown: Shown) -> None:
        if (name := self._names.get(user_id)) is None:
            return
        for found in TOKEN.finditer(shown.text):
            # What got no answer goes on to the next volunteer, so only twice running to the same one is a repeat.
            self._repeats += self._last_to.get(found[0]) == name
            self._last_to[found[0]] = name
        self.journal.shows(name, shown)

    # What people do

    def member_acts(self) -> None:
        """Some member writes, or lets a message wait for the next volunteer."""
        alias = self.chance.choice(list(self.members))
        if not self.passes_on(alias):
            self._writes(self.members[alias], self.journal.writes(alias))

    def passes_on(self, alias: str) -> bool:
        """Whether something of this member's waited for a yes, which is given."""
        phone = self.members[alias]
        waits = next((one for one in reversed(phone.screen[-_LAST:]) if "Pass it on" in buttons(one)), None)
        if waits is not None:
            # What waited comes after what went straight through.
            for said in self.journal.said.values():
                said.out_of_order |= said.writer == alias
            phone.presses(waits.message_id, "Pass it on")
        return waits is not None

    def _writes(self, phone: Phone, said: Said, reply_to: int | None = None) -> None:
        self._written[said.token] = phone, self.world.clock.now()
        phone.says(said.token, reply_to=reply_to)

    def volunteer_acts(self) -> None:
        """Some volunteer takes what is offered, answers somebody, or ends a conversation."""
        alias = self.chance.choice(list(self.volunteers))
        phone, seen = self.volunteers[alias], self.volunteers[alias].screen[-_LAST:]
        if self.takes(phone):
            return
        theirs = self.journal.screen(alias).talks_with
        copies = [(one, writer) for one in seen if not one.out and (writer := self._writer(one)) in theirs]
        if not copies:
            return
        about, writer = self.chance.choice(copies)
        if self.chance.random() < 0.05:
            phone.says("/close", reply_to=about.message_id)
        else:
            self._writes(phone, self.journal.writes(alias, to=writer), about.message_id)

    def takes(self, phone: Phone) -> bool:
        """Whether there was something to take, and one of it is taken: whoever pressed all at once would be stopped."""
        offers = [one for one in phone.screen[-_LAST:] if "Take" in buttons(one)]
        if offers:
            phone.presses(self.chance.choice(offers).message_id, "Take")
            phone.alert = None
        return bool(offers)

    def _writer(self, one: Shown) -> str:
        found = TOKEN.search(one.text)
        return self.journal.said[found[0]].writer if found else ""

    def coordinator_acts(self) -> None:
        """A shift is made, moved or taken away; or somebody only looks."""
        numbers = [re.search(r"number (\d+)", one.text) for one in self.ada.screen[-9:]]
        # The first two are on all evening.
        self._shifts += [number for found in numbers if found is not None and (number := int(found[1])) > 2]
        who = self.chance.choice(list(self.volunteers)[2:])
        number = self.chance.choice(self._shifts) if self._shifts else 0
        self.ada.says(
            self.chance.choice(
                [
                    f"/shift {who} {self._soon()}",
                    f"/shift {who} {self._soon()}",
                    f"/change {number} {self._soon()}",
                    f"/unshift {number}",
                    "/rota",
                    "/gaps",
                    f"/who {self._soon().split('-')[0]}",
                ]
            )
        )

    def _soon(self) -> str:
        starts = self.world.clock.now().astimezone(LONDON) + timedelta(minutes=self.chance.randrange(5))
        ends = starts + timedelta(minutes=self.chance.randrange(10, 25))
        return f"{starts:%a %H:%M}-{ends:%H:%M}".lower()

    # How it stands

    def status(self, alias: str) -> str | None:
        """Whom a member was last told they talk with."""
        return self.journal.screen(alias).status

    def lost(self) -> list[str]:
        """What neither came nor was said not to have come."""
        return [token for token in self._written if token not in self._last_to and not self._told(token)]

    def given_up(self) -> int:
        """How many did not come, and their writers heard so."""
        return sum(token not in self._last_to for token in self._written)

    def repeats(self) -> int:
        """How often a message came once more to whoever had it already."""
        return self._repeats

    def came(self) -> int:
        """How many messages came."""
        return len(self._last_to)

    def _told(self, token: str) -> bool:
        phone, at = self._written[token]
        return any(
            not one.out and at - _JUST_BEFORE <= one.at <= at + _SOON_AFTER and _NOT_THROUGH.search(one.text)
            for one in phone.screen
        )
