"""The certificate in words: every misconception of every asked step stands in one of its lists."""

from __future__ import annotations

import pytest

from content import question
from presentation import certificate
from presentation.translate import speaking
from quiz.exercises.variant import certificate as certified
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("id", ["self-attention/by-hand", "gru/blend", "kv-cache/third-token"])
def test_every_mistake_is_listed_by_name(id: str, language: str) -> None:
    posed = pose(question(id), 11)
    assert isinstance(posed, PosedSteps)
    with speaking(language):
        listed, page = certificate.said(posed), certificate.page(posed)
    assert [one.title for one in listed] == list(dict.fromkeys(one.title for one in listed))
    for step, one in zip(posed.sheet.asked, listed, strict=True):
        found = certified(posed.sheet, step)
        assert bool(one.shown) == bool(found.exposed)
        assert bool(one.unseen) == bool(found.hidden)
        assert all(name in page for name in one.shown if "<" not in name and "&" not in name)
        assert not any("." in name and " " not in name for name in (*one.shown, *one.impossible))  # an id without words
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in page
