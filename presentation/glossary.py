"""The glossary as it is looked for: by the words of either language, or by the pinyin initials of Chinese names."""

from __future__ import annotations

from functools import lru_cache

from content.glossary import Term, glossary
from presentation.initials import initials
from presentation.search import plain
from presentation.translate import language


def found(query: str) -> list[Term]:
    """The terms that fit a query, in alphabetical order of the language being spoken; all of them for an empty one."""
    wanted = plain(query)
    terms = sorted(glossary(), key=_order)
    ranked = sorted((rank, n) for n, term in enumerate(terms) if (rank := _rank(term, wanted)) is not None)
    return [terms[n] for _rank_of, n in ranked]


def _order(term: Term) -> str:
    return initials(term.term.zh) if language() == "zh" else term.term.en.casefold()


def _rank(term: Term, wanted: str) -> int | None:
    """How well a term fits, 0 best; None where it does not."""
    names, short, defined = _looked_at(term)
    if not wanted or any(name.startswith(wanted) for name in names):
        return 0
    if any(each.startswith(wanted) for one in short for each in one.split()):
        return 1
    if any(wanted in name for name in names):
        return 2
    return 3 if any(wanted in sentence for sentence in defined) else None


@lru_cache(maxsize=1024)
def _looked_at(term: Term) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    names = (*term.names("en"), *term.names("zh"))
    definitions = (term.definition.en, term.definition.zh)
    return tuple(map(plain, names)), tuple(map(initials, term.names("zh"))), tuple(map(plain, definitions))
