import numpy as np, matplotlib.pyplot as plt

s  = lambda t: np.maximum(t, 0)
sp = lambda t: np.greater(t, 0)*1.
W  = lambda q: q[:4].reshape(2, 2)
U  = lambda q: q[4:8].reshape(2, 2)
V  = lambda q: q[8:]

h = lambda q, x: s(W(q).T @ x)
k = lambda q, x: s(U(q).T @ h(q, x))
z = lambda q, x: V(q) @ k(q, x)
L = lambda q, x, y: (z(q, x) - y)**2
forward = lambda q, x, y: [*h(q, x), *k(q, x), z(q, x), L(q, x, y)]

# backward, d = "dL by d..."
dz = lambda q, x, y: 2*(z(q, x) - y)
db = lambda q, x, y: dz(q, x, y)*V(q)*sp(U(q).T @ h(q, x))
da = lambda q, x, y: (U(q) @ db(q, x, y))*sp(W(q).T @ x)
dL = lambda q, x, y: np.r_[np.kron(x, da(q, x, y)), np.kron(h(q, x), db(q, x, y)), dz(q, x, y)*k(q, x)]

p = np.array([-1, 1]), 60
r = np.array([-1, .5]), 20
J = lambda q: L(q, *p) + L(q, *r)

print(L(np.random.uniform(-1, 1, 10), *p))

q = np.random.uniform(-1, 1, 10)
js = [J(q)]
for _ in range(100):
    q = q - .005*(dL(q, *p) + dL(q, *r))
    js += [J(q)]

plt.plot(js); plt.show()
