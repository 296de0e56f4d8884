"""Check with PyTorch: the exported code is run beside the page, and its result shown when it is ready."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from engine.readings.torch_check import Difference, TorchMissing, check, install_line, installed
from presentation import torch_check as words
from presentation.content_words import titles
from presentation.translate import _, sentence
from presentation.workspaces.workspace import Workspace
from ui.session.callbacks import whole
from ui.session.language import fragment
from ui.session.state import TorchCheck, session

LOOK_AGAIN = 0.5  # seconds
MOST_ROWS = 7  # more scroll in a box of their own
WORKER = ThreadPoolExecutor(1, "torch_check")  # one for all sessions: PyTorch uses every core as it is

Result = Future[tuple[Difference, ...]]


def panel(space: Workspace) -> None:
    """The button, what is said while PyTorch works, and the result."""
    if not installed():
        missing(_("PyTorch is not installed; Stepwise runs without it. To check with PyTorch, install it with:"))
        return
    result = pending(space)
    if result is None:
        st.button(
            _("Check with PyTorch"),
            key="check_torch",
            on_click=whole(partial(start, space)),
            help=_("Runs the exported PyTorch code on these numbers and compares every step."),
            width="stretch",
        )
    elif not result.done():
        fragment(wait, LOOK_AGAIN)(result)
    else:
        show(space, result)


def about(space: Workspace) -> tuple[Any, ...]:
    """What decides the result of a check."""
    return space.topic.id, space.options, dict(space.typed), dict(space.sizes), dict(space.given), *backward(space)


def backward(space: Workspace) -> tuple[Any, ...]:
    """What decides the backward pass."""
    return space.gradient_of, space.loss, space.descent, dict(space.training)


def start(space: Workspace) -> None:
    """Have this computation checked by the worker."""
    session().torch_check = TorchCheck(about(space), WORKER.submit(check, space.trace))


def pending(space: Workspace) -> Result | None:
    """The check of just this computation, if there is one."""
    last = session().torch_check
    return last.result if last and last.of == about(space) else None


def wait(result: Result) -> None:
    """Look again and again; once the result is there, show it."""
    if result.done():
        st.rerun()
    st.caption(_("PyTorch is computing the same steps; the page can be used meanwhile."))
    if sys.modules.get("torch") is None:
        st.caption(_("The first time PyTorch has to be loaded, which takes a few seconds."))


def show(space: Workspace, result: Result) -> None:
    """The verdict, a row a step, and why differences are left."""
    try:
        found = result.result()
    except TorchMissing as error:
        missing(sentence(error))
        return
    title = titles(space.topic, space.trace.program)
    told = words.verdict(found, title)
    (st.success if all(one.agrees for one in found) else st.error)(told)
    with st.container(height="content" if len(found) <= MOST_ROWS else 220, border=False, key="torch_rows"):
        st.html(table(words.rows(found, title)))
    for reason in words.reasons(found):
        st.caption(reason)


def table(rows: Sequence[words.CheckRow]) -> str:
    """The rows as HTML."""
    head = "".join(f"<th>{escape(name)}</th>" for name in (_("Step"), "float64", "float32"))
    body = "".join(
        f'<tr class="{"" if row.agrees else "differs"}">'
        f"<th>{escape(row.title)}</th><td>{row.float64}</td><td>{row.float32}</td></tr>"
        for row in rows
    )
    return f'<table class="torch-check"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def missing(said: str) -> None:
    """What is in the way, and the line that installs PyTorch."""
    st.caption(said)
    st.code(install_line(), language=None, wrap_lines=True)
