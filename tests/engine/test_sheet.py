"""The spreadsheet: a live formula in every computed cell, equal to the engine, safe against what people type."""

from __future__ import annotations

import math
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from engine import MECHANISMS, EngineError, Options, Program, Trace, run
from engine.expression.cell import Cell, Index
from engine.expression.functions import concat, merge_heads, power, relu, sigmoid, softmax, split_heads, square, total
from engine.readings.formulas.plain import inline
from engine.readings.gradient import gradient
from engine.readings.spreadsheet import sheet
from engine.readings.spreadsheet.cell_formulas import Formulas, address
from engine.readings.spreadsheet.placement import SheetPlacement, plan
from tests.engine.cases import cases_of, draw, name_of, traced
from tests.engine.spreadsheet import Spreadsheet
from tests.examples import examples

ATTENTION = MECHANISMS["self_attention"]


def saved(trace: Trace, **look: Any) -> Spreadsheet:
    buffer = BytesIO()
    sheet(trace, buffer, **look)
    return Spreadsheet(buffer.getvalue())


def backward(case: tuple[str, Options]) -> Trace:
    program = MECHANISMS[case[0]].build(case[1])
    back = gradient(program, list(program.steps)[-1])
    return run(back, draw(back))


def in_a_sheet(x: float) -> float:
    return -1e300 if x == -math.inf else x


def each_computed(trace: Trace, placed: SheetPlacement) -> Iterator[tuple[str, Index, str]]:
    for id, step in trace.program.steps.items():
        for index in np.ndindex(*map(int, step.shape)):
            yield id, index, address(placed.where(id, index))


def holds(page: Spreadsheet, trace: Trace) -> None:
    placed = plan(trace.program, 0, blank=False)
    for id, index, name in each_computed(trace, placed):
        expected = pytest.approx(in_a_sheet(float(trace[id][index])), rel=1e-9, abs=1e-9)
        assert page.formula(name), (id, index)
        assert page.value(name) == expected, (id, index, page.formula(name))
        assert page.cached[name].value == expected, (id, index)


SOME_CASES = [case for mechanism in MECHANISMS.values() for case in (cases_of(mechanism)[0], cases_of(mechanism)[-1])]


@pytest.mark.parametrize("case", SOME_CASES, ids=name_of)
def test_every_computed_cell_is_a_formula_and_equals_the_engine(case: tuple[str, Options]) -> None:
    trace = traced(case)
    holds(saved(trace), trace)


@pytest.mark.parametrize("mechanism", ["self_attention", "lstm_step", "gru_step"])
def test_a_backward_program_is_a_sheet_like_any_other(mechanism: str) -> None:
    trace = backward((mechanism, MECHANISMS[mechanism].options()))
    holds(saved(trace), trace)


@pytest.mark.parametrize(
    "options", [{"mask": "causal"}, {"mask": "padding"}, {"mask": "padding", "softmax": "in_steps"}]
)
@pytest.mark.parametrize("real", [0.0, 1.0])
def test_masks_and_fully_masked_rows(options: dict[str, Any], real: float) -> None:
    program = ATTENTION.build(ATTENTION.choose(**options))
    given = {"real": np.full((1, 6), real)} if "real" in program.inputs else {}
    trace = run(program, draw(program) | given)
    holds(saved(trace), trace)


def test_changing_an_input_changes_what_follows() -> None:
    program = ATTENTION.build(ATTENTION.choose(mask="padding"))
    first, second = draw(program), draw(program, seed=1)
    page = saved(run(program, first))
    placed = plan(program, 0, blank=False)
    for id, array in second.items():
        for index, x in np.ndenumerate(array):
            page.page[address(placed.where(id, index))].value = float(x)
    truth = run(program, second)
    for id, index, name in each_computed(truth, placed):
        assert page.value(name) == pytest.approx(in_a_sheet(float(truth[id][index])), abs=1e-12), (id, index)


# ---- long and awkward sums ----


