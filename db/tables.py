"""Table definitions. Attempts, misconceptions, remarkings, reviews, regradings, fits and lessons read are append-only;
the others change.

Every row belongs to a learner. A card can be recomputed from its reviews, and the totals from the attempts; they are
stored so that pages need not read the whole history.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from db.columns import Day, Instant, JsonColumn

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

learners = Table(
    "learners",
    metadata,
    Column("learner_id", Integer, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("color", String(16), nullable=False),
    Column("day_start", Integer, nullable=False),  # hour at which a new day begins, 0 to 23
    Column("created_at", Instant, nullable=False),
    Column("removed_at", Instant),
    Column("minutes_a_day", Integer, nullable=False, server_default="20"),
)


def _owner(primary_key: bool = False) -> Column[int]:
    """The column that says whose a row is."""
    return Column("learner_id", ForeignKey(learners.c.learner_id), nullable=False, primary_key=primary_key)


def _of_attempt() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["learner_id", "attempt_id"], ["attempts.learner_id", "attempts.attempt_id"])


attempts = Table(
    "attempts",
    metadata,
    Column("sequence", Integer, primary_key=True),
    _owner(),
    Column("attempt_id", String(64), nullable=False),
    Column("question_id", String(200), nullable=False),
    Column("mechanism", String(200), nullable=False),
    Column("options", JsonColumn, nullable=False),
    Column("inputs", JsonColumn, nullable=False),
    Column("seed", BigInteger),
    Column("answers", JsonColumn, nullable=False),
    Column("marking", JsonColumn, nullable=False),
    Column("points", Float, nullable=False),
    Column("possible", Float, nullable=False),
    Column("hints_used", Integer, nullable=False),
    Column("language", String(16), nullable=False),
    Column("engine_version", String(32), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant, nullable=False),
    Column("aimed", Integer, nullable=False, server_default="0"),  # 1 for practice that aims at one step
    UniqueConstraint("learner_id", "attempt_id"),
    Index(None, "learner_id", "sequence"),
    Index(None, "learner_id", "question_id", "sequence"),
    Index(None, "learner_id", "finished_at"),
)

attempt_misconceptions = Table(
    "attempt_misconceptions",
    metadata,
    _owner(primary_key=True),
    Column("attempt_id", String(64), primary_key=True),
    Column("step", String(200), primary_key=True),
    Column("misconception_id", String(200), primary_key=True),
    _of_attempt(),
    Index(None, "learner_id", "misconception_id"),
)

remarkings = Table(
    "remarkings",
    metadata,
    _owner(primary_key=True),
    Column("attempt_id", String(64), primary_key=True),
    Column("engine_version", String(32), primary_key=True),
    Column("marking", JsonColumn, nullable=False),
    Column("points", Float, nullable=False),
    Column("marked_at", Instant, nullable=False),
    _of_attempt(),
)

reviews = Table(
    "reviews",
    metadata,
    Column("review_id", Integer, primary_key=True),
    _owner(),
    Column("attempt_id", String(64), nullable=False),
    Column("question_id", String(200), nullable=False),
    Column("rating", Integer, nullable=False),
    Column("reviewed_at", Instant, nullable=False),
    Column("day", Day, nullable=False),  # the learner's own day; a question is rated once a day
    Column("before", JsonColumn, nullable=False),
    Column("after", JsonColumn, nullable=False),
    UniqueConstraint("learner_id", "attempt_id"),
    _of_attempt(),
    Index(None, "learner_id", "question_id", "day"),
)

regradings = Table(
    "regradings",
    metadata,
    _owner(primary_key=True),
    Column("attempt_id", String(64), primary_key=True),
    Column("changed_at", Instant, primary_key=True),
    Column("rating", Integer, nullable=False),
    _of_attempt(),
)

fits = Table(
    "fits",
    metadata,
    _owner(primary_key=True),
    Column("fitted_at", Instant, primary_key=True),
    Column("reviews", Integer, nullable=False),
    Column("held_out", Integer, nullable=False),
    Column("loss_before", Float),
    Column("loss", Float),
    Column("kept", Integer, nullable=False),  # 1 if the parameters, or the defaults where there are none, were taken
    Column("parameters", JsonColumn, nullable=False),
)

exams = Table(
    "exams",
    metadata,
    _owner(primary_key=True),
    Column("exam_id", String(64), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("day", Day, nullable=False),
    Column("areas", JsonColumn, nullable=False),  # the groups of topics that it is on; none for all
)

lessons_read = Table(
    "lessons_read",
    metadata,
    _owner(primary_key=True),
    Column("topic_id", String(200), primary_key=True),
    Column("read_at", Instant, primary_key=True),
    Column("day", Day, nullable=False),  # the learner's own day
    Column("minutes", Float, nullable=False),
)

cards = Table(
    "cards",
    metadata,
    _owner(primary_key=True),
    Column("question_id", String(200), primary_key=True),
    Column("due", Instant, nullable=False),
    Column("stability", Float),
    Column("difficulty", Float),
    Column("last_review", Instant),
    Index(None, "learner_id", "due"),
)

day_totals = Table(
    "day_totals",
    metadata,
    _owner(primary_key=True),
    Column("day", Day, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("points", Float, nullable=False),
    Column("possible", Float, nullable=False),
    Column("aimed", Integer, nullable=False, server_default="0"),  # attempts beside these, practice that aims
)

question_totals = Table(
    "question_totals",
    metadata,
    _owner(primary_key=True),
    Column("question_id", String(200), primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("score", Float, nullable=False),  # sum of the attempts' scores, each 0 to 1
)

drafts = Table(
    "drafts",
    metadata,
    _owner(primary_key=True),
    Column("question_id", String(200), primary_key=True),
    Column("attempt_id", String(64), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("seed", BigInteger),
    Column("inputs", JsonColumn, nullable=False),
    Column("answers", JsonColumn, nullable=False),
    Column("state", JsonColumn, nullable=False),
)

papers = Table(
    "papers",
    metadata,
    _owner(primary_key=True),
    Column("paper_id", String(64), primary_key=True),
    Column("seed", BigInteger, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("wanted", JsonColumn, nullable=False),
    Column("composed_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("handed_in_at", Instant),
    Column("points", Float),
    Column("possible", Float, nullable=False),
)

paper_items = Table(
    "paper_items",
    metadata,
    _owner(primary_key=True),
    Column("paper_id", String(64), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("attempt_id", String(64), nullable=False),
    Column("question_id", String(200), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("inputs", JsonColumn, nullable=False),
    Column("answers", JsonColumn, nullable=False),
    Column("late", JsonColumn, nullable=False),  # answers that came when the time was over; they do not count
    ForeignKeyConstraint(["learner_id", "paper_id"], ["papers.learner_id", "papers.paper_id"]),
)

recordings = Table(
    "recordings",
    metadata,
    _owner(primary_key=True),
    Column("attempt_id", String(64), primary_key=True),
    Column("kind", String(40), nullable=False),  # its media type
    Column("sound", LargeBinary, nullable=False),
)

APPEND_ONLY = ("attempts", "attempt_misconceptions", "remarkings", "reviews", "regradings", "fits", "lessons_read")
CLOSED = ("papers", "paper_items")  # rows are final once the paper is handed in


def owned() -> list[Table]:
    """The tables whose rows belong to a learner; one that refers to another comes after it."""
    return [table for table in metadata.sorted_tables if table is not learners]
