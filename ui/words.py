"""Content in the session's language: titles of steps, words for options, plain names where content says nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from content import Topic
from content.order import spoken
from engine import Program
from engine.program import Path
from engine.readings.symbols import plain
from ui.translate import _, language

DOT = " · "  # between a place and what stands there


def local(step: str) -> str:
    """A step's own name without its place in the tree: t=3/hidden is hidden."""
    return step.rpartition("/")[2]


def backward(step: str) -> bool:
    """Whether a step is the gradient of another."""
    return step.startswith("backward/")


def place(path: Path) -> str:
    """Where in a sequence or stack a step stands: layer 2 · attention; t = 3; nothing for a step on its own."""
    said = {"t": "t = {n}", "token": _("token {n}"), "layer": _("layer {n}"), **sublayers()}
    return DOT.join(said.get(g.kind, g.kind + " {n}").format(n=g.index) for g in spoken(path))


def sublayers() -> dict[str, str]:
    """The parts of a model whose steps have the same names."""
    return {
        "attention": _("attention"),
        "self_attention": _("self-attention"),
        "cross_attention": _("cross-attention"),
        "feed_forward": _("feed-forward"),
        "encoder": _("encoder"),
        "decoder": _("decoder"),
    }


def titles(topic: Topic, program: Program) -> Callable[[str], str]:
    """The title of a step or input with its place; its symbol when content does not name it."""
    here = language()

    def title(id: str) -> str:
        thing = program[id]
        words = topic.steps.get(thing.name) or topic.inputs.get(thing.name)
        named = words.title.of(here) if words else plain(thing.symbol)
        if backward(id):
            named = _("Gradient: {title}").format(title=named)
        return DOT.join(part for part in (place(thing.path), named) if part)

    return title


def why(topic: Topic, step: str, program: Program | None = None) -> str:
    """One calm sentence on what a step is for; on a gradient where its `program` is there to be read."""
    if backward(step):
        from ui.gradients import reason

        return reason(program, step) if program else ""
    words = topic.steps.get(local(step))
    return words.why.of(language()) if words else ""


def in_a_row(named: Sequence[str]) -> str:
    """The titles of steps that are shown side by side; the place that all share is said once."""
    first = named[0]
    shared = first[: first.rfind(DOT) + len(DOT)] if DOT in first else ""
    alike = all(title.startswith(shared) for title in named)
    return DOT.join([first, *(title[len(shared) :] if alike else title for title in named[1:])])


def together(*sentences: str) -> str:
    """Sentences in a row: a space between them, none in Chinese."""
    return ("" if language() == "zh" else " ").join(text for text in sentences if text)


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