def long(k: int, expression: Any, **shapes: str) -> tuple[Trace, str]:
    p = Program({"n": 2, "k": k, "h": 3, "w": 4, "m": 5})
    p.step("result", "R", expression(*p.given(**shapes)))
    trace = run(p, draw(p))
    page = saved(trace)
    holds(page, trace)
    return trace, page.formula(
        address(plan(p, 0, blank=False).where("result", (0,) * len(p.steps["result"].shape)))
    ) or ""


def test_a_long_row_times_a_column_is_a_matrix_product() -> None:
    assert long(40, lambda a, b: a @ b, a="n k", b="k n")[1] == "=SUM(MMULT(B4:AO4,B10:B49))"


def test_a_long_row_times_a_row_is_a_sum_of_products() -> None:
    assert long(40, lambda a, b: a @ b.T, a="n k", b="n k")[1] == "=SUMPRODUCT(B4:AO4*B10:AO10)"


def test_short_sums_are_written_out() -> None:
    assert long(2, lambda a, b: a @ b, a="n k", b="k n")[1] == "=B4*B10+C4*B11"


NESTED: dict[str, Any] = {
    "less a sum": lambda a, b: a - (b + a * b),
    "less a difference": lambda a, b: a - (b - a),
    "less a negative": lambda a, b: a - (-b),
    "a sum times a difference": lambda a, b: (a + b) * (a - b),
    "through a product": lambda a, b: a / (b * a),
    "through a quotient": lambda a, b: a / (b / a),
    "a negative sum": lambda a, b: -(a + b),
    "the square of a negative": lambda a, b: square(-a) - square(b),
    "a power of a power": lambda a, b: power(square(a) + 1, power(2.0, b)),
}


@pytest.mark.parametrize("name", NESTED)
def test_brackets_stand_where_a_spreadsheet_needs_them(name: str) -> None:
    long(2, NESTED[name], a="n k", b="n k")


def test_long_sums_of_functions_run_over_ranges() -> None:
    _, formula = long(40, lambda a, b: total((a - b) * (a - b) / 2.0), a="n k", b="n 1")
    assert formula == "=SUMPRODUCT((B4:AO4-B10)*(B4:AO4-B10)/2)"


def test_what_does_not_run_over_a_range_is_written_term_by_term() -> None:
    for expression in (lambda a: total(sigmoid(a)), lambda a: total(relu(a)), lambda a: softmax(relu(a))):
        assert ":" not in long(12, expression, a="n k")[1]


def test_a_sum_across_heads_is_taken_piece_by_piece() -> None:
    _, formula = long(1, lambda a, b: merge_heads(split_heads(a, 3)) @ b, a="n h*w", b="h*w m")
    assert formula == "=SUM(MMULT(B4:M4,B10:B21))"
    _, formula = long(40, lambda a, b, c: concat(a, b, axis=-1) @ c.T, a="n k", b="n k", c="n 2*k")
    assert formula == "=SUMPRODUCT(B4:AO4*B16:AO16)+SUMPRODUCT(B10:AO10*AP16:CC16)"


def test_the_share_of_an_unnamed_softmax() -> None:
    _, formula = long(12, lambda a: softmax(a / 2.0), a="n k")
    assert formula == ("=EXP(B4/2-SUMPRODUCT(MAX(B4:M4/2)))/SUMPRODUCT(EXP(B4:M4/2-SUMPRODUCT(MAX(B4:M4/2))))")


def test_large_scores_do_not_overflow() -> None:
    p = Program({"n": 2, "k": 3})
    (a,) = p.given(a="n k")
    p.step("shares", "A", softmax(a))
    p.step("gates", "g", sigmoid(a))
    trace = run(p, {"a": np.array([[1000.0, 999.0, -1000.0], [-1000.0, -1001.0, -2000.0]])})
    holds(saved(trace), trace)


