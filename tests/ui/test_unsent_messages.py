"""What a session has not sent yet when a run begins: nothing reaches the browser before the container it stands in."""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from ui.server.sessions import UnsentMessages

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
    there, missing = {(0,)}, []
    for path in (tuple(message.metadata.delta_path) for message in messages if message.HasField("delta")):
        if path[:-1] not in there:
            missing.append(path)
        there.add(path)
    return missing


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
