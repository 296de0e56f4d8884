"""Elements of HTML and SVG as data: for the browser, which builds them one by one, and as markup, escaped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from engine.readings.formulas.pieces import Pieces

NUMBER = ".2f"


@dataclass(frozen=True)
class Element:
    """An element: its tag, its attributes, and what stands in it, texts and elements."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Element | str, ...] = ()

    @property
    def data(self) -> list[Any]:
        """[tag, attributes, children] for the browser."""
        inside = [child if isinstance(child, str) else child.data for child in self.children]
        return [self.tag, dict(self.attributes), inside]

    @property
    def markup(self) -> str:
        """The element as text; nothing in it is read as markup."""
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes)
        inside = "".join(escape(child) if isinstance(child, str) else child.markup for child in self.children)
        return f"<{self.tag}{attributes}>{inside}</{self.tag}>"

    def all(self) -> Iterator[Element]:
        """The element and every one in it, the outer ones first."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.all()

    @property
    def text(self) -> str:
        """What is written in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def get(self, name: str) -> str:
        """An attribute; "" where there is none."""
        return dict(self.attributes).get(name, "")


def element(tag: str, *children: Element | str | None, **attributes: str | float | None) -> Element:
    """An element; an attribute that is None is left out, `class_` is class, and _ in a name is -, as in aria_label."""
    said = tuple(
        ("-".join(name.rstrip("_").split("_")), _value(value))
        for name, value in attributes.items()
        if value is not None
    )
    return Element(tag, said, tuple(child for child in children if child not in (None, "")))


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:{NUMBER}}".rstrip("0").rstrip(".")


def named(pieces: Pieces, tag: str = "span", **attributes: str) -> Element:
    """A symbol with its scripts, letters in italics unless they are upright."""
    inside = [element(shift or "span", text, class_=None if upright else "letter") for text, shift, upright in pieces]
    return element(tag, *inside, **{"class_": "name", **attributes})
