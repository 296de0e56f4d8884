"""Export on Explain: the computation on the learner's own numbers, to run, to fill in, to hand on."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

import numpy as np
import streamlit as st

from content.schema import TrainedWeights
from content.trained_weights import MODELS, path, weights
from engine import EngineError, Trace
from engine.readings.code.rules import Language
from engine.readings.code.stored import Stored
from engine.readings.formulas.latex import name
from presentation.content_words import binding, titles, why
from presentation.formulas import formula, words
from presentation.translate import _, language
from presentation.workspaces.own_layer import OwnLayer
from presentation.workspaces.stored_rows import StoredRows
from presentation.workspaces.workspace import Workspace
from ui.components.chip import chip
from ui.components.download import download
from ui.session.display import digits

MOST_NUMBERS = 200_000  # a spreadsheet of more takes minutes to write and longer to open
SIGNS = re.compile(r"[^\w-]+")  # what not every file system takes in a name
LIBRARIES: dict[Language, str] = {"numpy": "NumPy", "pytorch": "PyTorch"}


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
    python, markdown = "text/x-python", "text/markdown"
    excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    for kind, library in LIBRARIES.items():
        with st.container(horizontal=True, key=f"export_{kind}"):
            _download(library, partial(code, trace, name, kind, _stored(space)), f"{name}_{kind}.py", python)
            label = _("{library}, notebook").format(library=library)
            _download(label, partial(notebook, space, kind), f"{name}_{kind}.ipynb", "application/x-ipynb+json")
    if is_written_out(space):
        with st.container(horizontal=True, key="export_solution"):
            _download(_("Worked solution, Markdown"), partial(worked_markdown, space), f"{name}.md", markdown)
            _download(_("Worked solution, LaTeX"), partial(worked_latex, space), f"{name}.tex", "application/x-tex")
        _download(_("Spreadsheet, live formulas"), partial(workbook, space, False), f"{name}.xlsx", excel)
        _download(_("Spreadsheet to fill in"), partial(workbook, space, True), f"{name}_blank.xlsx", excel)
    else:
        st.caption(_("Worked solutions and spreadsheets write every number out; here there are too many of them."))
    _weights(space)
    from ui.pages import explain_link, explain_torch

    explain_torch.panel(space)
    explain_link.link(space)


def _download(label: str, make: Callable[[], str | bytes], file_name: str, mime: str) -> None:
    download(label, make, file_name, mime, width="stretch")


def _trained(space: Workspace) -> TrainedWeights | None:
    return space.topic.preset(space.preset).trained if space.preset else None


def is_written_out(space: Workspace) -> bool:
    """Whether all matrices together are few enough numbers for what prints each of them."""
    trace = space.trace
    return sum(int(trace[id].size) for id in (*trace.program.inputs, *trace.program.steps)) <= MOST_NUMBERS


def _stored(space: Workspace) -> Stored | None:
    """The file that has the weights of a trained model, which code opens instead of writing them out."""
    if space.own:
        return Stored(own_file(space.own), _own_arrays(space.own))
    trained = _trained(space)
    return Stored(path(trained).name, weights(trained)) if trained else None


def own_file(own: OwnLayer) -> str:
    """How the file is called that has the weights of one layer of a learner's own model, for the code."""
    return f"{SIGNS.sub('_', own.name)}_layer_{own.number + 1}.npz"


def own_weights(own: OwnLayer) -> bytes:
    """What the code opens. Raises Refused where the learner's file has changed."""
    target = BytesIO()
    np.savez(target, **_own_arrays(own))
    return target.getvalue()


def _own_arrays(own: OwnLayer) -> dict[str, Any]:
    """The layer's weights and what it reads, by input."""
    stored = {**own.weights(), **own.reading()[1]}
    return {id: rows.numbers(id) for id, rows in stored.items() if isinstance(rows, StoredRows)}


def _weights(space: Workspace) -> None:
    """The file itself, which the code finds beside it."""
    if space.own:
        name = own_file(space.own)
        st.caption(_("The code reads the trained weights from {file}; keep it in the same folder.").format(file=name))
        label = _("Trained weights, {file}").format(file=name)
        _download(label, partial(own_weights, space.own), name, "application/octet-stream")
        return
    if trained := _trained(space):
        file = path(trained)
        st.caption(
            _("The code reads the trained weights from {file}; keep it in the same folder.").format(file=file.name)
        )
        label = _("Trained weights, {file}").format(file=file.name)
        _download(label, file.read_bytes, file.name, "application/octet-stream")


def code(trace: Trace, name: str, kind: Language, stored: Stored | None = None) -> str:
    """The trace as a program of NumPy or PyTorch."""
    from engine.readings.code import script

    return script(trace, name, kind, stored)


def notebook(space: Workspace, kind: Language) -> str:
    """The trace as a notebook, each step with its title, its formula and why it is there."""
    from engine.readings.code.notebook import notebook

    program = space.trace.program
    title = titles(space.topic, program)

    def said(id: str) -> str:
        if id in program.inputs:
            return f"**{title(id)}** ${name(program.inputs[id].symbol)}$"
        lines = [f"### {title(id)}", formula(program, id), why(space.topic, id, program)]
        return "\n\n".join(filter(None, lines))

    return notebook(space.trace, f"# {space.topic.title.of(language())}", said, kind, _stored(space))


def worked_markdown(space: Workspace) -> str:
    """The worked solution as Markdown."""
    from presentation.solution.document import solution
    from presentation.solution.markdown import markdown

    return markdown(solution(space, digits()))


def worked_latex(space: Workspace) -> str:
    """The worked solution as LaTeX."""
    from presentation.solution.document import solution
    from presentation.solution.latex import latex

    return latex(solution(space, digits()), language())


def workbook(space: Workspace, blank: bool) -> bytes:
    """The trace as .xlsx, every computed cell a formula; with `blank` the cells are left to fill in."""
    from engine.readings.spreadsheet import sheet

    target = BytesIO()
    title = titles(space.topic, space.trace.program)
    named = {id: title(id) for id in (*space.trace.program.inputs, *space.trace.program.steps)}
    notes = [*binding(space.topic, space.options), *_source(space)]
    sheet(space.trace, target, named, blank, digits(), notes, tokens=space.words, words=words())
    return target.getvalue()


def _source(space: Workspace) -> list[str]:
    """Where the trained weights of a sheet come from; it has their numbers in cells, as its formulas need them."""
    trained = _trained(space)
    return (
        [_("Trained weights: {file}").format(file=path(trained).relative_to(MODELS.parent).as_posix())]
        if trained
        else []
    )
