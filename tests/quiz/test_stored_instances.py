"""Drafts and papers keep how a question was put; those of earlier versions are put as they were drawn."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from content import Question, StepsQuestion, question, questions
from engine import MECHANISMS
from engine.options import formerly
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.stored_instances import AS_PUT, as_put, taken_up, to_keep

ONE_OF_EACH_KIND: dict[str, Question] = {q.kind: q for q in questions()}
BLEND = "gru/blend"


def stored(found: dict[str, Any]) -> dict[str, Any]:
    """As it comes back from the database."""
    back: dict[str, Any] = json.loads(json.dumps(found))
    return back


@pytest.mark.parametrize("kind", ONE_OF_EACH_KIND)
def test_what_is_kept_gives_the_same_instance(kind: str) -> None:
    asked = ONE_OF_EACH_KIND[kind]
    posed = pose(asked, 5)
    again = taken_up(asked, 5, stored(to_keep(posed)))
    assert again is not None
    assert (again.drawn, again.options, again.parts) == (posed.drawn, posed.options, posed.parts)
    assert again.question is asked


def test_a_gru_sheet_of_before_is_put_as_it_was_drawn() -> None:
    """z took the new: h = (1 − z)·h₀ + z·candidate, reckoned here without the engine's blend."""
    posed = pose(question(BLEND), 3)
    old = taken_up(question(BLEND), 3, stored(posed.drawn))
    new = taken_up(question(BLEND), 3, stored(to_keep(posed)))
    assert isinstance(old, PosedSteps)
    assert isinstance(new, PosedSteps)
    assert (old.options["update"], new.options["update"]) == ("z_takes_new", "z_keeps_old")
    truth = old.sheet.truth
    z, before, candidate = truth["update_gate"], truth["h_prev"], truth["candidate"]
    np.testing.assert_allclose(truth["hidden"], (1 - z) * before + z * candidate)
    np.testing.assert_allclose(new.sheet.truth["hidden"], z * before + (1 - z) * candidate)
    assert old.mark(old.solution()).points == old.possible
    assert new.mark(old.solution())["hidden"].convention == ("update", "z_takes_new")


def test_what_the_question_states_holds_for_sheets_of_before_too() -> None:
    stating = [q for q in questions() if "update" in getattr(q, "options", {})]
    assert stating
    for asked in stating:
        assert as_put(asked, None) is asked


def test_only_the_gru_had_another_default() -> None:
    other = {m.id: dict(formerly(m.options)) for m in MECHANISMS.values() if formerly(m.options)}
    assert other == {id: {"update": "z_takes_new"} for id in ("gru_step", "gru")}


def test_a_question_whose_options_were_changed_since_goes_on_under_those_it_was_begun_with() -> None:
    asked = question("self-attention/by-hand")
    assert isinstance(asked, StepsQuestion)
    begun = to_keep(pose(asked, 2))
    changed = asked.model_copy(update={"options": {"scale": "none"}})
    again = taken_up(changed, 2, stored(begun))
    assert again is not None
    assert again.options["scale"] == "sqrt_d_k"


@pytest.mark.parametrize(
    "put",
    [
        7, [], {"options": 7}, {"options": {"update": "sideways"}}, {"options": {"update": [1]}}, {"ask": 3},
        {"options": {}, "ask": ["no_such_step"], "given": []}, {"options": {}, "ask": [], "given": ["no_such_step"]},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_not_put_again(put: Any) -> None:
    assert taken_up(question(BLEND), 3, {**stored(pose(question(BLEND), 3).drawn), AS_PUT: put}) is None


def test_an_option_that_is_gone_is_left_out_and_a_new_one_has_its_default() -> None:
    posed = pose(question(BLEND), 3)
    put = {"options": {"update": "z_takes_new", "an_option_that_is_gone": "yes"}}
    again = taken_up(question(BLEND), 3, {**stored(posed.drawn), AS_PUT: put})
    assert again is not None
    assert again.options == {**posed.options, "update": "z_takes_new"}


def test_no_kind_draws_anything_called_so() -> None:
    asked: Question
    for asked in ONE_OF_EACH_KIND.values():
        assert AS_PUT not in pose(asked, 1).drawn
    assert not any(AS_PUT in m.build().inputs for m in MECHANISMS.values())
