"""Revision 0003: exam papers and the answers given in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create both tables, with triggers on SQLite that keep a paper final once it is handed in."""
    op.create_table(
        "papers",
        sa.Column("paper_id", sa.String(64), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("wanted", sa.JSON, nullable=False),
        sa.Column("composed_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT),
        sa.Column("handed_in_at", INSTANT),
        sa.Column("points", sa.Float),
        sa.Column("possible", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("paper_id", name="pk_papers"),
    )
    op.create_table(
        "paper_items",
        sa.Column("paper_id", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("question_id", sa.String(200), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("inputs", sa.JSON, nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("paper_id", "place", name="pk_paper_items"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.paper_id"], name="fk_paper_items_paper_id_papers"),
    )
    if op.get_bind().dialect.name == "sqlite":
        closed = "SELECT 1 FROM papers WHERE paper_id = OLD.paper_id AND handed_in_at IS NOT NULL"
        for table in ("papers", "paper_items"):
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_closed_no_{change.lower()} BEFORE {change} ON {table} "
                    f"WHEN EXISTS ({closed}) BEGIN SELECT RAISE(ABORT, 'the paper is handed in'); END"
                )
