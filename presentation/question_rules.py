"""What binds in a question: how precisely, what a backward pass starts from, under which conventions."""

from __future__ import annotations

from typing import Any

from content import topic
from engine import Program
from engine.readings.formulas.plain import plain
from presentation.content_words import binding
from presentation.translate import _, ngettext
from quiz.posed import PosedComputation


def rules(posed: PosedComputation[Any], precision: str) -> list[str]:
    """The precision, the gradient that comes back, and every convention that decides something."""
    return [precision, *_backward(posed.program), *conventions(posed)]


def conventions(posed: PosedComputation[Any]) -> list[str]:
    """Every convention that decides something, but those that are asked for."""
    return binding(topic(posed.question.topic), posed.chosen, posed.undecided)


def digits(n: int) -> str:
    """The precision of a result."""
    return ngettext("{n} digit after the point", "{n} digits after the point", n).format(n=n)


def digits_in_every_step(n: int) -> str:
    """The precision of worked steps, and of what is computed on the way to them."""
    said = ngettext(
        "{n} digit after the point in every step; keep {more} on the way",
        "{n} digits after the point in every step; keep {more} on the way",
        n,
    )
    return said.format(n=n, more=n + 1)


def _backward(program: Program) -> list[str]:
    return [
        _("{gradient}: gradient of the loss L").format(gradient=plain(x.symbol))
        for x in program.inputs.values()
        if x.gradient_of
    ]
