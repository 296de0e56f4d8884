"""Every kind of question: what it is called, and how it stands in papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content.kinds import complete
from engine.errors import N_
from presentation.kinds import (
    choice,
    convention,
    debug,
    derivation,
    diagram,
    find,
    judge,
    number,
    order,
    result,
    shapes,
    spoken,
    steps,
)
from presentation.kinds.paper_form import PaperForm
from presentation.translate import _
from quiz.posed import Posed


@dataclass(frozen=True)
class PresentedKind:
    """A kind's name (English), and its form on paper."""

    name: str
    on_paper: PaperForm


KINDS: Mapping[str, PresentedKind] = complete(
    {
        "steps": PresentedKind(N_("Worked steps"), steps.ON_PAPER),
        "number": PresentedKind(N_("One number"), number.ON_PAPER),
        "shapes": PresentedKind(N_("Shapes"), shapes.ON_PAPER),
        "find": PresentedKind(N_("Which step is wrong?"), find.ON_PAPER),
        "order": PresentedKind(N_("Put in order"), order.ON_PAPER),
        "diagram": PresentedKind(N_("Complete the diagram"), diagram.ON_PAPER),
        "result": PresentedKind(N_("Which result?"), result.ON_PAPER),
        "convention": PresentedKind(N_("Whose convention?"), convention.ON_PAPER),
        "judge": PresentedKind(N_("True or false, and why?"), judge.ON_PAPER),
        "derivation": PresentedKind(N_("Derivation"), derivation.ON_PAPER),
        "debug": PresentedKind(N_("Find the bug"), debug.ON_PAPER),
        "choice": PresentedKind(N_("Choices"), choice.ON_PAPER),
        "spoken": PresentedKind(N_("Oral question"), spoken.ON_PAPER),
    },
    "presentation/kinds/__init__.py",
)


def kind_names() -> dict[str, str]:
    """What each kind of question is called, in the language being spoken."""
    return {kind: _(shown.name) for kind, shown in KINDS.items()}


def paper_form(posed: Posed[Any]) -> PaperForm:
    """The form on paper of a question."""
    return KINDS[posed.question.kind].on_paper
