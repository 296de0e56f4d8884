"""What `make test` keeps of the sweeps: every page in a browser, every kind of question, every mechanism."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from content import questions
from engine import MECHANISMS
from tests.browser.places import Place
from tests.browser.test_every_page import PLACES
from tests.engine.cases import every_case
from tests.project.files import ROOT
from tests.quiz.kinds.test_contract import ONE_OF_EACH, each_kind
from ui.session.state import PageName

LEFT_OUT = {"heavy", "exhaustive"}


def always(parameters: Iterable[Any]) -> list[Any]:
    """The first value of each parameter that make test runs too."""
    return [one.values[0] for one in parameters if LEFT_OUT.isdisjoint(mark.name for mark in one.marks)]


def test_make_leaves_these_out_and_no_others() -> None:
    assert '-m "not heavy and not exhaustive"' in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_page_has_a_browser_test_in_make_test() -> None:
    opened: list[Place] = always(PLACES)
    pages = {place.path.strip("/") or "today" for place in opened}
    assert pages == set(PageName.__args__)  # type: ignore[attr-defined]


def test_every_kind_of_question_keeps_a_test() -> None:
    assert {q.kind for q in always(each_kind(ONE_OF_EACH))} == {q.kind for q in questions()}


def test_every_mechanism_keeps_its_contracts() -> None:
    assert [cases[0][0] for cases in always(every_case())] == list(MECHANISMS)
