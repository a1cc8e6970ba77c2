"""What was written for whom, judged from outside: by what stands on the phones, never by the program's own tables."""

import re
from dataclasses import dataclass, field

from bot.rehearsal.phone import Shown

TOKEN = re.compile(r"\bm\d+-[A-Z]\w+\b")
_BEGINS = re.compile(r"\A(\w+) (?:would like to talk\.|was talking with )")
_ENDS = re.compile(
    r"The conversation with (\w+) has ended|\A\w+ answers (\w+) now\.|You have handed (\w+) over"
    r"|\A(\w+) has left\. The conversation"
)
_LEFT = ("Your shift has ended.", "You have stepped back.")
_CAME = ("Your shift has started.", "You are on duty until", "Thank you. You are on duty until")
_TO = re.compile(
    r"\ASent to (\w+), on duty|Your messages now go to (\w+), on duty|\AYou are talking with (\w+) already"
    r"|\A(\w+) is here for you now"
)
_NOT_OPEN = re.compile(
    r"has ended this conversation|\ANo one is|\A(?!Your )\S+ shift has ended\.|cannot be reached now\.(?: No|\nNo)"
    r"|\A\d+ people are on duty|I have asked the others on duty|free just now\. It may be"
    r"|\AAll right\. Nothing is passed|\AIt will wait|\AThis waits too|\ANobody is free just now"
)


@dataclass
class Said:
    """Something somebody wrote: by whom, for whom as far as that is known, and whether it may stay unseen."""

    token: str
    writer: str
    number: int
    to: str | None = None  # the member, of what a volunteer wrote
    excused: bool = False
    out_of_order: bool = False


@dataclass
class Screen:
    """What a phone has shown: with whom its owner talks, by the words on it, and each token when it first came."""

    talks_with: list[str] = field(default_factory=list)
    came: list[str] = field(default_factory=list)
    on_duty: bool = False
    status: str | None = None  # whom the member was last told they talk with; "" for nobody


class Journal:
    """Hears of every message as it reaches a phone, and objects at once when it should not be there."""

    def __init__(self, members: dict[str, str], volunteers: dict[str, str]) -> None:
        self.members, self.volunteers = members, volunteers  # alias → phone
        self.said: dict[str, Said] = {}
        self.screens: dict[str, Screen] = {}
        self.wrong: list[str] = []
        self.story: list[str] = []

    def writes(self, writer: str, *, to: str | None = None) -> Said:
        """A new message of this alias, with words that nobody else writes."""
        number = len(self.said) + 1
        said = Said(f"m{number}-{writer}", writer, number, to)
        self.said[said.token] = said
        return said

    def screen(self, phone: str) -> Screen:
        """What one phone has shown."""
        return self.screens.setdefault(phone, Screen())

    def left(self, phone: str) -> None:
        """This phone's owner blocked the bot or stepped back: nobody talks with them."""
        self.screen(phone).talks_with.clear()

    def shows(self, phone: str, message: Shown) -> None:
        """A message of the bot reached a phone."""
        screen, text = self.screen(phone), message.text
        for found in TOKEN.finditer(text):
            self._token(phone, screen, found[0])
        if (begins := _BEGINS.match(text)) and begins[1] in self.members and begins[1] not in screen.talks_with:
            screen.talks_with.append(begins[1])
        if begins and self.members.get(begins[1]) == phone:
            self.wrong.append(f"{begins[1]} is to listen to {begins[1]}")
        if ends := _ENDS.search(text):
            alias = next(group for group in ends.groups() if group)
            if alias in screen.talks_with:
                screen.talks_with.remove(alias)
        if text.startswith(_LEFT):
            screen.talks_with.clear()
        # Between a shift that was taken away and the next one this ends nothing: conversations go on with the next.
        if text.startswith((*_LEFT, "You are not on duty now.")):
            screen.on_duty = False
        if text.startswith(_CAME):
            screen.on_duty = True
        if to := _TO.search(text):
            screen.status = next(group for group in to.groups() if group)
        elif _NOT_OPEN.search(text):
            screen.status = ""

    def _token(self, phone: str, screen: Screen, token: str) -> None:
        said = self.said[token]
        by_member = said.writer in self.members
        if by_member:
            right = said.writer in screen.talks_with and phone != self.members[said.writer]
        else:
            right = said.to is not None and phone == self.members[said.to]
        if not right:
            self.wrong.append(f"{token} shows on {phone}'s phone (to {said.to}; talks with {screen.talks_with})")
        if token in screen.came:
            return
        before = [self.said[one] for one in screen.came if self.said[one].writer == said.writer]
        if not said.out_of_order and any(one.number > said.number and not one.out_of_order for one in before):
            self.wrong.append(f"{token} came to {phone} after {[one.token for one in before]}")
        screen.came.append(token)

    def seen_by(self, token: str) -> list[str]:
        """The phones on which a token showed."""
        return [phone for phone, screen in self.screens.items() if token in screen.came]
