"""What is kept from one call to the next says nothing in a language, unless it is kept for each language apart."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from types import CodeType, FrameType, ModuleType
from typing import Any

import pytest

import presentation
from content.loader import library
from presentation import translate
from presentation.content_words import titles
from presentation.figure.build import ReadingContext, reading
from presentation.figure.layout import layout, slices, stacked, story
from presentation.figure.view import View
from presentation.formulas import formula
from presentation.story_pieces import pieces
from presentation.translate import speaking
from presentation.workspaces.workspace import opened

TOPICS = list(library().topics)


def modules() -> Iterator[ModuleType]:
    yield from (
        importlib.import_module(one.name) for one in pkgutil.walk_packages(presentation.__path__, "presentation.")
    )


def kept() -> Iterator[Any]:
    """Every function of presentation that keeps what it has given, in the module that defines it."""
    for module in modules():
        for one in vars(module).values():
            if hasattr(one, "cache_info") and one.__module__ == module.__name__:
                yield one


def _deaf(code: CodeType) -> bool:
    """Whether a function is not told the language."""
    return not any(name.endswith("language") for name in code.co_varnames[: code.co_argcount])


@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_that_is_kept_asks_for_the_language(topic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = {one.__wrapped__.__code__ for one in kept() if _deaf(one.__wrapped__.__code__)}
    asked, language = set(), translate.language

    def watched() -> str:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            if frame.f_code in deaf:
                asked.add(frame.f_code.co_qualname)
            frame = frame.f_back
        return language()

    for module in modules():
        if getattr(module, "language", None) is language:
            monkeypatch.setattr(module, "language", watched)
    for one in kept():
        if one is not translate.catalogue:
            one.cache_clear()
    _read(topic)
    assert asked == set()


def _read(topic: str) -> None:
    """All figures of a topic's example."""
    space = opened(library().topics[topic])
    program, named = space.trace.program, titles(space.topic, space.trace.program)
    view = View(space.trace, 4, space.words, named, axes=space.axis_labels)
    pieces(program, together=True)
    for steps in story(program):
        reading(view, layout(program, steps, slices(program, steps[0])[0]), ReadingContext())
        stacked(program, steps[0])
        formula(program, steps[0])


def test_the_signs_between_matrices_are_in_the_language_of_each_page() -> None:
    space = opened(library().topics["lstm"])
    program = space.trace.program
    joined = next(steps for steps in story(program) if program.steps[steps[0]].expr.op == "concat")
    said = {}
    for spoken in ("zh", "en"):
        with speaking(spoken):
            said[spoken] = "".join(piece.text for one in layout(program, joined).signs for piece in one.parts)
    assert said == {"zh": "拼接 →", "en": "join →"}
