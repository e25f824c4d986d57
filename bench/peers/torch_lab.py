"""The handout's lab with PyTorch: theta and the picture's file are the arguments."""

import sys

import matplotlib.pyplot as plt
import torch

torch.set_default_dtype(torch.float64)
X = torch.tensor([[-1.0, 1.0], [-1.0, 0.5]])
Y = torch.tensor([[60.0], [20.0]])


def objective(theta, x, y):
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:].reshape(2, 1)
    z = torch.relu(torch.relu(x @ W) @ U) @ V
    return ((z - y) ** 2).sum()


theta = torch.tensor([float(v) for v in sys.argv[1].split(",")], requires_grad=True)
L = objective(theta, X[:1], Y[:1])
print("L =", L.item())
print("gradient =", torch.autograd.grad(L, theta)[0])
optimizer = torch.optim.SGD([theta], lr=0.005)
values = []
for _ in range(101):
    optimizer.zero_grad()
    J = objective(theta, X, Y)
    J.backward()
    values.append(J.item())
    optimizer.step()
plt.plot(values)
plt.xlabel("step")
plt.ylabel("J")
plt.savefig(sys.argv[2])
print(*values)
