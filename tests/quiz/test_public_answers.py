"""Wrong answers that people published, as the examiner marks them: the name it finds, and the points.

The numbers are those of tests/engine/public_cases, whose files say where each stood.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, checked
from quiz.exercises.sheet import Sheet
from quiz.marking.mark import mark
from quiz.verdicts import Marking, StepMarking

FOLDER = Path(__file__).parents[1] / "engine" / "public_cases"
CELL = ("forget_gate", "input_gate", "candidate", "output_gate", "cell", "hidden")


def case(name: str) -> dict[str, Any]:
    (file,) = FOLDER.glob(f"{name}*.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def published(name: str, what: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = case(name)["wrong_answers"][what]
    return found


def sheet(name: str, decimals: int, *asked: str, given: tuple[str, ...] = (), **options: Any) -> Sheet:
    """The published exercise as a sheet, three marks a step."""
    found = case(name)
    mechanism = MECHANISMS[found["mechanism"]]
    chosen = mechanism.choose(**{**found["options"], **options})
    program, arrays = checked(mechanism, chosen, found["inputs"], found["sizes"])
    return Sheet(mechanism.id, chosen, {k: int(n) for k, n in program.dims.items()}, arrays, asked, given, decimals)


def typed(numbers: Any, decimals: int) -> list[list[str]]:
    return [[f"{x:.{decimals}f}" for x in row] for row in np.array(numbers, dtype=float)]


def marked(paper: Sheet, **answers: Any) -> Marking:
    """The sheet with right work, but for what was published; steps by id, with __ for /."""
    given = {step.replace("__", "/"): numbers for step, numbers in answers.items()}
    assert set(given) <= set(paper.asked)
    every = {step: given.get(step, paper.truth[step]) for step in paper.asked}
    return mark(paper, {step: typed(numbers, paper.decimals) for step, numbers in every.items()})


def told(step: StepMarking) -> tuple[Any, float]:
    """What was recognised, and the points."""
    return step.misconceptions or step.convention or step.slip or step.status, step.points


def test_pub_01_a_last_digit_carried_too_short_is_rounding() -> None:
    """z takes the new there; the candidate's last digits are off by one, and the state follows from it."""
    wrong = published("pub_01")
    paper = sheet("pub_01", 3, "update_gate", "reset_gate", "candidate", "hidden", update="z_takes_new")
    found = marked(paper, candidate=wrong["candidate"], hidden=wrong["h"])
    assert told(found["candidate"]) == ("rounding", 1.5)
    assert found["hidden"].points == 3.0
    assert found.points == 10.5


def test_pub_03_digits_cut_off_are_rounding() -> None:
    outputs = published("pub_03")["outputs"]
    paper = sheet("pub_03", 3, "t=1/hidden", "t=2/hidden", "t=3/hidden")
    found = marked(paper, **{f"t={t}__hidden": [row] for t, row in enumerate(outputs, 1)})
    assert told(found["t=2/hidden"]) == ("rounding", 1.5)
    assert [found[step].points for step in ("t=1/hidden", "t=3/hidden")] == [3.0, 3.0]


@pytest.mark.parametrize(
    ("what", "recognised", "points"),
    [
        (0, ("positions.by_column",), 1.5),
        (1, ("positions.own_wavelength",), 2.0),
        (2, ("counted", "from_1"), 2.0),
    ],
)
def test_pub_10_exponents_and_counting_of_positions(what: int, recognised: Any, points: float) -> None:
    found = marked(sheet("pub_10", 4, "positions"), positions=published("pub_10", what)["positions"])
    assert told(found["positions"]) == (recognised, points)


