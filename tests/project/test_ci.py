"""In CI nothing passes by not being run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.project.files import ROOT

EXCUSES = """
import pytest

def test_that_runs():
    assert True

@pytest.mark.skip(reason="no time")
def test_skipped():
    assert True

@pytest.mark.xfail(reason="known")
def test_expected_to_fail():
    assert False

@pytest.mark.skipif(True, reason="never here")
class TestNeverHere:
    def test_in_a_class(self):
        assert True
"""
ONCE = """
from pathlib import Path

def test_that_fails_once():
    marker = Path(__file__).with_name("been here")
    before = marker.exists()
    marker.touch()
    assert before

def test_that_fails():
    assert False
"""
MODULE = 'import pytest\n\npytest.skip("all of it", allow_module_level=True)\n'


def test_skips_fail_in_ci(tmp_path: Path) -> None:
    (tmp_path / "test_excuses.py").write_text(EXCUSES)
    (tmp_path / "test_module.py").write_text(MODULE)
    code, output = run_pytest(tmp_path / "test_excuses.py", ci=True)
    assert (code, "1 failed, 1 passed, 2 errors" in output) == (1, True)
    code, output = run_pytest(tmp_path / "test_module.py", ci=True)
    assert (code, "1 error" in output) == (2, True)


def test_skips_are_allowed_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "test_excuses.py").write_text(EXCUSES)
    code, output = run_pytest(tmp_path, ci=False)
    assert (code, "1 passed, 2 skipped, 1 xfailed" in output) == (0, True)


def test_what_needs_no_browser_has_one_try_in_ci(tmp_path: Path) -> None:
    (tmp_path / "test_once.py").write_text(ONCE)
    code, output = run_pytest(tmp_path / "test_once.py", ci=True)
    assert (code, "2 failed" in output) == (1, True)


def test_no_tests_at_all_fail(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, ci=True)[0] != 0


def run_pytest(path: Path, *, ci: bool) -> tuple[int, str]:
    """The exit code and the output of pytest run with the project's own conftest on some other tests."""
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | ({"CI": "true"} if ci else {})
    root = path if path.is_dir() else path.parent
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-q"]
    command += [f"--rootdir={root}", str(path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr
