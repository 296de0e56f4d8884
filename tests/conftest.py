"""What holds for every test: one BLAS thread, no learner's database, reproducible draws, no silent skips, and PyTorch
only for those that are marked `torch`."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

from tests.examples import EVERYDAY, number

BROWSER = Path(__file__).parent / "browser"
FOLDER = pytest.StashKey[str]()
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

settings.register_profile("here", deadline=None, max_examples=number(EVERYDAY))
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure(config: pytest.Config) -> None:
    """Before numpy or the app is imported: no threads to fight over, and never the database of who runs the tests.

    What is compiled is kept, also where that is switched off: compiling is half of what collecting the tests costs, and
    every server that a browser test starts would compile the whole app.
    """
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ[f"{library}_NUM_THREADS"] = "1"
    config.stash[FOLDER] = tempfile.mkdtemp(prefix="stepwise-tests-")
    os.environ["DATABASE_URL"] = f"sqlite:///{config.stash[FOLDER]}/tests.db"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the tests' database away."""
    shutil.rmtree(config.stash[FOLDER], ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests together that share what takes time, and let a telling part of long sweeps always run."""
    from tests.grouping import group
    from tests.sweeps import CASES, IN_A_BROWSER, chosen_by_hand, spread

    for item in items:
        group(item)
    in_a_browser = [item for item in items if item.path.is_relative_to(BROWSER)]
    chosen = chosen_by_hand(in_a_browser)
    spread([item for item in in_a_browser if item.nodeid.partition("[")[0] not in chosen], IN_A_BROWSER)
    spread([item for item in items if not item.path.is_relative_to(BROWSER)], CASES)


def pytest_collection_finish() -> None:
    """What was imported and collected stays: spare the garbage collector from going through it over and over.

    Programs and questions that are kept are large and hold no circles; looking for them less often saves a twentieth of
    the processor's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def pytorch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test marked `torch` fails without PyTorch and says how to install it; for any other there is none."""
    from engine.readings.torch_check import install_line, installed

    if not request.node.get_closest_marker("torch"):
        monkeypatch.setitem(sys.modules, "torch", None)
    elif not installed():
        pytest.fail(f"PyTorch is missing. Install it with: {install_line()}", pytrace=False)


@pytest.fixture(autouse=True)
def main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process was started with stays its main module: Streamlit puts the page that it runs there.

    A process that a later test starts would run that page first.
    """
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI, a test that was skipped, or expected to fail, has failed."""
    report = yield
    return _failed_if_skipped(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for whole modules."""
    report = yield
    return _failed_if_skipped(report)


def _failed_if_skipped(report: Report) -> Report:
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped. In CI every test runs; take the skip away or mend its cause."
    return report
