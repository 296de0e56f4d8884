"""Symbols: what a matrix, a step or a constant is called in formulas, as data that every notation is written from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

TILDE, HAT, BAR = "\u0303", "\u0302", "\u0304"  # combining characters: the accent follows its letter
ARROWS = ("→", "←")
PRIME = "′"


@dataclass(frozen=True)
class Symbol:
    """A letter and what stands at it: C̃ₜ, W^Q, S′₁, Q^(h), ∂L/∂Q.

    `head` is the number of a head in brackets, or a letter that stands for any head. `subscript` has its marks one by
    one: a layer, a direction, a step of time. Where `by` is a symbol, this is the derivative of the letter with respect
    to it, and the subscript says at which step of time. A `word` is set upright above another letter: W^enc.
    """

    base: str
    accent: str = ""
    primes: int = 0
    superscript: Symbol | None = None
    head: str = ""
    subscript: tuple[str, ...] = ()
    by: Symbol | None = None
    word: bool = False

    def marked(self, *marks: str) -> Symbol:
        """The symbol with more marks in its subscript."""
        return replace(self, subscript=(*self.subscript, *filter(None, marks)))

    def of_head(self, head: str) -> Symbol:
        """The symbol of one head, or of none: Q^(2) for Q^(h)."""
        return replace(self, by=self.by.of_head(head)) if self.by else replace(self, head=head)

    @property
    def any_head(self) -> str:
        """The head that it is, or that it stands for; "" for a symbol of all heads together."""
        return self.by.any_head if self.by else self.head

    @property
    def lowered(self) -> str:
        """The subscript in one: 2,3 and 2,→1; a mark follows an arrow without a comma."""
        text = ""
        for mark in self.subscript:
            text += mark if not text or text.endswith(ARROWS) else f",{mark}"
        return text

    @property
    def raised(self) -> bool:
        """Whether something stands above the line, so that an exponent would not be seen as one."""
        return bool(self.superscript or self.head or self.primes)


@lru_cache(maxsize=4096)
def symbol(text: str) -> Symbol:
    """A symbol as mechanisms declare it: letter, accent, primes, ^superscript, _subscript: h_t-1, C̃, S′, Q^(h)."""
    whole, _, below = text.partition("_")
    base, _, above = whole.partition("^")
    letters = base.rstrip(PRIME)
    accent = letters[-1:] if letters[-1:] in (TILDE, HAT, BAR) else ""
    return Symbol(
        letters.removesuffix(accent),
        accent,
        len(base) - len(letters),
        symbol(above) if above and not above.startswith("(") else None,
        above.strip("()") if above.startswith("(") else "",
        (below.replace("-", "−"),) if below else (),
    )
