"""The matrix figure in all its modes: all of them, or one with ?show= and a name of SHOWN or ALONE.

Run it with: streamlit run tests/browser/gallery.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import streamlit as st

from engine.expression.symbol import symbol
from engine.readings.formulas.pieces import name
from engine.readings.numbers import fixed
from presentation.figure import Figure, Mark, MatrixBlock, PlacedSign, SourceCell, SourceRule, WorkedPanel
from tests.browser.gallery_blocks import LABELS, TOKENS, matrix, named, product_worked, share_worked
from ui import elements
from ui.components.figure.component import FigureEvent, answer, figure
from ui.components.figure.drawing import ready
from ui.components.page_setup import declare

rng = np.random.default_rng(7)
Q, K = rng.normal(0, 1, (6, 2)), rng.normal(0, 1, (6, 2))
S = Q @ K.T
A = np.exp(S) / np.exp(S).sum(-1, keepdims=True)


END = ("Open in step 1", "end")


def chosen(key: str, default: tuple[str, int, int]) -> tuple[str, int, int]:
    """The cell that is selected, as a page remembers it."""
    return answer(st.session_state.get(key)).selected or default


def product() -> Figure:
    """Operands left and above, the result where they meet; a selected operand leads elsewhere."""
    block, i, j = selected = chosen("product", ("S", 1, 2))
    worked = product_worked("S", Q, K.T, i, j, ("Q", "K")) if block == "S" else None
    return Figure(
        blocks=(
            matrix("Q", Q, 2, 1, "Q", rows=TOKENS, operand=True),
            matrix("K", K.T, 1, 2, "K^⊤", columns=TOKENS, operand=True, role="weight"),
            matrix("S", S, 2, 2, "S", rows=TOKENS, columns=TOKENS, hide_row_labels=True, hide_column_labels=True),
        ),
        corner=((("6×", False), ("2", True), (" · ", False), ("2", True), ("×6", False)), (("→ 6×6", False),)),
        selected=selected,
        sources=(
            *(SourceCell("Q", i, k, "first", k) for k in range(2)),
            *(SourceCell("K", k, j, "second", k) for k in range(2)),
        )
        if worked
        else (),
        rules={"S": (("Q",), ("K",))},
        worked=worked or WorkedPanel(named(f"{block}[{i + 1},{j + 1}]"), result=fixed(float(Q[i, j]), 4), jump=END),
    )


def softmax() -> Figure:
    """Side by side, a causal mask hatched, sums beside the rows."""
    hidden = np.triu(np.ones((6, 6)), 1) > 0
    Z = np.where(hidden, -np.inf, S)
    shares = np.where(hidden, 0.0, np.exp(S))
    shares = shares / shares.sum(-1, keepdims=True)
    _, i, j = chosen("softmax", ("A", 3, 2))
    sources = tuple(SourceCell("Z", i, k, "own" if k == j else "first") for k in range(i + 1))
    mask = tuple(tuple(map(bool, row)) for row in hidden)
    weights = matrix("A", shares, 1, 3, "A", rows=TOKENS, columns=TOKENS, hide_row_labels=True, mask=mask)
    sums = tuple("Σ " + fixed(float(row.sum()), 2) for row in shares)
    return Figure(
        blocks=(
            matrix("Z", Z, 1, 1, "Z", rows=TOKENS, columns=TOKENS, mask=mask, operand=True),
            MatrixBlock(**{**vars(weights), "sums": sums}),
        ),
        signs=(PlacedSign(named("softmax →"), 1, 2),),
        selected=("A", i, j),
        sources=sources,
        rules={"A": (SourceRule("Z", "first", i="i"), SourceRule("Z", "own", i="i", j="j"))},
        worked=share_worked("A", "Z", Z, i, j),
    )


def row() -> Figure:
    """One formula in one line, as in an LSTM."""
    f, c, i, g = (rng.uniform(-1, 1, (1, 2)) for _ in range(4))
    names = (("f", "f_t", f), ("c", "C_t-1", c), ("i", "i_t", i), ("g", "C\u0303_t", g))
    blocks = [matrix(id, x, 1, 2 * k + 1, name, operand=True) for k, (id, name, x) in enumerate(names)]
    result = matrix("C", f * c + i * g, 1, 9, "z^f_t")
    signs = tuple(PlacedSign(named(text), 1, 2 * k) for k, text in enumerate(("⊙", "+", "⊙", "="), 1))
    rules = {"C": tuple(SourceRule(b.id, "second" if k % 2 else "first", i="i", j="j") for k, b in enumerate(blocks))}
    return Figure((*blocks, result), signs, selected=chosen("row", ("C", 0, 0)), rules=rules)


def entry() -> Figure:
    """Two matrices to fill in at once; one cell is given, the operands are the learner's own."""
    version = st.session_state.get("version", 0)
    st.button("Try again", on_click=lambda: st.session_state.update(version=version + 1))
    own = matrix("A", A[:3, :3], 2, 1, "A", rows=TOKENS[:3], operand=True, folds=False, still=True, role="plain")
    blank = tuple(("",) * 2 for _ in range(3))
    return Figure(
        blocks=(
            MatrixBlock(**{**vars(own), "tag": "yours"}),
            matrix("V", Q[:3], 1, 2, "V", operand=True, folds=False, still=True, role="plain"),
            MatrixBlock(
                "C",
                2,
                2,
                name(symbol("C")),
                (("0.50", ""), *blank[1:]),
                "context",
                "plain",
                entry=True,
                digits=2,
                marks=(("given", ""), ("", ""), ("", "")),
                row_labels=TOKENS[:3],
                hide_row_labels=True,
            ),
            MatrixBlock("D", 2, 3, name(symbol("D")), blank, "other", "plain", entry=True, digits=2),
        ),
        labels=LABELS,
        check=True,
        version=str(version),
    )


