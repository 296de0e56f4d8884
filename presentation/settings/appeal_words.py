"""Appeals in words: what one is about, what it was told and what today's examiner says, and its file's name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from content import NotFound, question, topic
from engine.ids import name_in
from presentation.content_words import DOT
from presentation.progress.progress_words import question_title
from presentation.translate import _, language
from quiz.appeal import marked_today, marks


def appeal_title(found: Mapping[str, Any]) -> str:
    """The question, and the step if it is about one."""
    id = str(found["question"]["id"])
    try:
        step = topic(question(id).topic).steps.get(name_in(str(found["part"])))
    except NotFound:
        step = None
    return DOT.join([question_title(id), *([step.title.of(language())] if step else [])])


def appeal_marks(found: Mapping[str, Any]) -> str:
    """The marks that were given, and those of today where they are others."""
    told, possible = marks(found)
    said = _("{points} of {possible} marks").format(points=f"{told:g}", possible=f"{possible:g}")
    again = marked_today(found)
    if again is None:
        return said
    today = sum(step.points for step in again.steps if found["part"] in ("", step.step))
    if abs(today - told) < 1e-9:
        return said
    return said + DOT + _("today it would be {points}").format(points=f"{today:g}")


def appeal_file(found: Mapping[str, Any]) -> tuple[str, str]:
    """The name of the file, and its text."""
    name = str(found["question"]["id"]).replace("/", "_")
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    return f"appeal-{name}-{str(found['made_at'])[:10]}.json", text
