"""What runs cost: time in proportion to runs, steps and flops, memory that stays flat, an exit that costs nothing.

Times of training are those of the processor, on one thread; those of a whole survey are of the clock, on all.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from side import Times, times

from atlas import drawn_lab, flops
from backprop_lab.activation import ACTIVATIONS, leaky_relu
from backprop_lab.atlas.fate import Fate
from backprop_lab.atlas.kernel import engine
from backprop_lab.atlas.runs import Drawn, Runs
from backprop_lab.lab import Lab, load_lab
from backprop_lab.network import Network

RATE = 0.005
RUNS = [10**n for n in range(3, 8)]
STEPS = [10**n for n in range(1, 6)]
STEPS_OF_ALL = 10**8
"""So many steps all runs of a row make together, where rows differ in the steps of a run."""
FLOPS_OF_ALL = 3e9
"""About so many flops those of a row have, where rows differ in the flops of a run."""
SHORTEST = 0.02
"""Seconds of a turn at least, within which what takes less is done again and again."""
NETWORKS = (
    ((2, 2, 1), 2), ((2, 4, 4, 1), 4), ((4, 8, 8, 2), 8), ((4, 16, 16, 3), 16), ((8, 32, 32, 8), 32),
    ((16, 80, 80, 16), 16),
)  # fmt: skip
"""Widths and points, from 56 flops a step to 819,200."""
SURVEYS = [10**n for n in range(5, 9)]
SURVEY_TURNS = 3
EXIT_TURNS, QUIET = 40, 0.1
"""With the exit and without a run takes all but the same: so many times as many turns, each short, and of both the time
that so many of the turns are not slower than. The best of fewer and longer ones differed by 2 % from run to run."""
CHILD = """
import sys, time
from pathlib import Path
from backprop_lab.maps import survey

begun = time.perf_counter()
survey(starts=int(sys.argv[1]), rates={rate}, folder=Path(sys.argv[2]) / "map")
print(time.perf_counter() - begun)
for line in Path("/proc/self/status").read_text().splitlines():
    if line.startswith("VmHWM:"):
        print(line.split()[1])
"""
"""Prints the seconds of a survey and the most KiB that the process ever held, of which ru_maxrss is no measure: that
begins at what the process that started it held."""


def measure(rounds: int = 5) -> dict[str, dict[str, Times]]:
    return {
        "the handout, 100 steps, no exit, one thread": trained(by_runs(), "run", rounds),
        f"the handout, {power(STEPS_OF_ALL)} steps in all, no exit, one thread": trained(by_steps(), "step", rounds),
        "ReLU networks, mean squared error, 100 steps, no exit, one thread": trained(by_flops(), "flop", rounds),
        "a survey of the handout at one rate, kept in a folder, all processors": surveys(min(rounds, SURVEY_TURNS)),
        "where no run dies or leaves: with the exact exit over without": exits(EXIT_TURNS * rounds),
    }


def by_runs() -> dict[str, tuple[Runs, int]]:
    """What is trained, and how many units of work that is."""
    return {f"{power(n)} runs": (Runs(load_lab("handout"), Drawn(1, 0, n), RATE), n) for n in RUNS}


def by_steps() -> dict[str, tuple[Runs, int]]:
    lab = load_lab("handout")
    return {
        f"{power(n)} steps": (Runs(lab.trained(steps=n), Drawn(1, 0, STEPS_OF_ALL // n), RATE), STEPS_OF_ALL)
        for n in STEPS
    }


def by_flops() -> dict[str, tuple[Runs, int]]:
    found = {}
    for widths, points in NETWORKS:
        lab = drawn_lab(widths, points)
        count = 1 << int(FLOPS_OF_ALL / flops(lab)).bit_length() - 1
        shape = "-".join(map(str, widths))
        name = f"{flops(lab):,} flops: {shape}, {points} points, {lab.network.size:,} parameters"
        found[name] = (Runs(lab, Drawn(1, 0, count)), count * flops(lab))
    return found


def trained(cases: Mapping[str, tuple[Runs, int]], unit: str, rounds: int) -> dict[str, Times]:
    """The time of each case; its name tells what of it, in the best turn, comes to one unit of work."""
    found = in_turns({name: partial(seconds, runs) for name, (runs, _) in cases.items()}, rounds)
    return {f"{name}, {1e9 * min(found[name]) / work:.3g} ns a {unit}": times(found[name])
            for name, (_, work) in cases.items()}  # fmt: skip


def in_turns(contestants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    turns: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, once in contestants.items():
            turns[name].append(once())
    return turns


def seconds(runs: Runs) -> float:
    """Of the processor, the compiling outside."""
    engine.train(replace(runs, begun=Drawn(0, 0, 8)), leave=False)
    begun, again, taken = time.thread_time(), 0, 0.0
    while taken < SHORTEST:
        engine.train(runs, leave=False)
        again, taken = again + 1, time.thread_time() - begun
    return taken / again


def surveys(rounds: int) -> dict[str, Times]:
    memory: dict[int, list[int]] = {n: [] for n in SURVEYS}

    def once(starts: int) -> float:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-c", CHILD.format(rate=RATE), str(starts), folder]
            taken, most = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
        memory[starts].append(int(most))
        return float(taken)

    found = in_turns({power(n): partial(once, n) for n in SURVEYS}, rounds)
    return {f"{power(n)} runs: at most {max(memory[n]) / 1024:.0f} MiB": times(found[power(n)]) for n in SURVEYS}


def lasting() -> dict[str, Runs]:
    """Runs that all go on to the last step; of the handout those that are dead at first leave, and no other."""
    handout, tanh = load_lab("handout"), ACTIVATIONS["tanh"]
    curved, leaky = of_network(handout, tanh), of_network(handout, leaky_relu(0.01))
    momentum = curved.trained(method="momentum:0.9")
    return {
        "tanh 2-2-2-1": Runs(curved, Drawn(1, 0, 2**13), 1e-3),
        "leaky ReLU 2-2-2-1": Runs(leaky, Drawn(1, 0, 2**14), 1e-5),
        "the handout, rate 1e-5": Runs(handout, Drawn(1, 0, 2**14), 1e-5),
        "tanh 4-8-1, 8 points": Runs(drawn_lab((4, 8, 1), 8, "tanh"), Drawn(1, 0, 2**10)),
        "tanh 2-2-2-1, momentum 0.9": Runs(momentum, Drawn(1, 0, 2**13), 1e-4),
    }


def of_network(lab: Lab, activation: Any) -> Lab:
    network = Network(lab.network.widths, activation)
    return replace(lab, objective=replace(lab.objective, network=network))


def exits(rounds: int) -> dict[str, Times]:
    cases, found = lasting(), {}
    for name, runs in cases.items():  # two in turns at a time: their code and memory stay in the caches
        once = {str(leave): partial(one_turn, runs, leave, engine.room(len(runs))) for leave in (False, True)}
        turns = in_turns(once, rounds)
        without, with_exit = (float(np.quantile(turns[str(leave)], QUIET)) for leave in (False, True))
        found[f"{name}: {with_exit / without:.3f} times"] = times(turns["True"])
    return found


def one_turn(runs: Runs, leave: bool, out: Fate) -> float:
    """Seconds of the processor; the very first turn is the compiling's too."""
    begun = time.thread_time()
    engine.train(runs, leave=leave, out=out)
    return time.thread_time() - begun


def power(number: int) -> str:
    """A power of ten, written as one."""
    return f"10^{len(str(number)) - 1}"
