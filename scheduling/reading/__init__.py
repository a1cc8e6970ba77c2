"""What people type about times, understood: several readings where it can mean several things, and said back."""

from scheduling.reading.people import read_names, read_shift, read_turns
from scheduling.reading.rhythms import Times, read_clock, read_pause, read_quiet, read_times, say_times
from scheduling.reading.saying import say_spans, say_when
from scheduling.reading.sentences import (
    Dates,
    Span,
    When,
    read_dates,
    read_hours,
    read_moment,
    read_when,
)
from scheduling.reading.tokens import NotUnderstood, UnknownName

__all__ = [
    "Dates",
    "NotUnderstood",
    "Span",
    "Times",
    "UnknownName",
    "When",
    "read_clock",
    "read_dates",
    "read_hours",
    "read_moment",
    "read_names",
    "read_pause",
    "read_quiet",
    "read_shift",
    "read_times",
    "read_turns",
    "read_when",
    "say_spans",
    "say_times",
    "say_when",
]