def test_what_no_spreadsheet_could_hold_is_refused_in_a_sentence() -> None:
    p = Program({"n": 700})
    (x,) = p.given(x="1 n")
    p.step("sum", "s", total(sigmoid(x)))
    with pytest.raises(EngineError, match="does not fit in a spreadsheet cell; use smaller sizes"):
        saved(run(p, draw(p)))
    large = ATTENTION.build(None, {"n": 500})
    with pytest.raises(EngineError, match="do not fit on a sheet; use smaller sizes"):
        saved(run(large, draw(large)))


@pytest.mark.parametrize(("rows", "fits"), [([9] * 2729 + [999], True), ([9] * 2730 + [9], False)])
def test_a_formula_has_as_many_characters_as_a_spreadsheet_takes(rows: list[int], fits: bool) -> None:
    cell = Cell("sum", tuple(Cell("ref", ("x", (row, k % 2))) for k, row in enumerate(rows)))
    formulas = Formulas(lambda step, at: (at[0] - 1, 2 * at[1]))  # A9 and C9 in turns, which make no range
    if fits:
        assert len(formulas.formula(cell)) == 8192
    else:
        with pytest.raises(EngineError, match="A formula of 8192 characters does not fit"):
            formulas.formula(cell)


# ---- what people read and type ----


