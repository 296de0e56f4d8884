"""Every kind of question has a view and a name."""

from __future__ import annotations

from typing import get_args

from content import Question
from quiz.kinds import POSE
from quiz.paper import KINDS
from ui.printing.kinds import KINDS as PRINTED
from ui.translate import speaking
from ui.views.practise import VIEWS, kinds

SCHEMAS = get_args(get_args(Question)[0])


def test_every_kind_can_be_put_shown_and_named() -> None:
    assert set(POSE) == set(VIEWS) == set(SCHEMAS)
    assert len(PRINTED) == len(KINDS) == len(SCHEMAS) - 1  # all but those answered aloud
    for language in ("en", "zh"):
        with speaking(language):
            names = kinds()
        assert set(names) == {get_args(schema.model_fields["kind"].annotation)[0] for schema in SCHEMAS}
        assert len(set(names.values())) == len(names)
