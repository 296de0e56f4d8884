"""python -m models.country.recipe lstm en: trains the model, prints how often it is right by gap, keeps its weights.

Needs PyTorch; one thread, one seed. An LSTM pays for open input gates, so that they open for a reason: that makes them
readable and changes no answer.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from models.country.sentences import LANGUAGES, sentences

HERE = Path(__file__).parent
WIDTH, UNITS, STEPS, RATE, BATCH, LONGEST = 6, 4, 1500, 0.01, 32, 25
PRICE = 0.3  # of an input gate that is open all the time
DECIMALS = 3  # of the weights that are kept, so that they can be read and typed
GAPS = (1, 2, 5, 10, 20, 30, 50, 100)
CELLS = {"lstm": nn.LSTM, "gru": nn.GRU}


class Classifier(nn.Module):
    """Word vectors, a recurrent layer, and scores of the languages from its last state."""

    def __init__(self, kind: str, language: str) -> None:
        super().__init__()
        words = LANGUAGES[language]
        self.kind = kind
        self.embedding = nn.Parameter(0.5 * torch.randn(len(words.vocabulary), WIDTH))
        self.cell = CELLS[kind](WIDTH, UNITS, batch_first=True)
        self.output = nn.Parameter(0.3 * torch.randn(UNITS, len(words.spoken)))
        self.bias = nn.Parameter(torch.zeros(1, len(words.spoken)))
        if kind == "lstm":
            with torch.no_grad():
                self.cell.bias_ih_l0[UNITS : 2 * UNITS] += 1.0  # forget gates begin open

    def forward(self, tokens: Tensor) -> Tensor:
        """Scores of each sentence: batch×languages."""
        scores: Tensor = self.cell(self.embedding[tokens])[0][:, -1] @ self.output + self.bias
        return scores

    def openness(self, tokens: Tensor) -> Tensor:
        """Mean of the LSTM's input gates over all words, units and sentences."""
        cell = self.cell
        state = memory = torch.zeros(len(tokens), UNITS)
        terms = self.embedding[tokens] @ cell.weight_ih_l0.T + cell.bias_ih_l0 + cell.bias_hh_l0
        opened = []
        for t in range(tokens.shape[1]):
            i, f, g, o = (terms[:, t] + state @ cell.weight_hh_l0.T).chunk(4, dim=1)
            memory = f.sigmoid() * memory + i.sigmoid() * g.tanh()
            state = o.sigmoid() * memory.tanh()
            opened.append(i.sigmoid())
        return torch.stack(opened).mean()


def train(kind: str, language: str, seed: int = 0) -> Classifier:
    """Train a model from a seed, by Adam, on sentences with 0 to 25 words in between."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = Classifier(kind, language)
    adam = torch.optim.Adam(model.parameters(), lr=RATE)
    for _ in range(STEPS):
        drawn = sentences(rng, language, BATCH, int(rng.integers(LONGEST + 1)))
        tokens, answers = map(torch.from_numpy, drawn)
        loss = cross_entropy(model(tokens), answers)
        if kind == "lstm":
            loss = loss + PRICE * model.openness(tokens)
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
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


if __name__ == "__main__":
    torch.set_num_threads(1)
    chosen, spoken = sys.argv[1:3]
    trained = train(chosen, spoken, int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(chosen, spoken, right_by_gap(trained, spoken))
    said = LANGUAGES[spoken]
    kept: dict[str, Any] = {"words": said.vocabulary, "answers": said.spoken, **weights(trained)}
    np.savez(HERE / f"{chosen}.{spoken}.npz", **kept)
