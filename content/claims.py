"""What a trained model is claimed to do, by head, unit and alignment: models/<model>/claims.toml."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field

from content.schema import Id, Name
from content.text import Model, Text
from content.trained_weights import MODELS

Fraction = Annotated[float, Field(ge=0, le=1)]
From1 = Annotated[int, Field(ge=1)]


class HeadClaim(Model):
    """A head of attention: where it `looks_at`, the mean `weight` there, and how often the model is right without it.

    `step` is that of the attention weights. A head of which no place is known has none.
    """

    weights: str
    step: Id
    head: From1
    says: Text
    looks_at: Literal["", "previous", "itself", "induction", "elsewhere"] = ""
    weight: Fraction = 0
    right_when_cut: Fraction


class GateClaim(Model):
    """A gate of a unit: its mean value at the word that is to be kept, and over the words after it."""

    gate: Name
    at: Fraction
    between: Fraction


class UnitClaim(Model):
    """A unit of a recurrent network: its gates, and how often the model is right while its `keeps` is held at 0.5."""

    weights: str
    unit: From1
    says: Text
    writes: GateClaim | None = None
    keeps: GateClaim
    right_when_held: Fraction


class AlignmentClaim(Model):
    """The alignment of a translation: the mean `weight` on the word that is translated, how often it is the `largest`.

    `right_with_equal_weights` is how many sentences are right when every target word has equal attention weights.
    """

    weights: str
    says: Text
    weight: Fraction
    largest: Fraction
    right_with_equal_weights: Fraction


class DistanceClaim(Model):
    """A kind of network, trained anew: how often it is `right` by the words in between, a figure for each seed."""

    setting: str
    network: Text
    right: dict[From1, tuple[Fraction, ...]]


class Claims(Model):
    """The claims on all weights of a model: how often it is `right`, and what its heads, units or alignment do."""

    right: Fraction
    right_with_one_layer: Fraction = 0
    right_without_attention: Fraction = 0
    heads: tuple[HeadClaim, ...] = ()
    units: tuple[UnitClaim, ...] = ()
    alignments: tuple[AlignmentClaim, ...] = ()
    distances: tuple[DistanceClaim, ...] = ()

    def heads_of(self, weights: str) -> tuple[HeadClaim, ...]:
        """The claims on the heads of one file of weights."""
        return tuple(claim for claim in self.heads if claim.weights == weights)

    def units_of(self, weights: str) -> tuple[UnitClaim, ...]:
        """The claims on the units of one file of weights."""
        return tuple(claim for claim in self.units if claim.weights == weights)

    def alignment_of(self, weights: str) -> AlignmentClaim | None:
        """The claim on the alignment of one file of weights, if it has one."""
        return next((claim for claim in self.alignments if claim.weights == weights), None)


@lru_cache(maxsize=16)
def claims(model: str) -> Claims:
    """The claims on a model of models/; raises OSError where it has none, ValidationError where they are malformed."""
    text = (MODELS / model / "claims.toml").read_text(encoding="utf-8")
    return Claims.model_validate(tomllib.loads(text))
