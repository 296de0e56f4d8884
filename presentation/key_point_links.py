"""Where a key point is taught: the lesson and its section, in the words of the language being spoken."""

from __future__ import annotations

from content import library
from content.lessons.sections import SectionLink, section
from presentation.translate import language


def taught_in(where: SectionLink) -> str:
    """The lesson's title and the section's (Markdown); only the lesson's where no section is named or left."""
    topic = library().topics[where.topic].title.of(language())
    found = section(library(), where, language())
    return f"{topic} › {found.title}" if found else topic
