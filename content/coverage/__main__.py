"""python -m content.coverage: writes docs/coverage.md from content/coverage.toml."""

from __future__ import annotations

import sys

from content.coverage import FILE, read_coverage
from content.coverage.page import page
from content.errors import ContentError
from content.loader import ROOT

PAGE = ROOT.parent / "docs" / "coverage.md"


def main() -> int:
    """Write the page; return the exit code, 1 if the file has faults or is missing."""
    try:
        coverage = read_coverage(ROOT)
    except ContentError as error:
        print(*error.problems, sep="\n")
        return 1
    if coverage is None:
        print(f"{ROOT.name}/{FILE}:1: This file is missing: add it.")
        return 1
    PAGE.write_text(page(coverage), encoding="utf-8", newline="\n")
    print(f"{PAGE.parent.name}/{PAGE.name}: {sum(1 for _ in coverage.rows)} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
