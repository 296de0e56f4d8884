"""The page on the trained models: its table is what `python -m models` prints, its distances what the recipe gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.claims import claims
from models.country import course_table
from models.table import table
from tests.oracle import torch

PAGE = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")


def figures() -> list[tuple[str, str, float, float]]:
    lines = [line for line in table() if line.startswith("| ") and "claimed" not in line]
    rows = [line.strip("| ").split(" | ") for line in lines]
    return [(name, figure, float(claimed), float(found)) for name, figure, claimed, found in rows]


def test_the_page_has_the_table_that_the_command_prints() -> None:
    assert "\n".join(table()).strip() in PAGE


def test_the_page_has_the_table_of_the_recorded_trainings() -> None:
    assert "\n".join(course_table.table()) in PAGE


def test_the_page_has_the_distances_that_lessons_show() -> None:
    for claim in claims("country").distances:
        cells = (" / ".join(f"{x:.2f}" for x in seeds) for seeds in claim.right.values())
        assert f"| {claim.setting} | {' | '.join(cells)} |" in PAGE.splitlines()


@pytest.mark.exhaustive
def test_every_claim_has_a_row_and_is_what_was_recomputed() -> None:
    names, country = claims("names"), claims("country")
    cut = [figure for _, figure, _, _ in figures() if figure == "right when it is cut"]
    held = [figure for _, figure, _, _ in figures() if figure.endswith("held at 0.5")]
    assert (len(cut), len(held)) == (len(names.heads), len(country.units))
    for _, figure, claimed, found in figures():
        least = figure.endswith("at least")
        assert found >= claimed if least else found == pytest.approx(claimed, abs=0.03)


@pytest.mark.torch
@pytest.mark.heavy
def test_accuracy_by_distance_is_what_the_page_says() -> None:
    """Trained anew, the figures come again, not to the last digit: another processor rounds otherwise."""
    from models.country import distance
    from models.country.recipe import right_by_gap, trained

    torch.set_num_threads(1)
    found = {name: right_by_gap(trained(setting, "en", 0), "en") for name, setting in distance.SETTINGS.items()}
    for name, by_gap in found.items():
        (row,) = (line for line in PAGE.splitlines() if line.startswith(f"| {name} |"))
        written = [float(cell.split(" / ")[0]) for cell in row.strip("| ").split(" | ")[1:]]
        assert [by_gap[gap] for gap in distance.GAPS] == pytest.approx(written, abs=0.15)
