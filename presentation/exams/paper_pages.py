"""A paper as pages to print: the questions, an answer sheet, the solutions. Plain HTML that needs no network."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from content import topic
from presentation.exams.paper_words import extent, paper_number
from presentation.kinds import paper_form
from presentation.kinds.paper_form import PrintedQuestion
from presentation.printing.markup import STYLE, paragraphs
from presentation.question_rules import conventions, digits, rules
from presentation.translate import _, language
from quiz.posed import Posed, PosedComputation

SHEETS = ("paper", "answers", "solutions")


@dataclass(frozen=True)
class PaperToPrint:
    """A paper's number, minutes and marks, and its questions as they were put."""

    number: int
    minutes: int
    possible: float
    posed: tuple[Posed[Any], ...]


def printed(paper: PaperToPrint, sheet: str) -> str:
    """One of the sheets as a page of its own, in the language being spoken."""
    headings = {"paper": _("Paper"), "answers": _("Answer sheet"), "solutions": _("Solutions")}
    questions = "".join(question(n, posed, sheet) for n, posed in enumerate(paper.posed, 1))
    title = headings[sheet]
    header = f"<header><h1>{escape(title)}</h1>{_facts(paper)}{_signed(sheet)}</header>"
    return document(title, header + questions, sheet)


def document(title: str, body: str, kind: str) -> str:
    """A page to print by itself, with the style sheet of all of them; `body` is HTML."""
    lang = "zh-CN" if language() == "zh" else "en"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>Stepwise · {escape(title)}</title>'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>"
        f'<body class="{kind}">{body}</body></html>'
    )


def _facts(paper: PaperToPrint) -> str:
    said = extent(len(paper.posed), paper.possible, paper.minutes)
    number = paper_number(paper.number)
    return f"<p>{escape(said)} <small>Stepwise · {escape(number)}</small></p>"


def _signed(sheet: str) -> str:
    if sheet == "solutions":
        return ""
    lines = "".join(f'{escape(label)} <span class="write"></span> ' for label in (_("Name"), _("Date"), _("Marks")))
    return f'<p class="signed">{lines}</p>'


def question(n: int, posed: Posed[Any], sheet: str) -> str:
    """One question as it stands on a sheet."""
    made = paper_form(posed).printed(posed)
    about = posed.question
    here = topic(about.topic).title.of(language())
    title = f"{n}. {escape(about.title.of(language()))} <small>{escape(here)}</small>"
    marks = f'<span class="marks">{posed.possible:g}</span>'
    body = {"paper": lambda: asked(posed), "answers": lambda: made.room, "solutions": lambda: made.solution}
    return (
        f'<section class="{about.kind}"><h2>{title}{marks}</h2><div data-question="{n}">{body[sheet]()}</div></section>'
    )


def asked(posed: Posed[Any]) -> str:
    """A question without its title: what is to be done, what binds, and what is given."""
    made = paper_form(posed).printed(posed)
    return paragraphs(posed.prompt.of(language())) + _binding(posed, made) + made.asked


def _binding(posed: Posed[Any], made: PrintedQuestion) -> str:
    """The precision and the conventions: what the sheet says binds."""
    said = [] if made.decimals is None else [digits(made.decimals)]
    if isinstance(posed, PosedComputation):
        said = rules(posed, *said) if said else conventions(posed)
    return f'<p class="binding">{escape(" · ".join(said))}</p>' if said else ""
