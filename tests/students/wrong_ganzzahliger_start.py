import numpy as np
import matplotlib.pyplot as plt


def relu(x):
    return (x + np.abs(x)) / 2


def relu_abl(x):
    return (x > 0).astype(float)


def zerlege(theta):
    return theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]


def vorwaerts(theta, x, y):
    W, U, V = zerlege(np.asarray(theta))
    h = relu(W.T @ x)
    k = relu(U.T @ h)
    z = np.dot(V, k)
    return np.array([h[0], h[1], k[0], k[1], z, (z - y)**2])


def rueckwaerts(theta, x, y):
    W, U, V = zerlege(np.asarray(theta))
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    z = np.dot(V, k)
    dz = 2*(z - y)
    db = dz*V*relu_abl(b)
    da = np.dot(U, db)*relu_abl(a)
    return np.concatenate((np.outer(x, da).ravel(), np.outer(h, db).ravel(), dz*k))


x1, y1 = np.array([-1, 1]), 60
x2, y2 = np.array([-1, 0.5]), 20


def J(theta):
    return vorwaerts(theta, x1, y1)[5] + vorwaerts(theta, x2, y2)[5]


# zufaelliger Start zwischen -1 und 1
theta = np.random.randint(-1, 2, size=10)
print('Start:', theta, 'J =', J(theta))
print('L:', vorwaerts(theta, x1, y1)[5])

werte = [J(theta)]
for n in range(100):
    g = rueckwaerts(theta, x1, y1) + rueckwaerts(theta, x2, y2)
    for i in range(10):
        theta[i] = theta[i] - 0.005*g[i]
    werte.append(J(theta))

plt.plot(werte)
plt.xlabel('Schritte')
plt.ylabel('J')
plt.show()
