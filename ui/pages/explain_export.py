"""Export on Explain: the computation on the learner's own numbers, to run, to fill in, to hand on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO

import streamlit as st

from content.schema import Trained
from content.trained import MODELS, path, weights
from engine import EngineError, Trace
from engine.readings.code.rules import Language
from engine.readings.code.stored import Stored
from engine.readings.formulas.latex import name
from presentation.content_words import binding, titles, why
from presentation.formulas import formula, words
from presentation.translate import _, language
from presentation.workspace import Workspace
from ui.components.chip import chip
from ui.components.download import download
from ui.session.display import digits

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
    with st.container(horizontal=True, key="export_solution"):
        _download(_("Worked solution, Markdown"), partial(worked_markdown, space), f"{name}.md", markdown)
        _download(_("Worked solution, LaTeX"), partial(worked_latex, space), f"{name}.tex", "application/x-tex")
    _download(_("Spreadsheet, live formulas"), partial(workbook, space, False), f"{name}.xlsx", excel)
    _download(_("Spreadsheet to fill in"), partial(workbook, space, True), f"{name}_blank.xlsx", excel)
    _weights(space)
    from ui.pages import explain_link, explain_torch

    explain_torch.panel(space)
    explain_link.link(space)


def _download(label: str, make: Callable[[], str | bytes], file_name: str, mime: str) -> None:
    download(label, make, file_name, mime, width="stretch")


def _trained(space: Workspace) -> Trained | None:
    return space.topic.preset(space.preset).trained if space.preset else None


def _stored(space: Workspace) -> Stored | None:
    """The file that has the weights of the example's trained model, which code opens instead of writing them out."""
    trained = _trained(space)
    return Stored(path(trained).name, weights(trained)) if trained else None


def _weights(space: Workspace) -> None:
    """The file itself, which the code finds beside it."""
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
