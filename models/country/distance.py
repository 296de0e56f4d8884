"""python -m models.country.distance: trains RNN, LSTM and GRU, prints how often each is right by words in between.

Needs PyTorch, one thread, about two minutes. What an RNN does not learn here it can still represent: trained on short
gaps it keeps the country much further than those gaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import torch

from models.country.recipe import Setting, right_by_gap, trained

SEEDS = (0, 1, 2)
GAPS = (1, 10, 30, 100)
SETTINGS = {
    "LSTM, 4 units, open input gates cost": Setting("lstm"),
    "GRU, 4 units": Setting("gru"),
    "RNN, 4 units": Setting("rnn"),
    "RNN, 12 units, rate 0.003": Setting("rnn", units=12, rate=0.003),
    "RNN, 12 units, rate 0.003, gaps up to 10": Setting("rnn", units=12, rate=0.003, longest=10),
}


def row(name: str, found: Iterable[dict[int, float]]) -> str:
    """A line of the table: a network, and at each gap the fraction that is right, by seed."""
    seeds = tuple(found)
    return f"| {name} | {' | '.join(' / '.join(f'{one[gap]:.2f}' for one in seeds) for gap in GAPS)} |"


def table() -> Iterator[str]:
    """The lines of the table, as a Markdown table; each network takes seconds to train."""
    yield f"| network, seeds {' / '.join(map(str, SEEDS))} | {' | '.join(f'gap {gap}' for gap in GAPS)} |"
    yield "|---|" + "---|" * len(GAPS)
    for name, setting in SETTINGS.items():
        yield row(name, (right_by_gap(trained(setting, "en", seed), "en") for seed in SEEDS))


if __name__ == "__main__":
    torch.set_num_threads(1)
    for line in table():
        print(line, flush=True)
