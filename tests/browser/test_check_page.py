"""Check mine in a real browser: from Explain to the answer, and back to the step where it begins."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Literal

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from content import topic
from presentation.workspaces.workspace import opened
from tests.browser.conftest import Visitor
from tests.browser.learner import again_until, choose_file, step
from tests.browser.server import Server
from tests.browser.test_restart import eventually, store
from tests.check.bad_files import BAD_FILES
from tests.sweeps import exhaustive

# self-attention on the first example without dividing by √d_k, as PyTorch prints it
UNSCALED = """tensor([[0.3071, 0.8230],
        [0.3157, 0.8430],
        [0.3152, 0.8421],
        [0.3006, 0.8080],
        [0.2978, 0.8016],
        [0.3063, 0.8214]], grad_fn=<MmBackward0>)"""


def unscaled(lang: str) -> str:
    """The same on the example on which the topic opens in a language."""
    given = {id: np.array(x) for id, x in opened(topic("self-attention"), language=lang).numbers.items()}
    powers = np.exp(given["X"] @ given["W_q"] @ (given["X"] @ given["W_k"]).T)
    context = powers / powers.sum(1, keepdims=True) @ given["X"] @ given["W_v"]
    return f"tensor({np.array2string(context, precision=4, separator=', ')})"


def paste(page: Page, text: str) -> None:
    page.locator("[class*=st-key-check_text] textarea").fill(text)
    page.locator(".st-key-check_now button").click()


def test_from_explain_to_the_answer_and_to_the_step(visitor: Visitor) -> None:
    page = visitor.open("/", topic="self-attention")
    page.get_by_role("button", name="Check mine").click()
    expect(page.get_by_role("heading", name="Check mine")).to_be_visible()
    assert re.search(r"/check\?.*topic=self-attention", page.url)
    paste(page, UNSCALED)
    expect(page.get_by_role("heading", name=re.compile("Not scaled"))).to_be_visible()
    expect(page.get_by_text("C[journey, 2]", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Open this step in Explain").click()
    expect(step(page, 3)).to_have_class(re.compile("_now"))
    expect(step(page, 3)).to_be_in_viewport()
    page.get_by_role("button", name="Check mine").click()
    expect(page.locator("[class*=st-key-check_text] textarea")).to_have_value(UNSCALED)
    expect(page.get_by_role("heading", name=re.compile("Not scaled"))).to_be_visible()


@pytest.mark.exhaustive
def test_a_mistake_is_practised(visitor: Visitor) -> None:
    page = visitor.open("/check", topic="self-attention")
    paste(page, UNSCALED)
    page.get_by_role("button", name="Practise this mistake").click()
    expect(page).to_have_url(re.compile("/practise"))
    expect(page.get_by_role("button", name="Check").first).to_be_visible()


@pytest.mark.exhaustive
def test_numbers_changed_on_explain_are_those_that_are_checked(visitor: Visitor) -> None:
    page = visitor.open("/check", topic="multi-head")  # what is changed is found again by whoever opens the topic next
    page.get_by_role("button", name="Change numbers, sizes, conventions").click()
    page.get_by_role("button", name=re.compile("Numbers")).click()
    space = opened(topic("multi-head"))
    tokens, weights = (np.array(space.numbers[id]) for id in ("X", "W_q"))
    tokens[0, 0] = 0.93
    queries = (tokens @ weights).round(4)
    first = page.get_by_role("grid", name="Tokens").locator("input").first
    first.fill("0.93")
    first.press("Control+Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Check mine").click()
    paste(page, f"Q = {queries.tolist()}")
    expect(page.get_by_role("heading", name="What you gave is right.")).to_be_visible()


@pytest.mark.exhaustive
@pytest.mark.parametrize("theme", [exhaustive("light"), "dark"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_phone_shows_all_of_it(visitor: Visitor, lang: Literal["en", "zh"], theme: Literal["light", "dark"]) -> None:
    page = visitor.open("/check", lang=lang, theme=theme, width=375, height=768, topic="self-attention")
    paste(page, unscaled(lang))
    expect(page.locator("h2.check-first")).to_be_visible()
    assert visitor.overflow() == 0


@pytest.mark.exhaustive
def test_results_that_were_pasted_are_there_after_a_reload(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/check", topic="lstm")
    field = page.get_by_role("textbox").first
    field.fill("h_t = [[0.5, 0.5]]")
    field.blur()
    eventually(page, lambda: pasted(server), "h_t = [[0.5, 0.5]]")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    field.fill("c_t = [[0.25, 0.25]]")
    page.reload()
    expect(field).to_have_value("c_t = [[0.25, 0.25]]")


def pasted(server: Server) -> object:
    kept = store(server)
    draft = kept.draft("check/lstm")
    kept.close()
    return draft and draft.state["text"]


def upload(page: Page, name: str, content: bytes) -> None:
    """Hand in a file, and wait until the server has it and the page knows."""
    uploader = page.locator("[class*=st-key-check_file]")
    choose_file(uploader, {"name": name, "mimeType": "application/octet-stream", "buffer": content})


@pytest.mark.exhaustive
@pytest.mark.parametrize("lang", ["en", exhaustive("zh")])
def test_a_file_that_cannot_be_used_is_one_sentence_and_what_was_pasted_stays(
    visitor: Visitor, lang: Literal["en", "zh"]
) -> None:
    page = visitor.open("/check", lang=lang, topic="self-attention")
    field = page.locator("[class*=st-key-check_text] textarea")
    pasted = f"S = {np.ones((6, 6)).tolist()}"
    field.fill(pasted)
    for bad in BAD_FILES:
        if bad.name == "inputs.npz":
            pasted = ""  # a result, which that file lacks
            field.fill(pasted)
        upload(page, bad.name, bad.content)
        said = page.locator(".st-key-check_said [data-testid=stAlert]")
        told = said.filter(has_text=bad.chinese if lang == "zh" else bad.english)
        again_until(page.locator(".st-key-check_now button").click, told)  # a press can come before the file
        expect(said).to_have_count(1)
        expect(field).to_have_value(pasted)


def held_back(page: Page) -> list[Route]:
    """Files on their way to the server, which stay there until they are let go."""
    on_the_way: list[Route] = []
    page.route("**/upload_file/**", lambda route: on_the_way.append(route))
    return on_the_way


def as_npz(**arrays: object) -> bytes:
    stream = BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def choose(page: Page, place: str, content: bytes) -> None:
    page.locator(f"[class*=st-key-{place}] input[type=file]").set_input_files(
        {"name": "mine.npz", "mimeType": "application/octet-stream", "buffer": content}
    )


WAITS = "A file that is still on its way is read as soon as it is there."


@pytest.mark.exhaustive
def test_a_file_that_is_still_on_its_way_is_checked_when_it_has_come(visitor: Visitor) -> None:
    page = visitor.open("/check", topic="self-attention")
    on_the_way = held_back(page)
    choose(page, "check_file", as_npz(S=np.ones((6, 6))))
    eventually(page, lambda: len(on_the_way), 1)
    page.locator(".st-key-check_now button").click()
    said = page.locator(".st-key-check_said")
    expect(said.get_by_text(WAITS)).to_be_visible()
    expect(said.get_by_text("There are no numbers here")).to_be_visible()
    on_the_way[0].continue_()
    expect(said.get_by_text("Attention scores").first).to_be_visible()
    expect(said.get_by_text(WAITS)).to_have_count(0)
    expect(said.get_by_text("There are no numbers here")).to_have_count(0)


@pytest.mark.exhaustive
def test_a_file_that_is_still_on_its_way_to_explain_is_read_when_it_has_come(visitor: Visitor) -> None:
    page = visitor.open("/", topic="self-attention")
    page.locator(".st-key-numbers_chip button").click()
    page.get_by_text("Many at once").click()
    on_the_way = held_back(page)
    choose(page, "fill_file", as_npz(W_q=np.full((3, 2), 0.125)))
    eventually(page, lambda: len(on_the_way), 1)
    page.locator(".st-key-fill_read button").click()
    expect(page.get_by_text(WAITS)).to_be_visible()
    on_the_way[0].continue_()
    expect(page.get_by_text("Filled in: W_q.")).to_be_visible()
    expect(page.get_by_text(WAITS)).to_have_count(0)
