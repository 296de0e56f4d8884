"""The forms of a paper: written, or an oral exam."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ORAL = "oral"


def is_oral(wanted: Mapping[str, Any]) -> bool:
    """Whether a paper with this specification is an oral exam, whose time does not end."""
    return wanted.get("form") == ORAL
