"""Second derivatives of J: Hessian-vector product, Hessian, and the sharpness, its largest eigenvalue.

The product is the derivative of back-propagation along a direction v (Pearlmutter, "Fast exact
multiplication by the Hessian", Neural Computation 6, 1994): exact, at about twice the price of a
gradient. Where ReLU or leaky ReLU stand at a kink, it is that of the piece whose slopes
back-propagation uses there.
"""

from __future__ import annotations

import numpy as np

from . import philox
from .arrays import Array, numbers, vector
from .errors import InputError
from .objective import Objective

DENSE = 200
"""Up to this many parameters the sharpness comes from the full Hessian, above from Lanczos."""
LARGEST_HESSIAN = 5_000


def hessian_vector_product(objective: Objective, theta: object, v: object) -> Array:
    """H v for v of shape (P,), or for a stack of directions (m, P); the shape is that of v."""
    network = objective.network
    v = numbers(v, "v")
    if v.shape[-1:] != (network.size,):
        raise InputError(f"v must have {network.size} numbers in its last axis", f"shape {v.shape}")
    with np.errstate(all="ignore"):
        return _product(objective, vector(theta, network.size, "theta").astype(np.float64), v)


def _product(objective: Objective, theta: Array, v: Array) -> Array:
    network, s = objective.network, objective.network.activation
    passed = objective.forward(theta)
    layers, along = network.unpack(theta), network.unpack(v)
    a, h = passed.preactivations, (passed.inputs, *passed.activations)
    dh: Array = np.zeros_like(h[0])
    das, dhs = [], [dh]
    for i, ((w, _), (dw, db)) in enumerate(zip(layers, along, strict=True)):
        da = dh @ w + h[i] @ dw
        if db is not None:
            da = da + db
        dh = network.activations[i].slope(a[i], h[i + 1]) * da
        das.append(da)
        dhs.append(dh)
    delta = objective.delta(passed)
    d_delta = objective.weight * objective.loss.slope_dot(
        network.output, a[-1], passed.output, objective.data.y, das[-1]
    )
    product = np.empty_like(v, dtype=np.float64)
    slots = network.unpack(product)
    for i in reversed(range(network.depth)):
        (w, _), (dw, _), (out_w, out_b) = layers[i], along[i], slots[i]
        out_w[...] = np.swapaxes(dhs[i], -1, -2) @ delta + h[i].T @ d_delta
        if out_b is not None:
            out_b[...] = d_delta.sum(axis=-2).reshape(out_b.shape)
        if i > 0:
            back = delta @ w.T
            slope = s.slope(a[i - 1], h[i])
            d_delta = (d_delta @ w.T + delta @ np.swapaxes(dw, -1, -2)) * slope
            if s.pieces is None:
                d_delta = d_delta + back * s.curvature(a[i - 1], h[i]) * das[i - 1]
            delta = back * slope
    return product


def hessian(objective: Objective, theta: object) -> Array:
    """The full Hessian of J, shape (P, P), symmetric; for networks of up to 5,000 parameters."""
    size = objective.network.size
    if size > LARGEST_HESSIAN:
        raise InputError(
            f"the full Hessian is for at most {LARGEST_HESSIAN} parameters", f"{size}",
            "Use hessian_vector_product or sharpness.",
        )  # fmt: skip
    full = hessian_vector_product(objective, theta, np.eye(size)) / 2
    with np.errstate(all="ignore"):
        return full + full.T


def sharpness(objective: Objective, theta: object) -> float:
    """The largest eigenvalue of the Hessian of J at theta; NaN where it is not finite.

    Dense up to 200 parameters, above by SciPy's Lanczos iteration to a relative 1e-6, always
    from the same vector, so that the same theta gives the same number.
    """
    if objective.network.size <= DENSE:
        full = hessian(objective, theta)
        return float(np.linalg.eigvalsh(full)[-1]) if np.isfinite(full).all() else float("nan")
    return _lanczos(objective, vector(theta, objective.network.size, "theta").astype(np.float64))


def _lanczos(objective: Objective, theta: Array) -> float:
    from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

    first = philox.uniform(philox.words(0, 0, theta.size, philox.DIRECTIONS)[0], -1.0, 1.0)
    along = hessian_vector_product(objective, theta, first)
    if not along.any():  # a random direction is in the kernel of no Hessian but 0
        return 0.0
    if not np.isfinite(along).all():
        return float("nan")
    product = LinearOperator(
        (theta.size, theta.size),
        matvec=lambda v: hessian_vector_product(objective, theta, v.reshape(-1)),
        dtype=np.float64,
    )
    try:
        top = eigsh(product, k=1, which="LA", v0=along, tol=1e-6, return_eigenvectors=False)
    except ArpackError:  # no convergence within its own bounds
        return float("nan")
    return float(top[0])
