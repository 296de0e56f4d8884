"""The option sets that tests and content go over leave nothing out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine import MECHANISMS, Mechanism, OptionError, option_sets
from engine.options import choices, matters


def by_themselves(mechanism: Mechanism) -> Iterator[tuple[str, Any]]:
    """Every value of a switch that has an effect while all others are at their defaults."""
    for name, values in choices(mechanism.options).items():
        for value in values:
            try:
                chosen = mechanism.options(**{name: value})
            except OptionError:
                continue
            if matters(chosen, name):
                yield name, value


@pytest.mark.parametrize("mechanism", MECHANISMS.values(), ids=MECHANISMS)
def test_every_value_that_has_an_effect_by_itself_is_gone_over(mechanism: Mechanism) -> None:
    sets = list(option_sets(mechanism.options))
    for name, value in by_themselves(mechanism):
        assert any(getattr(chosen, name) == value for chosen in sets), f"{name}={value}"


def test_switches_that_go_together_are_combined() -> None:
    sets = {(chosen.masking, chosen.mask_value) for chosen in option_sets(MECHANISMS["self_attention"].options)}
    assert {("replaced", "minus_infinity"), ("replaced", "minus_1e9"), ("added", "minus_10000")} <= sets
