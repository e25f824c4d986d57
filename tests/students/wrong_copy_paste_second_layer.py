# -*- coding: utf-8 -*-
# Ödev 3 - geri yayılım
import numpy as np
import matplotlib.pyplot as plt

relu = lambda s: np.maximum(s, 0)
relu_turev = lambda s: (s > 0) * 1.0

ogrenme_hizi = 0.005
adim_sayisi = 100
veri = [(np.array([-1., 1.]), 60.), (np.array([-1., .5]), 20.)]

def ileri(theta, x, y):
    W = theta[0:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:10].reshape(2, 1)
    a = x @ W
    h = relu(a)
    b = x @ U
    k = relu(b)
    z = (k @ V)[0]
    kayip = (z - y) ** 2
    return [*h, *k, z, kayip]

def geri(theta, x, y):
    U = theta[4:8].reshape(2, 2)
    V = theta[8:10]
    h1, h2, k1, k2, z, kayip = ileri(theta, x, y)
    h, k = np.array([h1, h2]), np.array([k1, k2])
    dz = 2 * (z - y)
    dV = dz * k
    dk = dz * V
    db = dk * relu_turev(k)       # k > 0 ile b > 0 aynı şey
    dU = h[:, None] * db
    dh = U @ db
    da = dh * relu_turev(h)
    dW = x[:, None] * da
    return np.concatenate((dW, dU, dV), axis=None)

def maliyet(theta):
    return sum(ileri(theta, x, y)[-1] for (x, y) in veri)

theta = np.random.uniform(-1, 1, 10)
print('ilk kayıp:', ileri(theta, veri[0][0], 60)[-1])

baslangic = np.random.uniform(-1, 1, 10)
theta = baslangic.copy()
J_degerleri = [maliyet(theta)]
for adim in range(adim_sayisi):
    toplam = np.zeros(10)
    for (x, y) in veri:
        toplam = toplam + geri(theta, x, y)
    theta = theta - ogrenme_hizi * toplam
    J_degerleri.append(maliyet(theta))

plt.plot(np.arange(adim_sayisi + 1), J_degerleri, 'b-')
plt.xlabel('adım')
plt.ylabel('J(theta)')
plt.grid(True)
plt.show()