@pytest.mark.parametrize(
    ("name", "recognised", "points"),
    [
        ("pub_12_rope_half_split", ("rotation.other_table",), 2.0),
        ("pub_12_rope_interleaved", ("rotation.other_turn",), 1.0),
    ],
)
def test_pub_12_the_table_of_one_pairing_and_the_turn_of_the_other(name: str, recognised: Any, points: float) -> None:
    """Published once, it is told from either side: the table is foreign, or the turn is."""
    found = marked(sheet(name, 4, "rotated_queries"), rotated_queries=published(name)["q"])
    assert told(found["rotated_queries"]) == (recognised, points)


@pytest.mark.parametrize(("op", "recognised"), [("inverted", "where.inverted"), ("added", "mask.ones_added")])
def test_pub_15_a_mask_the_wrong_way_round_or_added(op: str, recognised: str) -> None:
    mechanism, sizes = MECHANISMS["scaled_dot_product"], {"n": 3, "m": 3, "d_k": 2, "d_v": 2}
    options = mechanism.choose(mask="causal")
    rng = np.random.default_rng(2)
    shapes = {id: tuple(map(int, x.shape)) for id, x in mechanism.build(options, sizes).inputs.items()}
    inputs = {id: rng.integers(-3, 4, size=shape).astype(float) for id, shape in shapes.items()}
    paper = Sheet(mechanism.id, options, sizes, inputs, ("scaled", "masked"), (), 3)
    allowed, scores = np.array(case("pub_15")["right_allowed"]), paper.truth["scaled"]
    wrong = np.where(allowed, -np.inf, scores) if op == "inverted" else scores + allowed
    found = marked(paper, masked=wrong)
    assert told(found["masked"]) == ((recognised,), 1.0)


def test_pub_18_what_follows_from_weights_of_one_digit_earns_its_marks() -> None:
    weights = [[0, 0.5, 0.5], [0, 1, 0], [0, 0.9, 0.1]]
    paper = sheet("pub_18", 1, "keys", "scores", "weights", "context")
    found = marked(paper, weights=weights, context=published("pub_18")["context"])
    assert told(found["weights"]) == ("rounding", 2.5)
    assert found["context"].points == 3.0


def test_pub_19_a_variance_over_n_minus_1_is_a_convention() -> None:
    numbers = published("pub_19")["normalised"]
    found = marked(sheet("pub_19", 4, "normalised"), normalised=numbers)
    assert told(found["normalised"]) == (("variance", "over_d_minus_1"), 2.0)
    paper = sheet("pub_19", 4, "mean", "centred", "variance", "normalised")
    found = marked(paper, variance=2 * paper.truth["variance"], normalised=numbers)
    assert [told(step) for step in found.steps[2:]] == [(("variance", "over_d_minus_1"), 2.0), ("follows", 3.0)]


def test_pub_23_an_initial_state_taken_again_costs_once_for_each_of_the_two_states() -> None:
    values = published("pub_23")["values"]
    paper = sheet("pub_23", 4, *(f"t={t}/{name}" for t in (1, 2) for name in CELL))
    found = marked(paper, **{f"t=2__{name}": [[values[name]]] for name in CELL})
    assert all(found[f"t=1/{name}"].status == "right" for name in CELL)
    second = {name: found[f"t=2/{name}"] for name in CELL}
    assert told(second["forget_gate"]) == (("stale.hidden",), 1.0)
    for name in ("input_gate", "candidate", "output_gate"):
        assert (told(second[name]), second[name].repeated) == ((("stale.hidden",), 3.0), True)
    assert told(second["cell"]) == (("stale.cell",), 1.0)
    assert told(second["hidden"]) == ("follows", 3.0)
    assert found.points == 32.0


def test_every_published_wrong_answer_is_marked_here() -> None:
    """Those of pub_09 are a step of their own mechanism and held in tests/engine/test_public_cases.py."""
    wrong = {file.stem[:6] for file in FOLDER.glob("*.json") if case(file.stem).get("wrong_answers")}
    assert wrong == {"pub_01", "pub_03", "pub_10", "pub_12", "pub_15", "pub_18", "pub_19", "pub_23"}
