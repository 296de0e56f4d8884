"""What a session has not sent yet when a run begins: nothing reaches the browser before the container it stands in."""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from ui.server.sessions import UnsentMessages

EVENTS = (2,)  # where notices, dialogs and style sheets go
PAGE, OUTER, INNER, TEXT = (0, 0), (0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0, 0)


def container(path: tuple[int, ...], part: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path[:] = path
    message.delta.fragment_id = part
    message.delta.add_block.allow_empty = True
    return message


def text(said: str) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path[:] = TEXT
    message.delta.fragment_id = "inner"
    message.delta.new_element.markdown.body = said
    return message


def finished(status: ForwardMsg.ScriptFinishedStatus.ValueType) -> ForwardMsg:
    return ForwardMsg(script_finished=status)


def part_drawn(said: str) -> list[ForwardMsg]:
    return [container(OUTER, "outer"), container(INNER, "inner"), text(said)]


def filled(queue: ForwardMsgQueue, *messages: ForwardMsg) -> ForwardMsgQueue:
    for message in messages:
        queue.enqueue(message)
    return queue


def overtaken(queue: ForwardMsgQueue) -> list[ForwardMsg]:
    """What is sent when the outer part is drawn again before the page's own run was sent."""
    filled(queue, container(PAGE), *part_drawn("first"), finished(ForwardMsg.FINISHED_SUCCESSFULLY))
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["outer"])
    return filled(queue, *part_drawn("second")).flush()


def without_container(messages: list[ForwardMsg]) -> list[tuple[int, ...]]:
    """The paths that a browser could not find, told in the order in which they come."""
    there, missing = {(0,), EVENTS}, []
    for path in (tuple(message.metadata.delta_path) for message in messages if message.HasField("delta")):
        if path[:-1] not in there:
            missing.append(path)
        there.add(path)
    return missing


def beside_a_gap(messages: list[ForwardMsg]) -> list[tuple[int, ...]]:
    """The paths at which a browser finds fewer elements before than there must be, in the order in which they come."""
    there: set[tuple[int, ...]] = set()
    gaps = []
    for path in (tuple(message.metadata.delta_path) for message in messages if message.HasField("delta")):
        if path[-1] and (*path[:-1], path[-1] - 1) not in there:
            gaps.append(path)
        there.add(path)
    return gaps


def beside_the_page(place: int) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path[:] = (*EVENTS, place)
    return message


def style(place: int, cached: bool = False) -> ForwardMsg:
    message = beside_the_page(place)
    if cached:
        message.ref_hash = "the browser has it"
    else:
        message.delta.new_element.html.body = "<style></style>"
    return message


def notice(place: int) -> ForwardMsg:
    message = beside_the_page(place)
    message.delta.new_element.toast.body = "The time is over."
    return message


def drawn_anew(queue: ForwardMsgQueue, *drawn: ForwardMsg) -> list[ForwardMsg]:
    """What is sent when the page asks to be drawn again before anything of it was sent."""
    filled(queue, container(PAGE), *drawn)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=None)
    return filled(queue, container(PAGE), style(0)).flush()


def test_streamlit_sends_an_inner_part_before_its_container() -> None:
    """The reason why there is a queue of our own: this fails as soon as there need be none."""
    assert without_container(overtaken(ForwardMsgQueue())) == [INNER]


def test_every_element_comes_after_its_container() -> None:
    sent = overtaken(UnsentMessages())
    assert not without_container(sent)
    said = [message.delta.new_element.markdown.body for message in sent if message.delta.HasField("new_element")]
    assert said == ["first", "second"]


def test_the_run_of_the_page_is_ended_with_all_that_it_drew() -> None:
    """The browser removes what a finished run of the page has not drawn: the part must have come before."""
    sent = overtaken(UnsentMessages())
    ends = [n for n, message in enumerate(sent) if message.HasField("script_finished")]
    assert ends == [4]
    assert sent[4].script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
    assert len(sent) == 8


def test_a_run_of_the_page_replaces_everything() -> None:
    queue = filled(UnsentMessages(), container(PAGE), *part_drawn("first"), finished(ForwardMsg.FINISHED_SUCCESSFULLY))
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=None)
    sent = filled(queue, container(PAGE), *part_drawn("second")).flush()
    drawn = [message for message in sent if message.HasField("delta")]
    assert [tuple(message.metadata.delta_path) for message in drawn] == [PAGE, OUTER, INNER, TEXT]
    assert sent[0].script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN


def test_streamlit_sends_a_notice_without_what_stands_before_it() -> None:
    """The other reason why there is a queue of our own: it, too, fails as soon as there need be none."""
    assert beside_a_gap(drawn_anew(ForwardMsgQueue(), style(0), notice(1))) == [(*EVENTS, 1)]


def test_a_notice_comes_at_its_place() -> None:
    """As when a page whose time is over says so and is drawn again as a mark sheet."""
    sent = drawn_anew(UnsentMessages(), style(0), notice(1))
    assert not beside_a_gap(sent)
    assert [message.delta.new_element.toast.body for message in sent if message.delta.new_element.HasField("toast")]
    paths = [tuple(message.metadata.delta_path) for message in sent]
    assert paths == [(*EVENTS, 0), (*EVENTS, 1), PAGE, (*EVENTS, 0)]


def test_a_style_sheet_that_the_browser_has_keeps_its_place_before_a_notice() -> None:
    sent = drawn_anew(UnsentMessages(), style(0, cached=True), notice(1), style(2))
    assert [tuple(message.metadata.delta_path) for message in sent] == [(*EVENTS, 0), (*EVENTS, 1), PAGE, (*EVENTS, 0)]


def test_without_a_notice_nothing_of_the_page_is_kept() -> None:
    sent = drawn_anew(UnsentMessages(), style(0), style(1))
    assert [tuple(message.metadata.delta_path) for message in sent] == [PAGE, (*EVENTS, 0)]
