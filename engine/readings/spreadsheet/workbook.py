"""Writer of the .xlsx file, with XlsxWriter."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from io import BytesIO
from os import PathLike, fspath
from typing import Any

import numpy as np

from engine.axes import worded
from engine.execution.run import Trace
from engine.expression.cell import Index
from engine.expression.dim import named
from engine.expression.node import nodes
from engine.program import Input, Step
from engine.readings.formulas.plain import inline, plain
from engine.readings.formulas.tree import Words
from engine.readings.spreadsheet.cell_formulas import Formulas, address
from engine.readings.spreadsheet.placement import CellBlock, SheetPlacement

# parameters violet, masks grey; other inputs blue
TINTS = {
    **dict.fromkeys(("weight", "bias"), "#E9DDF7"),
    **dict.fromkeys(("mask", "ignore_mask", "added_mask"), "#E6E6E6"),
}
GIVEN = "#DCE9F9"
GREEN = "#CDEBD0"
CREATED = datetime(1980, 1, 1)  # noqa: DTZ001  fixed, so that the same trace gives the same file


@dataclass(frozen=True)
class Look:
    """Presentation of the sheet: titles by id or name, decimals, lines at the top, labels of the tokens, and the words
    that stand in formulas."""

    titles: Mapping[str, str]
    decimals: int
    notes: tuple[str, ...]
    tokens: tuple[str, ...]
    words: Words = field(default_factory=dict)

    @property
    def number(self) -> str:
        """Number format of computed cells, such as "0.0000"."""
        return f"0.{'0' * self.decimals}" if self.decimals else "0"


class Book:
    """Workbook with one sheet for one trace."""

    def __init__(self, trace: Trace, placed: SheetPlacement, look: Look) -> None:
        """`placed` gives each array's place, `look` the titles, decimals and labels."""
        self.trace, self.plan, self.look = trace, placed, look
        self.formulas = Formulas(placed.where, infinite(trace))

    def write(self, target: str | PathLike[str] | BytesIO) -> None:
        """Write the workbook to a path or buffer, without a temporary file."""
        from xlsxwriter import Workbook  # type: ignore[import-untyped]  # late: only when somebody exports

        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(target if isinstance(target, BytesIO) else fspath(target), options) as self.book:
            self.book.set_properties({"created": CREATED})
            self.page = self.book.add_worksheet("Stepwise")
            self._page_setup()
            for line, note in enumerate(self.look.notes):
                self.page.write_string(line, 0, note, self.formats["note"])
            self._inputs()
            self._steps()

    @cached_property
    def formats(self) -> dict[str, Any]:
        """Cell formats by name; an input's format is named after its role."""
        number = {"num_format": self.look.number, "border": 1, "border_color": "#C8CDD3"}
        looks: dict[str, dict[str, Any]] = {
            "note": {"italic": True, "font_color": "#5B6470"},
            "title": {"bold": True},
            "formula": {"font_color": "#5B6470"},
            "label": {"font_color": "#8A929C", "align": "center"},
            "computed": number,
            "empty": {**number, "bg_color": "#FFFFFF"},
            "right": {"bg_color": GREEN},
            "infinite": {"num_format": '"∞";"−∞"'},
            "given": {**number, "num_format": "General", "bg_color": GIVEN},
            **{role: {**number, "num_format": "General", "bg_color": tint} for role, tint in TINTS.items()},
        }
        return {name: self.book.add_format(look) for name, look in looks.items()}

    def _page_setup(self) -> None:
        self.page.hide_gridlines(2)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        if self.plan.hidden_from is not None:
            right = max(block.left + block.width for block in self.plan.blocks.values())
            self.page.set_column(self.plan.hidden_from, right, None, None, {"hidden": True})

    # ---- blocks ----

    def _inputs(self) -> None:
        for id, x in self.trace.program.inputs.items():
            block, look = self.plan.blocks[id], self.formats.get(x.role, self.formats["given"])
            self._head(x, block, "")
            for index, place in cells(block):
                self.page.write_number(*place, _finite(self.trace[id][index]), look)

    def _steps(self) -> None:
        for id, step in self.trace.program.steps.items():
            block, whole = self.plan.blocks[id], step.whole
            self._head(step, block, inline(self.trace.program, id, self.look.words))
            for index, place in cells(block):
                formula = self.formulas.formula(whole[index])
                self.page.write_formula(*place, formula, self.formats["computed"], _cached(self.trace[id][index]))
            if (self.trace[id] == -math.inf).any() or id in self.formulas.infinite:
                self._rule(block, {"type": "cell", "criteria": "<", "value": -1e12}, "infinite")
            if id in self.plan.shown:
                self._to_fill_in(step, self.plan.shown[id], block)

    def _to_fill_in(self, step: Step, block: CellBlock, truth: CellBlock) -> None:
        self._head(step, block, inline(self.trace.program, step.id, self.look.words))
        for panel in range(block.panels):
            rule = self._is_right(address(block.corner(panel)), address(truth.corner(panel)))
            self._rule(block, {"type": "formula", "criteria": rule}, "right", panel)
        for _, place in cells(block):
            self.page.write_blank(*place, None, self.formats["empty"])

    def _rule(self, block: CellBlock, rule: dict[str, Any], look: str, panel: int | None = None) -> None:
        """Add a conditional format to a block or to one panel; formulas in the rule refer to a panel's first cell."""
        for k in range(block.panels) if panel is None else [panel]:
            row, column = block.corner(k)
            area = (row, column, row + block.rows - 1, column + block.columns - 1)
            self.page.conditional_format(*area, {**rule, "format": self.formats[look]})

    def _is_right(self, answer: str, truth: str) -> str:
        """Condition for a right answer: it agrees to half a unit of the last decimal, or spells −∞ as the result."""
        half = f"{0.5 * 10.0**-self.look.decimals + 1e-9:.12f}"
        spelled = ",".join(f'{answer}="{text}"' for text in ("-inf", "−inf", "-∞", "−∞"))
        close = f"AND(ISNUMBER({answer}),ABS({answer}-{truth})<={half})"
        return f"=IF({truth}<-1E+290,OR({spelled}),{close})"

    def _head(self, thing: Input | Step, block: CellBlock, formula: str) -> None:
        symbol = plain(thing.symbol)
        title = self.look.titles.get(thing.id, self.look.titles.get(thing.name, ""))
        self.page.write_string(block.top, block.left, f"{symbol}  {title}".rstrip(), self.formats["title"])
        self.page.write_string(block.top + 1, block.left, formula, self.formats["formula"])
        for panel, lead in enumerate(block.leads()):
            row, column = block.corner(panel)
            mark = f"{symbol}[{','.join(str(k + 1) for k in lead)}]" if lead else ""
            self.page.write_string(row - 1, column - 1, mark, self.formats["label"])
            for k, label in enumerate(self._labels(thing, -1)):
                self.page.write_string(row - 1, column + k, label, self.formats["label"])
            for k, label in enumerate(self._labels(thing, -2)):
                self.page.write_string(row + k, column - 1, label, self.formats["label"])

    def _labels(self, thing: Input | Step, axis: int) -> list[str]:
        """Labels along an axis: the tokens if the axis counts them, else 1, 2, 3 …"""
        size = thing.shape[axis]
        worth = worded(self.trace.program.counts.values())
        counts_tokens = named(size).counts in worth and len(self.look.tokens) == size
        return list(self.look.tokens) if counts_tokens else [str(k + 1) for k in range(size)]


def cells(block: CellBlock) -> Iterator[tuple[Index, tuple[int, int]]]:
    """Every index of a block's array with its place on the sheet."""
    for index in np.ndindex(*map(int, block.shape)):
        yield index, block.place(index)


def infinite(trace: Trace) -> set[str]:
    """Ids of the steps that may hold −∞: those whose formula writes it."""
    steps = trace.program.steps.values()
    return {s.id for s in steps if any(n.op == "number" and n.params[0] == -math.inf for n in nodes(s.expr))}


def _finite(x: Any) -> float:
    return float(np.nan_to_num(x, neginf=-1e300, posinf=1e300))


def _cached(x: Any) -> float | str:
    """Value shown by a formula until the spreadsheet recomputes it."""
    return "#NUM!" if np.isnan(x) or x == np.inf else _finite(x)
