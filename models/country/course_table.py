"""python -m models.country.course_table: prints what the recorded trainings do by step; PyTorch is not needed."""

from __future__ import annotations

from collections.abc import Iterator

from engine.readings.numbers import fixed
from models.country.course import recorded
from models.country.measures import right_with
from models.country.reading import keeping_unit, read_sentence
from models.country.sentences import LANGUAGES

FIGURES = ("forget gate in between", "input gate at the country", "in between", "probability of the answer", "right")


def table() -> Iterator[str]:
    """The lines of the table, as a Markdown table: a row a step, of the unit that writes most at the country."""
    yield f"| | steps | {' | '.join(FIGURES)} |"
    yield "|---|" + "---:|" * (len(FIGURES) + 1)
    for language in LANGUAGES:
        for steps in recorded(language).weights:
            figures = " | ".join(fixed(figure, 2) for figure in row(language, steps))
            yield f"| lstm.{language}, unit {keeping_unit(language)} | {steps:,} | {figures} |"


def row(language: str, steps: int) -> tuple[float, ...]:
    """The figures after so many steps, in the order of the table."""
    weights, unit = recorded(language).weights[steps], keeping_unit(language)
    found = read_sentence(weights, language)
    return (
        found.in_between("forget_gate", unit),
        found.at_country("input_gate", unit),
        found.in_between("input_gate", unit),
        found.due[1],
        right_with("lstm", weights, language),
    )


if __name__ == "__main__":
    print("\n".join(table()))
