"""The timeline as elements: a grid with a column for each moment and a row for each lane."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engine.readings.moments import Track
from presentation.element import Element, element, named
from presentation.timeline.lanes import Lane, Mark, choices
from presentation.timeline.sentence import rows, said
from presentation.timeline.view import Timeline
from presentation.translate import _

MOST_UNITS = 12
FEW = 4  # ways to what is outside time that stand in a row; more open when they are asked for
FINE = 12  # rows of attention weights that still carry their words


def drawn(timeline: Timeline) -> Element:
    """All of it: what can be chosen, a grid for each track, the legend, the sentence, the steps outside time."""
    grids = [_grid(timeline, track) for track in timeline.tracks]
    told = element("p", *_told(timeline), class_="said", aria_live="polite")
    return element("div", _choices(timeline), *grids, _legend(timeline), told, _outside(timeline), class_="timeline")


def sentences(timeline: Timeline) -> dict[str, tuple[Element | str, ...]]:
    """What is said of each moment that is drawn of the open track, by its name: what is chosen is said at once."""
    track = timeline.open
    return {timeline.at_moment(track, moment): tuple(_told(timeline.moved(moment))) for moment in timeline.shown(track)}


def _told(timeline: Timeline) -> Iterator[Element | str]:
    """The sentence, its symbols set as in formulas."""
    for piece in said(timeline):
        yield piece if isinstance(piece, str) else named(piece.pieces)


# ---- what can be chosen ----


def _choices(timeline: Timeline) -> Element:
    kind, count = choices(timeline.trace, timeline.open)
    label = _("Unit {n}") if kind == "unit" else _("Head {n}")
    chosen = min(timeline.unit, count - 1)
    units = _units(label, chosen, count) if count > 1 else []
    passes = _passes(timeline) if timeline.backward else []
    every = _button(_("All moments"), "whole", timeline.whole)
    return element("div", *_group(_("Unit"), units), *_group(_("Pass"), passes), every, class_="choices")


def _units(label: str, chosen: int, count: int) -> list[Element]:
    """A button for each unit; of many, the one that is shown and its neighbours."""
    shown = range(count) if count <= MOST_UNITS else range(max(0, chosen - 1), min(count, chosen + 2))
    return [_button(label.format(n=n + 1), f"unit:{n}", n == chosen) for n in shown]


def _group(label: str, buttons: list[Element]) -> list[Element]:
    return [element("div", *buttons, class_="group", role="group", aria_label=label)] if buttons else []


def _button(text: str, to: str, pressed: bool) -> Element:
    return element("button", text, type="button", data_to=to, aria_pressed=str(pressed).lower())


def _passes(timeline: Timeline) -> list[Element]:
    track, at = timeline.open, timeline.at
    moment = at.moment if at else track.order[0]
    return [
        _button(text, timeline.at_moment(track, moment, back), bool(at) and at.backward == back)  # type: ignore[union-attr]
        for text, back in ((_("Forward"), False), (_("Backward"), True))
    ]


def _outside(timeline: Timeline) -> Element | None:
    """The steps that belong to no moment: one product for all words, outputs, gradients of weights."""
    if not timeline.outside:
        return None
    here = [_button(title, f"part:{n}", n == timeline.open_part) for title, n in timeline.outside]
    if len(here) <= FEW:
        return element("div", element("span", _("Outside time")), *here, class_="outside")
    among_them = any(n == timeline.open_part for _title, n in timeline.outside)
    summary = element("summary", _("Outside time ({count})").format(count=len(here)))
    steps = element("div", *here, class_="outside")
    return element("details", summary, steps, class_="many", open="" if among_them else None)


# ---- the grid ----


def _grid(timeline: Timeline, track: Track) -> Element:
    moments = timeline.shown(track)
    full = track is timeline.open
    here = timeline.at.moment if timeline.at and timeline.at.track == track.path else None
    found = timeline.lanes(track)
    shown = found if full else tuple(lane for lane in found if lane.step in track.states)[-1:]
    columns = [_now(moments.index(here) + 2)] if here in moments else []
    body = [*columns, *_words(timeline, track, moments, here, found)]
    for row, lane in enumerate(shown, 2):
        body += _lane(timeline, track, lane, row, moments, here)
    title = timeline.title(track)
    head = [element("h3", title, *([] if not track.reversed else [element("span", " ←", aria_hidden="true")]))]
    grid = element("div", *body, class_="grid", style=f"--n: {len(moments)}")
    scroll = element("div", grid, class_="scroll")
    return element("div", *(head if title else []), scroll, class_="track" if full else "track folded")


def _now(column: int) -> Element:
    return element("div", class_="now", aria_hidden="true", style=f"grid-column: {column}")


def _words(
    timeline: Timeline, track: Track, moments: tuple[int, ...], here: int | None, found: tuple[Lane, ...]
) -> list[Element]:
    label = element(
        "div",
        element("span", "t", class_="letter"),
        element("small", _("time")),
        class_="label",
        style="grid-area: 1 / 1",
    )
    tabs = [
        element(
            "button",
            element("span", timeline.word(track, moment) or str(moment), class_="word"),
            element("small", str(moment)),
            type="button",
            role="tab",
            data_to=timeline.at_moment(track, moment),
            data_column=str(column),
            style=f"grid-area: 1 / {column}",
            aria_selected=str(moment == here).lower(),
            tabindex="0" if moment == (here if here in moments else moments[0]) else "-1",
            aria_label=_aloud(timeline, track, moment, found),
        )
        for column, moment in enumerate(moments, 2)
    ]
    beyond = _beyond(timeline, track, moments)
    return [label, element("div", *tabs, *beyond, class_="words", role="tablist", aria_label=_("time"))]


def _beyond(timeline: Timeline, track: Track, moments: tuple[int, ...]) -> Iterator[Element]:
    """Ways to the moments before and after those that are drawn."""
    every = sorted(track.order)
    for moment, arrow in ((moments[0] - 1, "‹"), (moments[-1] + 1, "›")):
        if moment in every:
            yield element(
                "button",
                arrow,
                type="button",
                class_="beyond before" if arrow == "‹" else "beyond",
                data_to=timeline.at_moment(track, moment),
                aria_label=f"t = {moment}",
            )


def _aloud(timeline: Timeline, track: Track, moment: int, found: tuple[Lane, ...]) -> str:
    """A moment read out: its word, and the number of every lane."""
    read = [
        f"{lane.title or lane.marks[moment].of} {lane.marks[moment].text}" for lane in found if moment in lane.marks
    ]
    return ", ".join(filter(None, [timeline.word(track, moment), f"t = {moment}", *read]))


def _lane(
    timeline: Timeline, track: Track, lane: Lane, row: int, moments: tuple[int, ...], here: int | None
) -> Iterator[Element]:
    symbol = named(lane.symbol, "b")
    small = [element("small", lane.title)] if lane.title else [element("small", _("gradient ←"))]
    legend = _row_words(timeline, track, lane) if lane.kind == "attention" else None
    yield element("div", symbol, *small, legend, class_=f"label {lane.kind}", style=f"grid-area: {row} / 1")
    for column, moment in enumerate(moments, 2):
        inside = _cell(timeline, track, lane, moment, here) if moment in lane.marks else ()
        state = " on" if moment == here else ""
        yield element(
            "div",
            *inside,
            class_=f"cell {lane.kind}{state}{' back' if track.reversed else ''}",
            aria_hidden="true",
            data_to=timeline.at_moment(track, moment),
            style=f"grid-area: {row} / {column}",
        )


def _row_words(timeline: Timeline, track: Track, lane: Lane) -> Element | None:
    words = rows(timeline, track, lane)
    if len(words) > FINE:
        return None
    return element("div", *(element("span", word) for word in words), class_="rows")


def _cell(timeline: Timeline, track: Track, lane: Lane, moment: int, here: int | None) -> tuple[Element, ...]:
    mark = lane.marks[moment]
    text = element("span", mark.text, class_="value")
    if lane.kind == "renewed":
        return (_waterfall(lane, mark),)
    if lane.kind == "grown":
        return (_cached(mark), text)
    if lane.kind == "attention":
        return (_weights(timeline, track, lane, moment, here),)
    if not math.isfinite(mark.value):
        return (text,)
    share = min(1.0, abs(mark.value) / lane.most)
    signed = lane.kind == "signed"
    side = "negative" if mark.value < 0 else "positive"
    bar = element("i", class_=side, style=f"--v: {share:.4f}")
    return (element("div", bar, class_="bar signed" if signed else "bar"), text)


def _waterfall(lane: Lane, mark: Mark) -> Element:
    """A state's old value, what is kept of it, what is erased, what is written, and one line through."""
    every = [x for m in lane.marks.values() for x in (m.value, m.kept, m.before)]
    if not all(map(math.isfinite, every)):
        return element("span", mark.text, class_="value")
    high, low = max(0.0, *every), min(0.0, *every)
    span = high - low or 1.0

    def at(value: float) -> float:
        return 100 * (high - value) / span

    def box(kind: str, a: float, b: float) -> Element:
        top, bottom = sorted((at(a), at(b)))
        sign = "negative" if b < a else "positive"
        return element("i", class_=f"{kind} {sign}", style=f"top: {top:.2f}%; height: {bottom - top:.2f}%")

    def line(kind: str, value: float) -> Element:
        return element("i", class_=kind, style=f"top: {at(value):.2f}%")

    up = mark.value >= mark.kept
    value = element(
        "span", mark.text, class_=f"value {'above' if up else 'below'}", style=f"top: {at(mark.value):.2f}%"
    )
    return element(
        "div",
        line("zero", 0),
        line("before", mark.before),
        box("kept", 0, mark.kept),
        box("erased", mark.kept, mark.before),
        line("level", mark.kept),
        box("written", mark.kept, mark.value),
        line("after", mark.value),
        value,
        class_="waterfall",
    )


