"""Tells a message that Telegram never takes from a Telegram that takes nothing: only the first is given up."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.outbox.outcomes import Meaning, Outcome

# Tries come 15 seconds apart in the end, so this is as long as a short trouble of Telegram's. After a timeout each of
# them may have arrived, so it should not be many more.
TRIES, LONG = 10, timedelta(minutes=2)
# How many of them, the last ones, failed while others went: one may, by chance, just after an outage.
BESIDE = 5


@dataclass
class _Trouble:
    """A row whose tries fail: since when, and how many of others had gone and failed up to its last try."""

    since: datetime
    went: int
    missed: int
    tries: int = 0
    others_go: bool = False
    beside: int = 0


class Patience:
    """Follows all tries; the counts are in memory, and begin anew with the program."""

    def __init__(self) -> None:
        self._went = self._missed = 0
        self._troubles: dict[int, _Trouble] = {}

    def judge(self, row_id: int, outcome: Outcome, now: datetime, *, ends: bool = True) -> Outcome:
        """How a try ended, in the light of those before it and of those of others: may be late, or stuck for good.

        Only what `ends` is ever given up.
        """
        if outcome.meaning not in (Meaning.RETRY, Meaning.UNSURE):
            # A message was made: of all answers only this shows that Telegram takes messages.
            self._went += bool(outcome.message_ids)
            self.forget(row_id)
            return outcome
        if outcome.pause is not None:
            return outcome
        trouble = self._troubles.setdefault(row_id, _Trouble(now, self._went, self._missed))
        self._count(trouble)
        if trouble.tries < TRIES or now - trouble.since < LONG:
            return outcome
        if trouble.beside < BESIDE or not ends:
            return replace(outcome, late=True)
        self.forget(row_id)
        return replace(outcome, meaning=Meaning.STUCK)

    def forget(self, row_id: int) -> None:
        """It is not tried any more."""
        self._troubles.pop(row_id, None)

    def _count(self, trouble: _Trouble) -> None:
        went, missed = self._went - trouble.went, self._missed - trouble.missed
        if went or missed:
            trouble.others_go = went > missed
        trouble.beside = trouble.beside + 1 if trouble.others_go else 0
        trouble.tries += 1
        # What has failed so often says nothing about the others any more.
        self._missed += trouble.tries <= TRIES
        trouble.went, trouble.missed = self._went, self._missed
