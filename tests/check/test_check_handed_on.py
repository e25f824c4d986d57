"""Gradients that take what the forward map handed back, and weights kept as (outputs, inputs): found and judged."""

import numpy as np
import pytest

from backprop_lab.check import check
from backprop_lab.handout import relu, relu_derivative
from backprop_lab.lab import load_lab
from check.labs import lab

HANDOUT = load_lab("handout")


def blocks(theta):
    return theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]


def values(theta, x):
    W, U, V = blocks(np.asarray(theta))
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    return a, h, b, k, V @ k


def loss_of(theta, x, y):
    _, h, _, k, z = values(theta, x)
    return [*h, *k, z, (z - y) ** 2]


def back(theta, x, y, a, h, b, k, z, slope=relu_derivative):
    _, U, V = blocks(theta)
    dz = 2 * (z - y)
    db = dz * V * relu_derivative(b)
    da = U @ db * slope(a)
    return np.concatenate([np.outer(x, da).ravel(), np.outer(h, db).ravel(), dz * k])


def no_slope(a):
    return np.ones_like(a)


def with_tuple(slope):
    def forward(theta, x, y):
        return loss_of(theta, x, y), values(theta, x)

    def backward(theta, x, y, cache):
        return back(theta, x, y, *cache, slope=slope)

    return forward, backward


def with_dict(slope):
    def forward(theta, x, y):
        return loss_of(theta, x, y), dict(zip("ahbkz", values(theta, x), strict=True), x=x, theta=theta)

    def backward(cache, y):
        return back(cache["theta"], cache["x"], y, *(cache[name] for name in "ahbkz"), slope=slope)

    return forward, backward


def with_parts(slope):
    def forward(theta, x):
        return values(theta, x)

    def backward(theta, x, y, a, h, b, k, z):
        return back(theta, x, y, a, h, b, k, z, slope=slope)

    return forward, backward


def with_last_parts(slope):
    def forward(theta, x, y):
        a, h, b, k, z = values(theta, x)
        return [*h, *k, z, (z - y) ** 2], a, b

    def backward(theta, x, y, A, B):
        h, k = relu(A), relu(B)
        return back(theta, x, y, A, h, B, k, theta[8:] @ k, slope=slope)

    return forward, backward


def with_all(slope):
    def forward(theta, x, y):
        return loss_of(theta, x, y)

    def backward(theta, x, y, there):
        h, k = np.array(there[:2]), np.array(there[2:4])
        return back(theta, x, y, h, h, k, k, there[4], slope=slope)

    return forward, backward


def with_columns(slope):
    def forward(X, params):
        W, U, V = blocks(params)
        A, B = W.T @ X, U.T @ relu(W.T @ X)
        return V.reshape(1, 2) @ relu(B), {"A": A, "B": B}

    def backward(params, cache, X, Y):
        _, U, V = blocks(params)
        D = 2 * (V.reshape(1, 2) @ relu(cache["B"]) - Y)
        DB = V.reshape(2, 1) @ D * relu_derivative(cache["B"])
        DA = U @ DB * slope(cache["A"])
        return X @ DA.T, relu(cache["A"]) @ DB.T, relu(cache["B"]) @ D.T

    return forward, backward


def in_turned_blocks(slope):
    """As a well-known course has them: Z = W A, weights of shape (outputs, inputs), the last layer's gradient first."""

    def forward(X, parameters):
        Z1 = parameters["W1"] @ X
        Z2 = parameters["W2"] @ relu(Z1)
        return parameters["W3"] @ relu(Z2), {"Z1": Z1, "Z2": Z2}

    def backward(parameters, cache, X, Y):
        A1, A2 = relu(cache["Z1"]), relu(cache["Z2"])
        dZ3 = 2 * (parameters["W3"] @ A2 - Y)
        dZ2 = parameters["W3"].T @ dZ3 * relu_derivative(cache["Z2"])
        dZ1 = parameters["W2"].T @ dZ2 * slope(cache["Z1"])
        return {"dW3": dZ3 @ A2.T, "dW2": dZ2 @ A1.T, "dW1": dZ1 @ X.T}

    return forward, backward


WAYS = (with_tuple, with_dict, with_parts, with_last_parts, with_all, with_columns, in_turned_blocks)
each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


