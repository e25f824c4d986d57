"""A program for the handout as a student writes it, whole and in parts, any of its lines replaced."""

import json

RIGHT = """\
import numpy as np

def relu(a):
    return np.maximum(a, 0.0)

def forward(theta, x, y):
    W, U, V = theta[0:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    z = V @ k
    loss = (z - y) ** 2
    return h[0], h[1], k[0], k[1], z, loss

def gradient(theta, x, y):
    W, U, V = theta[0:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    dz = 2 * (V @ k - y)
    dV = dz * k
    dk = dz * V
    db = dk * (b > 0)
    dU = np.outer(h, db)
    dh = U @ db
    da = dh * (a > 0)
    dW = np.outer(x, da)
    return np.concatenate([dW.ravel(), dU.ravel(), dV])

def J(theta):
    points = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]
    return sum(forward(theta, x, y)[5] for x, y in points)
"""
SCRIPT = """\

import matplotlib.pyplot as plt

theta = np.random.uniform(-1, 1, 10)
values = [J(theta)]
for step in range(100):
    slope = gradient(theta, np.array([-1.0, 1.0]), 60.0) + gradient(theta, np.array([-1.0, 0.5]), 20.0)
    theta = theta - 0.005 * slope
    values.append(J(theta))
plt.plot(values)
plt.show()
"""
WHOLE = RIGHT + SCRIPT


def replaced(text, changes):
    """The text with these pieces replaced, each of which must stand there once."""
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def lab_file(folder, text=WHOLE, changes=(), name="my_lab.py"):
    """A file with the program in it."""
    file = folder / name
    file.write_text(replaced(text, dict(changes)), "utf-8")
    return file


def notebook(folder, *cells):
    """A notebook with these code cells, a heading before each."""
    made = []
    for source in cells:
        made.append({"cell_type": "markdown", "metadata": {}, "source": "# Part"})
        made.append({"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": source})
    file = folder / "my_lab.ipynb"
    file.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
    return file
