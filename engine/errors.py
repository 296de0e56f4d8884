"""The engine's exceptions. Each carries its sentence as a template and its values, so that it can be translated.

EngineError(ValueError)
├── ShapeError      operands that do not fit together; raised while a program is built
├── NameTaken       two steps or inputs of one program with the same id
├── OptionError     an option that does not exist, or options that contradict each other
└── InputError      what a learner entered cannot be computed with
"""

from __future__ import annotations


class EngineError(ValueError):
    """One sentence: what is wrong, where, and what to do."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template, self.values = template, values


class ShapeError(EngineError):
    """Operands that do not fit together."""


class NameTaken(EngineError):
    """A name that the program uses already."""


class OptionError(EngineError):
    """An option that does not exist, or options that contradict each other."""


class InputError(EngineError):
    """An input that cannot be computed with."""


def N_(template: str) -> str:
    """The template itself; marks it for translation where it is not written in an exception's call."""
    return template
