"""What a Markdown file links to, and the anchors that its headings make."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#{1,6} +(.+?)(?: +#+)?$", re.MULTILINE)
LINKS = (
    re.compile(r"\]\(<?([^)\s>]+)>?(?: +\"[^\"]*\")?\)"),  # [text](target "title"), images too
    re.compile(r"^\[[^\]]+\]: +(\S+)", re.MULTILINE),  # [label]: target
    re.compile(r"(?:href|src)=\"([^\"]+)\""),
)


def links(text: str) -> Iterator[str]:
    """Every target linked to outside code."""
    prose = CODE.sub("", FENCE.sub("", text))
    for pattern in LINKS:
        yield from pattern.findall(prose)


def anchors(text: str) -> set[str]:
    """The anchors of the headings, made as GitHub makes them."""
    seen: Counter[str] = Counter()
    found = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        label = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", label.lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found
