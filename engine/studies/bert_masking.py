"""BERT's token masking for masked language modelling (Devlin et al. 2019, section 3.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.errors import InputError

Reading = Literal["kept", "masked", "replaced", "unchanged"]
READINGS: tuple[Reading, ...] = ("masked", "replaced", "unchanged")
SHARES = (0.8, 0.1, 0.1)


@dataclass(frozen=True)
class MaskedTokens:
    """Masked token sequence: the token ids the model reads, and how each position was treated.

    `readings` are "kept" (not chosen), "masked" ([MASK]), "replaced" (random token) or "unchanged" (chosen, but left).
    """

    tokens: tuple[int, ...]
    readings: tuple[Reading, ...]

    @property
    def chosen(self) -> tuple[bool, ...]:
        """One boolean per position: True where the original token is predicted and counts in the loss."""
        return tuple(reading != "kept" for reading in self.readings)


def masked_tokens(
    tokens: Sequence[int],
    rng: np.random.Generator,
    *,
    vocabulary: int,
    mask: int,
    special: Collection[int] = (),
    share: float = 0.15,
) -> MaskedTokens:
    """Choose positions at random and mask them: 80 % become [MASK], 10 % a random token, 10 % stay unchanged.

    `tokens` are ids below `vocabulary`, `mask` is the id of [MASK]; `share` is the fraction of positions chosen, at
    least one. Positions with a `special` token, such as [CLS], are never chosen. Raises InputError if there is no other
    position or if `share` is not in (0, 1].
    """
    if not 0 < share <= 1:
        raise InputError("The proportion of masked tokens is {share}; it must be above 0 and at most 1.", share=share)
    places = [place for place, token in enumerate(tokens) if token not in special]
    if not places:
        raise InputError("There is no token to mask: every one of the {count} is special.", count=len(tokens))
    count = max(1, round(share * len(places)))
    readings: list[Reading] = ["kept"] * len(tokens)
    read = list(tokens)
    for place in rng.choice(places, size=count, replace=False):
        readings[place] = READINGS[rng.choice(3, p=SHARES)]
        other = {"masked": mask, "replaced": int(rng.integers(vocabulary)), "unchanged": tokens[place]}
        read[place] = other[readings[place]]
    return MaskedTokens(tuple(read), tuple(readings))
