"""What the components are made of: the files beside this one."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def joined(*names: str) -> str:
    """Files, one after the other; several lines, always: Streamlit takes a single line for a path."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)
