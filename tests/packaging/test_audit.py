"""The audit fails when a package has a known hole, and never says that all is well when it could not look."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOUND = {"name": "idna", "version": "3.20", "vulns": []}
HOLED = {"name": "h11", "version": "0.1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["0.2"]}]}
UNKNOWN = {"name": "yarl", "skip_reason": "Dependency not found on PyPI and could not be audited: yarl (1.25.1)"}


def audit(tmp_path: Path, **answers: list[dict[str, object]] | str) -> tuple[int, str]:
    """How the audit ends, and what it prints, when each database answers so; a text is an error on the way to it."""
    program = tmp_path / "answers.py"
    program.write_text(
        f"import json, sys\nanswer = {json.dumps(answers)}[sys.argv[sys.argv.index('-s') + 1]]\n"
        "if isinstance(answer, str): sys.exit(answer)\n"
        "print(json.dumps({'dependencies': answer, 'fixes': []}))\n"
        "sys.exit(any(one.get('vulns') for one in answer))\n",
        encoding="utf-8",
    )
    ended = subprocess.run(
        [sys.executable, str(ROOT / ".ci/audit.py"), sys.executable, str(program)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ended.stderr
    return ended.returncode, ended.stdout


def test_a_hole_fails(tmp_path: Path) -> None:
    code, said = audit(tmp_path, pypi=[SOUND, HOLED, UNKNOWN], osv=[])
    assert (code, said) == (1, "h11 0.1: PYSEC-1, mended in 0.2\n")


def test_a_hole_that_only_the_second_database_knows_fails(tmp_path: Path) -> None:
    assert audit(tmp_path, pypi=[UNKNOWN], osv=[HOLED])[0] == 1


def test_nothing_found_is_said_only_when_all_were_looked_up(tmp_path: Path) -> None:
    code, said = audit(tmp_path, pypi=[SOUND, SOUND], osv="down")
    assert (code, said) == (0, "2 packages looked up (pypi), no known holes\n")
    code, said = audit(tmp_path, pypi=[SOUND, UNKNOWN], osv="down")
    assert code == 0
    assert "!!! ONLY 1 PACKAGES COULD BE AUDITED" in said


@pytest.mark.parametrize("answer", [[UNKNOWN, UNKNOWN], "no route to host", []])
def test_where_nothing_can_be_reached_it_says_so_and_goes_on(
    tmp_path: Path, answer: list[dict[str, object]] | str
) -> None:
    code, said = audit(tmp_path, pypi=answer, osv=answer)
    assert code == 0
    assert "!!! COULD NOT BE AUDITED: no advisory database reachable" in said
