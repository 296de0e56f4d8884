"""The words that stand in formulas, in the language being spoken."""

from __future__ import annotations

from engine.errors import N_
from presentation.translate import _

IN_FORMULAS = {"rows": N_("rows"), "columns": N_("columns"), "heads": N_("heads")}


def worded(latex: str) -> str:
    """A formula (LaTeX) with the words in it in the language being spoken: softmax over rows."""
    for word, said in IN_FORMULAS.items():
        here = _(said)
        latex = latex.replace(rf"\text{{{word}}}", rf"\text{{{here}}}")
    return latex


def large(latex: str) -> str:
    """The same with large fractions, for a line of its own."""
    said = worded(latex)
    return rf"\displaystyle {said}" if r"\frac" in said else said
