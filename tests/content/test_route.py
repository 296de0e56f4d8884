"""The route: topics in groups, each after what it builds on."""

from __future__ import annotations

from pathlib import Path

import pytest

from content import ContentError, Library, library, read, topics
from content.check.route import route_problems
from content.loader import ROOT, common
from content.route import following, in_plan, route, unknown
from content.schema import PLANS


def test_every_topic_stands_on_the_route_once_in_its_order() -> None:
    assert [one.id for group in route() for one in group.topics] == [topic.id for topic in topics()]
    assert [group.id for group in route()] == list(common().groups)


def test_the_groups_are_those_of_the_course() -> None:
    assert [group.title.zh for group in route()] == [
        "词与向量", "注意力", "多头与缓存", "位置编码", "Transformer 模块", "语言模型与 BERT", "循环神经网络",
        "门控网络", "编码器-解码器",
    ]  # fmt: skip


def test_what_a_topic_builds_on_comes_before_it_and_is_in_every_plan_with_it() -> None:
    before: list[str] = []
    for topic in topics():
        for plan in PLANS:
            if in_plan(topic, plan):
                assert all(in_plan(known, plan) for known in topics() if known.id in topic.needs)
        assert set(topic.needs) <= set(before)
        before.append(topic.id)


def test_a_longer_plan_has_more_topics() -> None:
    counts = [sum(in_plan(topic, plan) for topic in topics()) for plan in PLANS]
    assert counts == sorted(set(counts))
    assert counts[-1] == len(topics())


def test_the_next_topic_is_the_next_of_the_plan() -> None:
    ids = [topic.id for topic in topics()]
    assert [getattr(following(id), "id", None) for id in ids] == [*ids[1:], None]
    assert following("sinusoidal") != following("sinusoidal", "three-days")
    assert following("nothing") is None


def test_what_is_missing_before_a_topic_is_named() -> None:
    cache = next(topic for topic in topics() if topic.id == "kv-cache")
    assert [one.id for one in unknown(cache, ())] == ["masked-softmax", "multi-head"]
    assert [one.id for one in unknown(cache, {"multi-head"})] == ["masked-softmax"]


def _changed(id: str, **changes: object) -> Library:
    found = {topic.id: topic for topic in topics()}
    found[id] = found[id].model_copy(update=changes)
    ordered = sorted(found.values(), key=lambda one: (one.order, one.id))
    return Library(ROOT, {one.id: one for one in ordered}, library().asked)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"order": 2.5}, "The topic comes after one of a later group: give it an order among those of vectors."),
        ({"plan": "whole-course"}, "The plan three-days does not have embedding: give embedding that plan."),
        ({"needs": ("rope",)}, "The topic rope is taught later: nothing can build on it here."),
    ],
)
def test_a_topic_out_of_its_place_is_found(changes: dict[str, object], sentence: str) -> None:
    found = [problem.sentence for problem in route_problems(_changed("embedding", **changes), tuple(common().groups))]
    assert sentence in found


def test_common_words_without_groups_are_a_fault(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    text = (ROOT / "common.toml").read_text(encoding="utf-8")
    (tmp_path / "common.toml").write_text(text.replace("[groups.", "[teams."), encoding="utf-8")
    with pytest.raises(ContentError, match="no groups"):
        read(tmp_path)
