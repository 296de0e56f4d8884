"""Content in the session's language: titles of steps, words for options, plain names where content says nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from content import Topic, topic
from content.step_order import distinguishing_groups
from engine import Options, Program
from engine.ids import is_gradient, name_in
from engine.options import choices, matters
from engine.program import Group, Input, Path, Step
from engine.readings.formulas.plain import plain
from engine.readings.notices import Notice
from engine.readings.training import UPDATE_GROUP
from presentation.gradient_reasons import reason
from presentation.translate import _, filled, language
from presentation.workspaces import training

DOT = " · "  # between a place and what stands there


@dataclass(frozen=True)
class StepTitle:
    """What a step or input is called, and the groups of the computation in which it stands, from outside in."""

    place: tuple[str, ...]
    name: str

    def __str__(self) -> str:
        """The place and the name on a line."""
        return DOT.join((*self.place, self.name))


def place(here: Topic, path: Path) -> str:
    """Where in a sequence or stack a step stands: layer 2 · attention; t = 3; nothing for a step on its own."""
    return DOT.join(_groups(here, path))


def place_in_words(here: Topic, path: Path) -> str:
    """The same for the middle of a sentence: layer 2, right to left."""
    return _(", ").join(_groups(here, path))


def part_of_model(here: Topic, path: Path) -> str:
    """What a part of a model is called, from outside in: feed-forward · normalisation."""
    return DOT.join(_called(here, path))


def _groups(here: Topic, path: Path, known: str = "") -> tuple[str, ...]:
    """The groups that tell steps of one name apart, but for the part of the model that is `known` already."""
    return _called(here, tuple(group for group in distinguishing_groups(path) if group.kind != known))


def _called(here: Topic, path: Path) -> tuple[str, ...]:
    counted = {"time": "t = {n}", "token": _("token {n}"), "block": _("block {n}"), "layer": _("layer {n}")}
    return tuple(
        _part(here, group)
        if group.index is None
        else counted.get(group.branch, "{kind} {n}").format(kind=_part(here, group), n=group.index)
        for group in path
    )


def _part(here: Topic, group: Group) -> str:
    """What a part of a model is called; its name where content has no words."""
    words = here.places.get(group.kind)
    return words.title.of(language()) if words else group.kind


def titles(here: Topic, program: Program) -> Callable[[str], str]:
    """The title of a step or input with its place as text; its symbol when content does not name it."""
    title = step_titles(here, program)
    return lambda id: str(title(id))


def step_titles(here: Topic, program: Program) -> Callable[[str], StepTitle]:
    """The title of a step or input with its place; its symbol when content does not name it."""
    spoken_here = language()

    def title(id: str) -> StepTitle:
        thing = program[id]
        named = of_loss(thing) or worded(thing)
        if thing.gradient_of:
            named = _("Gradient: {title}").format(title=named)
        elif id in program.steps and thing.path[:1] == (UPDATE_GROUP,):
            named = _("{title} after the step").format(title=named)
        words = here.steps.get(thing.name)
        return StepTitle(_groups(here, thing.path, words.place if words else ""), named)

    def worded(thing: Input | Step) -> str:
        words = here.steps.get(thing.name) or here.inputs.get(thing.name)
        return words.title.of(spoken_here) if words else plain(thing.symbol)

    def of_loss(thing: Input | Step) -> str:
        source = program[thing.gradient_of] if thing.gradient_of else thing
        known = is_training(source.path) and not (isinstance(source, Step) and source.path[0] == UPDATE_GROUP)
        return training.title(source.name) if known else ""

    return title


def why(here: Topic, step: str, program: Program | None = None) -> str:
    """One calm sentence on what a step is for; on a gradient where its `program` is there to be read."""
    if is_gradient(step):
        return reason(program, step) if program else ""
    if program and is_training(program.steps[step].path):
        return training.why(program, step)
    words = here.steps.get(name_in(step))
    return words.why.of(language()) if words else ""


def is_training(path: Path) -> bool:
    """Whether a place belongs to a loss or to a step of descent, which content knows nothing of."""
    return bool(path) and path[0].branch in ("loss", "update")


def in_a_row(named: Sequence[StepTitle]) -> str:
    """The titles of steps that are shown side by side; the place that all share is said once."""
    shared = len(named[0].place)
    alike = all(title.place[:shared] == named[0].place for title in named)
    others = [replace(title, place=title.place[shared:]) for title in named[1:]] if alike else named[1:]
    return DOT.join(map(str, [named[0], *others]))


def misconception(about: str, id: str, step: str) -> tuple[str, str]:
    """What a mistake at a step is called in a topic, and why it is one; its id where it has no words."""
    return topic(about).about(id, step, language())


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


# ---- heads and notices ----


def slice_name(axes: tuple[int, ...], slice: tuple[int, ...]) -> str:
    """Which head it is; of heads in groups, the group too. An axis of one tells nothing apart."""
    words = (_("group {n}"), _("head {n}"))[-len(axes) :]
    return DOT.join(word.format(n=k + 1) for word, k, n in zip(words, slice, axes, strict=True) if n > 1)


def notice_sentences(found: tuple[Notice, ...], steps: tuple[str, ...]) -> list[str]:
    """What a reader must be told about these steps: everything masked, a mask that fails, a saturated softmax."""
    return [filled(_(notice.template), **notice.values) for notice in found if notice.step in steps]
