"""Numbers, lists and orders that a document states are those of the product."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta

import pytest

from content.kinds import KIND_NAMES
from content.laboratories import laboratories
from content.route import route
from db import backup
from presentation.figure import model
from quiz import fitting, oral, planner, review_session
from quiz.exercises.sheet import Sheet
from quiz.marking import points
from tests.project.files import ROOT

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
STEP = Sheet.marks

SAID = [
    ("README.md", "{} topics in", sum(len(group.topics) for group in route())),
    ("README.md", "{} laboratories", WORDS[len(laboratories())].capitalize()),
    ("README.md", "topics in {} groups", WORDS[len(route())]),
    ("README.md", "{} questions that show where to begin", WORDS[review_session.PLACEMENT_COUNT]),
    ("README.md", "the last {} are kept", WORDS[backup.KEPT]),
    ("README.md", "put into the folder `{}` beside it", backup.FOLDER),
    ("docs/design.md", "the last {} are kept", WORDS[backup.KEPT]),
    ("docs/design.md", "in digits up to {} columns", WORDS[model.MOST_DENSE]),
    ("docs/design.md", "as a map of squares up to {},", model.MOST_MAP),
    ("docs/design.md", "from {} reviews on", fitting.ENOUGH),
    ("docs/design.md", "the latest {} of the reviews", {0.2: "fifth"}.get(fitting.HELD_OUT)),
    ("docs/design.md", "less {} times what the same review", planner.TOMORROW),
    ("docs/design.md", "longer than {} beyond its time", {timedelta(minutes=30): "half an hour"}.get(oral.AWAY)),
    ("docs/design.md", "(`quiz/marking/points.py`): {} a step", WORDS[round(STEP)]),
    ("docs/design.md", "a convention and a misread number keep {},", WORDS[round(STEP * points.CONVENTION)]),
    ("docs/design.md", "a misread number keep {},", WORDS[round(STEP * points.SLIPS["misread"])]),
    ("docs/design.md", "rounding a {},", {0.5: "half"}.get(points.SLIPS["rounding"])),
    ("docs/design.md", "a named misconception {},", WORDS[round(STEP * points.MISCONCEPTION)]),
]


@pytest.mark.parametrize(("page", "sentence", "value"), SAID)
def test_a_number_is_the_products(page: str, sentence: str, value: object) -> None:
    assert sentence.format(value) in " ".join(text_of(page).split())


def test_the_design_says_in_which_order_imports_run() -> None:
    settings = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = [one["layers"] for one in settings if one["type"] == "layers"]
    (said,) = re.findall(r"Imports run one way: (.*?) ← app", text_of("docs/design.md"), re.DOTALL)
    order = [set(re.findall(r"\b(?:" + "|".join(packages()) + r")\b", one)) for one in said.split("←")]
    assert order == [set(one.split(" | ")) for one in reversed(layers)]


def test_the_design_says_which_folders_there_are() -> None:
    (house,) = re.findall(r"## The house\n\n```\n(.*?)```", text_of("docs/design.md"), re.DOTALL)
    assert set(packages()) <= {line.split("/")[0] for line in house.splitlines()}


def test_the_design_lists_every_kind_of_question() -> None:
    (table,) = re.findall(r"^\| kind \|.*?\n\n", text_of("docs/design.md"), re.DOTALL | re.MULTILINE)
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(KIND_NAMES)


def packages() -> list[str]:
    """The packages whose imports are held to an order."""
    found: list[str] = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["root_packages"]
    return found


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")
