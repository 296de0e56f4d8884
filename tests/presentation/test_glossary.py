"""The glossary is found by either language, by other names, by pinyin initials, and by what defines a term."""

from __future__ import annotations

import pytest

from content.glossary import glossary
from presentation.glossary import found
from presentation.translate import speaking


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("attention w", "attention-weights"),
        ("注意力权重", "attention-weights"),
        ("zylqz", "attention-weights"),
        ("GQA", "grouped-query-attention"),
        ("隐藏状态", "hidden-state"),
        ("xbzt", "cell-state"),
        ("√dₖ", "scaling"),
    ],
)
def test_a_term_is_found(query: str, first: str) -> None:
    for language in ("en", "zh"):
        with speaking(language):
            assert found(query)[0].id == first


def test_without_a_query_all_stand_in_order() -> None:
    with speaking("en"):
        names = [term.term.en.casefold() for term in found("")]
    assert names == sorted(names)
    assert len(names) == len(glossary())


def test_nothing_is_found_by_what_no_term_says() -> None:
    assert found("xyzzy") == []
