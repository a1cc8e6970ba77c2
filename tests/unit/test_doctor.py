"""What the doctor makes of a machine, of the rules of time zones, and of what Telegram says of a webhook."""

from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from bot.doctor import machine, records, telegram
from bot.doctor.finding import Finding, Grade, ago
from bot.doctor.line import old_helplines
from bot.texts.helplines import helplines

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
MIB = 1024 * 1024
MINE = "https://line.example/hook"


def said(findings: list[Finding]) -> tuple[Grade, str]:
    """The grade and the words of the only finding."""
    (finding,) = findings
    return finding.grade, str(finding)


def rules(folder: Path, zone: str, like: str, release: str | None = None) -> None:
    """A system's rules, in which `zone` goes by the rules of another one."""
    *parts, name = like.split("/")
    content = resources.files(".".join(["tzdata.zoneinfo", *parts])).joinpath(name).read_bytes()
    (folder / zone).parent.mkdir(parents=True, exist_ok=True)
    (folder / zone).write_bytes(content)
    if release:
        (folder / "tzdata.zi").write_text(f"# version {release}\n", encoding="ascii")


def test_the_systems_rules_count_and_agree(tmp_path: Path) -> None:
    rules(tmp_path, "Europe/London", "Europe/London", "2025b")
    grade, words = said(machine.time_zone("Europe/London", NOW, searched=[str(tmp_path)]))
    assert (grade, "the system's rules (2025b) count" in words) == (Grade.OK, True)


def test_the_systems_rules_count_and_differ(tmp_path: Path) -> None:
    rules(tmp_path, "Europe/London", "Africa/Abidjan", "2019a")  # without summer time
    grade, words = said(machine.time_zone("Europe/London", NOW, searched=[str(tmp_path)]))
    assert grade is Grade.WRONG
    assert "28 March 2027" in words
    assert "PYTHONTZPATH" in words


def test_without_the_systems_rules_the_packages_count(tmp_path: Path) -> None:
    grade, words = said(machine.time_zone("America/Argentina/Buenos_Aires", NOW, searched=[str(tmp_path)]))
    assert (grade, "by the tzdata package's rules (2" in words) == (Grade.OK, True)


def test_rules_grow_old(tmp_path: Path) -> None:
    for searched in ([str(tmp_path)], None):
        grade, _ = said(machine.time_zone("Europe/London", NOW + timedelta(days=5 * 365), searched=searched))
        assert grade is Grade.LOOK


@pytest.mark.parametrize(("free", "grade"), [(99, Grade.WRONG), (100, Grade.LOOK), (499, Grade.LOOK), (500, Grade.OK)])
def test_disk_space(tmp_path: Path, free: int, grade: Grade) -> None:
    assert said(machine.disk(tmp_path, free * MIB))[0] is grade


def test_disk_space_of_this_machine(tmp_path: Path) -> None:
    assert "MB are free" in said(machine.disk(tmp_path))[1]


@pytest.mark.parametrize(
    ("limit", "grade"), [("max", Grade.OK), (str(200 * MIB), Grade.LOOK), (str(300 * MIB), Grade.OK)]
)
def test_memory_of_a_container(tmp_path: Path, limit: str, grade: Grade) -> None:
    (tmp_path / "memory.max").write_text(f"{limit}\n", encoding="ascii")
    assert said(machine.memory([tmp_path / "memory.max"]))[0] is grade


def webhook(
    url: str = "", *, wanted: str | None = None, running: bool = True, waiting: int = 0, error: timedelta | None = None
) -> tuple[Grade, str]:
    """What the doctor makes of a webhook that Telegram describes so."""
    info = {"url": url, "has_custom_certificate": False, "pending_update_count": waiting}
    if error is not None:
        info |= {
            "last_error_date": int((NOW - error).timestamp()),
            "last_error_message": "Wrong response from the webhook: 502 Bad Gateway",
        }
    answer = telegram.Answer(NOW, NOW, info)
    return said(telegram.webhook(answer, wanted, running=running, now=NOW))


