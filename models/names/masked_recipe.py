"""python -m models.names.masked_recipe: trains the model that fills in a hidden word, prints what it does, keeps it.

Needs PyTorch; one thread, one seed. A fifth of the words are hidden in training.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, gelu

from models.names.recipe import BATCH, HERE, RATE, SIZES, TEXTS, Block, of_blocks, rounded, sinusoidal
from models.names.sentences import HIDDEN, LANGUAGES, NOTHING, NUMBER, Numbers, texts

STEPS, SEED, HIDDEN_SHARE = 2000, 0, 0.2
MASK, WORDS_BEGIN = NUMBER[HIDDEN], NUMBER[LANGUAGES["en"].stop]


class MaskedLanguageModel(nn.Module):
    """BERT in small: normalised sum of embeddings, blocks that see both sides, transform, the embedding as output."""

    def __init__(self) -> None:
        super().__init__()
        v, m, d = SIZES["v"], SIZES["m"], SIZES["d"]
        self.E, self.P = nn.Parameter(torch.randn(v, d) * 0.3), nn.Parameter(sinusoidal(m, d) * 0.3)
        self.input = nn.LayerNorm(d)
        self.blocks = nn.ModuleList(Block(causal=False) for _ in range(SIZES["layers"]))
        self.dense, self.last = nn.Linear(d, d), nn.LayerNorm(d)
        self.b = nn.Parameter(torch.zeros(1, v))

    def forward(self, tokens: Tensor) -> Tensor:
        """Logits of the word at each place: batch×n → batch×n×v."""
        X = self.input(self.E[tokens] + self.P[: tokens.shape[1]])
        for block in self.blocks:
            X = block(X, tokens != NOTHING)
        logits: Tensor = self.last(gelu(self.dense(X))) @ self.E.T + self.b
        return logits


def hidden(rng: np.random.Generator, tokens: Numbers) -> tuple[Numbers, Numbers]:
    """The texts with a fifth of their words hidden, and the words to predict, NOTHING elsewhere."""
    chosen = (rng.random(tokens.shape) < HIDDEN_SHARE) & (tokens >= WORDS_BEGIN)
    return np.where(chosen, MASK, tokens), np.where(chosen, tokens, NOTHING)


def train(seed: int = SEED) -> MaskedLanguageModel:
    """Train a model from a seed, by AdamW."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = MaskedLanguageModel()
    adam = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.0, betas=(0.9, 0.98))
    rate = torch.optim.lr_scheduler.OneCycleLR(adam, RATE, total_steps=STEPS, pct_start=0.1)
    pool = texts(rng, TEXTS)[0]
    for _ in range(STEPS):
        read, wanted = map(torch.from_numpy, hidden(rng, pool[rng.integers(len(pool), size=BATCH)]))
        loss = cross_entropy(model(read).flatten(0, 1), wanted.flatten(), ignore_index=NOTHING)
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        adam.step()
        rate.step()
    return model.eval()


def one_hidden(rng: np.random.Generator, count: int, unseen: bool = True) -> tuple[Numbers, Numbers, Numbers]:
    """Texts in which one of the two known names lacks its second word: numbers, the place, the word that is hidden."""
    numbers, marks = texts(rng, count, unseen)
    places = np.array([int(rng.choice(np.flatnonzero(row))) for row in marks])
    words = numbers[np.arange(count), places]
    numbers[np.arange(count), places] = MASK
    return numbers, places, words


def weights(model: MaskedLanguageModel) -> dict[str, np.ndarray]:
    """The weights under the ids of the mechanism's inputs, rounded."""
    found = {"E": model.E, "P": model.P, "b": model.b} | of_blocks(model.blocks)
    for where, norm in (("input", model.input), ("transform", model.last)):
        found |= {f"{where}/gamma": norm.weight[None], f"{where}/beta": norm.bias[None]}
    return rounded(found | {"transform/W_t": model.dense.weight.T, "transform/b_t": model.dense.bias[None]})


def right(model: MaskedLanguageModel, unseen: bool = True) -> float:
    """Fraction of hidden words that are filled in rightly, in 1,000 texts."""
    numbers, places, words = one_hidden(np.random.default_rng(999), 1000, unseen)
    with torch.no_grad():
        guessed = model(torch.from_numpy(numbers)).argmax(-1).numpy()
    return float((guessed[np.arange(len(places)), places] == words).mean())


if __name__ == "__main__":
    torch.set_num_threads(1)
    trained = train(int(sys.argv[1]) if len(sys.argv) > 1 else SEED)
    print("pairs never seen together", right(trained), "pairs seen", right(trained, unseen=False))
    kept: dict[str, Any] = {f"words.{language}": said.vocabulary for language, said in LANGUAGES.items()}
    np.savez_compressed(HERE / "bert.npz", **{**kept, **weights(trained)})
