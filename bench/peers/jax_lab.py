"""The handout's lab with JAX: theta and the picture's file are the arguments."""

import sys

import jax
import jax.numpy as jnp
import matplotlib.pyplot as plt

jax.config.update("jax_enable_x64", True)
X = jnp.array([[-1.0, 1.0], [-1.0, 0.5]])
Y = jnp.array([[60.0], [20.0]])


def objective(theta, x, y):
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:].reshape(2, 1)
    z = jax.nn.relu(jax.nn.relu(x @ W) @ U) @ V
    return jnp.sum((z - y) ** 2)


both = jax.jit(jax.value_and_grad(objective))
theta = jnp.array([float(v) for v in sys.argv[1].split(",")])
L, gradient = both(theta, X[:1], Y[:1])
print("L =", L)
print("gradient =", gradient)
values = []
for _ in range(101):
    J, slope = both(theta, X, Y)
    values.append(J.item())
    theta = theta - 0.005 * slope
plt.plot(values)
plt.xlabel("step")
plt.ylabel("J")
plt.savefig(sys.argv[2])
print(*values)
