"""Millions of runs: runs a second and the share of the FMA peak, which is measured in turns with them.

On one thread, and once on all processors, in time of the processor: other work on the machine then counts for less.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from side import Times, times

from backprop_lab.activation import ACTIVATIONS
from backprop_lab.atlas.go import processors
from backprop_lab.atlas.kernel import engine
from backprop_lab.atlas.kernel.layout import aligned
from backprop_lab.atlas.runs import Drawn, Runs
from backprop_lab.atlas.vector import compiled
from backprop_lab.atlas.vector.code import Code
from backprop_lab.lab import Descent, Lab, load_lab
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.start import Start

HANDOUT = 10_000
"""The flops of one run of the handout, 100 steps."""
CHAINS, TURNS = 12, 50_000
QUIET = 0.1
"""A share is that of the turns that so many are not slower than."""


def peak() -> Callable[[], float]:
    """Flops a second of a function that does nothing but independent multiply-adds."""
    code = Code(compiled.lanes())
    factor, term = code.constant(0.999), code.constant(1e-3)
    starts = [(code.vector, code.constant(1.0))] * CHAINS

    def body(_: str, sums: list[str]) -> list[str]:
        for _again in range(4):
            sums = [code.fma(one, factor, term) for one in sums]
        return sums

    found = code.fold("%n", starts, body)
    for at, one in enumerate(found):
        code.store(one, code.at("%out", at))
    made = compiled.compile_functions(("peak", code, "ptr %out, i64 %n"))
    out = aligned((CHAINS, code.width), np.float64)

    def once() -> float:
        begun = time.thread_time()
        made.functions["peak"](out.ctypes.data, TURNS)
        return 8 * CHAINS * TURNS * code.width / (time.thread_time() - begun)

    return once


def drawn_lab(widths: tuple[int, ...], points: int, activation: str = "relu", biases: bool = False) -> Lab:
    rng, network = np.random.default_rng(0), Network(widths, ACTIVATIONS[activation], biases=biases)
    data = Data(rng.normal(size=(points, widths[0])), rng.normal(size=(points, widths[-1])))
    objective = Objective(network, data, reduction="mean")
    return Lab("drawn", objective, Descent(1e-6, 100, start=Start("he", ())), default_letters(network))


def flops(lab: Lab) -> int:
    """Of a run of a larger lab: the products of its matrices alone."""
    pairs = list(zip(lab.network.widths, lab.network.widths[1:], strict=False))
    products = sum(m * n * (3 if layer else 2) for layer, (m, n) in enumerate(pairs))
    return 2 * products * len(lab.objective.data) * lab.descent.steps


def cases() -> dict[str, tuple[Runs, bool, int]]:
    """What is trained, whether runs may leave early, and the flops of a run."""
    handout, found = load_lab("handout"), {}
    for rate in (0.005, 1e-5):
        for leave in (False, True):
            name = f"handout, rate {rate:g}{', with exit' if leave else ''}"
            found[name] = (Runs(handout, Drawn(1, 0, 2**20), rate), leave, HANDOUT)
    for name, lab in (
        ("2-8-8-1, 32 points", drawn_lab((2, 8, 8, 1), 32)),
        ("4-16-16-3, biases, 32 points", drawn_lab((4, 16, 16, 3), 32, biases=True)),
        ("tanh 16-16-1, 16 points", drawn_lab((16, 16, 1), 16, "tanh")),
    ):
        found[name] = (Runs(lab, Drawn(1, 0, 512)), False, flops(lab))
    return found


def measure(rounds: int = 60) -> dict[str, dict[str, Any]]:
    """Turns of 2^20 runs of the handout, or 512 of larger networks, each with one of the peak.

    Other work on the machine slows down many of both. So shares are those of the quiet tenth: the turn that one in ten
    is not slower than, over the peak that one in ten reaches. Those of the medians stand beside them. On a busy machine
    they are too low, as a turn of the peak is shorter and finds a quiet moment more often.
    """
    fma, all_cases = peak(), cases()
    peaks: list[float] = []
    turns: dict[str, list[float]] = {name: [] for name in all_cases}
    rooms = {name: engine.room(len(runs)) for name, (runs, _, _) in all_cases.items()}
    for runs, leave, _ in all_cases.values():
        engine.train(Runs(runs.lab, Drawn(0, 0, 8), runs.rates), leave=leave)
    for _ in range(rounds):
        for name, (runs, leave, _) in all_cases.items():
            begun = time.thread_time()
            engine.train(runs, leave=leave, out=rooms[name])
            turns[name].append(time.thread_time() - begun)
            peaks.append(fma())
    table = {}
    for name, (runs, _, work) in all_cases.items():
        quiet, usual = ([len(runs) / np.quantile(turns[name], q), np.quantile(peaks, 1 - q)] for q in (QUIET, 0.5))
        shares = [work * rate / best for rate, best in (quiet, usual)]
        table[f"{name}: {_short(quiet[0])}/s, {shares[0]:.1%} ({shares[1]:.1%})"] = times(turns[name])
    best = np.quantile(peaks, 1 - QUIET) / 1e9
    title = f"many runs on one core, float64, and share of the peak of {best:.1f} GF/s: the quiet tenth (the median)"
    return {title: table, **at_once(2 * rounds), **compiling(all_cases)}


def at_once(rounds: int) -> dict[str, dict[str, Times]]:
    """Runs of the handout on as many threads as processors: each makes some and the peak in turns."""
    threads, count = processors(), 2**17
    turns: list[list[float]] = [[] for _ in range(threads)]
    peaks: list[list[float]] = [[] for _ in range(threads)]
    loops = [peak() for _ in range(threads)]

    def work(which: int) -> None:
        runs, out = Runs(load_lab("handout"), Drawn(1, which * count, count)), engine.room(count)
        for _ in range(rounds):
            begun = time.thread_time()
            engine.train(runs, leave=False, out=out)
            turns[which].append(time.thread_time() - begun)
            peaks[which].append(loops[which]())

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    table = {}
    for which in range(threads):
        pairs = ((np.quantile(turns[which], q), np.quantile(peaks[which], 1 - q)) for q in (QUIET, 0.5))
        quiet, usual = (HANDOUT * count / turn / best for turn, best in pairs)
        table[f"thread {which + 1}: {quiet:.1%} ({usual:.1%})"] = times(turns[which])
    return {"the handout at rate 0.005 on all processors at once, and share of the peak of each": table}


def compiling(all_cases: dict[str, tuple[Runs, bool, int]], rounds: int = 5) -> dict[str, dict[str, Times]]:
    from backprop_lab.atlas.given import form
    from backprop_lab.atlas.kernel import kernels

    found = {}
    for name, (runs, _, _) in all_cases.items():
        turns = []
        for _ in range(rounds):
            kernels._kernels.cache_clear()
            begun = time.thread_time()
            kernels.kernels(form(runs))
            turns.append(time.thread_time() - begun)
        found[name.partition(", rate")[0]] = times(turns)
    return {"compiling the code of a lab": found}


def _short(rate: float) -> str:
    return f"{rate / 1e6:.2f} M" if rate > 1e6 else f"{rate / 1e3:.1f} k"
