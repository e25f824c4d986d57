"""Continuous integration fails on a skipped test, and calls the two commands that everybody calls."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SKIPPED = "import pytest\n\n@pytest.mark.skip\ndef test_skipped(): pass\n\ndef test_fine(): pass\n"  # meant to skip


@pytest.mark.parametrize(("ci", "fails"), [("true", True), ("", False)])
def test_a_skipped_test_is_a_failure_under_ci_and_only_there(tmp_path, ci, fails):
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_it.py").write_text(SKIPPED)
    environment = {**os.environ, "CI": ci}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert "1 passed, 1 skipped" in done.stdout
    assert (done.returncode != 0) == fails


def test_ci_runs_check_and_test_with_ci_set():
    script = (ROOT / ".ci" / "run").read_text()
    assert "export CI=true" in script
    assert "make check\nmake test\n" in script


def test_the_lock_files_pin_every_package_by_hash_and_name_no_registry():
    for lock in (ROOT / "locks").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert len(pins) > 10
        assert all("==" in pin for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)
