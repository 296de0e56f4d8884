"""What the tables of the lessons must show, whatever was drawn."""

from __future__ import annotations

import pytest

from content.lessons.tables import TABLES


def table(of: str, **arguments: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in TABLES[of](arguments).split("\n")]


def column(rows: list[list[str]], k: int) -> list[float]:
    return [float(row[k].replace(",", "")) for row in rows]


def test_without_the_root_scores_spread_and_gradients_die_and_with_it_neither() -> None:
    d_k = "4, 64, 1024"
    plain, scaled = (table("spread", d_k=d_k, scale=scale) for scale in ("none", "sqrt_d_k"))
    assert column(plain, 1) == pytest.approx([4, 64, 1024], rel=0.1)
    assert column(scaled, 1) == pytest.approx([1, 1, 1], rel=0.1)
    for falling in (2, 4):
        assert column(plain, falling) == sorted(column(plain, falling), reverse=True)
    assert max(column(scaled, 4)) < 1.2 * min(column(scaled, 4))


def test_a_cache_saves_work_and_takes_memory() -> None:
    rows = table("saved", tokens="1, 100", d="8", h="2", d_k="4")
    assert rows[0][1] == rows[0][2]
    assert column(rows, 2)[1] < column(rows, 1)[1] / 30
    assert [row[3] for row in rows] == ["32", "3,200"]  # 2 numbers a head and dimension, 2 bytes each


def test_an_lstms_cell_carries_further_than_an_rnn() -> None:
    rows = table("arrived", T="12")
    assert [row[0] for row in rows] == [str(t) for t in range(1, 13)]
    assert column(rows, 1) == sorted(column(rows, 1))
    assert column(rows, 2)[0] > 10 * column(rows, 1)[0]
    assert rows[-1][1:] == ["1.000000", "1.000000"]


def test_an_rnns_gradient_follows_the_size_of_u_and_tanh_takes_from_it() -> None:
    rows = table("shrunk", T="8", percent="50, 150")
    steps = range(7, -1, -1)
    assert column(rows, 3) == pytest.approx([0.5**n for n in steps], abs=1e-4)
    assert column(rows, 4) == pytest.approx([1.5**n for n in steps], abs=1e-4)
    for small, plain in ((1, 3), (2, 4)):
        assert all(a < b for a, b in zip(column(rows, small)[:-1], column(rows, plain)[:-1], strict=True))


def test_attention_waits_for_nobody() -> None:
    rows = table("ways", n="2, 16")
    assert rows[0][2:4] == rows[1][2:4]
    assert column(rows, 5)[1] > 5 * column(rows, 5)[0]


def test_the_published_models_are_counted_to_the_last_number() -> None:
    assert [row[1] for row in table("trained")] == ["109,482,240", "335,141,888", "124,439,808"]


def test_every_word_that_was_changed_must_be_guessed() -> None:
    rows = table("hidden", words="to be or not to be", seed="1", percent="50")
    assert [row[0] for row in rows] == "to be or not to be".split()
    assert sum(row[2] == "✓" for row in rows) == 3
    assert all(row[2] for row in rows if row[0] != row[1])
