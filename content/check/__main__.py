"""python -m content.check [path …]: lists forbidden words in files of the content, in all of it without a path."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from content.check.forbidden_words import forbidden_in, is_shown
from content.errors import Problem
from content.loader import ROOT


def main(arguments: Sequence[str]) -> int:
    """Print the forbidden words of these files and folders; return the exit code, 1 if there are any."""
    places = [Path(argument).resolve() for argument in arguments] or [ROOT / "common.toml", ROOT / "topics"]
    found: list[Problem] = []
    for place in places:
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        for file in files:
            if is_shown(file):
                found.extend(forbidden_in(file, ROOT))
    for problem in found:
        print(problem)
    print(f"{len(found)} forbidden words")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
