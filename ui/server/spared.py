"""What Streamlit works out at the first elements that a process draws, where the answer is known without.

A first page waits for it: half of its modules are looked up on the disk to find whether Python was started without a
script, and some 4,000 emojis are compiled to ask whether a label that is no ASCII begins with one.
"""

from __future__ import annotations

from streamlit import delta_generator, string_util

_asked = string_util.extract_leading_emoji


def install() -> None:
    """Answer both; Streamlit has no setting for them."""
    vars(delta_generator)["_use_warning_has_been_displayed"] = True  # it warns of an app that no server serves
    vars(string_util)["extract_leading_emoji"] = leading_emoji


def leading_emoji(text: str) -> tuple[str, str]:
    """The emoji that a text begins with, and the rest of it; a letter, 中 or é, is none."""
    return ("", text) if text[:1].isalpha() else _asked(text)
