"""Snippets to copy into a program: they print or save its steps under the names that the check reads."""

from __future__ import annotations

from typing import Literal

from engine import Program
from engine.ids import gradient_id
from engine.readings.code import variables

Language = Literal["numpy", "pytorch", "keras"]
Way = Literal["print", "save"]

IMPORTS: dict[Language, str] = {
    "numpy": "import numpy as np",
    "pytorch": "import torch",
    "keras": "import keras\nimport numpy as np",
}
SETTINGS: dict[Language, str] = {
    "numpy": "np.set_printoptions(precision=6, suppress=True, threshold=100_000)",
    "pytorch": "torch.set_printoptions(precision=6, sci_mode=False, threshold=100_000)",
    "keras": "np.set_printoptions(precision=6, suppress=True, threshold=100_000)",
}
PRINTED: dict[Language, str] = {
    "numpy": "np.asarray(value)",
    "pytorch": "value.detach()",
    "keras": "keras.ops.convert_to_numpy(value)",
}
SAVED: dict[Language, str] = {**PRINTED, "pytorch": "value.detach().cpu().numpy()"}


def snippet(program: Program, language: Language = "numpy", way: Way = "print") -> str:
    """Source text that prints the steps as `name = array`, or saves inputs and steps to results.npz.

    Each step stands on a line of its own beside a variable called as in the exported code: a step that a program does
    not have, or has under another name, is taken out or renamed there.
    """
    names = _variables(program, language)
    return _printing(program, names, language) if way == "print" else _saving(program, names, language)


def _variables(program: Program, language: Language) -> dict[str, str]:
    """The variables of the exported code; a gradient is its tensor's .grad in PyTorch."""
    names = variables(program)
    if language == "pytorch":
        gradients = {id: x.gradient_of for id, x in program.steps.items() if id == gradient_id(x.gradient_of)}
        names |= {id: f"{names[of]}.grad" for id, of in gradients.items()}
    return names


def _printing(program: Program, names: dict[str, str], language: Language) -> str:
    lines = [IMPORTS[language], "", SETTINGS[language], "for name, value in {"]
    lines += [f'    "{id}": {names[id]},' for id in program.steps]
    return "\n".join([*lines, "}.items():", f'    print(name, "=", {PRINTED[language]})', ""])


def _saving(program: Program, names: dict[str, str], language: Language) -> str:
    lines = [IMPORTS[language], *(["import numpy as np"] if language == "pytorch" else []), "", "arrays = {"]
    lines += [f'    "{id}": {names[id]},' for id in (*program.inputs, *program.steps)]
    kept = f"{{name: {SAVED[language]} for name, value in arrays.items()}}"
    return "\n".join([*lines, "}", f'np.savez("results.npz", **{kept})', ""])
