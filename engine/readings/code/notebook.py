"""Notebook export: the computation as a Jupyter notebook that runs as it stands, a cell for each step."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from engine.execution.run import Trace
from engine.readings.code import assignments, opened, preamble, sizes, statements, variables
from engine.readings.code.rules import Language
from engine.readings.code.stored import Stored

FORMAT, FORMAT_MINOR = 4, 5  # nbformat, from which on cells have ids
Said = Callable[[str], str]


def notebook(trace: Trace, heading: str, said: Said, language: Language = "numpy", stored: Stored | None = None) -> str:
    """Text of an .ipynb file: a heading, the imports, the inputs, and for each step what is said of it and its code.

    Weights that are `stored` in a file are read from it. `said` gives the Markdown of an input or a step by its id.
    Every step's cell ends in its variable, which a notebook shows. For a trace without batch axes.
    """
    program, names = trace.program, variables(trace.program)
    beginning = [*preamble(program, language), "\n".join(sizes(program)), *opened(trace, language, stored)]
    first = "\n\n".join(beginning).strip()
    cells = [_markdown(heading), _code(first)]
    for id, line in assignments(trace, language, stored).items():
        cells += [_markdown(said(id)), _code(f"{line}\n{names[id]}")]
    for id, line in statements(program, language).items():
        cells += [_markdown(said(id)), _code(f"{line}\n{names[id]}")]
    numbered = [{"id": f"cell-{n}", **cell} for n, cell in enumerate(cells)]
    return json.dumps(_book(numbered), ensure_ascii=False, indent=1) + "\n"


def _book(cells: list[dict[str, Any]]) -> dict[str, Any]:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": FORMAT, "nbformat_minor": FORMAT_MINOR}


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, Any]:
    source = text.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
