"""Snippets to copy into a program: they print or save its steps under the names that the check reads."""

from __future__ import annotations

from typing import Literal

from engine import Program
from engine.readings.code import variables

Language = Literal["numpy", "pytorch"]
Way = Literal["print", "save"]

PRINTED = {
    "numpy": "np.set_printoptions(precision=6, suppress=True, threshold=100_000)",
    "pytorch": "torch.set_printoptions(precision=6, sci_mode=False, threshold=100_000)",
}


def snippet(program: Program, language: Language = "numpy", way: Way = "print") -> str:
    """Source text that prints the steps as `name = array`, or saves inputs and steps to results.npz.

    Each step stands on a line of its own beside a variable called as in the exported code: a step that a program does
    not have, or has under another name, is taken out or renamed there.
    """
    names = variables(program)
    return _printing(program, names, language) if way == "print" else _saving(program, names, language)


def _printing(program: Program, names: dict[str, str], language: Language) -> str:
    lines = [_imports(language), "", PRINTED[language], "for name, value in {"]
    lines += [f'    "{id}": {names[id]},' for id in program.steps]
    shown = "value.detach()" if language == "pytorch" else "np.asarray(value)"
    return "\n".join([*lines, "}.items():", f'    print(name, "=", {shown})', ""])


def _saving(program: Program, names: dict[str, str], language: Language) -> str:
    lines = [_imports(language), *(["import numpy as np"] if language == "pytorch" else []), "", "arrays = {"]
    lines += [f'    "{id}": {names[id]},' for id in (*program.inputs, *program.steps)]
    kept = "value.detach().cpu().numpy()" if language == "pytorch" else "np.asarray(value)"
    return "\n".join(
        [*lines, "}", f'np.savez("results.npz", **{{name: {kept} for name, value in arrays.items()}})', ""]
    )


def _imports(language: Language) -> str:
    return "import torch" if language == "pytorch" else "import numpy as np"
