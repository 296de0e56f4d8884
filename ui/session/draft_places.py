"""Beginnings of the ids under which drafts of pages are kept, before a topic's or a laboratory's id.

No topic is called like one. They stand by themselves, so that who looks for such a draft imports no page's computation.
"""

from __future__ import annotations

EXPLAIN, CHECK, LABORATORY, LESSON = "explain/", "check/", "laboratory/", "lesson/"
