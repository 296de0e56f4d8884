"""Every kind of question has a view and a name."""

from __future__ import annotations

from typing import get_args

from content import Question
from presentation.printing.kinds import KINDS as PRINTED
from presentation.translate import speaking
from quiz.kinds import POSE
from quiz.paper import KINDS as ON_PAPER
from ui.pages.practise import KINDS, kinds

SCHEMAS = {get_args(schema.model_fields["kind"].annotation)[0] for schema in get_args(get_args(Question)[0])}


def test_every_kind_can_be_put_shown_and_named() -> None:
    assert set(POSE) == set(KINDS) == SCHEMAS
    assert set(PRINTED) == set(ON_PAPER) == SCHEMAS - {"spoken"}
    for language in ("en", "zh"):
        with speaking(language):
            names = kinds()
        assert set(names) == SCHEMAS
        assert len(set(names.values())) == len(names)