def judged(forward, gradient, of=HANDOUT):
    report = check(lab=of, forward=forward, gradient=gradient).report
    return {part.part: part for part in report.parts}


@each_way
def test_a_right_gradient_that_is_given_what_the_forward_map_handed_back_is_right(way):
    found = judged(*way(relu_derivative))
    assert {part: one.verdict for part, one in found.items() if part in ("forward", "gradient")} == {
        "forward": "right", "gradient": "right",
    }  # fmt: skip


@each_way
def test_a_mistake_in_it_is_named_and_has_its_line(way):
    found = judged(*way(no_slope))
    (told,) = found["gradient"].mistakes
    assert (found["forward"].verdict, told.mistake.id) == ("right", "slope-missing-1")
    assert told.place is not None


def test_weights_with_biases_may_be_kept_turned_too():
    def forward(x, p):
        A = p["W1"] @ x + p["b1"]
        return p["W2"] @ np.tanh(A) + p["b2"], A

    def backward(p, A, x, y):
        H = np.tanh(A)
        D = 2 * (p["W2"] @ H + p["b2"] - y)
        DA = p["W2"].T @ D * (1 - H**2)
        return DA @ x.T, DA, D @ H.T, D

    found = judged(forward, backward, lab("xor"))
    assert (found["forward"].verdict, found["gradient"].verdict) == ("right", "right")

    def without(p, A, x, y):
        dW1, _, dW2, db2 = backward(p, A, x, y)
        return dW1, p["W2"].T @ db2, dW2, db2

    (told,) = judged(forward, without, lab("xor"))["gradient"].mistakes
    assert told.mistake.id == "bias-before-slope-1"


def test_w_times_x_is_a_mistake_where_the_weights_bear_the_labs_own_letters():
    def forward(params, x, y):
        h = relu(params["W"] @ x)
        k = relu(params["U"] @ h)
        z = params["V"] @ k
        return [*h, *k, z, (z - y) ** 2]

    (part,) = check(lab=HANDOUT, forward=forward).report.parts
    (told,) = part.mistakes
    assert told.mistake.id == "product-transposed-all"


def test_what_a_wrong_map_hands_on_is_no_mistake_of_the_gradient():
    def forward(theta, x, y):
        W, U, V = blocks(theta)
        a = W @ x
        h = relu(a)
        b = U.T @ h
        k = relu(b)
        return [*h, *k, V @ k, (V @ k - y) ** 2], (a, h, b, k, V @ k)

    def backward(theta, x, y, cache):
        a, h, b, k, z = cache
        V, U = theta[8:], theta[4:8].reshape(2, 2)
        db = 2 * (z - y) * V * relu_derivative(b)
        da = U @ db * relu_derivative(a)
        return np.concatenate([np.outer(da, x).ravel(), np.outer(h, db).ravel(), 2 * (z - y) * k])

    found = judged(forward, backward)
    assert {n.mistake.id for n in found["forward"].mistakes} == {"product-transposed-1"}
    assert "your gradient is right for your own forward map" in found["gradient"].said


def test_a_gradient_is_right_for_its_own_map_though_some_inputs_lie_at_a_kink_of_that():
    """Of min(a, 0), which has its kink where ReLU has it: there differences of L have two sides."""

    def forward(theta, x, y):
        W, U, V = blocks(theta)
        h = np.minimum(W.T @ x, 0)
        k = np.minimum(U.T @ h, 0)
        return [*h, *k, V @ k, (V @ k - y) ** 2]

    def gradient(theta, x, y):
        W, U, V = blocks(theta)
        a = W.T @ x
        b = U.T @ np.minimum(a, 0)
        dz = 2 * (V @ np.minimum(b, 0) - y)
        db = dz * V * (b < 0)
        da = U @ db * (a < 0)
        blocks_of = np.outer(x, da).ravel(), np.outer(np.minimum(a, 0), db).ravel(), dz * np.minimum(b, 0)
        return np.concatenate(blocks_of)

    found = judged(forward, gradient)
    assert {n.mistake.id for n in found["forward"].mistakes} == {"activation-min"}
    assert "your gradient is right for your own forward map" in found["gradient"].said
    half = judged(forward, lambda theta, x, y: 0.5 * gradient(theta, x, y))
    assert "right for your own" not in half["gradient"].said
