"""Content in the session's language: titles of steps, words for options, plain names where content says nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, tzinfo

from content import Topic, topic
from content.schema import backward
from content.step_order import spoken
from engine import Options, Program
from engine.options import choices, matters
from engine.program import Path
from engine.readings.formulas.symbols import plain
from presentation.translate import _, language

DOT = " · "  # between a place and what stands there


def local(step: str) -> str:
    """A step's own name without its place in the tree: t=3/hidden is hidden."""
    return step.rpartition("/")[2]


def place(path: Path) -> str:
    """Where in a sequence or stack a step stands: layer 2 · attention; t = 3; nothing for a step on its own."""
    said = {"t": "t = {n}", "token": _("token {n}"), "layer": _("layer {n}"), **parts()}
    return DOT.join(said.get(g.kind, g.kind + " {n}").format(n=g.index) for g in spoken(path))


def parts() -> dict[str, str]:
    """The parts of a model whose steps have the same names."""
    return {
        "attention": _("attention"),
        "self_attention": _("self-attention"),
        "cross_attention": _("cross-attention"),
        "feed_forward": _("feed-forward"),
        "encoder": _("encoder"),
        "decoder": _("decoder"),
        "forward": _("left to right"),
        "reverse": _("right to left"),
    }


def titles(here: Topic, program: Program) -> Callable[[str], str]:
    """The title of a step or input with its place; its symbol when content does not name it."""
    spoken_here = language()

    def title(id: str) -> str:
        thing = program[id]
        words = here.steps.get(thing.name) or here.inputs.get(thing.name)
        named = words.title.of(spoken_here) if words else plain(thing.symbol)
        if backward(id):
            named = _("Gradient: {title}").format(title=named)
        return DOT.join(part for part in (place(thing.path), named) if part)

    return title


def why(here: Topic, step: str, program: Program | None = None) -> str:
    """One calm sentence on what a step is for; on a gradient where its `program` is there to be read."""
    if backward(step):
        from presentation.gradient_reasons import reason

        return reason(program, step) if program else ""
    words = here.steps.get(local(step))
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


def misconception(about: str, id: str, step: str) -> tuple[str, str]:
    """What a mistake at a step is called in a topic, and why it is one; its id where it has no words."""
    return topic(about).about(id, step, language())


def bare(title: str) -> str:
    """A title without the place."""
    return title.rpartition(DOT)[2]


def when(moment: datetime, zone: tzinfo | None) -> str:
    """A day and a time in a time zone."""
    from babel.dates import format_datetime

    pattern = "M月d日 HH:mm" if language() == "zh" else "MMM d, HH:mm"
    return str(format_datetime(moment.astimezone(zone), pattern, locale=language()))


# ---- conventions ----


def binding(here: Topic, options: Options, silent: Collection[str] = ()) -> list[str]:
    """Every convention that has a say, but those in `silent`, which decide nothing here."""
    return stated(here, options, (n for n in choices(type(options)) if matters(options, n) and n not in silent))


def stated(here: Topic, options: Options, names: Iterable[str]) -> list[str]:
    """These conventions and what they are set to."""
    return [
        _("{option}: {value}").format(
            option=option_title(here, name), value=choice_title(here, name, str(getattr(options, name)))
        )
        for name in names
    ]


def option_title(here: Topic, option: str) -> str:
    """What a convention is called."""
    words = here.options.get(option)
    return words.title.of(language()) if words else option


def option_note(here: Topic, option: str) -> str | None:
    """What a convention decides."""
    words = here.options.get(option)
    return words.note.of(language()) if words and words.note else None


def choice_title(here: Topic, option: str, value: str) -> str:
    """What a choice of a convention is called."""
    words = here.options.get(option)
    found = words.choices.get(value) if words else None
    return found.of(language()) if found else value
