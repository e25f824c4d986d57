"""`backprop-lab run` as a whole process, with its files, against the same lab as a script of another library."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from side import Times, times

OURS = [sys.executable, "-m", "backprop_lab", "run", "--seed"]
PEERS = Path(__file__).parent / "peers"
SEED, DEAD = 5, 1
"""A start that is alive at first, and one that is dead from the start, so that another is drawn beside it."""


def measure(rounds: int = 9) -> dict[str, dict[str, Times]]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        _call([*OURS, str(SEED), "--out", str(out / "first")])
        kept = json.loads((out / "first" / "run.json").read_text())
        theta = ",".join(f"{v!r}" for v in kept["theta0"])
        scripts = {"PyTorch": "torch_lab", "JAX": "jax_lab", "NumPy": "numpy_lab"}
        commands = {
            "backprop-lab run, its four files": lambda turn: [*OURS, str(SEED), "--out", str(out / f"{turn}")],
            "the same, a start that is dead": lambda turn: [*OURS, str(DEAD), "--out", str(out / f"{turn}-dead")],
        }
        for name, script in scripts.items():
            command = [sys.executable, str(PEERS / f"{script}.py"), theta, str(out / f"{script}.png")]
            commands[f"{name}, a script with one PNG"] = lambda turn, command=command: command
            _assert_same(_call(command), kept["objective"], script)
        turns: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(rounds):
            for name, command in commands.items():
                begun = time.perf_counter()
                _call(command(turn))
                turns[name].append(time.perf_counter() - begun)
    return {"the handout's lab as a whole process": {name: times(each) for name, each in turns.items()}}


def _call(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _assert_same(printed: str, objective: list[float], name: str) -> None:
    """The last line of a script holds all its values of J."""
    values = [float(word) for word in printed.splitlines()[-1].split()]
    np.testing.assert_allclose(values, objective, rtol=1e-6, err_msg=name)
