"""What figures are made of: symbols as pieces, the data the browser draws, what it sends back."""

from __future__ import annotations

import json
import math
import unicodedata
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import MECHANISMS
from presentation.figure import (
    Block,
    Figure,
    PlacedSign,
    SourceCell,
    SourceRule,
    WorkedPanel,
    name_parts,
    transposed,
)
from presentation.figure.build import heat_levels
from presentation.figure.names import HIGH, LOW, label_parts, sign_parts, text_parts
from presentation.figure.wire import data, signature
from ui.components.figure.component import answer
from ui.components.figure.sources import SCRIPTS, SHEETS, drawing
from ui.components.sources import HERE, joined

# ---- symbols ----


@pytest.mark.parametrize(
    ("latex", "pieces"),
    [
        ("X", [("X", "")]),
        ("W^Q", [("W", ""), ("Q", "sup")]),
        ("W_q", [("W", ""), ("q", "sub")]),
        ("W^{QKV}", [("W", ""), ("QKV", "sup")]),
        (r"K^{\top}", [("K", ""), ("⊤", "sup")]),
        (r"K^\top", [("K", ""), ("⊤", "sup")]),
        ("h_{t-1}", [("h", ""), ("t−1", "sub")]),
        (r"\tilde C_{t}", [("C\u0303", ""), ("t", "sub")]),
        (r"\hat{X}", [("X\u0302", "")]),
        (r"a^{\tilde h}_{t}", [("a", ""), ("h\u0303", "sup"), ("t", "sub")]),
        ("S'_{1}", [("S", ""), ("′", "sup"), ("1", "sub")]),
        ("z^f", [("z", ""), ("f", "sup")]),
        (r"\sigma", [("σ", "")]),
        (r"\frac{\partial L}{\partial X}", [("∂L/∂X", "")]),
        (r"\operatorname{softmax}_{t}", [("softmax", "upright"), ("t", "sub")]),
        (r"A_{\text{per row}}", [("A", ""), ("per row", "sub upright")]),
        (r"\unknown{x}", [("unknown", "upright"), ("x", "")]),
        ("{{X", [("X", "")]),
        ("X^", [("X^", "")]),
        ("", [("", "")]),
    ],
)
def test_symbols_fall_into_pieces(latex: str, pieces: list[tuple[str, str]]) -> None:
    assert list(name_parts(latex)) == pieces


@given(st.text(alphabet=st.sampled_from("\\{}^_' xXt1-") | st.characters(), max_size=60))
def test_any_text_is_a_symbol(text: str) -> None:
    pieces = name_parts(text)
    assert pieces
    assert {kind for _, kind in pieces} <= {"", "sub", "sup", "upright", "sub upright", "sup upright"}
    if "\\" not in text:
        assert {c for c in text if c.isalpha()} <= {c for piece, _ in pieces for c in piece}


@given(st.integers(1, 100_000))
def test_deep_nesting_is_no_symbol_but_no_error(depth: int) -> None:
    assert name_parts("{" * depth + "x" + "}" * depth)[0][0]


def test_every_symbol_of_the_engine_is_understood() -> None:
    for mechanism in MECHANISMS.values():
        program = mechanism.build()
        for id in (*program.inputs, *program.steps):
            pieces = name_parts(program[id].symbol)
            assert not any(set("\\{}_^") & set(text) for text, _ in pieces), program[id].symbol


@pytest.mark.parametrize(("latex", "turned"), [("K", r"K^{\top}"), ("W^Q", r"(W^Q)^{\top}"), ("S'", r"(S')^{\top}")])
def test_transposes(latex: str, turned: str) -> None:
    assert transposed(latex) == turned


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("÷ √d_k →", [("÷ √", "upright"), ("d", ""), ("k", "sub"), (" →", "upright")]),
        ("÷ √dₖ₋₁", [("÷ √", "upright"), ("d", ""), ("k−1", "sub")]),
        ("softmax →", [("softmax →", "upright")]),
        ("+ M →", [("+ ", "upright"), ("M", ""), (" →", "upright")]),
        ("⊙ tanh", [("⊙ tanh", "upright")]),
    ],
)
def test_signs_set_words_upright_and_letters_italic(text: str, pieces: list[tuple[str, str]]) -> None:
    assert list(sign_parts(text)) == pieces


