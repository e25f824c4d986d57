# Geri yayılım ödevi, 3. kısım dahil
import numpy as np
import matplotlib.pyplot as plt


def relu(x):
    return np.maximum(x, 0)


def relu_turevi(x):
    return np.where(np.asarray(x) > 0, 1, 0)


def ileri_yayilim(theta, x, y):
    W = np.reshape(theta[0:4], (2, 2))
    U = np.reshape(theta[4:8], (2, 2))
    V = np.reshape(theta[8:10], (2, 1))
    x = np.reshape(x, (2, 1))
    h = relu(np.dot(W.T, x))
    k = relu(np.dot(U.T, h))
    z = np.dot(V.T, k)
    L = (z - y) ** 2
    return [h[0, 0], h[1, 0], k[0, 0], k[1, 0], z[0, 0], L[0, 0]]


def geri_yayilim(theta, x, y):
    U = np.reshape(theta[4:8], (2, 2))
    V = np.reshape(theta[8:10], (2, 1))
    x = np.reshape(x, (2, 1))
    h1, h2, k1, k2, z, L = ileri_yayilim(theta, x, y)
    h = np.array([[h1], [h2]])
    k = np.array([[k1], [k2]])
    dz = 2 * (z - y)
    dV = dz * k
    db = dz * V * relu_turevi(k)
    dU = np.dot(h, db.T)
    da = np.dot(U, db) * relu_turevi(h)
    dW = np.dot(x, da.T)
    return np.concatenate((dW.flatten(), dU.flatten(), dV.flatten()))


# 1. kısım: deneme
theta = np.random.uniform(-1, 1, 10)
print("L =", ileri_yayilim(theta, [-1, 1], 60)[5])

# 3. kısım: karşılaştırmak için hep aynı başlangıç
theta = np.linspace(-1, 1, 10)
hiz = 0.0005
J = []
for adim in range(100):
    toplam_kayip = 0
    toplam_turev = 0
    for nokta, hedef in [([-1, 1], 60), ([-1, 0.5], 20)]:
        toplam_kayip += ileri_yayilim(theta, nokta, hedef)[5]
        toplam_turev = toplam_turev + geri_yayilim(theta, nokta, hedef)
    J.append(toplam_kayip)
    theta = theta - hiz * toplam_turev

plt.plot(J)
plt.xlabel("adım")
plt.ylabel("J")
plt.show()
