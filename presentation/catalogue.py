"""Reads a catalogue of translations (.po) as it stands: there is no compiled copy that could be out of date."""

from __future__ import annotations

import gettext
import json
from pathlib import Path


class Catalogue(gettext.NullTranslations):
    """The translations into a language with a single plural form; a message without one translates to itself."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__()
        self._messages = messages

    def gettext(self, message: str) -> str:
        """The message, or of one with a plural its only form."""
        return self._messages.get(message) or message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The only form; untranslated, the English singular or plural."""
        return self._messages.get(msgid1) or super().ngettext(msgid1, msgid2, n)


def read(file: Path) -> Catalogue:
    """The catalogue in a file.

    Raises:
        ValueError: a line does not belong in a catalogue.
    """
    messages: dict[str, str] = {}
    for entry in file.read_text(encoding="utf-8").split("\n\n"):
        texts = _texts(entry)
        if "msgid" in texts:
            messages[texts["msgid"]] = texts.get("msgstr") or texts.get("msgstr[0]", "")
    messages.pop("", None)  # the header
    return Catalogue(messages)


def _texts(entry: str) -> dict[str, str]:
    """The texts of one entry by their keywords, each of one line or more; none of an entry that is to be revised."""
    found: dict[str, str] = {}
    keyword = ""
    for line in entry.splitlines():
        if line.startswith("#,") and "fuzzy" in line:
            return {}
        if not line or line.startswith("#"):
            continue
        if not line.startswith('"'):
            keyword, _, line = line.partition(" ")
        found[keyword] = found.get(keyword, "") + str(json.loads(line))  # the escapes are JSON's too
    return found