@given(st.text(max_size=40))
def test_signs_lose_nothing_but_the_marks_of_scripts(text: str) -> None:
    written = "".join(piece for piece, _ in sign_parts(text))
    bare = "".join(LOW.get(c, c) for c in text)
    assert [c for c in written if c not in "_^{}"] == [c for c in bare if c not in "_^{}"]


@pytest.mark.parametrize(
    ("text", "scripts"),
    [
        ("z^cₜ[2]", [("c", "sup"), ("t", "sub")]),
        ("zᶠₜ[2]", [("f", "sup"), ("t", "sub")]),
        ("W^Q[2,1] × W_f[1,2]", [("Q", "sup"), ("f", "sub")]),
        ("hₜ₋₁ ÷ √d_k", [("t−1", "sub"), ("k", "sub")]),
        ("V^(h)[1,2]", [("(h)", "sup")]),
        ("a^h\u0303ₜ[2]", [("h\u0303", "sup"), ("t", "sub")]),
        ("x_ y ^", []),
    ],
)
def test_scripts_of_plain_symbols_are_scripts_again(text: str, scripts: list[tuple[str, str]]) -> None:
    found = [(piece, kind.removesuffix(" upright")) for piece, kind in text_parts(text) if kind != "upright"]
    assert found == scripts


@given(st.text(max_size=40))
def test_text_keeps_its_letters(text: str) -> None:
    written = "".join(piece for piece, _ in text_parts(text))
    bare = "".join(LOW.get(c) or HIGH.get(c) or c for c in text)
    assert [c for c in written if c not in "_^"] == [c for c in bare if c not in "_^"]


def test_the_words_of_a_place_keep_their_underscores() -> None:
    assert label_parts("S₁[my_word, 2]") == (("S", "upright"), ("1", "sub upright"), ("[my_word, 2]", "upright"))


# ---- heat ----


@given(st.lists(st.lists(st.floats(), min_size=2, max_size=2), min_size=1, max_size=4))
def test_heat_keeps_the_sign_and_the_largest_is_hottest(numbers: list[list[float]]) -> None:
    found = [x for row in heat_levels(np.array(numbers), 4) for x in row]
    flat = [x for row in numbers for x in row]
    assert all(-1 <= heat <= 1 for heat in found)
    assert all(heat == 0 or (heat > 0) == (x > 0) for heat, x in zip(found, flat, strict=True))
    if max((abs(x) for x in flat if abs(x) < 1e8), default=0) >= 0.0001:
        assert max(map(abs, found)) == 1


def test_a_mask_of_minus_a_billion_leaves_the_others_their_heat() -> None:
    assert heat_levels(np.array([[1.0, -2.0, -1e9, -math.inf]]), 4) == ((0.5, -1.0, 0.0, 0.0),)


# ---- the data ----

ENTRY = Block("C", 1, 2, name_parts("C"), (("1", ""), ("", "x")), "context", entry=True)
READ = Block("A", 1, 1, name_parts("A"), (("1", "2"),), "weights", level=((0.5, 1.0),))
SHOWN = Figure((READ, ENTRY), signs=(PlacedSign("⊙", 1, 3),), corner=("6×2 · 2×6", "→ 6×6"), labels={"check": "Check"})


def test_the_data_is_json() -> None:
    sent = json.loads(
        json.dumps(data(replace(SHOWN, sources=(SourceCell("A", 0, 1, "first"),), worked=WorkedPanel("C[1]"))))
    )
    assert sent["blocks"][1]["text"] == [["1", ""], ["", "x"]]
    assert sent["signs"] == [{"parts": [["⊙", "upright"]], "row": 1, "column": 3}]
    assert sent["corner"][0] == [["6×", False], ["2", True], [" · ", False], ["2", True], ["×6", False]]
    assert sent["corner"][1] == [["→ 6×6", False]]


@pytest.mark.parametrize("line", ["four gates at once", "6×2 · 3×6", "a · b", "6× · ×6"])
def test_only_sizes_that_are_shared_are_bold(line: str) -> None:
    assert data(replace(SHOWN, corner=(line,)))["corner"] == [[(line, False)]]


def test_a_product_rule_is_a_row_and_a_column() -> None:
    rules = data(replace(SHOWN, rules={"C": (("A",), ("V", "b"))}))["rules"]
    assert rules["C"] == [
        {"block": "A", "kind": "first", "i": "i", "j": None},
        {"block": "V", "kind": "second", "i": None, "j": "j"},
        {"block": "b", "kind": "second", "i": None, "j": "j"},
    ]
    assert data(replace(SHOWN, rules={"C": (SourceRule("A", "own", 0, "j"),)}))["rules"]["C"][0]["i"] == 0


