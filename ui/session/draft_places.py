"""Beginnings of the ids under which drafts of pages are kept, before a topic's id; no topic is called like a page.

They stand by themselves, so that who looks for such a draft imports no page's computation.
"""

from __future__ import annotations

EXPLAIN, CHECK, LESSON = "explain/", "check/", "lesson/"
