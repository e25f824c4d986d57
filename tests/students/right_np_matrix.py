from numpy import *
import matplotlib.pyplot as plt

def relu(t):
    return multiply(t, t > 0)

def relu1(t):
    return matrix(t > 0, dtype=float)

def teile(theta):
    W = matrix(theta[0:4]).reshape(2, 2)
    U = matrix(theta[4:8]).reshape(2, 2)
    V = matrix(theta[8:10]).T
    return W, U, V

def netz(theta, x, y):
    W, U, V = teile(theta)
    x = matrix(x).T
    h = relu(W.T * x)
    k = relu(U.T * h)
    z = float((V.T * k)[0, 0])
    return h[0, 0], h[1, 0], k[0, 0], k[1, 0], z, (z - y)**2

def grad_netz(theta, x, y):
    W, U, V = teile(theta)
    x = matrix(x).T
    a = W.T * x
    b = U.T * relu(a)
    k = relu(b)
    z = float((V.T * k)[0, 0])
    # Fehler zurückgeben
    e = 2 * (z - y)
    eb = multiply(e * V, relu1(b))
    ea = multiply(U * eb, relu1(a))
    dV = e * k
    dU = relu(a) * eb.T
    dW = x * ea.T
    return r_[dW.A1, dU.A1, dV.A1]

punkte = [[-1, 1], [-1, 0.5]]
ziele = [60, 20]

def J(theta):
    return sum([netz(theta, p, q)[5] for p, q in zip(punkte, ziele)])

theta = random.uniform(-1, 1, 10)
print(netz(theta, punkte[0], ziele[0])[5])

theta = random.uniform(-1, 1, 10)
liste = []
for n in range(100):
    liste += [J(theta)]
    theta = theta - 0.005 * (grad_netz(theta, punkte[0], 60) + grad_netz(theta, punkte[1], 20))
plt.plot(liste, "k-")
plt.xlabel("n")
plt.ylabel("J(theta_n)")
plt.show()