def test_updates_go_where_they_should() -> None:
    assert webhook()[0] is webhook(MINE, wanted=MINE)[0] is webhook(wanted=MINE, running=False)[0] is Grade.OK


@pytest.mark.parametrize(
    ("url", "wanted", "words"),
    [
        ("https://other.example/x", None, "to other.example, and not to a program that asks"),
        ("https://other.example/x", MINE, "to other.example, and not to WEBHOOK_URL"),
        ("https://line.example/old", MINE, "to another address there than WEBHOOK_URL"),
        ("", MINE, "Telegram knows of no webhook"),
    ],
)
def test_updates_go_elsewhere(url: str, wanted: str | None, words: str) -> None:
    grade, found = webhook(url, wanted=wanted)
    assert (grade, words in found) == (Grade.WRONG, True)
    assert "/x" not in found
    assert "/old" not in found


def test_a_webhook_that_does_not_answer() -> None:
    grade, words = webhook(MINE, wanted=MINE, error=timedelta(minutes=3))
    assert grade is Grade.LOOK
    assert "3 minutes ago" in words
    assert "502 Bad Gateway" in words
    assert webhook(MINE, wanted=MINE, error=timedelta(hours=3))[0] is Grade.OK


def test_updates_that_wait() -> None:
    assert webhook(waiting=19)[0] is Grade.OK
    assert webhook(waiting=20)[0] is Grade.LOOK
    assert "1 message waits for Warmline" in webhook(waiting=1, running=False)[1]


@pytest.mark.parametrize(
    ("servers", "grade", "words"),
    [
        (0, Grade.OK, "agrees with Telegram's"),
        (20, Grade.OK, "agrees"),
        (30, Grade.LOOK, "10 seconds behind"),
        (-7, Grade.LOOK, "6 seconds ahead of"),
        (-4, Grade.OK, "agrees"),
        (90, Grade.WRONG, "1 minute behind"),
    ],
)
def test_a_call_that_took_twenty_seconds(servers: int, grade: Grade, words: str) -> None:
    second = timedelta(seconds=1)
    answer = telegram.Answer(NOW, NOW + 20 * second, {}, date=NOW + servers * second)
    found = said(telegram.clock(answer, "https://api.telegram.org"))
    assert (found[0], words in found[1]) == (grade, True)


def test_a_server_that_does_not_say_what_time_it_is() -> None:
    grade, words = said(telegram.clock(telegram.Answer(NOW, NOW, {}), "http://127.0.0.1:8081"))
    assert (grade, "cannot be compared" in words) == (Grade.OK, True)


def test_an_action_that_telegram_does_not_take_says_nothing_of_anybody() -> None:
    odd = telegram.Answer(NOW, NOW, code=400, said="Bad Request: wrong parameter action in request")
    fine = telegram.Answer(NOW, NOW, True)
    grade, words = said(telegram.coordinators([odd, fine], [1, 2]))
    assert (grade, "did not say of 1" in words) == (Grade.LOOK, True)


def test_helplines_grow_old() -> None:
    shown = helplines("wales")
    first = min(one.checked_on for one in shown)
    day = datetime(first.year, first.month, first.day, 12, tzinfo=UTC)
    assert said(old_helplines("wales", day + timedelta(days=180)))[0] is Grade.OK
    grade, words = said(old_helplines("wales", day + timedelta(days=181)))
    assert grade is Grade.LOOK
    for one in shown:
        assert (one.name in words) == (one.checked_on == first)


def test_how_long_ago() -> None:
    lengths = (0.4, 1, 59, 60, 7200, 86400 * 3)
    assert [ago(one) for one in lengths] == ["0 seconds", "1 second", "59 seconds", "1 minute", "2 hours", "3 days"]


def test_a_line_that_does_what_is_due_too_late() -> None:
    state, minute = records.State(readable=True, running=True), timedelta(minutes=1)
    assert said(records.running(state, NOW - minute, NOW - minute, None, NOW))[0] is Grade.OK
    grade, words = said(records.running(state, NOW - minute, NOW - 5 * minute, None, NOW))
    assert grade is Grade.WRONG
    assert "due 5 minutes ago is not done" in words
