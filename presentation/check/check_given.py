"""Somebody's arrays as results of steps: matched by id, symbol, variable of the exported code, or title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from unicodedata import normalize

from check.backward import gradients_named, with_backward
from content import topic
from engine import InputError, Program
from engine.ids import gradient_id
from engine.readings.code import variables
from engine.readings.formulas.plain import plain
from loading import Loaded
from loading.binary_arrays import all_numbers
from parameters import by_name
from presentation.content_words import titles
from presentation.translate import LANGUAGES, speaking
from presentation.workspaces import training
from presentation.workspaces.workspace import Workspace

MOST_NAMES = 12
DROPPED = str.maketrans("", "", " _^{}$\\.,·-/=()|~")
Names = Mapping[str, frozenset[str]]


@dataclass(frozen=True, eq=False)
class Supplied:
    """What was handed in: results by step, and inputs that stand in place of those of the workspace."""

    results: Mapping[str, Loaded]
    inputs: Mapping[str, Any]


def begins_at(space: Workspace) -> str:
    """The step that gradients begin at, as it is chosen on Explain; "" where no backward pass is."""
    return space.gradient_of if space.gradient_of in space.whole.steps else ""


def checked_program(space: Workspace) -> Program:
    """The computation that is checked: with its backward pass, but without a step of descent."""
    if not begins_at(space):
        return space.whole
    return with_backward(space.mechanism, space.gradient_of, space.loss).build(space.options, space.all_sizes())


def for_gradients(space: Workspace) -> dict[str, Any]:
    """What the backward pass reads beside the computation's own inputs, as it is typed on Explain."""
    if not begins_at(space):
        return {}
    return training.beside(checked_program(space), space.numbers, space.training, space.options.tokens_are_columns)


def supplied(arrays: Sequence[Loaded], space: Workspace, unnamed: str) -> Supplied:
    """The arrays by what they are; one without a name is the step `unnamed`.

    Raises InputError for names that are no step or input, for several arrays without one, and for one given twice;
    Refused for an input of the wrong form or with NaN, which results alone may hold.
    """
    program = checked_program(space)
    if sum(not x.name for x in arrays) > 1:
        raise InputError("Several arrays have no name: write the name of the step and = before each.")
    results: dict[str, Loaded] = {}
    inputs: dict[str, Any] = {}
    for x in arrays:
        id = called(x.name, space.topic.id, program) if x.name else unnamed
        if id in results or id in inputs:
            raise InputError("There are two arrays for {name}: keep one of them.", name=id)
        if id in program.inputs:
            inputs |= by_name([all_numbers(x.renamed(id))], program)
        else:
            results[id] = x
    return Supplied(results, inputs)


def called(name: str, about: str, program: Program) -> str:
    """The id of the step or input that somebody calls so, in a topic.

    Raises InputError where there is none, or where it may be one of several.
    """
    for table in _tables(about, program):
        for spelled in (_spelled(name), _spelled(name).lower()):
            found = table.get(spelled, frozenset())
            if len(found) == 1:
                return next(iter(found))
            if found:
                several = [id for id in (*program.inputs, *program.steps) if id in found]
                raise InputError("{name} may be one of several: write {ids}.", name=name, ids=_listed(several))
    raise InputError("No step is called {name}; the steps are {steps}.", name=name, steps=_listed(list(program.steps)))


def nameless(arrays: Sequence[Loaded], stem: str, space: Workspace) -> list[Loaded]:
    """The arrays of a file; a single one that is called like its file, and like no step, has no name."""
    if len(arrays) == 1 and arrays[0].name == stem:
        known = _tables(space.topic.id, checked_program(space))
        if not any(_spelled(stem).lower() in table or _spelled(stem) in table for table in known):
            return [arrays[0].renamed("")]
    return list(arrays)


def _listed(ids: Sequence[str]) -> str:
    return ", ".join([*ids[:MOST_NAMES], "…"] if len(ids) > MOST_NAMES else ids)


@lru_cache(maxsize=16)
def _tables(about: str, program: Program) -> tuple[Names, ...]:
    """The ids by every way of calling them, the surest way first: ids, symbols and variables, titles."""
    things = {**program.inputs, **program.steps}
    named = variables(program)
    titled = []
    for language in LANGUAGES:
        with speaking(language):
            title = titles(topic(about), program)
            titled += [(title(id), id) for id in things]
    written = [*gradients_named(program).items()]
    written += [(f"{named[of]}.grad", id) for id, of in _gradients(program)]
    written += [(plain(x.symbol), id) for id, x in things.items()] + [(named[id], id) for id in things if id in named]
    return _table([(id, id) for id in things]), _table(written), _table(titled)


def _gradients(program: Program) -> list[tuple[str, str]]:
    """The ids of whole gradients, each with what it is the gradient of."""
    found = [(id, x.gradient_of) for id, x in program.steps.items()]
    return [(id, of) for id, of in found if of and id == gradient_id(of)]


def _table(pairs: Sequence[tuple[str, str]]) -> Names:
    """Exact spellings, and small letters where no exact spelling is so."""
    exact, small = dict[str, frozenset[str]](), dict[str, frozenset[str]]()
    for text, id in pairs:
        for table, spelled in ((exact, _spelled(text)), (small, _spelled(text).lower())):
            table[spelled] = table.get(spelled, frozenset()) | {id}
    return small | exact


def _spelled(name: str) -> str:
    """A name without the signs that people write in different ways: sub- and superscripts, spaces, underscores."""
    return normalize("NFKC", normalize("NFD", name)).replace("′", "'").translate(DROPPED)
