"""The objective J of theta: a network, a loss with its factor, a sum or a mean over the data points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from .arrays import Array, numbers, vector
from .errors import LabError, shown
from .loss import Loss, squared_error
from .network import Network, Trace, backward, trace

Reduction = Literal["sum", "mean"]


@dataclass(frozen=True)
class Data:
    """The data points: x of shape (n, inputs), y of shape (n, outputs), finite and read-only."""

    x: Array
    y: Array

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            array = numbers(getattr(self, name), f"data.{name}", finite=True)
            if array.ndim != 2 or not len(array):
                raise LabError(f"data.{name} must be a table with one row a point", f"shape {array.shape}")
            fixed = np.array(array, np.float64, order="C")
            fixed.flags.writeable = False
            object.__setattr__(self, name, fixed)
        if len(self.x) != len(self.y):
            raise LabError(
                "data.x and data.y must have the same number of points",
                f"{len(self.x)} and {len(self.y)}",
            )

    def __len__(self) -> int:
        return len(self.x)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Data) and self._bits == other._bits

    def __hash__(self) -> int:
        return hash(self._bits)

    @property
    def _bits(self) -> tuple[object, ...]:
        return (self.x.shape, self.y.shape, self.x.tobytes(), self.y.tobytes())


@dataclass(frozen=True)
class Objective:
    """J(theta) = factor * (sum or mean over the points of L(theta, x, y)); call it for its value."""

    network: Network
    data: Data
    loss: Loss = squared_error
    factor: float = 1.0
    reduction: Reduction = "sum"

    def __post_init__(self) -> None:
        inputs, outputs = self.network.widths[0], self.network.widths[-1]
        if self.data.x.shape[1] != inputs or self.data.y.shape[1] != outputs:
            raise LabError(
                f"data must have {inputs} inputs and {outputs} targets a point, as widths say",
                f"{self.data.x.shape[1]} and {self.data.y.shape[1]}",
            )
        if self.reduction not in ("sum", "mean"):
            raise LabError("reduction must be sum or mean", shown(self.reduction))
        if not (np.isfinite(self.factor) and self.factor > 0):
            raise LabError("factor must be a finite number above 0", shown(self.factor))
        self._check_loss()

    def _check_loss(self) -> None:
        name, y = self.loss.name, self.data.y
        if self.network.output.name not in self.loss.outputs:
            raise LabError(f"{name} needs output {' or '.join(self.loss.outputs)}", self.network.output.name)
        off_range = name != "squared_error" and bool(((y < 0) | (y > 1)).any())
        off_sum = name == "softmax_cross_entropy" and not np.allclose(y.sum(axis=1), 1)
        if off_range or off_sum:
            raise LabError(f"the targets of {name} must be {self.loss.targets}", shown(y.tolist()))
        if name == "softmax_cross_entropy" and y.shape[1] < 2:
            raise LabError("softmax_cross_entropy needs at least two outputs", "one")

    @property
    def weight(self) -> float:
        """What the loss of one point counts in J: the factor, divided by n where J is a mean."""
        return self.factor / len(self.data) if self.reduction == "mean" else self.factor

    def __call__(self, theta: object) -> float:
        """J at theta (P numbers)."""
        return self.value(self.forward(theta))

    def forward(self, theta: object) -> Trace:
        """The forward pass of all data points at once."""
        with np.errstate(all="ignore"):
            return trace(self.network, self._checked(theta), self.data.x)

    def value(self, passed: Trace) -> float:
        """J from a forward pass."""
        with np.errstate(all="ignore"):
            each = self.loss.value(passed.preactivations[-1], passed.output, self.data.y)
            return float(self.weight * each.sum())

    def delta(self, passed: Trace) -> Array:
        """dJ/da of the last layer, shape (n, outputs): where back-propagation starts."""
        b, z = passed.preactivations[-1], passed.output
        return self.weight * self.loss.slope(self.network.output, b, z, self.data.y)

    def gradient(self, theta: object) -> Array:
        """dJ/dtheta, shape (P,), by back-propagation."""
        theta = self._checked(theta)
        with np.errstate(all="ignore"):
            passed = trace(self.network, theta, self.data.x)
            return backward(self.network, theta, passed, self.delta(passed))

    @cached_property
    def at_zero(self) -> float:
        """J where every parameter is 0: what a network says that lets nothing through."""
        return self(np.zeros(self.network.size))

    def at_point(self, index: int) -> Objective:
        """L of one data point alone, with its factor, as an objective of its own."""
        one = Data(self.data.x[index : index + 1], self.data.y[index : index + 1])
        return Objective(self.network, one, self.loss, self.factor)

    def _checked(self, theta: object) -> Array:
        return vector(theta, self.network.size, "theta").astype(np.float64, copy=False)
