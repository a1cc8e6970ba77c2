"""`python -m tests.benchmarks`: Warmline beside a bare loop and a plain relay, measured in one go."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.trial import CONTENDERS, Figures, Pace, trial
from tests.databases import databases

PACES = (
    Pace("at full speed", 1500, None),
    Pace("25 a second", 500, 25),
    Pace("25 a second, round trips of 50 to 110 ms", 500, 25, (0.05, 0.11)),
)


async def main() -> None:
    """Measure everything and print figures and ratios."""
    chosen = sys.argv[1:] or list(CONTENDERS)
    for pace in PACES:
        print(f"\n{pace.name} ({pace.messages} messages, 50 members, each with their own volunteer)")  # noqa: T201
        print(f"{'':12}{'msg/s':>8}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms/msg':>12}{'RSS MiB':>9}{'start s':>9}")  # noqa: T201
        found: dict[str, Figures] = {}
        for name in chosen:
            with tempfile.TemporaryDirectory() as folder:
                one = found[name] = await trial(name, pace, Path(folder))
            print(  # noqa: T201
                f"{name:12}{one.a_second:8.0f}{one.p50 * 1000:9.1f}{one.p99 * 1000:9.1f}"
                f"{one.cpu * 1000:12.2f}{one.resident:9.0f}{one.start:9.2f}"
            )
        if len(found) == len(CONTENDERS):
            us, bare, plain = (found[name] for name in ("Warmline", "bare httpx", "plain PTB"))
            print(  # noqa: T201
                f"Warmline / bare httpx: p50 {us.p50 / bare.p50:.2f}, p99 {us.p99 / bare.p99:.2f}; "
                f"Warmline / plain PTB: msg/s {us.a_second / plain.a_second:.2f}, CPU {us.cpu / plain.cpu:.2f}"
            )
            for name in list(found)[list(found).index("Warmline") + 1 :]:
                one = found[name]
                print(  # noqa: T201
                    f"{name} / Warmline: p50 {one.p50 / us.p50:.2f}, p99 {one.p99 / us.p99:.2f}, "
                    f"msg/s {one.a_second / us.a_second:.2f}, CPU {one.cpu / us.cpu:.2f}"
                )
    databases.close()


if __name__ == "__main__":
    asyncio.run(main())
