"""Bring the catalogues up to date: python -m presentation.locale.update extracts every message and merges it in."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
FOLDERS = ("loading", "engine", "parameters", "content", "check", "quiz", "db", "presentation", "ui")
ERRORS = (
    "EngineError",
    "ShapeError",
    "InputError",
    "OptionError",
    "UnknownMechanism",
    "Domain",
    "NotFound",
    "ParseError",
    "StoreError",
    "DamagedError",
    "ReadOnlyError",
    "GoneError",
    "ScheduleError",
    "NothingShows",
    "Notice",
    "TorchMissing",
)
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), **dict.fromkeys(ERRORS)}


def extracted() -> Catalog:
    """Every message in the code; a table of templates marks its entries with N_."""
    catalog = Catalog(project="Stepwise", charset="utf-8")
    for folder in FOLDERS:
        for file, line, message, comments, context in extract_from_dir(ROOT / folder, keywords=KEYWORDS):
            catalog.add(message, None, [(f"{folder}/{file}", line)], auto_comments=comments, context=context)
    return catalog


def main() -> None:
    """Merge the messages into every language's catalogue, dropping those that are gone."""
    for file in sorted(Path(__file__).parent.glob("*/LC_MESSAGES/stepwise.po")):
        with file.open("rb") as source:
            catalog = read_po(source, locale=file.parts[-3])
        catalog.update(extracted(), no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with file.open("wb") as target:
            write_po(target, catalog, omit_header=False, sort_by_file=True, width=120)


if __name__ == "__main__":
    main()