def marks() -> Figure:
    """Every mark on a locked answer."""
    text = (("4", "2.00", "0.51"), ("1.50", "3", "-0.64"), ("abc", "2", ""))
    kinds: tuple[tuple[Mark, ...], ...] = (
        ("right", "misconception", "follows"),
        ("convention", "slip", "wrong"),
        ("unreadable", "few_digits", "blank"),
    )
    names = ("q₁", "q₂", "q₃"), ("k₁", "k₂", "k₃")
    marked = MatrixBlock(
        "S",
        1,
        1,
        name(symbol("S′")),
        text,
        "scaled",
        "plain",
        entry=True,
        locked=True,
        marks=kinds,
        row_labels=names[0],
        column_labels=names[1],
    )
    return Figure((marked,), labels=LABELS)


def sized(columns: int) -> Callable[[], Figure]:
    """A matrix of weights with so many columns."""

    def made() -> Figure:
        scores = np.random.default_rng(3).normal(0, 2, (columns, columns))
        weights = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
        words = tuple(f"token{k + 1}" for k in range(columns))
        key = f"sized{columns}"
        _, i, j = selected = chosen(key, ("A", 2, 5))
        block = matrix("A", weights, 1, 1, "A", rows=words, columns=words, digits=2 if columns <= 12 else 4)
        return Figure(
            (block,),
            selected=selected,
            rules={"A": (SourceRule("A", "first", i="i"),)},
            worked=WorkedPanel(named(f"A[{words[i]}, {words[j]}]"), result=fixed(float(weights[i, j]), 4)),
        )

    return made


def compare() -> Figure:
    """Two conventions on the same input; the cells that differ are flagged."""
    other = matrix("B", S[:3, :3] / 2, 1, 2, "S′", columns=TOKENS[:3])
    differs = tuple(tuple("differs" if i == j else "" for j in range(3)) for i in range(3))
    first = matrix("A", S[:3, :3], 1, 1, "S", rows=TOKENS[:3], columns=TOKENS[:3])
    return Figure(
        (first, MatrixBlock(**{**vars(other), "marks": differs})),
        labels=LABELS,
        selected=chosen("compare", ("B", 0, 0)),
    )


def hostile() -> Figure:
    """Texts that would be markup if anything took them for it."""
    evil = "<img src=x onerror='document.title=1'>"
    block = MatrixBlock(
        "<b>", 1, 1, named(evil), ((evil, "1"),), evil, tag=evil, row_labels=(evil,), column_labels=(evil, "]")
    )
    return Figure(
        (block,),
        (PlacedSign(named(evil), 1, 2),),
        selected=("<b>", 0, 0),
        worked=WorkedPanel(named(evil), named(evil), result=evil, note=evil),
    )


SHOWN: dict[str, tuple[str, Callable[[], Figure]]] = {
    "product": ("product", product),
    "softmax": ("softmax", softmax),
    "row": ("row", row),
    "entry": ("entry", entry),
    "marks": ("marks", marks),
    "dense": ("sized10", sized(10)),
    "map": ("sized16", sized(16)),
    "large": ("sized64", sized(64)),
    "compare": ("compare", compare),
    "hostile": ("hostile", hostile),
}
ALONE = {"huge": ("sized128", sized(128))}


def main() -> None:
    """One figure, or all of them, and what the server heard."""
    st.set_page_config(page_title="Figures", layout="wide")
    elements.apply()
    declare(st.query_params.get("lang", "en"))
    ready()
    st.space("large")
    wanted = st.query_params.get("show", "")
    for n, (title, (key, made)) in enumerate((SHOWN | (ALONE if wanted else {})).items(), 1):
        if wanted in ("", title):
            with elements.step(n, "now", last=bool(wanted)):
                elements.step_head(title, [])
                heard(key, figure(key, made(), on_submit=lambda: st.session_state.update(checks=checks() + 1)))
    with st.container(key="end"):
        st.text(f"checks: {checks()}")


def checks() -> int:
    """How often something was handed in."""
    return int(st.session_state.get("checks", 0))


def heard(key: str, said: FigureEvent) -> None:
    """What the browser sent, for the tests to read."""
    if said.submitted:
        st.session_state[f"submitted_{key}"] = said.submitted
    heard = {"selected": said.selected, "draft": said.draft, "submitted": st.session_state.get(f"submitted_{key}")}
    with st.container(key=f"heard_{key}"):
        st.text(json.dumps(heard))


main()
