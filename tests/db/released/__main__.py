"""Write a database of the present schema, for the tests of releases to come. Those that are there stay as they are."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from db.migrate import HEAD
from db.recordings import Recording
from db.records import Draft, Exam, FittedParameters, Paper, PaperItem
from db.store import Store, open_store
from quiz.schedule import DEFAULT_PARAMETERS, Rating
from tests.db.attempts import NOON, attempt, unnamed

NUMBERS = count()
SHANGHAI = ZoneInfo("Asia/Shanghai")
QUESTIONS = {
    "lstm/one-step": "lstm_step",
    "gru/one-step": "gru_step",
    "self-attention/score-and-scale": "self_attention",
}


def main() -> int:
    """Write the file; refuses to replace one."""
    path = Path(__file__).parent / f"{HEAD}.db"
    if path.exists():
        print(f"{path} is there already.", file=sys.stderr)
        return 1
    store = open_store(f"sqlite:///{path}")
    fill(store)
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")
    return 0


def fill(store: Store) -> None:
    """Rows in every table: six evenings of attempts, some with misconceptions, one marked again, drafts, papers."""
    for day in range(6):
        now = datetime(2026, 3, 2 + day, 23, 30, tzinfo=SHANGHAI)
        for place, (question, mechanism) in enumerate(QUESTIONS.items()):
            made = (("cell", "stale.cell"),) if (day + place) % 3 == 0 else ()
            points = float((day * place) % 4)
            marking = {"cell": {"status": "wrong", "points": points, "possible": 3.0}}
            changes = {"mechanism": mechanism, "points": points, "misconceptions": made, "marking": marking}
            store.record(attempt(question, now, attempt_id=_id(), language=("en", "zh")[place % 2], **changes), now)
    learner = next(one for one in store.learners() if one.learner_id == store.learner_id)
    store.change_learner(learner.learner_id, minutes_a_day=45)
    store.keep_exam(Exam(_id(), date(2026, 12, 19), "口试", ("attention", "gated")))
    store.read_lesson("lstm", 6.5, NOON)
    rated = store.attempts(1, "gru/one-step")[0].attempt_id
    store.regrade(rated, Rating.EASY, NOON + timedelta(days=8))
    fitted = tuple(each * 1.1 if n < 4 else each for n, each in enumerate(DEFAULT_PARAMETERS))
    store.take_fit(FittedParameters(NOON, 18, 4, 0.41, 0.4, kept=True, parameters=fitted), NOON + timedelta(days=8))
    store.recordings.keep(_id(), Recording("audio/webm", b"\x1a\x45\xdf\xa3 what was said"))
    store.record(unnamed(attempt_id=_id()), NOON)
    store.record(attempt("unscored", attempt_id=_id(), points=0.0, possible=0.0), NOON)
    store.remark(NOON + timedelta(days=9))
    state = {"hints": {"cell": 1}, "retries": {}, "open": {"hidden": [["0,5"]]}}
    store.save_draft(Draft("lstm/one-step", _id(), NOON, 4, {"x": [[1.0]]}, {"cell": [["0.5", "−1/3"]]}, state), NOON)
    store.save_draft(Draft("explain/lstm", _id(), NOON, state={"inputs": {"x": [["1"]]}}), NOON)
    for place, stage in enumerate(("composed", "started", "handed in")):
        _paper(store, stage, NOON + timedelta(days=10 + place))
    store.record(attempt("gru/one-step", NOON + timedelta(days=14), attempt_id=_id(), aimed=True), NOON)


def _paper(store: Store, stage: str, now: datetime) -> None:
    paper, first, second = _id(), _id(), _id()
    items = (PaperItem(first, "lstm/one-step", 2, {"x": [[1.0]]}), PaperItem(second, "gru/blend", 3))
    store.compose_paper(Paper(paper, 1000, 30, 6.0, now, {"topics": ["lstm"]}, items=items))
    if stage == "composed":
        return
    store.start_paper(paper, now)
    store.merge_answers(paper, first, {"cell": [["0.25"]]}, now + timedelta(minutes=2))
    if stage == "handed in":
        end = now + timedelta(minutes=20)
        answered = [attempt("lstm/one-step", end, attempt_id=first), attempt("gru/blend", end, attempt_id=second)]
        store.hand_in_paper(paper, answered, end)


def _id() -> str:
    return f"00000000-0000-4000-8000-{next(NUMBERS):012d}"


if __name__ == "__main__":
    sys.exit(main())
