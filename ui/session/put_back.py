"""Putting back what another window has entered over, or what this one has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from content import topic
from db.merge import cell_at, with_cell
from db.records import Draft
from db.rows import plain
from quiz.attempt import Attempt
from ui.session import contested_cells, explain_drafts, persistence, stored_values
from ui.session.callbacks import turning
from ui.session.draft_places import CHECK, EXPLAIN, LABORATORY, LESSON
from ui.session.pending_writes import AnswerPart, SaveDraft
from ui.session.practise import enter, still_open
from ui.session.restored_attempts import place_of, taken_over
from ui.session.state import Contested, session


@turning
def put_back() -> None:
    """Every earlier text that this window was told of stands in its cell again."""
    for one in contested_cells.found():
        if isinstance(one.write, AnswerPart):
            _into_paper(one, one.write)
        else:
            _into_draft(one, one.write)
    contested_cells.leave()


def _into_paper(one: Contested, write: AnswerPart) -> None:
    attempt = still_open(write.attempt_id)
    if attempt is not None:
        part, *path = one.cell.path
        rows = with_cell(plain(attempt.answers.get(str(part), ())), tuple(path), one.cell.before)
        enter(attempt.id, str(part), stored_values.rows(rows))


def _into_draft(one: Contested, write: SaveDraft) -> None:
    here, stands = session(), persistence.begun(write.draft.question_id)
    wanted = one.cell.before if not one.cell.path else _with_cell(stands, one, write)
    if wanted is None:
        return
    kept = persistence.write_now(SaveDraft(here.learner_id, here.window, wanted, persistence.local_now(), stands))
    _show(kept if isinstance(kept, Draft) else wanted)


def _with_cell(stands: Draft | None, one: Contested, write: SaveDraft) -> Draft | None:
    """The draft with the earlier text in its cell; None where it is handed in, or another one by now."""
    if stands is None or stands.attempt_id != write.draft.attempt_id:
        return None
    cells: dict[str, Any] = {"answers": stands.answers, "state": stands.state}
    if cell_at(cells, one.cell.path) is None:
        return None
    return replace(stands, **with_cell(cells, one.cell.path, one.cell.before))


def _show(kept: Draft) -> None:
    """Have the open page show what is kept now."""
    state = session()
    if kept.question_id.startswith(EXPLAIN) and state.workspace:
        state.workspace = explain_drafts.kept(topic(kept.question_id.removeprefix(EXPLAIN)))
    elif kept.question_id.startswith(CHECK):
        state.results.pop(kept.question_id.removeprefix(CHECK), None)
    elif kept.question_id.startswith(LESSON):
        state.lesson_numbers.pop(kept.question_id.removeprefix(LESSON), None)
    elif kept.question_id.startswith(LABORATORY):
        state.foretold.pop(kept.question_id.removeprefix(LABORATORY), None)
    elif state.attempt and place_of(state.attempt) == kept.question_id:
        _in_attempt(state.attempt, kept)


def _in_attempt(attempt: Attempt, kept: Draft) -> None:
    entered = taken_over(attempt, kept) if attempt.id == kept.attempt_id else None
    if entered is None:
        session().attempt = None  # the draft of other numbers: it is opened again
    else:
        session().drafts[attempt.id] = entered
