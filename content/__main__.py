"""python -m content [folder]: reads and checks the content; each fault is one line, file:line: what is wrong."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from content.check import problems
from content.errors import ContentError, Problem
from content.loader import ROOT, Library, read


def main(arguments: Sequence[str] = ()) -> int:
    """Print all faults, or a summary; return the exit code, 1 if there are faults."""
    root = Path(arguments[0]) if arguments else ROOT
    found: Sequence[Problem]
    try:
        library = read(root)
        found = problems(library)
    except ContentError as error:
        found = error.problems
    for problem in found:
        print(problem)
    print(f"{len(found)} faults" if found else _count(library))
    return 1 if found else 0


def _count(library: Library) -> str:
    presets = sum(len(topic.presets) for topic in library.topics.values())
    return f"{len(library.topics)} topics, {len(library.questions)} questions, {presets} presets: no faults"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
