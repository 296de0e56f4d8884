"""What was pasted on Check mine, kept so that a reload or another day finds it again."""

from __future__ import annotations

from db.errors import StoreError
from ui.session import page_drafts
from ui.session.draft_places import CHECK
from ui.session.state import session
from ui.session.unsaved import report

TEXT = "text"


def pasted(topic_id: str) -> str:
    """The results pasted about a topic; empty if there are none, or none that can be read."""
    results = session().results
    if topic_id not in results:
        try:
            kept = page_drafts.read(CHECK + topic_id)
        except StoreError as error:
            report(error)
            return ""
        results[topic_id] = str(kept.get(TEXT, "")) if kept else ""
    return results[topic_id]


def paste(topic_id: str, text: str) -> None:
    """Keep what is pasted now."""
    if text == pasted(topic_id):
        return
    session().results[topic_id] = text
    if text:
        page_drafts.put(CHECK + topic_id, {TEXT: text}, untouched={TEXT: ""})
    else:
        page_drafts.clear(CHECK + topic_id)
