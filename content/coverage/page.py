"""The page docs/coverage.md: a table for each part, by question id and lesson section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content.coverage import FILE, Coverage, CoveragePart, CoverageRow
from content.lessons.sections import SectionLink

COMMAND = "python -m content.coverage"
LESSON = "../content/topics/{topic}/lesson.en.md"
HEAD = """\
# What is asked elsewhere, and where it stands here

Written by `{command}` from `content/{file}`; change that file, not this one. `python -m content` refuses a row that
names a question, an example or a lesson section that does not exist, and a row without a question or without a
section. A question's id begins with its topic; `topic#section` leads to the lesson of that topic.
"""
COLUMNS = ("", "what", "内容", "asked in", "taught in")


def page(coverage: Coverage) -> str:
    """The whole page as Markdown, with a line break at its end."""
    parts = ("\n".join(_part(part)) for part in coverage.parts)
    return "\n\n".join([HEAD.format(command=COMMAND, file=FILE) + "\n" + _counts(coverage), *parts]) + "\n"


def _counts(coverage: Coverage) -> str:
    asked = {id for row in coverage.rows for id in row.asked}
    taught = {id for row in coverage.rows for id in row.taught}
    total = sum(1 for _ in coverage.rows)
    return f"Rows: {total}. Questions named: {len(asked)}. Lesson sections named: {len(taught)}."


def _part(part: CoveragePart) -> Iterator[str]:
    yield f"## {part.title.en} · {part.title.zh}"
    yield ""
    yield part.note.en
    yield part.note.zh
    yield ""
    yield _line(COLUMNS)
    yield _line("---" for _ in COLUMNS)
    yield from (_line(_cells(row)) for row in part.rows)


def _cells(row: CoverageRow) -> Iterator[str]:
    yield "" if row.number is None else str(row.number)
    yield row.about.en
    yield row.about.zh
    yield ", ".join(f"`{id}`" for id in row.asked)
    examples = ("example " + ", ".join(f"`{id}`" for id in row.presets),) if row.presets else ()
    yield "; ".join((", ".join(map(_link, row.places)), *examples))


def _link(place: SectionLink) -> str:
    return f"[{place.topic}#{place.section}]({LESSON.format(topic=place.topic)})"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
