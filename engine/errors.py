"""Exceptions of the engine. Each keeps its message as a template and values, so that it can be translated.

EngineError(ValueError)
├── ShapeError      operands whose shapes do not fit; raised while a program is built
├── NameTaken       two steps, inputs or mechanisms with the same id
├── NotDeclared     rounds written out one by one that their mechanism does not declare
├── OptionError     an option that does not exist, or options that contradict each other
├── UnknownMechanism  a mechanism that does not exist; a KeyError as well
└── InputError      an entered input that cannot be used
"""

from __future__ import annotations


class EngineError(ValueError):
    """Base class: an error whose message is one sentence saying what is wrong, where, and what to do."""

    def __init__(self, template: str, **values: object) -> None:
        """`template` is a format string and the message id for translation; `values` fill it."""
        super().__init__(template.format(**values))
        self.template, self.values = template, values


class ShapeError(EngineError):
    """Shapes of operands that do not fit together."""


class NameTaken(EngineError):
    """An id that is already in use."""


class NotDeclared(EngineError):
    """Rounds that are written out one by one and not declared, so that nobody could refuse too many of them."""


class OptionError(EngineError):
    """An option that does not exist, or options that contradict each other."""


class UnknownMechanism(EngineError, KeyError):
    """A mechanism that does not exist."""

    def __str__(self) -> str:
        """The sentence itself; a KeyError would quote it."""
        return self.template.format(**self.values)


class InputError(EngineError):
    """An entered input that cannot be used: missing, of the wrong shape, or not finite numbers."""


def N_(template: str) -> str:
    """The template unchanged; marks it for translation where it is not an argument of an exception."""
    return template
