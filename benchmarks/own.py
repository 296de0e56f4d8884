"""A learner's own model of 384 features: a layer opened and a cell of it, beside self-attention and an app's button.

The folder is written here, of BERT's kind, with weights drawn from a seed: six layers as wide as all-MiniLM-L6-v2's.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from playwright.sync_api import Browser, expect, sync_playwright

from benchmarks.app import APP, PAGE, PRESSES, both, line, press, reads_otherwise, whole_story
from benchmarks.served.visit import PATIENCE, Rerun, Visit, processor
from tests.browser.browser import HELP, find, flags
from tests.parameters.folders import CONFIGS, VOCABULARY, tokenizer, written

D, HEADS, F, LAYERS, POSITIONS = 384, 12, 1536, 6, 64
VISITS, CLICKS = 4, 6
LAYER = "/explain?lang=en&topic=encoder-block"


@dataclass(frozen=True)
class OpeningCost:
    """What opening a page cost: seconds until its story is drawn, processor seconds of the server until it rests."""

    seconds: float
    processor: float


def main() -> None:
    """Print every figure beside what it should be at most."""
    path = find()
    if path is None:
        raise SystemExit(HELP)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        _measure(browser, _written(Path(folder)))
        browser.close()


def _measure(browser: Browser, model: Path) -> None:
    own, attention, clicks, pressed = [], [], [], []
    with both(browser, APP) as (ours, least):
        _open(ours, PAGE)  # once to warm up
        _name(ours, model)
        for _ in range(VISITS):
            attention.append(_open(ours, PAGE))
            own.append(_open(ours, LAYER))
            clicks += [_click(ours, n) for n in range(CLICKS)]
            pressed += [press(least) for _ in range(PRESSES)]
    print(f"Explain, a layer of {D} features of a learner's own model")
    seconds, beside = (median(one.seconds for one in side) for side in (own, attention))
    line("opened", f"{seconds:.2f} s", f"beside {beside:.2f} s of self-attention", seconds, 1.5)
    used, beside = (median(one.processor for one in side) for side in (own, attention))
    line("processor of the server for it", f"{used:.2f} s", f"beside {beside:.2f} s of self-attention", used, 1.5)
    used, beside = median(r.processor for r in clicks), median(r.processor for r in pressed)
    said = f"beside {1000 * beside:.1f} ms of a button"
    line("processor of the server for a cell", f"{1000 * used:.1f} ms", said, used / beside, 2)


def _open(visit: Visit, address: str) -> OpeningCost:
    before = processor(visit.server.pid)
    seconds = visit.open(address, whole_story)
    visit.settle()
    return OpeningCost(seconds, processor(visit.server.pid) - before)


def _name(visit: Visit, model: Path) -> None:
    """Open the folder by its path, once; the page then comes back to it."""
    visit.open(LAYER, whole_story)
    visit.settle()
    visit.page.locator(".st-key-numbers_chip button").first.click()
    body = visit.page.get_by_test_id("stPopoverBody")
    body.get_by_text("A model of your own", exact=True).click()
    field = body.get_by_role("textbox", name="Path of a folder or a file on this machine")
    field.fill(str(model))
    field.press("Enter")
    visit.settle()
    body.locator(".st-key-own_open button").click()
    expect(visit.page.locator(".st-key-own_line")).to_contain_text(str(model), timeout=PATIENCE)
    visit.settle()


def _click(visit: Visit, n: int) -> Rerun:
    """A cell of the operands or of the result that is not the open one."""
    cells = visit.page.locator("[class*=st-key-step_1_] .block.result td[role=gridcell]:not(.selected)")
    worked = visit.page.locator("[class*=st-key-step_1_] .worked")
    before = worked.inner_text()
    return visit.rerun(cells.nth(n).click, partial(reads_otherwise, worked, before))


# ---- the folder ----


def _written(path: Path) -> Path:
    """A folder as the transformers library saves one, its numbers normal and small."""
    rng = np.random.default_rng(0)
    drawn = {name: 0.05 * rng.normal(size=shape) for name, shape in _shapes().items()}
    written(path / "model.safetensors", {name: x + name.endswith("LayerNorm.weight") for name, x in drawn.items()})
    sizes = {"hidden_size": D, "num_attention_heads": HEADS, "num_hidden_layers": LAYERS, "intermediate_size": F}
    config = {**CONFIGS["bert"], **sizes, "max_position_embeddings": POSITIONS}
    (path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (path / "tokenizer.json").write_text(json.dumps(tokenizer()), encoding="utf-8")
    return path


def _shapes() -> dict[str, tuple[int, ...]]:
    rows = {"word": len(VOCABULARY), "position": POSITIONS, "token_type": 2}
    shapes: dict[str, tuple[int, ...]] = {f"embeddings.{name}_embeddings.weight": (n, D) for name, n in rows.items()}
    shapes |= {"embeddings.LayerNorm.weight": (D,), "embeddings.LayerNorm.bias": (D,)}
    for k in range(LAYERS):
        linear = dict.fromkeys(("query", "key", "value"), (D, D))
        parts: dict[str, tuple[int, ...]] = {f"attention.self.{name}": shape for name, shape in linear.items()}
        parts |= {"attention.output.dense": (D, D), "intermediate.dense": (F, D), "output.dense": (D, F)}
        parts |= {"attention.output.LayerNorm": (D,), "output.LayerNorm": (D,)}
        for name, shape in parts.items():
            shapes |= {f"encoder.layer.{k}.{name}.weight": shape, f"encoder.layer.{k}.{name}.bias": shape[:1]}
    return shapes


if __name__ == "__main__":
    main()
