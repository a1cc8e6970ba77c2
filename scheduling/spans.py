"""Stretches of time, half open and in UTC: joining, cutting out, and what two have in common."""

from collections.abc import Iterable
from datetime import datetime

Stretch = tuple[datetime, datetime]


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time as sorted stretches that neither overlap nor touch; empty ones are left out."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def subtract(stretches: Iterable[Stretch], holes: Iterable[Stretch]) -> list[Stretch]:
    """The time of the first that is in none of the second."""
    left, cut = [], union(holes)
    for start, end in union(stretches):
        for hole_start, hole_end in cut:
            if hole_end <= start or hole_start >= end:
                continue
            if start < hole_start:
                left.append((start, hole_start))
            start = hole_end
        if start < end:
            left.append((start, end))
    return left


def clip(stretches: Iterable[Stretch], since: datetime, until: datetime) -> list[Stretch]:
    """The part of each that lies in [since, until)."""
    return union((max(start, since), min(end, until)) for start, end in stretches)
