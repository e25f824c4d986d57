"""`backprop-lab check` as a whole process on an ordinary file, beside a plain pytest file with a reference."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from side import Times, times

HERE = Path(__file__).parent
WRONG = HERE.parent / "examples" / "wrong_lab.py"
PLAIN = HERE / "peers" / "test_wrong_lab.py"
TURNED, RIGHT = "np.outer(db, h)", "np.outer(h, db)"
OURS = [sys.executable, "-m", "backprop_lab", "check", "wrong_lab.py"]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", PLAIN.name]
MISTAKE, LINE = "outer-transposed-2", 39


def measure(rounds: int = 9) -> dict[str, dict[str, Times]]:
    tables = {}
    for told, change in (("one mistake", (TURNED, TURNED)), ("no mistake", (TURNED, RIGHT))):
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            (folder / WRONG.name).write_text(WRONG.read_text("utf-8").replace(*change), "utf-8")
            (folder / PLAIN.name).write_text(PLAIN.read_text("utf-8"), "utf-8")
            code = int(change[1] == TURNED)
            _assert_named(folder, code)
            title = f"a program with {told}, from the command to the answer (aim: under 1.5 s)"
            tables[title] = _turns({"backprop-lab check": OURS, "a plain pytest file": PYTEST}, folder, code, rounds)
    return tables


def _turns(commands: dict[str, list[str]], folder: Path, code: int, rounds: int) -> dict[str, Times]:
    """Both in turns; each must tell right (0) from wrong (1) every time."""
    turns: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            begun = time.perf_counter()
            _call(command, folder, code)
            turns[name].append(time.perf_counter() - begun)
    return {name: times(each) for name, each in turns.items()}


def _call(command: list[str], folder: Path, code: int) -> str:
    environment = {**os.environ, "MPLBACKEND": "Agg"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def _assert_named(folder: Path, code: int) -> None:
    """The mistake is named with its line, and nothing else is; nothing at all where there is none."""
    report = json.loads(_call([*OURS, "--json"], folder, code))
    mistakes = [(m["id"], m["line"]) for part in report["parts"] for m in part["mistakes"]]
    assert mistakes == ([(MISTAKE, LINE)] if code else []), mistakes
