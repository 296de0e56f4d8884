"""A mistake is defined once: what the engine knows as a misconception, the check takes from there, words and all."""

from __future__ import annotations

from check.candidates import candidates
from check.rewritings import RULES as IN_PROGRAMS
from content import topics
from engine import MECHANISMS
from engine.ids import MisconceptionId
from engine.readings.misconceptions import EVERYWHERE
from engine.readings.misconceptions import RULES as BY_HAND
from presentation.check.check_mistakes import BY_ID

MERGED = (
    "softmax.twice", "softmax.over_all", "add.before_product", "log.base_2", "log.base_10", "tanh.relu",
    "square.absolute", "matmul.by_cells", "causal.diagonal_too",
)  # fmt: skip


def ids(table: dict[str, dict[str, object]]) -> set[str]:
    return {str(MisconceptionId(op, (slip,))) for op, slips in table.items() for slip in slips}


def test_no_mistake_is_defined_in_both_lists() -> None:
    by_hand = ids(BY_HAND) | set(EVERYWHERE)  # type: ignore[arg-type]
    assert set(MERGED) <= by_hand
    assert not by_hand & ids(IN_PROGRAMS)  # type: ignore[arg-type]


def test_no_mistake_has_words_in_both_places() -> None:
    in_content = {id for topic in topics() for id in topic.misconceptions}
    assert set(MERGED) <= in_content
    assert not set(BY_ID) & in_content


def test_what_people_do_by_hand_is_looked_for_in_programs_too() -> None:
    causal = MECHANISMS["self_attention"]
    found = {c.cause.id for c in candidates(causal.build(causal.choose(mask="causal")))}
    assert {"softmax.twice", "softmax.over_all", "causal.diagonal_too"} <= found
    assert {"sqrt.no_root", "softmax.other_axis", "div.not_divided"} <= found
    assert {"causal.one_ahead", "softmax.sigmoid"} <= found  # of programs alone
