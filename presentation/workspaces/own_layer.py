"""A layer of a learner's own model, by reference: where it stands, which it is, and the matrices that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from loading import Refused
from parameters import Recognised
from parameters.checkpoint import Checkpoint, Fingerprint, answered, fingerprint, opened
from parameters.embeddings import entering
from parameters.tokenizer import tokenized
from presentation.workspaces.resizing import Texts
from presentation.workspaces.stored_rows import StoredRows

READS = "X"  # the input of every block and sequence that holds the words, a row each
MOST_TOKENS = 64  # that the layers before it read at every opening


@dataclass(frozen=True)
class OwnLayer:
    """One layer of a learner's own model: the model's `name` and `path`, the layer's `number` from 0, what it reads.

    `answers` settle what the file does not say, such as the number of heads. `seen` tells whether the file is still the
    one that was opened. `text` is what the layer reads, "" where the model has no tokenizer.
    """

    name: str
    path: str
    seen: Fingerprint
    number: int = 0
    answers: tuple[tuple[str, Any], ...] = ()
    text: str = ""

    def checkpoint(self) -> Checkpoint:
        """The model. Raises Refused where the file is missing or was changed."""
        path = Path(self.path)
        if fingerprint(path) != self.seen:
            raise Refused("changed_file", path=self.path)
        return opened(path)

    def layer(self) -> Recognised:
        """The layer with its answers. Raises Refused; LookupError where the model has no such layer."""
        return answered(self.checkpoint().layers[self.number], dict(self.answers))

    def weights(self) -> dict[str, Texts]:
        """The layer's parameters by input. Raises as `layer` does."""
        return {id: StoredRows(x) for id, x in self.layer().inputs.items()}

    def reading(self) -> tuple[tuple[str, ...], Mapping[str, Texts]]:
        """The tokens of the text, and what enters the layer for them; nothing where there is no tokenizer.

        Raises Refused for more tokens than the model has positions, or without the tokenizers package.
        """
        if not self.text:
            return (), {}
        words, entered = _read(self)
        return words, {READS: entered}


@lru_cache(maxsize=16)
def _read(own: OwnLayer) -> tuple[tuple[str, ...], StoredRows]:
    """The tokens and what the layers before this one make of them, kept: a page asks at every run."""
    model = own.checkpoint()
    if model.tokenizer is None or model.embeddings is None:
        raise Refused("no_tokenizer", path=own.path)
    tokens = tokenized(model.tokenizer, own.text, MOST_TOKENS)
    before = [answered(layer, dict(own.answers)) for layer in model.layers[: own.number]]
    return tokens.said, StoredRows(entering(model.embeddings.vectors(tokens.numbers), before))
