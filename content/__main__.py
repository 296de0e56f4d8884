"""python -m content [folder]: reads and checks the content; each fault is one line, file:line: what is wrong.

The command stands above the layers: what is found by comparing with the engine comes from content.check; what needs the
examiner comes from quiz.check_content, which is asked if nothing else is wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from content.check import problems
from content.check.counts import counts
from content.check.missing import missing
from content.errors import ContentError, Problem
from content.loader import ROOT, Library, read
from engine.readings.torch_check import installed
from quiz import check_content

NO_TORCH = "PyTorch is not installed: recipes were not executed ({n}), their numbers taken as they stand."


def main(arguments: Sequence[str] = ()) -> int:
    """Print all faults, or a summary; return the exit code, 1 if there are faults."""
    root = Path(arguments[0]) if arguments else ROOT
    found: Sequence[Problem]
    try:
        library = read(root)
        found = problems(library) or check_content.problems(library)
    except ContentError as error:
        found = error.problems
    for problem in found:
        print(problem)
    print(f"{len(found)} faults" if found else _count(library))
    if not found:
        for line in counts(library):
            print(line)
        for line in missing(library):
            print(f"still missing: {line}")
    if not found and not installed() and (recipes := _recipes(library)):
        print(NO_TORCH.format(n=recipes), file=sys.stderr)
    return 1 if found else 0


def _count(library: Library) -> str:
    presets = sum(len(topic.presets) for topic in library.topics.values())
    return f"{len(library.topics)} topics, {len(library.questions)} questions, {presets} presets: no faults"


def _recipes(library: Library) -> int:
    return sum(preset.recipe is not None for topic in library.topics.values() for preset in topic.presets)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
