"""What is open on Explain, and how it is started."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from content import Topic, headings, topic
from presentation.translate import _, language
from presentation.workspaces.links import BadLink, unpacked
from presentation.workspaces.lost_numbers import leaves_out
from presentation.workspaces.workspace import Workspace
from presentation.workspaces.workspace_state import stated
from ui.session.explain_drafts import fresh, kept
from ui.session.state import Undoable, session

LINK = "numbers"  # what a link calls its workspace
FIRST_TOPIC = "self-attention"  # the first thing a newcomer sees: a sentence, and all of attention on one page


def current() -> Workspace:
    """The session's workspace; a topic or preset in the address starts another one."""
    here = session().workspace
    wanted = st.query_params.get("topic")
    known = {heading.id for heading in headings()}
    if here is None or (wanted in known and wanted != here.topic.id):
        take_up(topic(wanted if wanted in known else FIRST_TOPIC))
    if LINK in st.query_params:
        _open_link(st.query_params.pop(LINK))
    session().workspace = space = open_workspace().in_language(language())
    session().topic = st.query_params["topic"] = space.topic.id
    return space


def _open_link(letters: str) -> None:
    """Take up what a link holds; what was open before can be taken up again, unless it was an example as it stands."""
    space = open_workspace()
    try:
        made = unpacked(space.topic, letters, language())
        if _is_example(space):
            session().workspace, session().undoable = made, None
        else:
            replace_workspace(made)
    except BadLink:
        session().refused[LINK] = _("This link is damaged or of another version; the page shows what was here before.")


def _is_example(space: Workspace) -> bool:
    return stated(space) == stated(fresh(space.topic, space.preset))


def replace_workspace(made: Workspace) -> None:
    """Another workspace in place of the one that is open, which can be taken up again."""
    session().undoable = Undoable(made, open_workspace())
    session().workspace = made


def resize_workspace(made: Workspace) -> None:
    """The same workspace at other sizes. What is cut off can be taken up again, also after further sizes."""
    before, undoable = open_workspace(), undoable_of(open_workspace())
    if undoable:
        session().undoable = replace(undoable, made=made)
    elif leaves_out(before, made):
        session().undoable = Undoable(made, before, cut=True)
    session().workspace = made


def undoable_of(space: Workspace) -> Undoable | None:
    """What can be taken up again in place of a workspace, as long as nothing was typed into it since."""
    found = session().undoable
    if found is None or found.before.topic.id != space.topic.id or found.made.typed != space.typed:
        return None
    return found


def open_workspace() -> Workspace:
    """The session's workspace, in whose page something was changed."""
    space = session().workspace
    assert space is not None
    return space


def to_change() -> Workspace:
    """The session's workspace, of which a callback makes another one; the page stays where it is scrolled to."""
    session().moved, session().filled = False, ""
    return open_workspace()


def take_up(chosen: Topic) -> None:
    """Open a topic where the learner left it, else on its first example."""
    _begin(kept(chosen) or _example(chosen))


def start(chosen: Topic, preset: str | None = None) -> None:
    """Open a topic on one of its presets, where its computation begins."""
    _begin(_example(chosen, preset))


def _example(chosen: Topic, preset: str | None = None) -> Workspace:
    return fresh(chosen, preset or chosen.first_preset(language()).id)


def _begin(space: Workspace) -> None:
    here = session()
    here.workspace = space
    here.opened, here.moved, here.filled, here.filling = 1, False, "", None
    here.following, here.pointed, here.guesses, here.said_first = set(), {}, {}, {}
    here.appended_to = None
    st.query_params["topic"] = space.topic.id
