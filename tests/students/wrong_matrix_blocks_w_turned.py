import numpy as np
from matplotlib import pyplot as plt
W = np.asmatrix(np.random.uniform(-1, 1, (2, 2)))
U = np.asmatrix(np.random.uniform(-1, 1, (2, 2)))
V = np.asmatrix(np.random.uniform(-1, 1, (2, 1)))
def fwd(W, U, V, x, y):
    h = np.maximum(W * x, 0)
    k = np.maximum(U.T * h, 0)
    z = (V.T * k)[0, 0]
    return h, k, z, (z - y)**2
def bwd(W, U, V, x, y):
    h, k, z, L = fwd(W, U, V, x, y)
    dz = 2*(z - y)
    dV = dz * k
    db = np.multiply(dz * V, k > 0)
    dU = h * db.T
    da = np.multiply(U * db, h > 0)
    dW = x * da.T
    return dW, dU, dV
pts = [(np.matrix('-1; 1'), 60), (np.matrix('-1; 0.5'), 20)]
J = []
for it in range(100):
    s = 0
    gW = gU = gV = 0
    for x, y in pts:
        s += fwd(W, U, V, x, y)[3]
        a, b, c = bwd(W, U, V, x, y)
        gW = gW + a; gU = gU + b; gV = gV + c
    J.append(s)
    W = W - 0.005 * gW
    U = U - 0.005 * gU
    V = V - 0.005 * gV
J.append(sum(fwd(W, U, V, x, y)[3] for x, y in pts))
plt.plot(J); plt.show()
