"""Oral exams in words: how one is made up, how long things take, what was missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from presentation.translate import _, ngettext, together
from quiz.kinds.spoken import PosedSpoken
from quiz.oral import Allowed, Spent, allowed
from quiz.posed import Posed


def duration(seconds: float) -> str:
    """A length of time: 45 s, 2 min, 1 min 30 s."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return _("{seconds} s").format(seconds=rest)
    if not rest:
        return _("{minutes} min").format(minutes=minutes)
    return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)


def sort_of(posed: Posed[Any]) -> str:
    """Whether a question is answered aloud or worked on the board."""
    return _("aloud") if isinstance(posed, PosedSpoken) else _("on the board")


def structure(wanted: Mapping[str, Any], posed: Sequence[Posed[Any]], possible: float, minutes: int) -> list[str]:
    """What is told before an exam: questions, times, follow-ups, marks."""
    spoken = [one for one in posed if isinstance(one, PosedSpoken)]
    count = ngettext("{n} question", "{n} questions", len(posed)).format(n=len(posed))
    said = [
        _("{questions}, one at a time, in an order that was drawn: {spoken} aloud, {board} on the board.").format(
            questions=count, spoken=len(spoken), board=len(posed) - len(spoken)
        )
    ]
    if spoken:
        said.append(_aloud(wanted, spoken))
    if len(spoken) < len(posed):
        said.append(_("On the board: small computations on drawn numbers, marked like any other."))
    said.append(_("{marks} marks, about {minutes} minutes.").format(marks=f"{possible:g}", minutes=minutes))
    said.append(_("Nothing is cut off; what goes over time is told. You may leave and come back to the same question."))
    return said


def _aloud(wanted: Mapping[str, Any], spoken: Sequence[PosedSpoken]) -> str:
    time = allowed(wanted, spoken[0])
    said = _("Aloud: {thinking} to think, {speaking} to speak, and you may begin earlier.").format(
        thinking=duration(time.thinking), speaking=duration(time.speaking)
    )
    count = sum(len(one.follow_ups) for one in spoken)
    if not count:
        return said
    after = ngettext(
        "Then {n} follow-up, {speaking} to speak, without time to think.",
        "Then follow-ups, {n} in all, {speaking} to speak on each, without time to think.",
        count,
    )
    speaking = duration(allowed(wanted, spoken[0], follow_up=True).speaking)
    return together(said, after.format(n=count, speaking=speaking))


def time_told(spent: Spent, time: Allowed, board: bool = False) -> str:
    """How long somebody thought and spoke, and what went over time."""
    if board:
        said = _("{time} on the board").format(time=duration(spent.speaking))
    else:
        said = _("thought {thinking}, spoke {speaking}").format(
            thinking=duration(spent.thinking), speaking=duration(spent.speaking)
        )
    return said + _over(spent, time)


def follow_up_time_told(spent: Spent, time: Allowed) -> str:
    """How long somebody spoke on a follow-up, for which there is no time to think, and what went over time."""
    return _("spoke {time}").format(time=duration(spent.speaking)) + _over(spent, time)


def _over(spent: Spent, time: Allowed) -> str:
    over = spent.speaking - time.speaking
    return " · " + _("{time} over").format(time=duration(over)) if over >= 1 else ""


def supply(spoken: int, board: int) -> str:
    """How many questions there are to choose from."""
    return _("{spoken} questions to answer aloud and {board} for the board to choose from").format(
        spoken=spoken, board=board
    )
