"""What the components are made of: the files beside this one, and data for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def joined(*names: str) -> str:
    """Files, one after the other; several lines, always: Streamlit takes a single line for a path."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


def boxed(data: dict[str, Any]) -> list[dict[str, Any]]:
    """A component's data in a list of one: of a dictionary Streamlit asks pandas and Arrow whether parts are tables."""
    return [data]
