"""One sentence that reads the open moment from its numbers."""

from __future__ import annotations

import math

from engine.readings.moments import Track
from engine.readings.numbers import fixed
from presentation.sentence_symbols import NamedSymbol, Told, in_turn, told
from presentation.timeline.lanes import Lane, Mark
from presentation.timeline.view import Timeline
from presentation.translate import _, among, ngettext

ALMOST = 5e-5  # an old value below it is so near 0 that no percentage of it says anything


def said(timeline: Timeline) -> Told:
    """What happens at the open moment; before one is open, what to do."""
    at = timeline.at
    if at is None:
        return told(_("Choose a word to see the steps of its moment."))
    track = timeline.open
    shown = [
        lane for lane in timeline.lanes(track) if at.moment in lane.marks and (lane.kind == "arriving") == at.backward
    ]
    read = in_turn((_read(timeline, track, lane, at.moment) for lane in shown), _("; "))
    return told(_("{where}, {what_happens}."), where=_where(timeline, track, at.moment), what_happens=read)


def _where(timeline: Timeline, track: Track, moment: int) -> str:
    """The moment by its word, and of several tracks which one: the symbols say it by their scripts only."""
    word, place = timeline.word(track, moment), timeline.place(track)
    where = _("At {word}").format(word=among(word)) if word else _("At t = {t}").format(t=moment)
    return _("{where} ({place})").format(where=where, place=place) if place else where


def _read(timeline: Timeline, track: Track, lane: Lane, moment: int) -> Told:
    mark = lane.marks[moment]
    if lane.kind == "renewed":
        return _renewed(timeline, mark, starts=moment == track.order[0])
    if lane.kind == "grown":
        rows = int(mark.value)
        grows = ngettext("{state} grows from {kept} to {rows} row", "{state} grows from {kept} to {rows} rows", rows)
        return told(grows, state=_named(mark), kept=int(mark.kept), rows=rows)
    if lane.kind == "attention":
        return _looking(timeline, track, lane, mark)
    if lane.kind == "arriving":
        return told(_("{norm} is {value}"), norm=_named(mark), value=mark.text)
    return _anew(timeline, track, lane, moment)


def _named(mark: Mark) -> NamedSymbol:
    return NamedSymbol(mark.of, mark.name)


def _renewed(timeline: Timeline, mark: Mark, starts: bool) -> Told:
    """What is dropped of the old state and what is written; of a number that is none, only what it is."""
    digits = timeline.digits
    known: dict[str, str | int | NamedSymbol] = {
        "unit": timeline.unit + 1,
        "state": _named(mark),
        "old": fixed(mark.before, digits),
        "written": fixed(mark.value - mark.kept, digits),
        "new": fixed(mark.value, digits),
    }
    if not all(map(math.isfinite, (mark.before, mark.kept, mark.value))):
        return told(_("unit {unit} of {state} is {new}"), **known)
    if abs(mark.before) < ALMOST:
        return told(_little(mark.before, starts), **known)
    dropped = fixed(100 * (1 - mark.kept / mark.before), 0)
    return told(
        _("unit {unit} drops {dropped} % of the old {old} and writes {written}: {state} holds {new}"),
        dropped=dropped,
        **known,
    )


def _little(before: float, starts: bool) -> str:
    """The template for an old value of 0, at the start of a track or later, or of almost 0."""
    if before:
        return _("unit {unit} has almost 0 to keep and writes {written}: {state} holds {new}")
    if starts:
        return _("unit {unit} has nothing to keep yet and writes {written}: {state} holds {new}")
    return _("the old value of unit {unit} is 0, and it writes {written}: {state} holds {new}")


def _looking(timeline: Timeline, track: Track, lane: Lane, mark: Mark) -> Told:
    """The word with the largest weight; none where every key is masked out or a weight is not a number."""
    if not all(map(math.isfinite, mark.weights)):
        return told(_("the attention weights are not numbers (NaN)"))
    if not any(mark.weights):
        return told(_("every key is masked out: there is nothing to attend to"))
    most = max(range(len(mark.weights)), key=mark.weights.__getitem__)
    share = fixed(100 * mark.weights[most], 0)
    word = among(rows(timeline, track, lane)[most])
    return told(_("{share} % of the attention goes to {word}"), share=share, word=word)


def _anew(timeline: Timeline, track: Track, lane: Lane, moment: int) -> Told:
    """A state of which nothing is kept as such: only where none is renewed by addition."""
    renewed = any(track.step(state, moment).renewal for state in track.states)
    if lane.step not in track.states or renewed:
        return ()
    mark, place = lane.marks[moment], track.order.index(moment)
    new = fixed(mark.value, timeline.digits)
    known: dict[str, str | int | NamedSymbol] = {"unit": timeline.unit + 1, "state": _named(mark), "new": new}
    if not place:
        return told(_("unit {unit} of {state} is {new}"), **known)
    old = fixed(lane.marks[track.order[place - 1]].value, timeline.digits)
    return told(
        _("unit {unit} goes from {old} to {new}: {state} is computed anew, nothing is kept as it was"),
        old=old,
        **known,
    )


def rows(timeline: Timeline, track: Track, lane: Lane) -> tuple[str, ...]:
    """What attention weights are over: the words of the other sequence, or the cached tokens and those read so far."""
    most = max(len(mark.weights) for mark in lane.marks.values())
    words = timeline.words.get(track.step(lane.step, track.order[-1]).over, ())
    if len(words) == most:
        return words
    own = [timeline.word(track, moment) or str(moment) for moment in sorted(track.order)]
    before = most - len(own)
    return (*(f"−{before - k}" for k in range(before)), *own) if before >= 0 else tuple(own[:most])
