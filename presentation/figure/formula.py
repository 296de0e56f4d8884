"""A formula on one line, for components, which have no typesetter: fractions become a / b, columns [a; b]."""

from __future__ import annotations

import re

from presentation.figure import Name, name_parts

COLUMN = re.compile(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}")
COMPOUND = re.compile(r"[+\-−\s]|\\[,;]")


def formula_parts(latex: str) -> Name:
    """The formula as pieces for the browser: S' = \\frac{S}{\\sqrt{d_k}} reads S′ = S / √d_k."""
    flat = COLUMN.sub(lambda found: "[" + found[1].replace(r"\\", r";\ ") + "]", latex)
    flat = (
        flat.replace(r"\dots", r"\ldots")
        .replace(" = ", r"\ =\ ")
        .replace(" + ", r"\ +\ ")
        .replace(r" \odot ", r"\ \odot\ ")
    )
    return name_parts(_flattened(re.sub(r"(?<=\S) - ", r"\\ -\\ ", flat)))


def _flattened(latex: str) -> str:
    """Fractions and roots with brackets where a line needs them."""
    for command, count in ((r"\frac", 2), (r"\sqrt", 1)):
        at = latex.find(command + "{")
        if at >= 0:
            groups, end = _groups(latex, at + len(command), count)
            whole = r"\ /\ ".join(_bracketed(_flattened(group)) for group in groups)
            root = r"\surd " if count == 1 else ""
            return _flattened(latex[:at] + root + whole) + _flattened(latex[end:])
    return latex.replace(r"\surd ", "√")


def _bracketed(latex: str) -> str:
    depth = 0
    for k, c in enumerate(latex):
        depth += (c in "{(") - (c in "})")
        if depth == 0 and COMPOUND.match(latex, k) and latex[k - 1 : k] != "\\":
            return f"({latex})"
    return latex


def _groups(latex: str, at: int, count: int) -> tuple[list[str], int]:
    """So many {…} from here on, and where they end."""
    found: list[str] = []
    for _ in range(count):
        depth, start = 0, at
        while True:
            depth += (latex[at] == "{") - (latex[at] == "}")
            at += 1
            if depth == 0:
                break
        found.append(latex[start + 1 : at - 1])
    return found, at
