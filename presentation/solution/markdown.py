"""The worked solution as Markdown with formulas between dollars."""

from __future__ import annotations

from collections.abc import Sequence

from presentation.solution.document import Block, Displayed, Heading


def markdown(blocks: Sequence[Block]) -> str:
    """The text of a .md file."""
    return "\n\n".join(map(_written, blocks)) + "\n"


def _written(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {text}"
        case Displayed(formula):
            return f"$$\n{formula}\n$$"
        case _:
            return block.text
