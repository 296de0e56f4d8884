"""Checks programs with a bug: both programs are run; the wrong one does what is said of it, the right one does not.

What is run is the author's own code. Programs for PyTorch are run if it is installed.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from content.errors import Problem
from content.questions import DebugQuestion, Question
from content.toml.error_sentences import TomlSource
from engine.readings.torch_check import installed

STARTS = {
    "numpy": "import numpy as np\nrng = np.random.default_rng(0)\n",
    "pytorch": "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\ntorch.manual_seed(0)\n",
}


def debug_problems(questions: Sequence[Question], source: TomlSource) -> Iterator[Problem]:
    """Every such fault of a topic's questions."""
    for n, question in enumerate(questions):
        if isinstance(question, DebugQuestion) and (question.library == "numpy" or installed()):
            for field, sentence in _faults(question):
                yield source.problem(("questions", n, field), sentence)


def _faults(question: DebugQuestion) -> Iterator[tuple[str, str]]:
    right = _after(question, question.mended)
    if isinstance(right, Exception):
        yield "right", f"The program with the right line stops: {type(right).__name__}: {right}."
        return
    wrong = _after(question, question.code)
    if isinstance(wrong, Exception):
        if type(wrong).__name__ != question.raises:
            yield "code", f"The program stops with {type(wrong).__name__}: {wrong}; say so in `raises`, or mend it."
    elif question.raises:
        yield "raises", f"The program does not stop with {question.raises}."
    else:
        yield from _held(question, wrong, right)


def _held(question: DebugQuestion, wrong: dict[str, Any], right: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for names, expected, said in ((wrong, True, "is not true of the wrong"), (right, False, "is true of the right")):
        try:
            if bool(eval(question.holds, names)) != expected:  # noqa: S307 (the author's own)
                yield "holds", f"What `holds` {said} program: {question.holds}."
        except Exception as error:  # noqa: BLE001 (whatever it raises is the fault)
            yield "holds", f"What `holds` cannot be computed: {type(error).__name__}: {error}."
            return


def _after(question: DebugQuestion, program: str) -> dict[str, Any] | Exception:
    """What a program leaves behind, by name, or the exception with which it stops."""
    names: dict[str, Any] = {}
    try:
        with redirect_stdout(StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a bug may warn; what it does is what counts
            exec(STARTS[question.library] + question.before + "\n" + program, names)  # noqa: S102 (the author's own)
    except Exception as error:  # noqa: BLE001 (a bug may raise anything)
        return error
    return names
