"""The result of an oral exam as a page to print: questions, key points made and missed, model answers, times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from content import topic
from db.records import Paper
from presentation.exams.attempt_pages import marked_part
from presentation.exams.mark_sheet import marked_parts
from presentation.exams.oral_words import follow_up_time_told, sort_of, time_told
from presentation.exams.paper_words import paper_number
from presentation.kinds import paper_form
from presentation.printing import spoken
from presentation.printing.markup import STYLE, inline, paragraphs
from presentation.translate import _, language
from quiz.kinds.spoken import PosedSpoken, Round
from quiz.oral import ASKED, allowed, spent, spent_on_follow_up
from quiz.posed import Posed, Rows
from quiz.verdicts import Marking

MADE, MISSED = "☑", "☐"


@dataclass(frozen=True)
class OralResult:
    """A question of an exam that is over: as it was put, what was answered, and how that was marked."""

    posed: Posed[Any]
    answers: Mapping[str, Rows]
    marking: Marking


def printed_result(paper: Paper, results: Sequence[OralResult]) -> str:
    """The page, in the language being spoken."""
    title = _("Oral exam")
    lang = "zh-CN" if language() == "zh" else "en"
    total = _("{points} / {possible} marks").format(points=f"{paper.points or 0:g}", possible=f"{paper.possible:g}")
    day = "" if paper.handed_in_at is None else f"{paper.handed_in_at:%Y-%m-%d} · "
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>Stepwise · {escape(title)}</title>'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>"
        f'<body class="oral"><header><h1>{escape(title)}</h1>'
        f"<p>{escape(day + total)} <small>Stepwise · {escape(paper_number(paper.seed))}</small></p></header>"
        f"{''.join(_question(n, paper, one) for n, one in enumerate(results, 1))}</body></html>"
    )


def _question(n: int, paper: Paper, result: OralResult) -> str:
    posed = result.posed
    here = topic(posed.question.topic).title.of(language())
    title = f"{n}. {escape(posed.question.title.of(language()))} <small>{escape(here)}</small>"
    marks = f'<span class="marks">{result.marking.points:g} / {posed.possible:g}</span>'
    time = f"<p class='binding'>{escape(_time(paper, result))}</p>"
    return f"<section><h2>{title}{marks}</h2>{time}{_body(paper, result)}</section>"


def _body(paper: Paper, result: OralResult) -> str:
    posed = result.posed
    if not isinstance(posed, PosedSpoken):
        return _board(result)
    return _rounds(posed, result, _follow_up_times(paper, posed, result))


def _time(paper: Paper, result: OralResult) -> str:
    posed, time = result.posed, allowed(paper.wanted, result.posed)
    if ASKED not in result.answers:
        return f"{sort_of(posed)} · " + _("not asked")
    so_far = spent(result.answers, time, paper.handed_in_at or paper.composed_at)
    told = time_told(so_far, time, board=not isinstance(posed, PosedSpoken)) if so_far else ""
    return " · ".join(filter(None, (sort_of(posed), told)))


def _follow_up_times(paper: Paper, posed: PosedSpoken, result: OralResult) -> dict[str, str]:
    """How long was spoken on each follow-up that was asked, in words, by its part."""
    until, time = paper.handed_in_at or paper.composed_at, allowed(paper.wanted, posed, follow_up=True)
    spoke = {one.part: spent_on_follow_up(result.answers, one.part, until) for one in posed.rounds[1:]}
    return {part: follow_up_time_told(found, time) for part, found in spoke.items() if found}


def _rounds(posed: PosedSpoken, result: OralResult, times: Mapping[str, str] | None = None) -> str:
    told = {part: f"<p class='binding'>{escape(said)}</p>" for part, said in (times or {}).items()}
    return "".join(_round(k, asked, result) + told.get(asked.part, "") for k, asked in enumerate(posed.rounds))


def _round(k: int, asked: Round, result: OralResult) -> str:
    """A question or follow-up: its words, each key point with a box that says whether it was made, the answers."""
    made = asked.made(result.answers)
    head = spoken.follow_up_head(k, asked) if k else inline(asked.text.of(language()))
    boxes = [MADE if n in made else MISSED for n in range(len(asked.points))]
    points = "".join(f"<li>{spoken.point(asked, n, box)}</li>" for n, box in enumerate(boxes))
    return f'<p>{head}</p><ul class="points">{points}</ul>{spoken.answers(asked)}'


def _board(result: OralResult) -> str:
    """What was asked on the board, what was written there, and the solution."""
    posed = result.posed
    made = paper_form(posed).printed(posed)
    written = "".join(map(marked_part, marked_parts(posed, result.answers, result.marking)))
    mine, right = escape(_("Your answer")), escape(_("The solution"))
    asked = paragraphs(posed.prompt.of(language())) + made.asked
    return f"{asked}<h3>{mine}</h3>{written}<h3>{right}</h3>{made.solution}"
