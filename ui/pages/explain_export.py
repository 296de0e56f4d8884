"""Export on Explain: the computation on the learner's own numbers, to run, to fill in, to hand on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Literal

import streamlit as st

from engine import EngineError, Trace
from presentation.content_words import titles
from presentation.translate import _
from presentation.workspace import Workspace
from ui.components.chip import chip
from ui.components.download import download
from ui.session.display import digits


def export(space: Workspace) -> None:
    """The computation on the learner's own numbers as a program and as a spreadsheet, worked or to fill in."""
    with st.container(key="export", width="content"), chip("export_chip", _("Export")) as opened:
        if opened:
            _exports(space)


def _exports(space: Workspace) -> None:
    try:
        trace = space.trace
    except EngineError:
        st.caption(_("Correct the numbers first."))
        return
    name = space.mechanism.id
    _download("NumPy", partial(code, trace, name, "numpy"), f"{name}_numpy.py", "text/x-python")
    _download("PyTorch", partial(code, trace, name, "pytorch"), f"{name}_pytorch.py", "text/x-python")
    excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    _download(_("Spreadsheet, live formulas"), partial(workbook, space, False), f"{name}.xlsx", excel)
    _download(_("Spreadsheet to fill in"), partial(workbook, space, True), f"{name}_blank.xlsx", excel)
    from ui.pages import explain_link, explain_torch

    explain_torch.panel(space)
    explain_link.link(space)


def _download(label: str, make: Callable[[], str | bytes], file_name: str, mime: str) -> None:
    download(label, make, file_name, mime, width="stretch")


def code(trace: Trace, name: str, kind: Literal["numpy", "pytorch"]) -> str:
    """The trace as a program of NumPy or PyTorch."""
    from engine.readings.code import script

    return script(trace, name, kind)


def workbook(space: Workspace, blank: bool) -> bytes:
    """The trace as .xlsx, every computed cell a formula; with `blank` the cells are left to fill in."""
    from engine.readings.spreadsheet import sheet

    target = BytesIO()
    title = titles(space.topic, space.trace.program)
    named = {id: title(id) for id in (*space.trace.program.inputs, *space.trace.program.steps)}
    sheet(space.trace, target, named, blank, digits(), tokens=space.words)
    return target.getvalue()
