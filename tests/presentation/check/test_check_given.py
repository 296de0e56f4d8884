"""Arrays that are handed in are matched with steps and inputs by whatever they are called."""

from __future__ import annotations

import io

import numpy as np
import pytest

from content import topic, topics
from engine import InputError
from engine.readings.code import variables
from engine.readings.formulas.plain import plain
from loading import Loaded, file, printed
from presentation.check.check_given import called, nameless, supplied
from presentation.content_words import titles
from presentation.translate import speaking
from presentation.workspaces.workspace import opened

TOPICS = [one.id for one in topics()]
SELF_ATTENTION = opened(topic("self-attention"))


@pytest.mark.parametrize("about", TOPICS)
def test_ids_and_variables_of_the_snippets_are_always_known(about: str) -> None:
    program = opened(topic(about)).whole
    assert [id for id in (*program.inputs, *program.steps) if called(id, about, program) != id] == []


@pytest.mark.parametrize("about", TOPICS)
def test_a_name_is_its_own_thing_or_said_to_be_one_of_several(about: str) -> None:
    """No symbol, variable or title is ever taken for another step."""
    program = opened(topic(about)).whole
    named = variables(program)
    for language in ("en", "zh"):
        with speaking(language):
            title = titles(topic(about), program)
            for id in program.steps:
                for name in (plain(program.steps[id].symbol), named[id], title(id)):
                    try:
                        found = called(name, about, program)
                    except InputError:
                        continue
                    rivals = {plain(program[found].symbol), named[found], found, title(found)}
                    assert found == id or name.lower() in {rival.lower() for rival in rivals}


@pytest.mark.parametrize(
    ("name", "id"),
    [
        *(
            ("context", "context"),
            ("C", "context"),
            ("Context", "context"),
            ("上下文向量", "context"),
            ("c", "context"),
        ),
        *(("S'", "scaled"), ("Q", "queries"), ("w_q", "W_q"), ("W^Q", "W_q"), ("WQ", "W_q")),
        *(("attention_weights", "weights"), ("outcome", "")),
    ],
)
def test_names_as_people_write_them(name: str, id: str) -> None:
    if id:
        assert called(name, "self-attention", SELF_ATTENTION.whole) == id
    else:
        with pytest.raises(InputError, match=name):
            called(name, "self-attention", SELF_ATTENTION.whole)


def test_a_saved_file_brings_inputs_and_results() -> None:
    target = io.BytesIO()
    np.savez(target, X=np.ones((6, 3)), context=np.zeros((6, 2)))
    arrays = nameless(file(target.getvalue(), "results.npz"), "results", SELF_ATTENTION)
    given = supplied(arrays, SELF_ATTENTION, "weights")
    assert given.results.keys() == {"context"}
    assert given.inputs["X"].tolist() == [[1.0] * 3] * 6


@pytest.mark.parametrize(("stem", "name"), [("output", ""), ("weights", "weights"), ("A", "A")])
def test_a_file_of_one_array_is_called_by_its_name_only_if_that_is_a_step(stem: str, name: str) -> None:
    target = io.BytesIO()
    np.save(target, np.zeros((6, 6)))
    (array,) = nameless(file(target.getvalue(), f"{stem}.npy"), stem, SELF_ATTENTION)
    assert array.name == name


def test_the_rounding_of_every_number_comes_along() -> None:
    given = supplied(printed("tensor([[0.1234, 0.5000]])"), SELF_ATTENTION, "context")
    assert isinstance(given.results["context"], Loaded)
    assert given.results["context"].half.tolist() == [[5e-5, 5e-5]]
