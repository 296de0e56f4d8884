"""Search by words and by pinyin initials."""

from __future__ import annotations

import pytest

from content import headings, questions, topic
from presentation.initials import initial, initials
from presentation.search import MOST, index, search
from presentation.translate import speaking
from quiz.targeted import aimed, called

INITIALS = {
    "缩放点积注意力": "sfdjzyl", "KV 缓存与逐词元解码": "kvhcyzcyjm", "掩码": "ym", "旋转位置编码": "xzwzbm",
    "残差": "cc", "门控循环单元": "mkxhdy",
    "归一化": "gyh", "陷阱": "xj", "熵": "s", "LSTM：一个时刻": "lstmygsk", "√dₖ": "dk",
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), INITIALS.items())
def test_initials(text: str, expected: str) -> None:
    assert initials(text).split()[0] == expected


@pytest.mark.parametrize(("text", "other"), [("长期依赖", "zqyl"), ("按行归一", "ahgy"), ("重复", "cf")])
def test_a_second_reading_is_known(text: str, other: str) -> None:
    assert other in initials(text).split()


def test_every_character_of_a_title_has_an_initial() -> None:
    titles = [entry.title for entry in index("zh")] + [one.title.zh for one in headings()]
    assert {sign for title in titles for sign in title if "\u3400" <= sign <= "\u9fff" and not initial(sign)} == set()


def test_initials_begin_where_the_order_of_the_characters_says() -> None:
    firsts = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
    lasts = "澳怖错堕贰咐过祸骏阔络穆诺沤瀑群弱所唾误迅孕座"
    assert "".join(map(initial, firsts)) == "".join(map(initial, lasts)) == "abcdefghjklmnopqrstwxyz"


def _titles(query: str, spoken: str, sort: str) -> list[str]:
    with speaking(spoken):
        return [entry.title for entry in search(query) if entry.sort == sort]


def test_lessons_questions_and_mistakes_are_found_in_both_languages() -> None:
    assert _titles("kvhc", "zh", "lesson") == ["KV 缓存与逐词元解码"]
    assert _titles("缓存会改变", "zh", "question") == ["缓存会改变结果吗？"]
    assert "忘了缩放" in _titles("wlsf", "zh", "mistake")
    assert _titles("LAYER norm", "en", "lesson")[0] == "Layer normalisation"
    assert "Not scaled" in _titles("not sc", "en", "mistake")
    assert _titles("kvhc", "en", "lesson") == []


def test_what_begins_with_the_query_comes_first_and_each_sort_has_its_most() -> None:
    found = _titles("softmax", "en", "question")
    assert found[0].casefold().startswith("softmax")
    assert len(found) <= MOST["question"]
    with speaking("en"):
        assert search("") == search("  ") == search("qqqqq") == []


def test_every_question_is_found_by_its_own_title() -> None:
    with speaking("zh"):
        for asked in questions()[::17]:
            assert asked.id in {entry.id for entry in search(asked.title.zh)} or len(search(asked.title.zh)) >= 8


def test_a_mistake_that_is_found_leads_to_numbers_that_show_it() -> None:
    with speaking("en"):
        (entry, *_rest) = [entry for entry in search("not scaled") if entry.topic == "self-attention"]
    targets = list(called(topic(entry.topic), entry.id))
    assert {(target.step, target.misconception) for target in targets} == {("scaled", "div.not_divided")}
    posed = aimed(targets[0], 3)
    assert posed is not None
    assert posed.question.topic == "self-attention"
