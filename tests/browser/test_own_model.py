"""A learner's own model on Explain in the browser: opened by its path, another layer, a reload, a file that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.parameters.folders import bert_weights, folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder of BERT's kind with two layers, as the transformers library saves one."""
    return folder(tmp_path / "small", "bert")


def opened(visitor: Visitor, path: Path) -> Page:
    """Explain after this path was typed and opened."""
    page = visitor.open("/explain", topic="encoder-block")
    page.locator(".st-key-numbers_chip button").first.click()
    body = page.get_by_test_id("stPopoverBody")
    body.get_by_text("A model of your own", exact=True).click()
    field = body.get_by_role("textbox", name="Path of a folder or a file on this machine")
    field.fill(str(path))
    field.press("Enter")
    visitor.settle()
    body.locator(".st-key-own_open button").click()
    return page


def line(page: Page) -> Locator:
    return page.locator(".st-key-own_line")


def query_weight(page: Page, layer: int) -> Locator:
    """The first cell of a layer's query weights in the story, with the number that stands in the file."""
    number = bert_weights()[f"encoder.layer.{layer}.attention.self.query.weight"][0, 0]
    printed = f"{number:.4f}".replace("-", "−")
    return page.get_by_role("gridcell", name=f"Query weights, 1, 1: {printed}").first


@pytest.mark.exhaustive
def test_a_folder_is_opened_its_other_layer_chosen_and_both_outlive_a_reload(visitor: Visitor, model: Path) -> None:
    page = opened(visitor, model)
    expect(line(page)).to_contain_text(f"Weights of small, read from {model}")
    expect(page.get_by_test_id("stMain")).to_contain_text("[CLS]")
    expect(query_weight(page, 0)).to_be_visible()
    visitor.settle()
    line(page).get_by_role("combobox").click()
    page.get_by_role("option", name="Layer 2").click()
    expect(query_weight(page, 1)).to_be_visible()
    visitor.settle()
    page.reload()
    visitor.settle()
    expect(line(page)).to_contain_text(f"Weights of small, read from {model}")
    expect(query_weight(page, 1)).to_be_visible()


@pytest.mark.exhaustive
def test_a_path_that_leads_nowhere_is_one_sentence_and_stays_typed(visitor: Visitor, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    page = opened(visitor, nowhere)
    body = page.get_by_test_id("stPopoverBody")
    expect(body.get_by_role("alert")).to_contain_text("nowhere")
    expect(body.get_by_role("textbox", name="Path of a folder or a file on this machine")).to_have_value(str(nowhere))
    expect(line(page).get_by_text(str(nowhere))).to_have_count(0)


@pytest.mark.exhaustive
def test_a_model_whose_file_is_gone_is_said_after_a_reload(visitor: Visitor, model: Path) -> None:
    page = opened(visitor, model)
    expect(line(page)).to_contain_text(str(model))
    visitor.settle()
    (model / "model.safetensors").unlink()
    page.reload()
    visitor.settle()
    expect(page.get_by_role("alert").first).to_contain_text("model.safetensors")
    expect(line(page)).to_have_count(0)
    expect(page.locator("[class*=st-key-step_] .worked").first).to_be_attached()
