"""Every claim on the models beside what its weights do: each figure claimed and recomputed, as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType

from content.claims import HeadClaim, UnitClaim, claims
from models.country import measures as country
from models.names import masked_measures, measures
from models.translation.measures import measured

HEADS: dict[str, ModuleType] = {"gpt": measures, "bert": masked_measures}
FIGURES = "| | figure | claimed | recomputed |\n|---|---|---:|---:|"


def table() -> Iterator[str]:
    """The tables, one line after the other."""
    for title, rows in (
        ("Heads of the models that complete names (`models/names`)", _heads()),
        ("Units of the networks that keep a country (`models/country`)", _units()),
        ("Alignment of the translator (`models/translation`)", _alignment()),
    ):
        yield from (f"### {title}", "", *FIGURES.split("\n"), *rows, "")


def _heads() -> Iterator[str]:
    known = claims("names")
    for weights, module in HEADS.items():
        yield _row(weights, "right as trained, at least", known.right, module.right())
        for claim in known.heads_of(weights):
            yield from _head(claim, module)


def _head(claim: HeadClaim, module: ModuleType) -> Iterator[str]:
    name = f"{claim.weights}, {claim.step}, head {claim.head}"
    if claim.looks_at:
        yield _row(name, f"weight where it looks ({claim.looks_at})", claim.weight, module.looked(claim))
    yield _row(name, "right when it is cut", claim.right_when_cut, module.right_when_cut(claim))


def _units() -> Iterator[str]:
    known = claims("country")
    for weights in dict.fromkeys(claim.weights for claim in known.units):
        yield _row(
            weights,
            f"right as trained, {country.GAP} words in between",
            known.right,
            country.right(weights, country.GAP),
        )
        for claim in known.units_of(weights):
            yield from _unit(claim)


def _unit(claim: UnitClaim) -> Iterator[str]:
    name = f"{claim.weights}, unit {claim.unit}"
    for gate in filter(None, (claim.writes, claim.keeps)):
        at, between = country.opened(claim, gate)
        yield _row(name, f"{gate.gate} at the country", gate.at, at)
        yield _row(name, f"{gate.gate} in between", gate.between, between)
    yield _row(
        name, f"right with {claim.keeps.gate} held at 0.5", claim.right_when_held, country.right_when_held(claim)
    )


def _alignment() -> Iterable[str]:
    known, found = claims("translation"), measured()
    yield _row("rnn", "sentences right as trained", known.right, found.right)
    for claim in known.alignments:
        yield _row(claim.weights, "weight on the word that is translated", claim.weight, found.weight)
        yield _row(claim.weights, "how often that is the largest", claim.largest, found.largest)
        yield _row(
            claim.weights,
            "sentences right with equal weights",
            claim.right_with_equal_weights,
            found.right_with_equal_weights,
        )


def _row(name: str, figure: str, claimed: float, found: float) -> str:
    return f"| {name} | {figure} | {claimed:.2f} | {found:.2f} |"
