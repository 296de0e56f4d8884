"""python -m models.names.recipe: trains the model, prints what it does and what its heads look at, keeps its weights.

Needs PyTorch; one thread, one seed. Half of the texts that it learns from are lists of words said twice: without them
the names were not learned in so many steps.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, gelu

from models.names.sentences import LANGUAGES, LONGEST, NOTHING, NUMBER, said_twice, texts

HERE = Path(__file__).parent
SIZES = {"v": len(NUMBER), "m": LONGEST, "d": 32, "h": 2, "d_k": 16, "d_v": 16, "f": 64, "layers": 2}
STEPS, RATE, BATCH, TEXTS = 2500, 0.005, 64, 6000
SEED = 1
DECIMALS = 3  # of the weights that are kept, so that they can be read


class Block(nn.Module):
    """Block of a Transformer: GPT-2's, causal, each sublayer after a layer normalisation; or BERT's, before it."""

    def __init__(self, causal: bool = True) -> None:
        super().__init__()
        self.causal = causal
        d, f = SIZES["d"], SIZES["f"]
        self.attention_norm, self.feed_forward_norm = nn.LayerNorm(d), nn.LayerNorm(d)
        shapes = {"q": (d, d), "k": (d, d), "v": (d, d), "o": (d, d), "1": (d, f), "2": (f, d)}
        self.W = nn.ParameterDict(
            {c: nn.Parameter(torch.randn(shape) / math.sqrt(shape[0])) for c, shape in shapes.items()}
        )
        self.b = nn.ParameterDict({c: nn.Parameter(torch.zeros(1, shape[1])) for c, shape in shapes.items()})
        self.weights = torch.empty(0)  # of attention, as last computed

    def linear(self, name: str, X: Tensor) -> Tensor:
        """Linear layer."""
        Y: Tensor = X @ self.W[name] + self.b[name]
        return Y

    def attention(self, X: Tensor, there: Tensor | None) -> Tensor:
        """Multi-head self-attention, causal or to all words that are `there`: batch×n×d → batch×n×d."""
        count, n, d = X.shape
        Q, K, V = (self.linear(c, X).view(count, n, SIZES["h"], -1).transpose(1, 2) for c in "qkv")
        seen = torch.ones(n, n, dtype=torch.bool)
        if self.causal:
            seen = seen.tril()
        if there is not None:
            seen = seen & there[:, None, None]
        scores = (Q @ K.transpose(2, 3) / math.sqrt(SIZES["d_k"])).masked_fill(~seen, -math.inf)
        self.weights = scores.softmax(-1)
        return self.linear("o", (self.weights @ V).transpose(1, 2).reshape(count, n, d))

    def forward(self, X: Tensor, there: Tensor | None = None) -> Tensor:
        """Block: batch×n×d → batch×n×d."""
        if self.causal:
            X = X + self.attention(self.attention_norm(X), there)
            return X + self.linear("2", gelu(self.linear("1", self.feed_forward_norm(X)), approximate="tanh"))
        X = self.attention_norm(X + self.attention(X, there))
        Y: Tensor = self.feed_forward_norm(X + self.linear("2", gelu(self.linear("1", X))))
        return Y


class LanguageModel(nn.Module):
    """Embedding, positions, blocks, last normalisation; the embedding is the output layer too."""

    def __init__(self) -> None:
        super().__init__()
        v, m, d = SIZES["v"], SIZES["m"], SIZES["d"]
        self.E, self.P = nn.Parameter(torch.randn(v, d) * 0.3), nn.Parameter(sinusoidal(m, d) * 0.3)
        self.blocks = nn.ModuleList(Block() for _ in range(SIZES["layers"]))
        self.last = nn.LayerNorm(d)
        self.b = nn.Parameter(torch.zeros(1, v))

    def forward(self, tokens: Tensor) -> Tensor:
        """Logits of the next word: batch×n → batch×n×v."""
        X = self.E[tokens] + self.P[: tokens.shape[1]]
        for block in self.blocks:
            X = block(X)
        logits: Tensor = self.last(X) @ self.E.T + self.b
        return logits


def sinusoidal(n: int, d: int) -> Tensor:
    """Sines and cosines of the positions, from which the table of positions is trained: n×d."""
    angles = torch.arange(n)[:, None] / 100.0 ** (torch.arange(0, d, 2) / d)
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


def train(seed: int = SEED) -> LanguageModel:
    """Train a model from a seed, by AdamW."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = LanguageModel()
    adam = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.0, betas=(0.9, 0.98))
    rate = torch.optim.lr_scheduler.OneCycleLR(adam, RATE, total_steps=STEPS, pct_start=0.1)
    pool = np.concatenate([texts(rng, TEXTS)[0], said_twice(rng, TEXTS)])
    for _ in range(STEPS):
        drawn = torch.from_numpy(pool[rng.integers(len(pool), size=BATCH)])
        logits = model(drawn[:, :-1])
        loss = cross_entropy(logits.flatten(0, 1), drawn[:, 1:].flatten(), ignore_index=NOTHING)
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        adam.step()
        rate.step()
    return model.eval()


def weights(model: LanguageModel) -> dict[str, np.ndarray]:
    """The weights under the ids of the mechanism's inputs, rounded."""
    found = {
        "E": model.E,
        "P": model.P,
        "b": model.b,
        "last/gamma": model.last.weight[None],
        "last/beta": model.last.bias[None],
    }
    return rounded(found | of_blocks(model.blocks))


def of_blocks(blocks: nn.ModuleList) -> dict[str, Tensor]:
    """The weights of the blocks, one layer after the other."""
    found: dict[str, Tensor] = {}
    for number, block in enumerate(blocks, 1):
        assert isinstance(block, Block)
        parts = (("attention", block.attention_norm, "qkvo"), ("feed_forward", block.feed_forward_norm, "12"))
        for part, norm, letters in parts:
            where = f"layer={number}/{part}"
            found |= {f"{where}/norm/gamma": norm.weight[None], f"{where}/norm/beta": norm.bias[None]}
            found |= {f"{where}/W_{c}": block.W[c] for c in letters} | {f"{where}/b_{c}": block.b[c] for c in letters}
    return found


def rounded(found: dict[str, Tensor]) -> dict[str, np.ndarray]:
    """The weights as they are kept."""
    return {id: array.detach().double().numpy().round(DECIMALS) for id, array in found.items()}


def right(model: LanguageModel, unseen: bool = True) -> float:
    """Fraction of known names that are completed rightly, in 1,000 texts."""
    numbers, marks = texts(np.random.default_rng(999), 1000, unseen)
    with torch.no_grad():
        guessed = model(torch.from_numpy(numbers[:, :-1])).argmax(-1).numpy()
    return float((guessed == numbers[:, 1:])[marks[:, 1:]].mean())


if __name__ == "__main__":
    torch.set_num_threads(1)
    trained = train(int(sys.argv[1]) if len(sys.argv) > 1 else SEED)
    print("pairs never seen together", right(trained), "pairs seen", right(trained, unseen=False))
    kept: dict[str, Any] = {f"words.{language}": said.vocabulary for language, said in LANGUAGES.items()}
    np.savez_compressed(HERE / "gpt.npz", **{**kept, **weights(trained)})
