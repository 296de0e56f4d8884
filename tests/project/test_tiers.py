"""What `make test` keeps of the sweeps: every page in a browser, every kind of question, every mechanism."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache

import pytest

from content import question, questions
from engine import MECHANISMS
from tests.browser.places import places
from tests.project.files import ROOT
from ui.session.state import PageName

EVERY_PAGE = "tests/browser/test_every_page.py::test_a_page_fits_a_phone_and_axe_finds_nothing_serious"
LEFT_OUT = "not heavy and not exhaustive"
WORD = re.compile(r"[\w/-]+")  # of the cases of a test

pytestmark = pytest.mark.xdist_group("tiers")  # they share what is collected


@cache
def collected() -> tuple[str, ...]:
    """The tests that make test runs."""
    command = (sys.executable, "-m", "pytest", "-n0", "--collect-only", "-q", "-p", "no:cacheprovider", "-m", LEFT_OUT)
    found = subprocess.run([*command, "tests"], cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(line for line in found.stdout.splitlines() if "::" in line)


def cases(tests: Iterable[str]) -> set[str]:
    """What stands between the brackets of these tests, word by word."""
    return {word for test in tests for word in WORD.findall(test.partition("[")[2])}


def test_make_leaves_these_out_and_no_others() -> None:
    assert f'-m "{LEFT_OUT}"' in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_page_has_a_browser_test_in_make_test() -> None:
    ran = [test.partition("[")[2] for test in collected() if test.startswith(EVERY_PAGE)]
    opened = {place.path.strip("/") or "today" for place in places() if f"{place}]" in ran}
    assert opened == set(PageName.__args__)  # type: ignore[attr-defined]


def test_every_kind_of_question_keeps_a_test() -> None:
    ids = {q.id for q in questions()}
    asked = cases(test for test in collected() if test.startswith(("tests/quiz", "tests/ui"))) & ids
    assert {question(id).kind for id in asked} == {q.kind for q in questions()}


def test_every_mechanism_keeps_a_test() -> None:
    assert set(MECHANISMS) <= cases(collected())
