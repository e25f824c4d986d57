import numpy as np
import matplotlib.pyplot as plt

rng = np.random.default_rng()

def relu(t):
    return np.where(t > 0, t, 0)

def drelu(t):
    return (t > 0).astype(float)

def unpack(theta):
    W, U, V = np.split(np.asarray(theta), [4, 8])
    return W.reshape(2, 2), U.reshape(2, 2), V

def forward(theta, x, y):
    W, U, V = unpack(theta)
    h = relu(np.einsum('ij,i->j', W, x))
    k = relu(np.einsum('ij,i->j', U, h))
    z = np.einsum('i,i->', V, k)
    return [*h, *k, z, (z - y)**2]

def grad_L(theta, x, y):
    W, U, V = unpack(theta)
    a = np.einsum('ij,i->j', W, x)
    h = relu(a)
    b = np.einsum('ij,i->j', U, h)
    k = relu(b)
    z = np.einsum('i,i->', V, k)
    dz = 2*(z - y)
    db = np.einsum(',j,j->j', dz, V, drelu(b))
    da = np.einsum('ij,j,i->i', U, db, drelu(a))
    return np.concatenate((np.einsum('i,j->ij', x, da).reshape(-1),
                           np.einsum('i,j->ij', h, db).reshape(-1),
                           dz*k))

X = np.array([[-1, 1], [-1, 0.5]])
Y = np.array([60, 20])

def objective(theta):
    return sum(forward(theta, x, y)[5] for x, y in zip(X, Y))

def grad_J(theta):
    return sum(grad_L(theta, x, y) for x, y in zip(X, Y))

print(forward(rng.uniform(-1, 1, size=10), X[0], Y[0])[-1])

theta = rng.uniform(-1, 1, size=10)
hist = [objective(theta)]
for it in range(100):
    theta -= 0.005*grad_J(theta)
    hist.append(objective(theta))
plt.semilogy(hist)
plt.xlabel('step'); plt.ylabel('J'); plt.show()
