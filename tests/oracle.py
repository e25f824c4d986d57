"""J in autograd's NumPy, written from the definition, and what automatic differentiation makes of it."""

import autograd
import autograd.numpy as anp

ACTIVATIONS = {
    "relu": lambda a, left: anp.where(a > 0, a, 0.0),
    "leaky_relu": lambda a, left: anp.where(a > 0, a, left * a),
    "identity": lambda a, left: a,
    "tanh": lambda a, left: anp.tanh(a),
    "sigmoid": lambda a, left: 1 / (1 + anp.exp(-a)),
    "softplus": lambda a, left: anp.log(1 + anp.exp(a)),
}
LOSSES = {
    "squared_error": lambda z, y: anp.sum((z - y) ** 2),
    "binary_cross_entropy": lambda z, y: -anp.sum(y * anp.log(z) + (1 - y) * anp.log(1 - z)),
    "softmax_cross_entropy": lambda z, y: (
        -anp.sum(y * anp.log(anp.exp(z) / anp.sum(anp.exp(z), axis=1, keepdims=True)))
    ),
}


def function(objective):
    """J as a function of theta that autograd can differentiate."""
    network, data = objective.network, objective.data
    left = network.activation.pieces[0] if network.activation.pieces else 0.0
    names = [network.activation.name] * (len(network.widths) - 2) + [network.output.name]

    def j(theta):
        h, at = data.x, 0
        for name, m, n in zip(names, network.widths, network.widths[1:], strict=False):
            a = anp.dot(h, anp.reshape(theta[at : at + m * n], (m, n)))
            at += m * n
            if network.biases:
                a = a + theta[at : at + n]
                at += n
            h = ACTIVATIONS[name](a, left)
        total = objective.factor * LOSSES[objective.loss.name](h, data.y)
        return total / data.x.shape[0] if objective.reduction == "mean" else total

    return j


def value(objective, theta):
    return float(function(objective)(theta))


def gradient(objective, theta):
    return autograd.grad(function(objective))(theta)


def hessian_vector_product(objective, theta, v):
    return autograd.hessian_vector_product(function(objective))(theta, v)


def hessian(objective, theta):
    return autograd.hessian(function(objective))(theta)
