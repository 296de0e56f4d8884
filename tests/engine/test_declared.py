"""Meaning is declared, not spelled: under other names everything that is read from a program stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from engine import MECHANISMS, Mechanism, Options, Program, choices, mechanism, run
from engine.expression.functions import sigmoid, tanh
from engine.expression.node import nodes
from engine.readings.code import function
from engine.readings.cost import cost
from engine.readings.formulas.indices import letter
from engine.readings.formulas.latex import formula
from engine.readings.gradient import gradient
from engine.readings.heads import averaged, has_heads
from engine.readings.interventions import gates, heads
from engine.readings.misconceptions import wrong_versions
from engine.readings.spreadsheet import sheet
from engine.readings.structure.levels import levels
from tests.engine.cases import cases_of, draw
from tests.engine.disguise import Names, disguised

NAMES = Names()
SEVERAL = {"layers": 2}  # of a size that counts rounds, more than one


@cache
def hidden(id: str) -> Mechanism:
    return disguised(MECHANISMS[id], NAMES)


def sets(id: str) -> list[Options]:
    """The default, the presets, and tokens as columns."""
    found = MECHANISMS[id]
    return list(dict.fromkeys((found.options(), *found.presets.values(), replace(found.options(), tokens="columns"))))


def pairs(id: str) -> Iterator[tuple[Program, Program]]:
    """The program of each option set, as it is and in disguise; of models in layers also two layers."""
    found = MECHANISMS[id]
    for options in sets(id):
        for more in ({}, SEVERAL) if "layers" in found.sizes else ({},):
            sizes = {**found.sizes, **more}
            yield found.build(options, sizes), hidden(id).build(options, {NAMES[n]: v for n, v in sizes.items()})


each_mechanism = pytest.mark.parametrize("id", MECHANISMS)


def misconceptions(program: Program) -> dict[str, list[str]]:
    return {id: [wrong.id for wrong in wrong_versions(program, id)] for id in program.steps}


def in_disguise(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {NAMES.of_id(step): list(map(NAMES.of_misconception, ids)) for step, ids in found.items()}


@pytest.mark.exhaustive
@each_mechanism
def test_every_misconception_is_found_under_other_names(id: str) -> None:
    for program, other in pairs(id):
        assert set(program.steps).isdisjoint(other.steps)
        assert misconceptions(other) == in_disguise(misconceptions(program))


@each_mechanism
def test_every_misconception_of_the_backward_pass_is_found_under_other_names(id: str) -> None:
    program, other = next(pairs(id))
    output = [*program.steps][-1]
    back, hidden_back = gradient(program, output), gradient(other, NAMES.of_id(output))
    assert misconceptions(hidden_back) == in_disguise(misconceptions(back))
    of = {step.id: step.gradient_of for step in back.steps.values()}
    assert {NAMES.of_id(id): NAMES.of_id(found) for id, found in of.items() if found} == {
        step.id: step.gradient_of for step in hidden_back.steps.values() if step.gradient_of
    }


@each_mechanism
def test_counted_letters_and_one_hot_axes_are_the_same(id: str) -> None:
    for program, other in pairs(id):
        both = [
            [letter(n) for step in p.steps.values() for n in nodes(step.expr) if n.op == "count"]
            for p in (program, other)
        ]
        assert both[0] == both[1]
        assert [x.picks_along for x in program.inputs.values()] == [x.picks_along for x in other.inputs.values()]


@each_mechanism
def test_places_are_of_the_same_kind(id: str) -> None:
    for program, other in pairs(id):
        for step, found in zip(program.steps.values(), other.steps.values(), strict=True):
            assert [(g.index, g.branch, g.sign) for g in step.path] == [(g.index, g.branch, g.sign) for g in found.path]


@each_mechanism
def test_a_spreadsheet_has_the_words_in_the_same_places(id: str) -> None:
    found, words = MECHANISMS[id], ["cat", "dog", "cow", "hen", "pig", "fox"]
    sizes = {name: value for name, value in found.sizes.items() if found.counts[name] is not None}
    tokens = words[: next(iter(sizes.values()), 0)]
    program, other = next(pairs(id))
    inputs = draw(program)
    assert _labels(program, inputs, tokens) == _labels(other, {NAMES.of_id(k): x for k, x in inputs.items()}, tokens)


@each_mechanism
def test_formulas_costs_diagrams_and_heads_are_the_same(id: str) -> None:
    for program, other in pairs(id):
        steps = {step: NAMES.of_id(step) for step in program.steps}
        assert [formula(program, step) for step in steps] == [
            NAMES.back(formula(other, step)) for step in steps.values()
        ]
        assert _costs(program) == _costs(other)
        for step, hidden_step in steps.items():
            assert _in_disguise(_boxes(program, step)) == _boxes(other, hidden_step)
        assert [(steps[step], lead) for step, lead in heads(program)] == [*heads(other)]
        assert [_in_disguise(held) for held in gates(program).values()] == [*gates(other).values()]


@each_mechanism
def test_every_set_of_options_is_written_without_looking_a_name_up(id: str) -> None:
    for _id, options in cases_of(MECHANISMS[id]):
        program, other = MECHANISMS[id].build(options), hidden(id).build(options)
        assert [*map(NAMES.of_id, (*program.inputs, *program.steps))] == [*other.inputs, *other.steps]


@each_mechanism
def test_exported_code_differs_in_its_names_alone(id: str) -> None:
    program, other = next(pairs(id))
    for language in ("numpy", "pytorch"):
        assert function(program, "work", language) == NAMES.back(function(other, "work", language))


def _costs(program: Program) -> list[list[tuple[int, int]]]:
    found = cost(program)
    steps = [(each.multiply_adds.number, each.elements.number) for each in found.steps.values()]
    return [steps, [(each.number, 0) for each in found.parameters.values()]]


def _boxes(program: Program, step: str) -> tuple[Any, ...]:
    """The boxes of every diagram in which a step stands, what is drawn side by side, and the wires."""
    return tuple(
        (
            tuple(tuple(one.id for one in box.steps) for box in scope.boxes),
            tuple(tuple(box.id for box in row) for row in scope.rows),
            tuple(box.times for box in scope.boxes),
        )
        for scope in levels(program, step)
    )


def _in_disguise(ids: Any) -> Any:
    """Ids in disguise, however deep they stand; numbers stay."""
    if isinstance(ids, tuple):
        return tuple(map(_in_disguise, ids))
    return NAMES.of_id(ids) if isinstance(ids, str) else ids


@each_mechanism
def test_a_program_that_shows_the_average_over_heads_gets_no_second_one(id: str) -> None:
    found = MECHANISMS[id]
    options = found.choose(averaged="shown") if "averaged" in choices(found.options) else found.options()
    shown = options != found.options()
    for mechanism_, named in ((found, dict), (hidden(id), lambda xs: {NAMES.of_id(k): x for k, x in xs.items()})):
        program = mechanism_.build(options)
        trace = run(program, named(draw(found.build(options))))
        several = [step.id for step in program.steps.values() if has_heads(step)]
        assert [averaged(trace, step) is None for step in several] == [shown for _ in several]


def _labels(program: Program, inputs: dict[str, object], tokens: list[str]) -> list[tuple[str, str]]:
    book = BytesIO()
    sheet(run(program, inputs), book, tokens=tokens)
    cells = (cell for row in openpyxl.load_workbook(book)["Stepwise"].iter_rows() for cell in row)
    return [(cell.coordinate, str(cell.value)) for cell in cells if cell.value in tokens]


# ---- what the declarations are for ----


@pytest.fixture
def untold() -> Mechanism:
    """An LSTM's last two formulas, its states called as nobody else calls them."""

    def memory(p: Program, o: Options) -> None:
        (x,) = p.given(x="x: 1 k")
        h, c = p.states(h_before="1 k", c_before="1 k")
        W_1, W_2 = p.weights(W_1="k k", W_2="k k")
        p.alike(keep=[W_1], show=[W_2])
        keep = p.step("keep", "f", sigmoid(h @ W_1))
        show = p.step("show", "o", sigmoid(x @ W_2))
        cell = p.step("note", "C", keep * c)
        p.replaces(cell, c)
        p.step("page", "h", show * tanh(cell))

    mechanism(k=2)(memory)
    return MECHANISMS.pop("memory")


def test_a_state_and_what_replaces_it_may_be_called_anything(untold: Mechanism) -> None:
    found = misconceptions(untold.build())
    assert "stale.note" in found["page"]
    assert "weights_of.show" in found["keep"]


def test_without_the_declaration_there_is_no_earlier_value(untold: Mechanism) -> None:
    program = untold.build().copy()
    program.steps["note"] = replace(program.steps["note"], previous="")
    assert "stale.note" not in misconceptions(program)["page"]
