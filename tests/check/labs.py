"""The labs on which the checker is tried: the handout's, xor (biases, tanh), and 3-4-3-2 with softmax cross-entropy."""

from dataclasses import replace
from functools import cache

from backprop_lab.lab import from_toml, load_lab

WIDE = """\
name = "wide"
title = "3-4-3-2, ReLU, softmax cross-entropy"

[network]
widths = [3, 4, 3, 2]
activation = "relu"

[data]
x = [[1, -0.5, 2], [-1, 1.5, 0.5], [0.5, 1, -1.5]]
y = [[1, 0], [0, 1], [0.25, 0.75]]

[objective]
loss = "softmax_cross_entropy"

[descent]
rate = 0.05
steps = 100
start = "uniform:-1:1"
"""
SHORT = 12
NAMES = ("handout", "xor", "wide")


@cache
def lab(name):
    return from_toml(WIDE) if name == "wide" else load_lab(name)


def shorter(name):
    """The same with fewer steps, where every step is taken by a program written out number by number."""
    found = lab(name)
    return found if found.descent.steps <= SHORT else replace(found, descent=replace(found.descent, steps=SHORT))