def test_titles_symbols_formulas_and_tokens_stand_on_the_sheet() -> None:
    trace = traced(("self_attention", ATTENTION.options()))
    tokens = ["我", "在", "法国", "学习", "十年", "法语"]
    page = saved(trace, titles={"scores": "Scores", "X": "Words"}, notes=["scale: √d_k"], tokens=tokens).page
    texts = {cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert {
        "scale: √d_k",
        "S  Scores",
        "X  Words",
        "S = Q Kᵀ",
        "S′ = S / √dₖ",
        "A = softmax_rows(S′)",
        *tokens,
    } <= texts


@examples(15)
@given(st.text(max_size=30) | st.sampled_from(["=1+1", "+1", "-1", "@A1", "=cmd|'/c calc'!A0", "{=1}", "http://x.y"]))
def test_text_is_never_a_formula(text: str) -> None:
    p = Program({"n": 1})
    (x,) = p.given(x="1 n")
    p.step("double", "y", x + x)
    page = saved(run(p, draw(p)), titles={"x": text}, notes=[text], tokens=[text]).page
    formulas = [cell.value for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == ["=B6+B6"]
    assert not any(cell.hyperlink for row in page.iter_rows() for cell in row)


def test_inputs_are_coloured_by_what_they_are() -> None:
    trace = traced(("self_attention", ATTENTION.options()))
    page, placed = saved(trace).page, plan(trace.program, 0, blank=False)
    colour = {id: page[address(placed.where(id, (0, 0)))].fill.fgColor.rgb for id in ("X", "W_q", "scores")}
    assert colour["X"] == "FFDCE9F9"
    assert colour["W_q"] == "FFE9DDF7"
    assert colour["scores"] == "00000000"


def test_the_same_trace_gives_the_same_file() -> None:
    trace = traced(("gru_step", MECHANISMS["gru_step"].options()))
    assert saved(trace).saved == saved(trace).saved


def test_it_is_written_to_a_path(tmp_path: Path) -> None:
    trace = traced(("gru_step", MECHANISMS["gru_step"].options()))
    sheet(trace, tmp_path / "gru.xlsx")
    assert (tmp_path / "gru.xlsx").read_bytes() == saved(trace).saved


# ---- to fill in ----


def blank(decimals: int = 4) -> tuple[Trace, Spreadsheet, SheetPlacement]:
    trace = traced(("self_attention", ATTENTION.choose(mask="causal")))
    return trace, saved(trace, blank=True, decimals=decimals), plan(trace.program, 0, blank=True)


def test_a_blank_sheet_has_empty_cells_and_hidden_formulas() -> None:
    trace, page, placed = blank()
    assert placed.hidden_from is not None
    for id, index, name in each_computed(trace, placed):
        assert page.formula(name)
        assert placed.where(id, index)[1] > placed.hidden_from
        assert page.page[address(placed.shown[id].place(index))].value is None
    columns = page.page.column_dimensions
    hidden = {key for key, dimension in columns.items() if dimension.hidden}
    assert address((0, placed.hidden_from))[:-1] in hidden


def turns_green(page: Spreadsheet, name: str, typed: Any) -> bool:
    """Whether the cell's rule holds for what was typed; the rule is written for the first cell of its range."""
    page.known.clear()
    page.page[name].value = typed
    for area in page.page.conditional_formatting:
        if str(area.sqref).split(":")[0] == name:
            return bool(page.computed(area.rules[0].formula[0]))
    raise AssertionError(name)


def test_a_cell_turns_green_when_it_equals_the_truth() -> None:
    trace, page, placed = blank(decimals=2)
    name = address(placed.shown["scores"].place((0, 0)))
    truth = float(trace["scores"][0, 0])
    assert turns_green(page, name, round(truth, 2))
    assert turns_green(page, name, truth + 0.004)
    for wrong in (truth + 0.006, "", None, "0.5", "=1"):
        assert not turns_green(page, name, wrong), wrong


def test_a_masked_score_is_typed_as_minus_infinity() -> None:
    p = Program({"n": 2})
    (x,) = p.given(x="1 n")
    p.step("masked", "z", x * 0.0 - math.inf)
    page = saved(run(p, draw(p)), blank=True)
    name = address(plan(p, 0, blank=True).shown["masked"].place((0, 0)))
    assert all(turns_green(page, name, text) for text in ("-inf", "−∞", "-∞"))
    assert not turns_green(page, name, 0)


# ---- the line of text ----


def test_formulas_in_plain_text() -> None:
    lstm = MECHANISMS["lstm_step"].build()
    assert inline(lstm, "cell") == "Cₜ = fₜ ⊙ Cₜ₋₁ + iₜ ⊙ C̃ₜ"
    back = gradient(lstm, "hidden")
    assert inline(back, "backward/cell") == "∂L/∂Cₜ = (∂L/∂hₜ) ⊙ oₜ ⊙ (1 − tanh(Cₜ)²)"


# ---- an office suite ----


@pytest.mark.heavy
def test_libreoffice_computes_the_same(tmp_path: Path) -> None:
    """Every option set of every mechanism, and every backward pass; what was saved beside the formulas is wrong."""
    traces: dict[str, Trace] = {}
    for mechanism in MECHANISMS.values():
        cases = cases_of(mechanism)
        traces |= {f"{mechanism.id}{k}": traced(case) for k, case in enumerate(cases)}
        traces[f"{mechanism.id}_backward"] = backward(cases[0])
    for name, trace in traces.items():
        forgotten = {id: np.full_like(trace[id], 12345.0) for id in trace.program.steps}
        sheet(replace(trace, arrays={**trace.arrays, **forgotten}), tmp_path / f"{name}.xlsx")
    recalculated(tmp_path)
    for name, trace in traces.items():
        page = load_workbook(tmp_path / "computed" / f"{name}.xlsx", data_only=True)["Stepwise"]
        for id, index, place in each_computed(trace, plan(trace.program, 0, blank=False)):
            number, found = float(trace[id][index]), page[place].value
            if number == -math.inf:  # −10³⁰⁰, which may have been divided since
                assert found < -1e299, (name, id, index)
            else:
                assert found == pytest.approx(number, rel=1e-9, abs=1e-9), (name, id, index)


ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


AT_ONCE = 100  # of more than some 250 files it converts the first ones only


def recalculated(folder: Path) -> None:
    """Every sheet of a folder opened, computed and saved again, into the folder `computed`."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--convert-to", "xlsx"]
    sheets = sorted(map(str, folder.glob("*.xlsx")))
    for start in range(0, len(sheets), AT_ONCE):
        batch = sheets[start : start + AT_ONCE]
        subprocess.run([*command, "--outdir", str(folder / "computed"), *batch], check=True, capture_output=True)
