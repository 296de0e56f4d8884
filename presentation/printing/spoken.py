"""Rounds of a spoken question in print: key points and where they are taught, the short answer, the full one."""

from __future__ import annotations

from html import escape

from presentation.key_point_links import taught_in
from presentation.printing.markup import inline, paragraphs
from presentation.translate import _, language
from quiz.kinds.spoken import Round


def point(asked: Round, n: int, box: str) -> str:
    """A key point with its box, its marks and where it is taught."""
    one, where = asked.points[n], asked.taught[n]
    lesson = f" <small>→ {inline(taught_in(where))}</small>" if where else ""
    return f"{box} {inline(one.text.of(language()))} <small>{one.marks:g}</small>{lesson}"


def answers(asked: Round) -> str:
    """The model answers, the short one first where there is one."""
    full = f'<div class="model">{paragraphs(asked.answer.of(language()))}</div>'
    if asked.brief is None:
        return full
    brief = f'<div class="model">{paragraphs(asked.brief.of(language()))}</div>'
    return _head(_("In 30 seconds")) + brief + _head(_("In full")) + full


def _head(words: str) -> str:
    return f"<p><b>{escape(words)}</b></p>"


def follow_up_head(k: int, asked: Round) -> str:
    """Which follow-up this is, and its words."""
    head = _("Follow-up {n}").format(n=k)
    return f"<b>{escape(head)}</b> {inline(asked.text.of(language()))}"
