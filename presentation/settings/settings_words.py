"""Settings in words: sizes of files, names of files, what an import has brought."""

from __future__ import annotations

from datetime import date

from presentation.translate import _, ngettext, together

MEGABYTE = 1_000_000


def size(n: int) -> str:
    """The size of a file of n bytes."""
    return f"{n / MEGABYTE:.1f} MB" if n >= MEGABYTE else f"{max(1, round(n / 1000))} kB"


def export_name(name: str, day: date) -> str:
    """The name of a learner's export: stepwise-Anna-2026-03-01.zip."""
    kept = "".join(sign if sign.isalnum() else "-" for sign in name).strip("-")
    return "-".join(filter(None, ("stepwise", kept, day.isoformat()))) + ".zip"


def imported(attempts: int, papers: int, known: int) -> str:
    """What an import has added, and what was there already."""
    added = _("Added: {attempts}, {papers}.").format(
        attempts=ngettext("{n} attempt", "{n} attempts", attempts).format(n=attempts),
        papers=ngettext("{n} paper", "{n} papers", papers).format(n=papers),
    )
    there = ngettext("{n} attempt was here already.", "{n} attempts were here already.", known).format(n=known)
    return together(added, there if known else "")


def unreadable(lines: int, first: str) -> str:
    """How many lines of an import could not be read, and where the first of them is."""
    said = ngettext(
        "{n} line could not be read: {place}.", "{n} lines could not be read, the first one: {place}.", lines
    )
    return said.format(n=lines, place=first)
