"""Content in the session's language: titles of steps, words for options, plain names where content says nothing."""

from __future__ import annotations

from collections.abc import Callable

from content import Topic
from engine import Program
from engine.readings.symbols import plain
from ui.translate import language


def local(step: str) -> str:
    """A step's own name without its place in the tree: t=3/hidden is hidden."""
    return step.rpartition("/")[2]


def titles(topic: Topic, program: Program) -> Callable[[str], str]:
    """The title of a step or input; its symbol when content does not name it."""
    spoken = language()

    def title(id: str) -> str:
        words = topic.steps.get(local(id)) or topic.inputs.get(local(id))
        return words.title.of(spoken) if words else plain(program[id].symbol)

    return title


def why(topic: Topic, step: str) -> str:
    """One calm sentence on what a step is for."""
    words = topic.steps.get(local(step))
    return words.why.of(language()) if words else ""


def option_title(topic: Topic, option: str) -> str:
    """What a convention is called."""
    words = topic.options.get(option)
    return words.title.of(language()) if words else option


def option_note(topic: Topic, option: str) -> str | None:
    """What a convention decides."""
    words = topic.options.get(option)
    return words.note.of(language()) if words and words.note else None


def choice_title(topic: Topic, option: str, value: str) -> str:
    """What a choice of a convention is called."""
    words = topic.options.get(option)
    found = words.choices.get(value) if words else None
    return found.of(language()) if found else value
