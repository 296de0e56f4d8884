"""Parameters of the scheduler that were fitted to a learner's reviews; the latest that were kept count."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from db import rows
from db.prepared_statements import ONE, Prepared, Transaction
from db.records import FittedParameters
from db.tables import fits
from db.upsert import insert_new
from quiz.schedule import DEFAULT_PARAMETERS, sound_parameters

OWNER: BindParameter[int] = bindparam("owner")
OWN = fits.c.learner_id == OWNER
LATEST_FIRST = fits.c.fitted_at.desc()
KEPT = select(fits.c.parameters).where(OWN, fits.c.kept == ONE).order_by(LATEST_FIRST).limit(ONE)
CURRENT = Prepared(KEPT)
PARAMETERS_HERE = KEPT.scalar_subquery().label("fitted")  # of the `owner`, in a statement on something else
EVERY = select(fits).where(OWN).order_by(LATEST_FIRST)
PARAMETERS = "parameters"  # the only key of the document


def parameters(connection: Transaction, learner_id: int) -> tuple[float, ...]:
    """The parameters that count for a learner: FSRS-6's defaults unless others were fitted and kept."""
    row = CURRENT.first(connection, {"owner": learner_id})
    return sound(row["parameters"] if row else None)


def sound(kept: Any) -> tuple[float, ...]:
    """The parameters in what is kept of a fit: FSRS-6's defaults where there is none, or a damaged one."""
    return sound_parameters(kept.get(PARAMETERS) if isinstance(kept, dict) else None) or DEFAULT_PARAMETERS


def read(connection: Connection, learner_id: int) -> list[FittedParameters]:
    """All fits of a learner, the latest first; damaged ones are left out."""
    found = rows.each(connection, EVERY, {"owner": learner_id})
    return [_fit(row) for row in found if rows.fits(fits, row)]


def _fit(row: rows.Values) -> FittedParameters:
    kept = sound_parameters(row["parameters"].get(PARAMETERS))
    return FittedParameters(
        row["fitted_at"], row["reviews"], row["held_out"], row["loss_before"], row["loss"], bool(row["kept"]), kept
    )


def add(connection: Connection, learner_id: int, fit: FittedParameters, now: datetime) -> None:
    """Add a fit."""
    insert_new(
        connection,
        fits,
        {
            "learner_id": learner_id,
            "fitted_at": now,
            "reviews": fit.reviews,
            "held_out": fit.held_out,
            "loss_before": fit.loss_before,
            "loss": fit.loss,
            "kept": int(fit.kept),
            "parameters": {PARAMETERS: list(fit.parameters)} if fit.parameters else {},
        },
    )
