"""What one browser session keeps besides its widgets: a single typed object under a single key.

Only ids, texts and what is open are kept; whatever can be computed again is not. Rows of the database survive a reload,
nothing here does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from db import FIRST_LEARNER

if TYPE_CHECKING:  # the first page needs neither papers nor questions
    from concurrent.futures import Future
    from datetime import datetime

    from streamlit.navigation.page import StreamlitPage
    from streamlit.proto.WidgetStates_pb2 import WidgetState

    from check import Findings
    from check.snippets import Language
    from db.merge import Replaced
    from db.records import FittedParameters, Learner
    from db.transfer import Imported
    from engine import EngineError
    from engine.readings.torch_check import Difference
    from loading import Refused
    from models.country.course import Course
    from parameters import Recognised
    from presentation.figure.guessing import What
    from presentation.figure.model import Cell, Mark, Texts
    from presentation.figure.pasted import PasteAnswer
    from presentation.lessons.numbers import LessonNumbers
    from presentation.workspaces.own_layer import OwnLayer
    from presentation.workspaces.workspace import Workspace
    from quiz.attempt import Attempt
    from ui.session.open_paper import OpenPaper
    from ui.session.pending_writes import Merging, Place, Write

KEY = "stepwise"
LANGUAGE, LEARNER = "lang", "learner"  # what the address says of whose session it is, and in which language
OF_EVERY_PAGE = (LANGUAGE, LEARNER)  # it says both on every page
PageName = Literal[
    "today",
    "learn",
    "explain",
    "practise",
    "papers",
    "progress",
    "settings",
    "session",
    "check",
    "mistakes",
    "glossary",
    "laboratory",
]


@dataclass
class Warned:
    """What was said under the open step of an attempt: the cells that cannot be marked, and a sentence."""

    attempt: str
    step: str
    marks: tuple[tuple[Mark, ...], ...] = ()
    sentence: str = ""


@dataclass
class TorchCheck:
    """A check with PyTorch: what decides its result, and the result, which a worker may still be computing."""

    of: tuple[Any, ...]
    result: Future[tuple[Difference, ...]]


@dataclass(eq=False)
class Progress:
    """How much of a piece of work is done, from 0 to 1, and whether it was cancelled; shared with the worker."""

    done: float = 0.0
    cancelled: Event = field(default_factory=Event)

    def go_on(self, done: float) -> bool:
        """Note how much is done; whether it is still wanted."""
        self.done = done
        return not self.cancelled.is_set()


@dataclass
class Fitting:
    """A fit of the memory model that a worker is making, and what came of it: None where it was cancelled."""

    progress: Progress
    result: Future[FittedParameters | None]


@dataclass(eq=False)
class Training:
    """A network that a worker trains for this session, its course so far, and whether it is `running`.

    The worker goes on as long as it is `wanted`; both change under the `lock`. `seconds` of processor
    went into it since it was last asked to, `turn` the work that it does or did last.
    """

    language: str
    course: Course
    steps: Iterator[Course] | None = None
    turn: Future[None] | None = None
    wanted: bool = True
    running: bool = False
    seconds: float = 0.0
    lock: Lock = field(default_factory=Lock)


@dataclass(frozen=True)
class OpenLesson:
    """A lesson that lies open, and since when."""

    topic: str
    since: datetime


@dataclass(frozen=True)
class Removed:
    """A learner who was removed in this session, and who began afresh in their place, if somebody did."""

    learner_id: int
    name: str
    afresh: int | None = None


@dataclass(frozen=True)
class Filling:
    """What a print-out or a file can be, as long as it is not settled which."""

    found: tuple[Recognised, ...]


@dataclass(frozen=True)
class Picked:
    """What was picked: a lesson, question or mistake of a topic, by its id there."""

    sort: str
    topic: str
    id: str


@dataclass(frozen=True)
class Sought:
    """Which recorded attempts are looked for: of a topic, a kind, with a mistake by its name, of the last so many days;
    "" and 0 for any. Only those with less than full marks unless it is `every` one; so many are `shown`.
    """

    topic: str = ""
    kind: str = ""
    mistake: str = ""
    days: int = 0
    every: bool = False
    shown: int = 20


@dataclass(frozen=True, eq=False)
class Checked:
    """What was said of a program's results: the computation and the text it is `of`, what was found, or refused.

    `file` tells the file that was handed in from every other; `taken` are the inputs that stood beside the results and
    were used instead of those of Explain.
    """

    of: tuple[Any, ...]
    text: str
    file: str
    found: Findings | None = None
    refused: Refused | EngineError | None = None
    taken: tuple[str, ...] = ()


@dataclass(frozen=True)
class Undoable:
    """A workspace that took the place of another one, which can be taken up again.

    `cut` where it is the same at sizes for which some of its numbers have no place.
    """

    made: Workspace
    before: Workspace
    cut: bool = False


@dataclass(frozen=True)
class Contested:
    """A cell, the write that it was found by, and whether this window's text is the one that is kept."""

    write: Merging
    cell: Replaced
    mine: bool


