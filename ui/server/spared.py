"""What Streamlit works out where the answer is known without, or again and again.

A first page waits for it: half of its modules are looked up on the disk to find whether Python was started without a
script, and some 4,000 emojis are compiled to ask whether a label that is no ASCII begins with one. A long page waits
for copies: Streamlit keeps one of all that encloses each part which is drawn by itself, and of three containers within
each other the outermost is copied three times.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from streamlit import delta_generator, string_util
from streamlit.delta_generator import DeltaGenerator

_asked = string_util.extract_leading_emoji


def install() -> None:
    """Spare all of it; Streamlit has no setting for any."""
    vars(delta_generator)["_use_warning_has_been_displayed"] = True  # it warns of an app that no server serves
    vars(string_util)["extract_leading_emoji"] = leading_emoji
    setattr(DeltaGenerator, "__deepcopy__", copied)  # noqa: B010  (Streamlit's own gives the memo no type)


def leading_emoji(text: str) -> tuple[str, str]:
    """The emoji that a text begins with, and the rest of it; a letter, 中 or é, is none."""
    return ("", text) if text[:1].isalpha() else _asked(text)


def copied(container: DeltaGenerator, memo: dict[int, Any]) -> DeltaGenerator:
    """A container with its place and all that encloses it, of which each is copied once."""
    made = DeltaGenerator(
        container._root_container,
        deepcopy(container._cursor, memo),
        deepcopy(container._parent, memo),
        container._block_type,
    )
    made._form_data = deepcopy(container._form_data, memo)
    made._creating_fragment_id = container._creating_fragment_id
    return made
