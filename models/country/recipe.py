"""python -m models.country.recipe lstm en: trains the model, prints how often it is right by gap, keeps its weights.

Of an LSTM the course of the training is kept too. Needs PyTorch; one thread, one seed. An LSTM pays for open input
gates, so that they open for a reason: that makes them readable and changes no answer.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from models.country.course import HERE, MARKS, STEPS, Course, keep
from models.country.sentences import LANGUAGES, sentences

WIDTH, UNITS, RATE, BATCH, LONGEST = 6, 4, 0.01, 32, 25
PRICE = 0.3  # of an input gate that is open all the time
DECIMALS = 3  # of the weights that are kept, so that they can be read and typed
GAPS = (1, 2, 5, 10, 20, 30, 50, 100)
CELLS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


@dataclass(frozen=True)
class Setting:
    """How a network is trained: its `kind`, units, learning rate, and the `longest` gap among its sentences."""

    kind: str
    units: int = UNITS
    rate: float = RATE
    longest: int = LONGEST


class Classifier(nn.Module):
    """Word vectors, a recurrent layer, and scores of the languages from its last state."""

    def __init__(self, kind: str, language: str, units: int = UNITS) -> None:
        super().__init__()
        words = LANGUAGES[language]
        self.kind = kind
        self.embedding = nn.Parameter(0.5 * torch.randn(len(words.vocabulary), WIDTH))
        self.cell = CELLS[kind](WIDTH, units, batch_first=True)
        self.output = nn.Parameter(0.3 * torch.randn(units, len(words.spoken)))
        self.bias = nn.Parameter(torch.zeros(1, len(words.spoken)))
        if kind == "lstm":
            with torch.no_grad():
                self.cell.bias_ih_l0[units : 2 * units] += 1.0  # forget gates begin open

    def forward(self, tokens: Tensor) -> Tensor:
        """Scores of each sentence: batch×languages."""
        scores: Tensor = self.cell(self.embedding[tokens])[0][:, -1] @ self.output + self.bias
        return scores

    def openness(self, tokens: Tensor) -> Tensor:
        """Mean of the LSTM's input gates over all words, units and sentences."""
        cell = self.cell
        state = memory = torch.zeros(len(tokens), cell.hidden_size)
        terms = self.embedding[tokens] @ cell.weight_ih_l0.T + cell.bias_ih_l0 + cell.bias_hh_l0
        opened = []
        for t in range(tokens.shape[1]):
            i, f, g, o = (terms[:, t] + state @ cell.weight_hh_l0.T).chunk(4, dim=1)
            memory = f.sigmoid() * memory + i.sigmoid() * g.tanh()
            state = o.sigmoid() * memory.tanh()
            opened.append(i.sigmoid())
        return torch.stack(opened).mean()


def training(setting: Setting, language: str, seed: int = 0, steps: int = STEPS) -> Iterator[tuple[Classifier, float]]:
    """Train a network from a seed, by Adam: after every step the network as it is now, and its loss before the step.

    The first pair is the network before any step. The LSTM's loss is that without the price of open gates.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = Classifier(setting.kind, language, setting.units)
    adam = torch.optim.Adam(model.parameters(), lr=setting.rate)
    yield model, math.log(len(LANGUAGES[language].spoken))
    for _ in range(steps):
        drawn = sentences(rng, language, BATCH, int(rng.integers(setting.longest + 1)))
        tokens, answers = map(torch.from_numpy, drawn)
        loss = cross_entropy(model(tokens), answers)
        whole = loss + PRICE * model.openness(tokens) if setting.kind == "lstm" else loss
        adam.zero_grad()
        whole.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        yield model, float(loss.detach())


def train(kind: str, language: str, seed: int = 0) -> Classifier:
    """The network at the end of its training, on sentences with 0 to 25 words in between."""
    return trained(Setting(kind), language, seed)


def trained(setting: Setting, language: str, seed: int) -> Classifier:
    """The network at the end of a training in this setting."""
    *_, (model, _) = training(setting, language, seed)
    return model


def weights(model: Classifier) -> dict[str, np.ndarray]:
    """The weights under the names of the mechanism's inputs, rounded; `embedding` is the table of word vectors."""
    cell = model.cell
    biases = ("b_x", "b_h") if model.kind == "lstm" else ("b_ih", "b_hh")
    found = {
        "embedding": model.embedding,
        "W": cell.weight_ih_l0.T,
        "U": cell.weight_hh_l0.T,
        biases[0]: cell.bias_ih_l0[None],
        biases[1]: cell.bias_hh_l0[None],
        "W_y": model.output,
        "b_y": model.bias,
    }
    return {name: found[name].detach().double().numpy().round(DECIMALS) for name in found}


def right_by_gap(model: Classifier, language: str) -> dict[int, float]:
    """Fraction of right answers for each number of words in between."""
    rng = np.random.default_rng(999)
    found = {}
    for gap in GAPS:
        tokens, answers = sentences(rng, language, 500, gap)
        with torch.no_grad():
            found[gap] = float((model(torch.from_numpy(tokens)).argmax(-1).numpy() == answers).mean())
    return found


def followed(setting: Setting, language: str, seed: int = 0) -> Iterator[tuple[Classifier, Course]]:
    """Train a network as `training` does: after every step it and its course, both the same ones each time."""
    course = Course(language)
    for step, (model, loss) in enumerate(training(setting, language, seed)):
        if step:
            course.losses.append(loss)
        if step in MARKS:
            course.weights[step] = weights(model)
        yield model, course


@contextmanager
def one_thread() -> Iterator[None]:
    """PyTorch computes in one thread: on matrices as small as these, more of them take four times the work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def main(kind: str, language: str, seed: int = 0) -> None:
    """Train a network, print how often it is right, and keep its weights and the course of an LSTM."""
    with one_thread():
        *_, (model, course) = followed(Setting(kind), language, seed)
    print(kind, language, right_by_gap(model, language))
    said = LANGUAGES[language]
    kept: dict[str, Any] = {"words": said.vocabulary, "answers": said.spoken, **course.weights[STEPS]}
    np.savez(HERE / f"{kind}.{language}.npz", **kept)
    if kind == "lstm":
        keep(course)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