@dataclass
class SessionState:
    """Of every page: the language ("" as long as none is chosen), the learner and whether it is known that it is they,
    the topic that was open last, the pages by name, the keys of the chips that are open.

    Explain: the `workspace`, the last one that could be `computed`, as which text it was last `saved`; the part of the
    story that is `opened`, whether it was just `moved` to, the decimals of every number and whether it is known what
    the learner has chosen (`display_known`), which of the `heads` is shown, by how many there are, which
    `second_head` stands beside it, and whether the `average_of_heads` is shown instead; along time, which
    `unit` is shown, and whether all moments stand `together`; whether the `structure` is drawn, and the outline
    stands beside (`outlined`); the figures under
    which the way back to the inputs is open (`following`), and the cells that it opened elsewhere (`pointed`), each
    with what was open there before; what of the open step is hidden until it is said (`guess`), by figure what was
    checked of that and for which cell (`guesses`), and whether it was said or only shown (`said_first`); why a
    convention or a size was `refused`, by its name, until that is said; the last `torch_check`; what a print-out or a
    file can be (`filling`), and what was taken of it (`filled`); what was put back or opened from a link last
    (`undoable`); the workspace before a word was appended
    (`appended_to`); a learner's own model that is still asked something (`own_asked`), and the row and column from
    which on matrices are shown that have no room (`shown_from`).

    The picker: what is `sought`, and what was `picked` that is still to be opened.

    Learn: the lesson that lies open (`reading`); the numbers of each lesson as they were typed over
    (`lesson_numbers`), by topic; the figures that are open (`lesson_figures`); the box of each diagram that is
    open (`lesson_structures`); what was answered to questions in the middle (`predicted`), by topic and question, ""
    where the answer was only shown.

    Laboratories: the numbers that were said before anything was shown (`foretold`), by laboratory and name, "" where
    they were only shown; the network that is being trained or was (`training`).

    Check mine: the `results` that were pasted, by topic, the language of `check_code`, and what was `checked` last.

    Practise: the open `attempt`, and its id where it is made in a session (`reviewing`); what stands in steps that are
    not handed in (`drafts`), by attempt and step; what the learner was warned of, `complaints` by attempt.

    Papers: the open `exam`; its question, from 0, by paper.

    Mistakes: which attempts are looked for.

    Progress: how many mistakes have a name since answers were just marked again.

    Settings: the learner of whom it is `asked` whether to remove them, the one who was just `removed`, the numbers of
    what was just `imported`, to be said, and the `fitting` of the memory model that runs or has just ended.

    What could not be done: sentences that are still to be `said`, whether one of them is that the database is
    `damaged`, whether it was said that something `waits` to be saved, whether there is `news` of either that only the
    whole page can say, and whether the page left something `undone` and has to be drawn again for it.

    What this `window` `knows` to be kept, and what it has `sent` that had to wait, by place; cells in which another
    window has entered something else (`contested`), and what was `entered` here itself, by place and path.

    The fields that the page, or a part of it, has drawn and the browser holds (`held`): by key, their names and what is
    kept of each.

    What was read of the text `pasted` last, and into which figure.

    What arrived `early`, for widgets that this session has not drawn yet, by their ids.
    """

    language: str = ""
    learner_id: int = FIRST_LEARNER
    learner_known: bool = False
    topic: str | None = None
    pages: Mapping[PageName, StreamlitPage] = field(default_factory=dict)
    chips: set[str] = field(default_factory=set)

    workspace: Workspace | None = None
    computed: Workspace | None = None
    saved: str = ""
    opened: int = 1
    moved: bool = False
    digits: int = 4
    display_known: bool = False
    heads: dict[tuple[int, ...], int] = field(default_factory=dict)
    second_head: int | None = None
    average_of_heads: bool = False
    unit: int = 0
    together: bool = False
    structure: bool = False
    outlined: bool = False
    following: set[str] = field(default_factory=set)
    pointed: dict[str, tuple[Cell, Cell | None]] = field(default_factory=dict)
    guess: What | None = None
    guesses: dict[str, tuple[Cell | None, dict[str, Texts]]] = field(default_factory=dict)
    said_first: dict[str, bool] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    awaited_files: set[str] = field(default_factory=set)
    filling: Filling | None = None
    filled: str = ""
    undoable: Undoable | None = None
    torch_check: TorchCheck | None = None
    appended_to: Workspace | None = None
    own_asked: tuple[OwnLayer, Recognised] | None = None
    shown_from: int = 0

    sought: str = ""
    picked: Picked | None = None

    reading: OpenLesson | None = None
    lesson_numbers: dict[str, LessonNumbers] = field(default_factory=dict)
    lesson_figures: set[str] = field(default_factory=set)
    lesson_structures: dict[str, str] = field(default_factory=dict)
    predicted: dict[str, dict[str, str]] = field(default_factory=dict)

    foretold: dict[str, dict[str, str]] = field(default_factory=dict)
    training: Training | None = None

    results: dict[str, str] = field(default_factory=dict)
    check_code: Language = "pytorch"
    checked: Checked | None = None

    attempt: Attempt | None = None
    reviewing: str = ""
    drafts: dict[str, dict[str, Texts]] = field(default_factory=dict)
    warned: Warned | None = None
    complaints: dict[str, list[str]] = field(default_factory=dict)

    exam: OpenPaper | None = None
    exam_place: dict[str, int] = field(default_factory=dict)

    sought_attempts: Sought = Sought()

    remarked: int | None = None

    asked: Learner | None = None
    removed: Removed | None = None
    imported: Imported | None = None
    fitting: Fitting | None = None

    said: list[str] = field(default_factory=list)
    damaged: bool = False
    waits: bool = False
    news: bool = False
    undone: bool = False

    window: str = field(default_factory=lambda: uuid4().hex)
    knows: dict[Place, object] = field(default_factory=dict)
    sent: dict[Place, Write] = field(default_factory=dict)
    contested: dict[Place, Contested] = field(default_factory=dict)
    entered: dict[Place, Any] = field(default_factory=dict)

    held: dict[str, tuple[str, int]] = field(default_factory=dict)
    pasted: tuple[str, PasteAnswer] | None = None
    early: dict[str, WidgetState] = field(default_factory=dict)


def session() -> SessionState:
    """The session's state."""
    found = _at_hand() or st.session_state.get(KEY)
    if found is None:
        st.session_state[KEY] = found = SessionState()
    return found


def _at_hand() -> SessionState | None:
    """What Streamlit keeps under our key, without what it does at each look for the sake of widgets."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return None
    kept: Any = context.session_state._state
    found: SessionState | None = kept._new_session_state.get(KEY) or kept._old_state.get(KEY)
    return found


def go_to(page: PageName, **query: str) -> None:
    """Leave for another page."""
    st.switch_page(session().pages[page], query_params=query or None)


def set_address(**query: str) -> None:
    """Let the address of the page say this; what says the language and the learner stays in it."""
    kept = {name: st.query_params[name] for name in OF_EVERY_PAGE if name in st.query_params}
    st.query_params.from_dict(kept | query)
