import numpy as np
import matplotlib.pyplot as plt

"""Chain rule as a product of Jacobians: L' = dL/dz * dz/dk * dk/dh * ..., everything row vectors"""

def sigma(t):
    return np.maximum(t, 0)

def sigma_prime(t):
    return np.where(t > 0, 1., 0.)

def f(theta, x, y):
    W, U, v = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    h = sigma(W.T.dot(x))
    k = sigma(U.T.dot(h))
    z = v.dot(k)
    return np.array([*h, *k, z, (z - y)**2])

def Df(theta, x, y):
    W, U, v = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    a = W.T.dot(x)
    h = sigma(a)
    b = U.T.dot(h)
    k = sigma(b)
    z = v.dot(k)

    dL_dz = np.array([[2*(z - y)]])                     # 1x1
    dz_dk = v.reshape(1, 2)                             # 1x2
    dz_dv = k.reshape(1, 2)                             # 1x2
    dk_dh = np.diag(sigma_prime(b)).dot(U.T)            # 2x2
    # b1 = u11 h1 + u21 h2, b2 = u12 h1 + u22 h2
    db_du = np.array([[h[0], 0, h[1], 0],
                      [0, h[0], 0, h[1]]])              # 2x4
    dk_du = np.diag(sigma_prime(b)).dot(db_du)
    da_dw = np.array([[x[0], 0, x[1], 0],
                      [0, x[0], 0, x[1]]])              # 2x4
    dh_dw = np.diag(sigma_prime(a)).dot(da_dw)

    dL_dv = dL_dz.dot(dz_dv)
    dL_du = dL_dz.dot(dz_dk).dot(dk_du)
    dL_dw = dL_dz.dot(dz_dk).dot(dk_dh).dot(dh_dw)
    return np.hstack([dL_dw, dL_du, dL_dv]).flatten()

x1, x2 = np.array([-1, 1]), np.array([-1, 0.5])

def J(theta):
    return f(theta, x1, 60)[5] + f(theta, x2, 20)[5]

def DJ(theta):
    return Df(theta, x1, 60) + Df(theta, x2, 20)

theta = np.random.uniform(-1, 1, 10)
print(f"{f(theta, x1, 60)[5] = }")

thetas = np.zeros((101, 10))
thetas[0] = np.random.uniform(-1, 1, 10)
for n in range(100):
    thetas[n + 1] = thetas[n] - 0.005*DJ(thetas[n])
plt.plot(range(101), list(map(J, thetas)))
plt.title("$J(\\theta_n)$")
plt.show()
