"""Option sets of a mechanism: those that tests and content go over, and a few in which any two choices meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from itertools import combinations, product
from typing import Any

from engine.errors import OptionError
from engine.options import Options, When, choices, matters

Choice = tuple[str, Any]  # a switch and its value


def option_sets(options: type[Options], **fixed: Any) -> Iterator[Any]:
    """Valid option sets that give different computations; `fixed` sets some switches.

    All combinations of the switches that are not `apart`; then a few sets in which any two choices meet that can, those
    of switches that are `apart` included. A switch without effect keeps its default, so that no computation appears
    twice.
    """
    key: Any = options  # mypy checks the hash of the class's instances instead of that of the class
    return iter(_option_sets(key, tuple(fixed.items())))


@lru_cache(1000)  # asked for again and again by whoever goes over all mechanisms
def _option_sets(options: type[Options], settled: tuple[Choice, ...]) -> tuple[Any, ...]:
    fixed = dict(settled)
    apart = [f.name for f in fields(options) if f.metadata.get("apart") and f.name not in fixed]
    core = _combined(options, [name for name in choices(options) if name not in (*fixed, *apart)], fixed)
    if not apart:
        return tuple(core)
    seen = set(core)
    return (*core, *(chosen for chosen in _pairwise(options, fixed) if chosen not in seen))


def _combined(options: type[Options], free: list[str], fixed: Mapping[str, Any]) -> list[Any]:
    """All combinations of some switches, the others at their defaults."""
    found = []
    for combination in product(*(choices(options)[name] for name in free)):
        try:
            chosen = options(**dict(zip(free, combination, strict=True)), **fixed)
        except OptionError:
            continue
        if _plain(chosen, free):
            found.append(chosen)
    return found


def _pairwise(options: type[Options], fixed: Mapping[str, Any]) -> Iterator[Any]:
    """A few option sets in which any two choices meet that can; built one after the other, each for what is left."""
    free = {name: values for name, values in choices(options).items() if name not in fixed}
    every = [(name, value) for name, values in free.items() for value in values]
    pairs = [(a, b) for a, b in combinations(every, 2) if a[0] != b[0]]
    missing = {frozenset((a, b)) for a, b in pairs if _grown(options, fixed, {}, dict([a, b])) is not None}
    for pair in [frozenset(pair) for pair in pairs]:
        if pair not in missing:
            continue
        settled = _grown(options, fixed, {}, dict(pair))
        assert settled is not None
        for name, values in free.items():
            if name not in settled:
                settled = max(_ways(options, fixed, settled, name, values), key=lambda way: _new(way, missing))
        missing -= _met(settled)
        yield options(**settled, **fixed)


def _ways(
    options: type[Options], fixed: Mapping[str, Any], settled: dict[str, Any], name: str, values: tuple[Any, ...]
) -> list[dict[str, Any]]:
    """What is settled together with each value of one more switch; with its default where none has an effect."""
    ways = (_grown(options, fixed, settled, {name: value}) for value in values)
    return [way for way in ways if way is not None] or [{**settled, name: _usual(options, name)}]


def _grown(
    options: type[Options], fixed: Mapping[str, Any], settled: dict[str, Any], more: dict[str, Any]
) -> dict[str, Any] | None:
    """What is settled and more, with the switches that these need to have an effect; None if they contradict it."""
    found = {**settled, **more}
    for name in more:
        if more[name] == _usual(options, name):
            continue
        for switch, values in _needed(options, name).items():
            value = found.get(switch, fixed.get(switch, _usual(options, switch)))
            if value in values:
                continue
            if switch in found or switch in fixed:
                return None
            found[switch] = values[0]
    try:
        chosen = options(**found, **fixed)
    except OptionError:
        return None
    return found if _plain(chosen, list(found)) else None


def _usual(options: type[Options], name: str) -> Any:
    return options.__dataclass_fields__[name].default


def _needed(options: type[Options], name: str) -> When:
    needed: When = options.__dataclass_fields__[name].metadata.get("when", {})
    return needed


def _met(settled: Mapping[str, Any]) -> set[frozenset[Choice]]:
    return {frozenset(pair) for pair in combinations(settled.items(), 2)}


def _new(settled: Mapping[str, Any], missing: set[frozenset[Choice]]) -> int:
    return len(_met(settled) & missing)


def _plain(chosen: Options, names: list[str]) -> bool:
    """True if each of these switches has an effect or its default value."""
    return all(getattr(chosen, name) == _usual(type(chosen), name) or matters(chosen, name) for name in names)


def covering(sets: list[Any], together: int = 2) -> list[Any]:
    """A few of these option sets in which every pair of choices that occurs at all occurs; greedily chosen.

    With `together`, every so many choices: 1 for every choice by itself.
    """
    met = {options: set(combinations(vars(options).items(), together)) for options in sets}
    missing = set().union(*met.values())
    chosen: list[Any] = []
    while missing:
        chosen.append(max(sets, key=lambda options: len(met[options] & missing)))
        missing -= met[chosen[-1]]
    return chosen
