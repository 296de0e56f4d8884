"""How many examples a property is tried on: all of them in continuous integration, a third at hand."""

from __future__ import annotations

import os
from collections.abc import Collection

from hypothesis import HealthCheck, settings

EVERYDAY = 100  # of a property that does not say how many


def number(count: int) -> int:
    """Of so many examples, those that are tried here."""
    return count if os.environ.get("CI") else -(-count // 3)


def examples(count: int, unchecked: Collection[HealthCheck] = ()) -> settings:
    """The settings of a property that is tried on so many examples in continuous integration."""
    return settings(max_examples=number(count), deadline=None, suppress_health_check=unchecked)
