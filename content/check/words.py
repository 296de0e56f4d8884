"""Checks texts: every step, input, option and misconception has one, and no text is without its object."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields

from content.check.engine_facts import Facts, facts
from content.errors import NotFound, Problem
from content.questions import Question
from content.schema import Topic, keys
from content.toml.error_sentences import TomlSource
from engine import MECHANISMS, choices
from engine.ids import name_in


def word_problems(topic: Topic, asked: Sequence[Question], source: TomlSource, common: TomlSource) -> Iterator[Problem]:
    """Missing and unused texts of a topic."""
    found = facts(topic.mechanism, asked)
    yield from _options(topic, source, common)
    yield from _named("steps", topic.steps, found.steps, "title and why", source)
    yield from _named("inputs", topic.inputs, found.inputs, "title", source)
    yield from _places(topic, found, source)
    yield from _misconceptions(topic, found, source)
    yield from _overview(topic, found, source)


def _options(topic: Topic, source: TomlSource, common: TomlSource) -> Iterator[Problem]:
    options = MECHANISMS[topic.mechanism].options
    known = {f.name: [str(value) for value in choices(options).get(f.name, ())] for f in fields(options)}
    for name, values in known.items():
        if name not in topic.options:
            say = f"The option {name} of {topic.mechanism} has no words: add [options.{name}], here or in common.toml."
            yield source.problem(("options",), say)
            continue
        place = source if ("options", name) in source.lines else common
        written = topic.options[name].choices
        for value in values:
            if value not in written:
                say = f"The choice {value} of the option {name} has no words: add it to its choices."
                yield place.problem(("options", name, "choices"), say)
        if place is source:
            yield from _idle(source, ("options", name, "choices"), written, values, f"choice of the option {name}")
    yield from _idle(source, ("options",), _own(source, "options"), known, "option")


def _named(
    table: str, written: Iterable[str], known: Iterable[str], what: str, source: TomlSource
) -> Iterator[Problem]:
    have = set(written)
    for name in known:
        if name not in have:
            yield source.problem((table,), f"{table}.{name} is missing: add [{table}.{name}] with its {what}.")
    yield from _idle(source, (table,), have, list(known), table[:-1])


def _places(topic: Topic, found: Facts, source: TomlSource) -> Iterator[Problem]:
    """Missing and unused titles of parts of a model."""
    for name in found.places:
        if name not in topic.places:
            say = f"places.{name} is missing: add [places.{name}] with its title, here or in common.toml."
            yield source.problem(("places",), say)
    yield from _idle(source, ("places",), _own(source, "places"), found.places, "place")
    for name, words in topic.steps.items():
        if words.place and words.place not in found.places:
            say = f"There is no place called {words.place}: correct its spelling or take it out."
            yield source.problem(("steps", name, "place"), say)


def _misconceptions(topic: Topic, found: Facts, source: TomlSource) -> Iterator[Problem]:
    for step, id in found.wrong:
        try:
            topic.misconception(id, step, "en")
        except NotFound:
            say = f'The misconception {id} at {step} has no words: add [misconceptions."{id}"], here or in common.toml.'
            yield source.problem(("misconceptions",), say)
    known = {key for step, id in found.wrong for key in keys(step, id)}
    yield from _idle(source, ("misconceptions",), _own(source, "misconceptions"), known, "misconception")


def _overview(topic: Topic, found: Facts, source: TomlSource) -> Iterator[Problem]:
    known = [ids | {name_in(id) for id in ids} for ids in found.ids]
    yield from _idle(source, ("overview", "stops"), topic.overview.stops, set.union(*known), "step")
    if not all(topic.overview.step in ids for ids in known):
        say = f"There is not always a step {topic.overview.step}: name one that every option set has."
        yield source.problem(("overview", "step"), say)


def _own(source: TomlSource, table: str) -> list[str]:
    """The keys of a table in the topic's own file; the loaded topic also has the common ones."""
    return [str(keys[1]) for keys in source.lines if len(keys) == 2 and keys[0] == table]


def _idle(
    source: TomlSource, place: tuple[str, ...], written: Iterable[str], known: Collection[str], what: str
) -> Iterator[Problem]:
    for name in written:
        if name not in known:
            say = f"There is no {what} called {name}: correct its spelling or take it out."
            yield source.problem((*place, name), say)
