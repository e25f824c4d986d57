"""Which hidden unit lets something through for which data point, at every state of a descent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .arrays import Array
from .network import Network, trace

_AT_ONCE = 4_000_000
"""Forward passes are stacked up to this many numbers."""


def slopes(network: Network, thetas: Array, x: Array) -> list[Array]:
    """s'(a) of every hidden unit over its largest value, an array (T, n, width) for each hidden layer.

    1 lets a derivative pass in full, 0 lets nothing pass: for ReLU these are on and off.
    """
    s, widest = network.activation, max(network.widths)
    chunk = max(1, _AT_ONCE // (len(x) * widest + network.size))
    found: list[list[Array]] = [[] for _ in network.widths[1:-1]]
    with np.errstate(all="ignore"):
        for at in range(0, len(thetas), chunk):
            passed = trace(network, thetas[at : at + chunk], x)
            for i, layer in enumerate(found):
                slope = s.slope(passed.preactivations[i], passed.activations[i])
                layer.append((slope / s.steepest).astype(np.float32))
    return [np.concatenate(layer) for layer in found]


def shut_layers(network: Network, theta: Array, x: Array) -> NDArray[np.int64]:
    """For every point the first hidden layer (from 0) of which each unit is off, -1 where none is; shape (n,).

    Of a stack of theta (..., P) the shape is (..., n); each may have points of its own, x (..., n, inputs).

    Through such a layer no path leads: what the network says does not depend on that point, and
    nothing of the point's loss comes back below it.
    """
    first = np.full((*theta.shape[:-1], x.shape[-2]), -1)
    if network.activation.pieces is None or network.activation.pieces[0] != 0:
        return first  # a smooth unit may round its slope to 0, but it is never off
    with np.errstate(all="ignore"):
        passed = trace(network, theta, x)
    for i in reversed(range(network.depth - 1)):
        first[np.all(passed.preactivations[i] <= 0, axis=-1)] = i
    return first
