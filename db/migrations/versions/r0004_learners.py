"""Revision 0004: every row belongs to a learner; days, totals, and late answers are kept; guards on PostgreSQL too.

Primary keys change, so all tables are made again and their rows copied. What is there becomes the first learner's.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
FIRST = 1  # the learner whom everything belonged to
DAY_START = 4
COPIED = (
    "attempts", "attempt_misconceptions", "remarkings", "reviews", "cards", "drafts", "papers", "paper_items",
)  # fmt: skip
APPEND_ONLY = ("attempts", "attempt_misconceptions", "remarkings", "reviews")
CLOSED = ("papers", "paper_items")
# the local day of an instant, as this machine's clock is set; the days before this revision knew no other zone
LOCAL_DAY = {
    "sqlite": "date({}, 'localtime', '-4 hours')",
    "postgresql": "({} AT TIME ZONE current_setting('TimeZone') - interval '4 hours')::date",
}


def upgrade() -> None:
    """Make the tables again with a learner, and copy every row."""
    for table in COPIED:
        op.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")  # noqa: S608 (names from this file)
    for table in reversed(COPIED):
        op.drop_table(table)
    for make in (_learners, _attempts, _reviews, _cards, _totals, _drafts, _papers):
        make()
    _first_learner()
    for table in COPIED:
        _copy(table)
        op.drop_table(f"kept_{table}")
    _count()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _continue_sequences()
        _guard_postgresql()


# ---- tables ----


def _owner() -> sa.Column[int]:
    return sa.Column("learner_id", sa.Integer, nullable=False)


def _belongs(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["learner_id"], ["learners.learner_id"], name=f"fk_{table}_learner_id_learners")


def _of(table: str, whole: str, key: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_learner_id_{key}_{whole}"
    return sa.ForeignKeyConstraint(["learner_id", key], [f"{whole}.learner_id", f"{whole}.{key}"], name=name)


def _learners() -> None:
    op.create_table(
        "learners",
        sa.Column("learner_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("color", sa.String(16), nullable=False),
        sa.Column("day_start", sa.Integer, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT),
        sa.PrimaryKeyConstraint("learner_id", name="pk_learners"),
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("sequence", sa.Integer, nullable=False),
        _owner(),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("question_id", sa.String(200), nullable=False),
        sa.Column("mechanism", sa.String(200), nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("inputs", sa.JSON, nullable=False),
        sa.Column("seed", sa.BigInteger),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("marking", sa.JSON, nullable=False),
        sa.Column("points", sa.Float, nullable=False),
        sa.Column("possible", sa.Float, nullable=False),
        sa.Column("hints_used", sa.Integer, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("engine_version", sa.String(32), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_attempts"),
        sa.UniqueConstraint("learner_id", "attempt_id", name="uq_attempts_learner_id_attempt_id"),
        _belongs("attempts"),
    )
    for columns in (
        ["learner_id", "sequence"],
        ["learner_id", "question_id", "sequence"],
        ["learner_id", "finished_at"],
    ):
        op.create_index(f"ix_attempts_{'_'.join(columns)}", "attempts", columns)
    op.create_table(
        "attempt_misconceptions",
        _owner(),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("step", sa.String(200), nullable=False),
        sa.Column("misconception_id", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint(
            "learner_id", "attempt_id", "step", "misconception_id", name="pk_attempt_misconceptions"
        ),
        _belongs("attempt_misconceptions"),
        _of("attempt_misconceptions", "attempts", "attempt_id"),
    )
    op.create_index(
        "ix_attempt_misconceptions_learner_id_misconception_id",
        "attempt_misconceptions",
        ["learner_id", "misconception_id"],
    )
    op.create_table(
        "remarkings",
        _owner(),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("engine_version", sa.String(32), nullable=False),
        sa.Column("marking", sa.JSON, nullable=False),
        sa.Column("points", sa.Float, nullable=False),
        sa.Column("marked_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "attempt_id", "engine_version", name="pk_remarkings"),
        _belongs("remarkings"),
        _of("remarkings", "attempts", "attempt_id"),
    )


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("review_id", sa.Integer, nullable=False),
        _owner(),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("question_id", sa.String(200), nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("reviewed_at", INSTANT, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("after", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("review_id", name="pk_reviews"),
        sa.UniqueConstraint("learner_id", "attempt_id", name="uq_reviews_learner_id_attempt_id"),
        _belongs("reviews"),
        _of("reviews", "attempts", "attempt_id"),
    )
    op.create_index("ix_reviews_learner_id_question_id_day", "reviews", ["learner_id", "question_id", "day"])


def _cards() -> None:
    op.create_table(
        "cards",
        _owner(),
        sa.Column("question_id", sa.String(200), nullable=False),
        sa.Column("due", INSTANT, nullable=False),
        sa.Column("stability", sa.Float),
        sa.Column("difficulty", sa.Float),
        sa.Column("last_review", INSTANT),
        sa.PrimaryKeyConstraint("learner_id", "question_id", name="pk_cards"),
        _belongs("cards"),
    )
    op.create_index("ix_cards_learner_id_due", "cards", ["learner_id", "due"])


def _totals() -> None:
    op.create_table(
        "day_totals",
        _owner(),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("points", sa.Float, nullable=False),
        sa.Column("possible", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "day", name="pk_day_totals"),
        _belongs("day_totals"),
    )
    op.create_table(
        "question_totals",
        _owner(),
        sa.Column("question_id", sa.String(200), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "question_id", name="pk_question_totals"),
        _belongs("question_totals"),
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        _owner(),
        sa.Column("question_id", sa.String(200), nullable=False),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("seed", sa.BigInteger),
        sa.Column("inputs", sa.JSON, nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "question_id", name="pk_drafts"),
        _belongs("drafts"),
    )


def _papers() -> None:
    op.create_table(
        "papers",
        _owner(),
        sa.Column("paper_id", sa.String(64), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("wanted", sa.JSON, nullable=False),
        sa.Column("composed_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT),
        sa.Column("handed_in_at", INSTANT),
        sa.Column("points", sa.Float),
        sa.Column("possible", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "paper_id", name="pk_papers"),
        _belongs("papers"),
    )
    op.create_table(
        "paper_items",
        _owner(),
        sa.Column("paper_id", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("question_id", sa.String(200), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("inputs", sa.JSON, nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("late", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "paper_id", "place", name="pk_paper_items"),
        _belongs("paper_items"),
        _of("paper_items", "papers", "paper_id"),
    )


# ---- rows ----


def _first_learner() -> None:
    columns = ("learner_id", "name", "color", "day_start", "created_at")
    table = sa.table("learners", *map(sa.column, columns[:-1]), sa.column("created_at", INSTANT))
    values = (FIRST, "", "blue", DAY_START, datetime.now(UTC))
    op.execute(sa.insert(table).values(dict(zip(columns, values, strict=True))))


def _copy(table: str) -> None:
    columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(f"kept_{table}")]
    added = {"learner_id": str(FIRST)}
    if table == "reviews":
        added["day"] = _local_day("reviewed_at")
    if table == "paper_items":
        added["late"] = "'{}'"
    names, values = ", ".join([*added, *columns]), ", ".join([*added.values(), *columns])
    op.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM kept_{table}")  # noqa: S608 (names from this file)


def _count() -> None:
    day = _local_day("finished_at")
    op.execute(
        "INSERT INTO day_totals (learner_id, day, attempts, points, possible) "  # noqa: S608 (an expression from this file)
        f"SELECT {FIRST}, {day}, count(*), sum(points), sum(possible) FROM attempts GROUP BY {day}"
    )
    op.execute(
        "INSERT INTO question_totals (learner_id, question_id, attempts, score) "  # noqa: S608 (a number from this file)
        f"SELECT {FIRST}, question_id, count(*), sum(CASE WHEN possible > 0 THEN points / possible ELSE 0 END) "
        "FROM attempts GROUP BY question_id"
    )


def _local_day(column: str) -> str:
    return LOCAL_DAY[op.get_bind().dialect.name].format(column)


def _continue_sequences() -> None:
    """PostgreSQL counts on by itself only for rows that were inserted without a number."""
    for table, column in (("attempts", "sequence"), ("reviews", "review_id"), ("learners", "learner_id")):
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "  # noqa: S608 (names from this file)
            f"(SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)"
        )


# ---- guards ----

REMOVED = "EXISTS (SELECT 1 FROM learners WHERE learner_id = OLD.learner_id AND removed_at IS NOT NULL)"
HANDED_IN = (
    "EXISTS (SELECT 1 FROM papers WHERE learner_id = OLD.learner_id AND paper_id = OLD.paper_id "
    "AND handed_in_at IS NOT NULL)"
)


def _guard_sqlite() -> None:
    """Recorded rows only grow, and papers are final once handed in; a removed learner's may be deleted."""
    guards = [(table, f"{table}_no", "1", f"{table} only grows") for table in APPEND_ONLY]
    guards += [(table, f"{table}_closed_no", HANDED_IN, "the paper is handed in") for table in CLOSED]
    for table, name, when, said in guards:
        for change, unless in (("UPDATE", "0"), ("DELETE", REMOVED)):
            op.execute(
                f"CREATE TRIGGER {name}_{change.lower()} BEFORE {change} ON {table} "
                f"WHEN {when} AND NOT {unless} BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )


def _guard_postgresql() -> None:
    """The same as functions and triggers of PostgreSQL."""
    may_go = f"IF TG_OP = 'DELETE' AND {REMOVED} THEN RETURN OLD; END IF;"
    refused = "RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE ="
    same = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    bodies = {
        "stepwise_only_grows": f"{may_go} {refused} TG_TABLE_NAME || ' only grows';",
        "stepwise_closed": f"{may_go} IF {HANDED_IN} THEN {refused} 'the paper is handed in'; END IF; {same}",
    }
    for name, body in bodies.items():
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
    guards = [(table, f"{table}_no_change", "stepwise_only_grows") for table in APPEND_ONLY]
    guards += [(table, f"{table}_closed_no_change", "stepwise_closed") for table in CLOSED]
    for table, name, function in guards:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
