"""What figures are made of: symbols as pieces, the data the browser draws, what it sends back."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import MECHANISMS
from engine.expression.symbol import Symbol
from engine.expression.symbol import symbol as read
from engine.readings.explanation.explain import explain
from engine.readings.formulas.pieces import Piece, Shift, name
from presentation.figure import (
    Figure,
    MatrixBlock,
    PlacedSign,
    SourceCell,
    SourceRule,
    WorkedPanel,
    wire,
)
from presentation.figure.build import heat_levels
from presentation.figure.expressions import sign
from presentation.figure.layout import layout
from presentation.figure.wire import data, grids, sending, signature
from presentation.formulas import label, line_pieces
from presentation.translate import speaking
from tests.engine.cases import traced
from ui.components.figure.component import answer
from ui.components.figure.sources import SCRIPTS, SHEETS, drawing
from ui.components.sources import HERE, joined

# ---- symbols ----


@pytest.mark.parametrize(
    ("symbol", "pieces"),
    [
        ("X", [("X", "")]),
        ("W^Q", [("W", ""), ("Q", "sup")]),
        ("W_q", [("W", ""), ("q", "sub")]),
        ("W^QKV", [("W", ""), ("QKV", "sup")]),
        ("h_t-1", [("h", ""), ("t−1", "sub")]),
        ("C\u0303_t", [("C\u0303", ""), ("t", "sub")]),
        ("a^h\u0303_t", [("a", ""), ("h\u0303", "sup"), ("t", "sub")]),
        ("S′_1", [("S", ""), ("′", "sup"), ("1", "sub")]),
        ("Q^(h)", [("Q", ""), ("(h)", "sup")]),
        ("σ", [("σ", "")]),
    ],
)
def test_symbols_fall_into_pieces(symbol: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.text, piece.shift) for piece in name(read(symbol))] == pieces
    assert not any(piece.upright for piece in name(read(symbol)))


def test_a_derivative_is_one_piece_with_the_scripts_of_its_letter() -> None:
    assert name(Symbol("L", by=read("X"))) == (Piece("∂L/∂X"),)
    assert name(Symbol("L", by=read("W^Q"), subscript=("2",))) == (
        Piece("∂L/∂W"),
        Piece("Q", Shift.SUP),
        Piece("|"),
        Piece("2", Shift.SUB),
    )


def test_every_symbol_of_the_engine_has_pieces_of_letters() -> None:
    for mechanism in MECHANISMS.values():
        program = mechanism.build()
        for id in (*program.inputs, *program.steps):
            symbol = program[id].symbol
            pieces = name(symbol)
            assert not any(set("\\{}_^'") & set(text) for text, *_ in pieces), symbol
            words = [above.base for above in (symbol.superscript,) if above and above.word]  # W^enc
            assert [piece.text for piece in pieces if piece.upright] == words


@pytest.mark.parametrize(
    ("mechanism", "step", "scripts"),
    [
        (
            "lstm_step",
            "candidate_preactivation",
            [("c", "sup"), ("t", "sub"), ("t", "sub")],
        ),
        ("self_attention", "scaled", [("k", "sub")]),
        ("layer_norm", "variance", [("2", "sup"), ("2", "sup"), ("2", "sup")]),
    ],
)
def test_arithmetic_keeps_the_scripts_of_its_symbols(mechanism: str, step: str, scripts: list[tuple[str, str]]) -> None:
    worked = explain(traced((mechanism, MECHANISMS[mechanism].options())), step, (0, 0))
    found = [*line_pieces([worked.label]), *line_pieces(worked.symbols.tokens)]
    assert all(piece.upright for piece in found)
    assert [(piece.text, piece.shift) for piece in found if piece.shift][: len(scripts)] == scripts


def test_the_words_of_a_place_keep_their_underscores() -> None:
    place = "[my_word, 2]"
    assert label(read("S_1"), place) == (*sign("S"), Piece("1", Shift.SUB, upright=True), *sign(place))


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

ENTRY = MatrixBlock("C", 1, 2, name(read("C")), (("1", ""), ("", "x")), "context", entry=True)
LABEL, TIMES = sign("C[1]"), sign("⊙")
READ = MatrixBlock("A", 1, 1, name(read("A")), (("1", "2"),), "weights", level=((0.5, 1.0),))
SHOWN = Figure(
    (READ, ENTRY),
    signs=(PlacedSign(TIMES, 1, 3),),
    corner=((("6×", False), ("2", True)), (("→ 6×6", False),)),
    labels={"check": "Check"},
)


def read_back(shown: Figure, **more: Any) -> list[Any]:
    """The data as the browser reads it."""
    found: list[Any] = json.loads(data(shown, more).decode("ascii"))
    return found


def test_the_data_is_json() -> None:
    shown = replace(SHOWN, sources=(SourceCell("A", 0, 1, "first"),), worked=WorkedPanel(LABEL))
    sent, *blocks = read_back(shown, pasted=None)
    assert sent["pasted"] is None
    assert blocks[1]["text"] == [["1", ""], ["", "x"]]
    assert sent["signs"] == [{"parts": [["⊙", "", True]], "row": 1, "column": 3}]
    assert sent["corner"] == [[["6×", False], ["2", True]], [["→ 6×6", False]]]


def test_a_click_writes_no_block_anew() -> None:
    before, *blocks = read_back(replace(SHOWN, selected=("A", 0, 0)))
    written = wire._written.cache_info().misses
    after, *same = read_back(replace(SHOWN, selected=("A", 0, 1)))
    assert before["selected"] != after["selected"]
    assert blocks == same
    assert wire._written.cache_info().misses == written


def test_another_number_in_a_block_is_sent() -> None:
    other = replace(SHOWN, blocks=(replace(READ, text=(("1", "3"),)), ENTRY))
    before, after = read_back(SHOWN)[1:], read_back(other)[1:]
    assert [one == new for one, new in zip(before, after, strict=True)] == [False, True]
    assert after[0]["text"] == [["1", "3"]]


def test_cells_outlined_alike_are_sent_together() -> None:
    cells = (SourceCell("A", 0, 0, "first"), SourceCell("C", 1, 0, "second"), SourceCell("A", 0, 1, "first"))
    sent = read_back(replace(SHOWN, sources=(*cells, SourceCell("A", 1, 1, "own"))))[0]["sources"]
    assert sent == [
        {"block": "A", "kind": "first", "cells": [[0, 0], [0, 1]]},
        {"block": "C", "kind": "second", "cells": [[1, 0]]},
        {"block": "A", "kind": "own", "cells": [[1, 1]]},
    ]


def test_a_product_rule_is_a_row_and_a_column() -> None:
    rules = read_back(replace(SHOWN, rules={"C": (("A",), ("V", "b"))}))[0]["rules"]
    assert rules["C"] == [
        {"block": "A", "kind": "first", "i": "i", "j": None},
        {"block": "V", "kind": "second", "i": None, "j": "j"},
        {"block": "b", "kind": "second", "i": None, "j": "j"},
    ]
    assert read_back(replace(SHOWN, rules={"C": (SourceRule("A", "own", 0, "j"),)}))[0]["rules"]["C"][0]["i"] == 0


@pytest.mark.parametrize(
    ("columns", "mode"), [(8, "digits"), (9, "dense"), (12, "dense"), (13, "map"), (32, "map"), (33, "canvas")]
)
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
        replace(SHOWN, worked=WorkedPanel(LABEL)),
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
        _with(name=name(read("D"))),
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


def test_an_exponent_in_a_sign_is_raised() -> None:
    rates = layout(MECHANISMS["sinusoidal"].build(), ("rates",)).signs[0].parts
    assert Piece("2i/d", Shift.SUP) in rates
    angles = layout(MECHANISMS["sinusoidal"].build(), ("angles",)).signs[0].parts
    assert Piece("⊤", Shift.SUP) in angles


def test_sizes_in_a_sign_are_set_in_italics_and_words_are_not() -> None:
    scaled = layout(MECHANISMS["self_attention"].build(), ("scaled",)).signs[0].parts
    assert scaled == (*sign("÷ √"), Piece("d"), Piece("k", Shift.SUB), *sign(" ="))
    with speaking("zh"):
        masked = layout(MECHANISMS["masked_softmax"].build(), ("masked",)).signs[0].parts
    assert masked == sign("掩码 →")


def test_a_large_matrix_is_packed_and_unpacks_to_its_texts() -> None:
    text = tuple(tuple(f"{i}.{j}" for j in range(40)) for i in range(3))
    mask = tuple(tuple(j > i for j in range(40)) for i in range(3))
    block = MatrixBlock("S", 1, 1, name(read("S")), text, "Scores", mask=mask, level=((0.5,) * 40,) * 3)
    sent = read_back(Figure((block,)))[1]
    assert (sent["mode"], sent["text"], sent["level"]) == ("canvas", [], [])
    assert tuple(tuple(row.split("\t")) for row in sent["packed"].split("\n")) == text
    assert sent["mask"] == ["0" + "1" * 39, "00" + "1" * 38, "000" + "1" * 37]


def test_the_number_of_a_sending_is_read_beside_its_grids() -> None:
    assert sending({"C": [["1"]], "#": 17.0}) == 17
    assert grids({"C": [["1"]], "#": 17.0}) == {"C": [["1"]]}
    nothing: tuple[object, ...] = (None, {}, {"#": "17"}, {"#": True}, [])
    assert [sending(value) for value in nothing] == [0] * 5