@pytest.mark.parametrize(("columns", "mode"), [(8, "digits"), (9, "dense"), (12, "dense"), (13, "map"), (64, "map")])
def test_the_mode_follows_the_columns(columns: int, mode: str) -> None:
    block = replace(READ, text=(("0",) * columns,))
    assert block.mode == mode
    assert replace(block, entry=True).mode == "digits"


def _with(**changes: Any) -> Figure:
    return replace(SHOWN, blocks=(READ, replace(ENTRY, **changes)))


@pytest.mark.parametrize(
    "changed",
    [
        replace(SHOWN, selected=("A", 0, 1)),
        replace(SHOWN, worked=WorkedPanel("A[1]")),
        _with(text=(("9", "9"), ("9", "9"))),
        _with(marks=(("wrong", ""), ("", "right"))),
        _with(row_labels=()),
    ],
)
def test_what_is_only_painted_keeps_what_was_typed(changed: Figure) -> None:
    assert signature(changed) == signature(SHOWN)


@pytest.mark.parametrize(
    "changed",
    [
        replace(SHOWN, version="2"),
        replace(SHOWN, labels={"check": "批改"}),
        _with(text=(("1", "", ""), ("", "x", ""))),
        _with(locked=True),
        _with(row_labels=("a", "b")),
        _with(name=name_parts("D")),
    ],
)
def test_another_structure_is_built_anew(changed: Figure) -> None:
    assert signature(changed) != signature(SHOWN)


# ---- what comes back ----


@pytest.mark.parametrize("value", [["A", 0, 1], ("A", 0.0, 1), ["C", 1, 1]])
def test_a_cell_of_the_figure_is_a_selection(value: Any) -> None:
    assert answer({"selected": value}, SHOWN).selected == (value[0], int(value[1]), int(value[2]))


@pytest.mark.parametrize(
    "value", [None, "A", [], ["A", 0], ["A", 0, 2], ["A", -1, 0], ["A", 0.5, 0], ["A", True, 0], ["Z", 0, 0], [1, 0, 0]]
)
def test_anything_else_is_none(value: Any) -> None:
    assert answer({"selected": value}, SHOWN).selected is None


def test_texts_of_the_right_shape_are_kept_and_trimmed() -> None:
    sent = {"submit": {"C": [[" 1 ", "½"], ["", "9" * 99]], "A": [["1", "2"]], "Z": [["1"]]}}
    assert answer(sent, SHOWN).submitted == {"C": [["1", "½"], ["", "9" * 64]]}
    assert answer(sent, SHOWN).draft is None
    assert answer(None).submitted is None


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(json_values, json_values)
def test_whatever_a_browser_sends_is_read_without_an_error(selected: Any, texts: Any) -> None:
    for figure in (None, SHOWN):
        said: Any = answer({"selected": selected, "submit": texts, "draft": texts, "jump": texts}, figure)
        assert said.selected is None or isinstance(said.selected[0], str)
        for rows in (said.draft or {}).values():
            assert all(isinstance(text, str) and len(text) <= 64 for row in rows for text in row)


# ---- the script and its sheets ----


def test_the_script_never_makes_markup_of_text_and_asks_nobody() -> None:
    script = drawing() + joined("figure/js/ask.js")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "https:"):
        assert word not in script


def test_every_script_and_sheet_is_part_of_the_component() -> None:
    assert {file.stem for file in (HERE / "figure" / "js").iterdir()} == {*SCRIPTS, "ask"}
    assert {file.stem for file in (HERE / "figure" / "css").iterdir()} == set(SHEETS)


def test_the_combining_accents_stand_on_their_letters() -> None:
    assert unicodedata.combining(name_parts(r"\tilde h")[0][0][1])


def test_an_exponent_in_a_sign_is_raised() -> None:
    assert ("2i/dₖ", "sup") in sign_parts("1 ÷ 100^{2i/dₖ} =")
    assert ("⊤", "sup") in sign_parts(")^{⊤} =")


def test_chinese_words_are_not_set_in_italics() -> None:
    assert all(kind.endswith("upright") for text, kind in sign_parts("第 2–3 行 →") if text.strip())
    assert ("d", "") in sign_parts("÷ d =")
