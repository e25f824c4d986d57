"""Any network in scalar loops, its derivatives carried forward one parameter at a time: no back-propagation in it."""

import math


def _sigmoid(a):
    return 1 / (1 + math.exp(-a))


ACTIVATIONS = {
    "relu": (lambda a, left: a if a > 0 else 0.0, lambda a, left: 1.0 if a > 0 else 0.0),
    "leaky_relu": (lambda a, left: a if a > 0 else left * a, lambda a, left: 1.0 if a > 0 else left),
    "identity": (lambda a, left: a, lambda a, left: 1.0),
    "tanh": (lambda a, left: math.tanh(a), lambda a, left: 1 / math.cosh(a) ** 2),
    "sigmoid": (lambda a, left: _sigmoid(a), lambda a, left: _sigmoid(a) * _sigmoid(-a)),
    "softplus": (lambda a, left: math.log1p(math.exp(a)), lambda a, left: _sigmoid(a)),
}


def squared_error(z, dz, y):
    """The sum over the outputs of (z - y)^2."""
    loss = slope = 0.0
    for j in range(len(y)):
        loss += (z[j] - y[j]) ** 2
        slope += 2 * (z[j] - y[j]) * dz[j]
    return loss, slope


def binary_cross_entropy(z, dz, y):
    loss = slope = 0.0
    for j in range(len(y)):
        loss -= y[j] * math.log(z[j]) + (1 - y[j]) * math.log(1 - z[j])
        slope -= (y[j] / z[j] - (1 - y[j]) / (1 - z[j])) * dz[j]
    return loss, slope


def softmax_cross_entropy(z, dz, y):
    total = moved = 0.0
    for j in range(len(z)):
        total += math.exp(z[j])
        moved += math.exp(z[j]) * dz[j]
    loss = slope = 0.0
    for j in range(len(y)):
        loss -= y[j] * math.log(math.exp(z[j]) / total)
        slope -= y[j] * (dz[j] - moved / total)
    return loss, slope


LOSSES = {f.__name__: f for f in (squared_error, binary_cross_entropy, softmax_cross_entropy)}


def layers(network, theta, x, parameter):
    """Every layer's (a, h, dh), dh being the derivative of h in one parameter (-1: in none)."""
    left = network.activation.pieces[0] if network.activation.pieces else 0.0
    h, dh, at, found = list(x), [0.0] * len(x), 0, []
    for depth in range(1, len(network.widths)):
        last = depth == len(network.widths) - 1
        value, slope = ACTIVATIONS[(network.output if last else network.activation).name]
        a, da = [0.0] * network.widths[depth], [0.0] * network.widths[depth]
        for i in range(len(h)):
            for j in range(len(a)):
                a[j] += h[i] * theta[at]
                da[j] += dh[i] * theta[at] + (h[i] if at == parameter else 0.0)
                at += 1
        for j in range(len(a) if network.biases else 0):
            a[j] += theta[at]
            da[j] += 1.0 if at == parameter else 0.0
            at += 1
        h = [value(a[j], left) for j in range(len(a))]
        dh = [slope(a[j], left) * da[j] for j in range(len(a))]
        found.append((a, h, dh))
    return found


def derivative(objective, theta, parameter=-1):
    """J and its derivative in one parameter."""
    value = slope = 0.0
    for x, y in zip(objective.data.x.tolist(), objective.data.y.tolist(), strict=True):
        _, z, dz = layers(objective.network, theta, x, parameter)[-1]
        loss, along = LOSSES[objective.loss.name](z, dz, y)
        value += objective.factor * loss
        slope += objective.factor * along
    if objective.reduction == "mean":
        return value / len(objective.data.x), slope / len(objective.data.x)
    return value, slope


def gradient(objective, theta):
    """All P derivatives of J, one after the other."""
    numbers = [float(v) for v in theta]
    return [derivative(objective, numbers, p)[1] for p in range(len(numbers))]
