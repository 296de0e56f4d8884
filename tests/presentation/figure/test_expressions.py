"""What stands between matrices reads one way only: brackets where two readers could disagree, and nowhere else."""

from __future__ import annotations

import pytest

from engine.expression.functions import greater, log, sqrt, square, tanh, where
from engine.expression.node import Node, ref
from presentation.figure.operators import line

MINUS_A = -ref("A", (2, 2))
A, B, C = (ref(name, (2, 2)) for name in "ABC")


def said(expr: Node) -> str:
    """A line as text, what is raised in braces."""
    signs = (
        "".join(f"^{{{p.text}}}" if p.shift == "sup" else p.text for p in x) for x in line(expr) if isinstance(x, tuple)
    )
    return " ".join(x.params[0] if isinstance(x, Node) else next(signs) for x in line(expr))


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        ((A * B) @ C, "( A ⊙ B ) · C ="),
        (A * (B @ C), "A ⊙ ( B · C ) ="),
        (A @ (B * C), "A · ( B ⊙ C ) ="),
        ((A * B * 2) @ C, "( A ⊙ B · 2) · C ="),
        ((A / B) @ C, "( A ÷ B ) · C ="),
        (A @ (B / 2), "A · B ÷ 2 ="),
        (A @ B / 2, "A · B ÷ 2 ="),
        (2 * (A @ B), "2 · A · B ="),
        (2 * (A * B) @ C, "(2 · A ⊙ B ) · C ="),
        (A * B / 2, "A ⊙ B ÷ 2 ="),
        (A @ B @ C, "A · B · C ="),
        (A * (B * C), "A ⊙ B ⊙ C ="),
        (A / (B * C), "A ÷ ( B ⊙ C ) ="),
        (A - -B, "A − (− B ) ="),
        (A + -B, "A + (− B ) ="),
        (A * -B, "A ⊙ (− B ) ="),
        (A + -B * C, "A + (− B ⊙ C ) ="),
        (-A + B, "− A + B ="),
        (-MINUS_A, "− (− A ) ="),
        (-(A + B), "− ( A + B ) ="),
        (A * (-2.0), "A · (−2) ="),
        (A - (B - C), "A − ( B − C ) ="),
        (A - B - C, "A − B − C ="),
        (1 - greater(A, B), "1 − [ A > B ] ="),
        (where(greater(A, 0), B + C, 0), "( B + C ) ⊙ [ A > 0] ="),
        (where(greater(A, B), 0, C), "C ⊙ (1 − [ A > B ]) ="),
        (A + where(greater(A, 0), B @ C, 0), "A + (( B · C ) ⊙ [ A > 0]) ="),
        (square(tanh(A)), "(tanh A )^{2} ="),
        (-log(A), "− ln A ="),
        (A / sqrt(B), "A ÷ √ B ="),
    ],
)
def test_a_line_reads_one_way_only(expr: Node, text: str) -> None:
    assert said(expr) == text
