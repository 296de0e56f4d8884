"""The exception of the loading package.

Refused(ValueError)
"""

from __future__ import annotations

from typing import Any


class Refused(ValueError):
    """A text or a file that holds no array that can be read: a code from loading.refusals and the values it names.

    The sentence is said in presentation.loading_words. Lines, rows, columns and axes count from 1.
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values

    def __str__(self) -> str:
        """The code and its values, for logs: "ragged: line 2, got 1, want 2"."""
        return f"{self.code}: " + ", ".join(f"{name} {value}" for name, value in self.values.items())

    def at(self, **place: Any) -> Refused:
        """The same refusal with more said about the place, where it is not said yet."""
        return Refused(self.code, **{**place, **self.values})


def short(text: str, most: int = 64) -> str:
    """A piece of somebody's text as a refusal quotes it: not longer than a number may be."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
