# everything short
from random import uniform
from matplotlib import pyplot as plt
import numpy as np

ReLU = lambda x: np.maximum(x, 0)
dReLU = lambda x: 1.0*(x > 0)
W = lambda th: np.array(th[0:4]).reshape(2, 2)
U = lambda th: np.array(th[4:8]).reshape(2, 2)
V = lambda th: np.array(th[8:10])

h = lambda th, x: ReLU(W(th).T @ np.array(x))
k = lambda th, x: ReLU(U(th).T @ h(th, x))
z = lambda th, x: V(th) @ k(th, x)
L = lambda th, x, y: (z(th, x) - y)**2

forward = lambda th, x, y: [*h(th, x), *k(th, x), z(th, x), L(th, x, y)]

# derivatives, from the back to the front
dz = lambda th, x, y: 2*(z(th, x) - y)
dV = lambda th, x, y: dz(th, x, y)*k(th, x)
db = lambda th, x, y: dz(th, x, y)*V(th)*ReLU(U(th).T @ h(th, x))
dU = lambda th, x, y: np.outer(h(th, x), db(th, x, y))
da = lambda th, x, y: U(th) @ db(th, x, y)*ReLU(W(th).T @ np.array(x))
dW = lambda th, x, y: np.outer(x, da(th, x, y))

gradient = lambda th, x, y: np.hstack([dW(th, x, y).flat, dU(th, x, y).flat, dV(th, x, y)])

J = lambda th: L(th, (-1, 1), 60) + L(th, (-1, .5), 20)
dJ = lambda th: gradient(th, (-1, 1), 60) + gradient(th, (-1, .5), 20)

theta = np.array([uniform(-1, 1) for i in range(10)])
print(L(theta, (-1, 1), 60))

js = [J(theta)]
for i in range(100):
    theta = theta - 0.005*dJ(theta)
    js.append(J(theta))
plt.plot(js)
plt.show()