def _cached(mark: Mark) -> Element:
    """A square for each row of a cache, the new one outlined; of many, those before stand as one block."""
    kept = int(mark.kept)
    new = int(mark.value) - kept
    old = [element("i", class_="old")] * min(kept, FINE)
    return element("div", *old, *([element("i", class_="new")] * new), class_="cache")


def _weights(timeline: Timeline, track: Track, lane: Lane, moment: int, here: int | None) -> Element:
    """Attention weights from the first row to the last; what comes after the open moment is not there yet."""
    weights = lane.marks[moment].weights
    most = max(len(mark.weights) for mark in lane.marks.values())
    later = here is not None and track.order.index(moment) > track.order.index(here)
    boxes = []
    for k in range(most):
        there = k < len(weights) and not later
        text = f"{weights[k]:.2f}" if there and most <= FINE else ""
        style = f"--v: {weights[k]:.4f}" if there and math.isfinite(weights[k]) else None
        boxes.append(element("span", text, class_="weight" if there else "weight nothing", style=style))
    return element("div", *boxes, class_="weights" if most <= FINE else "weights fine")


# ---- legend ----


def _legend(timeline: Timeline) -> Element | None:
    kinds = {lane.kind for lane in timeline.lanes(timeline.open)}
    said_of = {
        "renewed": (("kept", _("kept")), ("erased", _("erased")), ("written", _("written"))),
        "grown": (("old", _("kept")), ("new", _("added"))),
    }
    entries = [one for kind, said_here in said_of.items() if kind in kinds for one in said_here]
    if not entries:
        return None
    return element(
        "div", *(element("span", element("i", class_=kind), text) for kind, text in entries), class_="legend"
    )
