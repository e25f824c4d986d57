"""The bits of some maps, as they were once: a processor, a library or a change that alters them is seen.

Where the change is meant, `plan.ARITHMETIC` is raised, so that folders of maps that were made before are refused.
"""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial

import pytest

from backprop_lab.atlas.kernel import engine
from backprop_lab.atlas.plan import ARITHMETIC
from backprop_lab.atlas.work import compute
from backprop_lab.lab import load_lab
from maps.small import HANDOUT, PLANE, SURVEY, XOR
from terminal import ENVIRONMENT

PLANS = {
    "handout": SURVEY,
    "float32": replace(PLANE, precision=32),
    "momentum": replace(SURVEY, lab=HANDOUT.trained(method="momentum:0.9", rate=1e-4)),
    "tanh": replace(SURVEY, lab=XOR.trained(steps=30)),
    "normal starts": replace(SURVEY, lab=HANDOUT.trained(start=load_lab("digits").descent.start, steps=30)),
    "plane": PLANE,
}
WIDTHS = (1, 2, 4, 8, 16)
BITS = {
    "handout": "cc7cd8ee98d2c1be", "float32": "d6dc15774052bd38", "momentum": "de97f69a0746c007",
    "tanh": "82a6e5eee56bbb2d", "normal starts": "ef7fa5a7075c2321", "plane": "6fd2115389e78ba6",
}  # fmt: skip


def bits(plan):
    """A digest of every array of the first block."""
    found = compute(plan, 0)
    return hashlib.sha256(b"".join(found[name].tobytes() for name in sorted(found))).hexdigest()[:16]


@pytest.mark.parametrize("name", PLANS)
def test_the_bits_are_those_that_they_were(name):
    assert ARITHMETIC == 3
    assert bits(PLANS[name]) == BITS[name]


@pytest.mark.parametrize("name", PLANS)
def test_the_bits_do_not_depend_on_the_width_of_vectors(monkeypatch, name):
    real, plan = engine.train, PLANS[name]
    for width in WIDTHS:
        monkeypatch.setattr(engine, "train", partial(real, width=width))
        assert bits(plan) == BITS[name]


def dispatched():
    """The groups of instructions that NumPy chooses when it starts, and this processor has."""
    from numpy._core import _multiarray_umath as core

    return [name for name in core.__cpu_dispatch__ if core.__cpu_features__[name]]


@pytest.mark.parametrize("without", ["", " ".join(dispatched())], ids=["alike", "an older processor for NumPy"])
def test_the_bits_are_the_same_in_another_process(without):
    told = "from maps.test_map_digests import *; print(dispatched(), *map(bits, PLANS.values()))"
    more = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "NPY_DISABLE_CPU_FEATURES": without}
    ended = subprocess.run(
        [sys.executable, "-c", told], env=ENVIRONMENT | more, capture_output=True, text=True, check=True
    )
    assert ended.stdout.split()[-len(PLANS) :] == list(BITS.values())
    assert ended.stdout.startswith("[]" if without else "[")


def test_the_digests_differ():
    assert len(set(BITS.values())) == len(PLANS)
