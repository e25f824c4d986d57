# Yapay sinir ağları - ödev 3
import numpy as np
import matplotlib.pyplot as plt

def relu(t):
    return (t + np.abs(t)) / 2

def relu_turev(t):
    # 0 noktasında 0 aldık
    return (np.sign(t) > 0).astype(float)

def parametreler(theta):
    p = {}
    p["W"] = np.array(theta[0:4]).reshape(2, 2)
    p["U"] = np.array(theta[4:8]).reshape(2, 2)
    p["V"] = np.array(theta[8:10])
    return p

def ileri(theta, x, y):
    p = parametreler(theta)
    onbellek = {"x": np.array(x)}
    onbellek["a"] = np.dot(p["W"].T, onbellek["x"])
    onbellek["h"] = relu(onbellek["a"])
    onbellek["b"] = np.dot(p["U"].T, onbellek["h"])
    onbellek["k"] = relu(onbellek["b"])
    onbellek["z"] = np.dot(p["V"], onbellek["k"])
    kayip = (onbellek["z"] - y) ** 2
    h, k = onbellek["h"], onbellek["k"]
    return [h[0], h[1], k[0], k[1], onbellek["z"], kayip], onbellek

def geri(theta, x, y):
    p = parametreler(theta)
    _, c = ileri(theta, x, y)
    dz = 2 * (c["z"] - y)
    g = {}
    g["V"] = dz * c["k"]
    db = dz * p["V"] * relu_turev(c["b"])
    g["U"] = np.outer(c["h"], db)
    da = np.dot(p["U"], db) * relu_turev(c["a"])
    g["W"] = np.outer(c["x"], da)
    return np.concatenate([g[ad].ravel() for ad in ("W", "U", "V")])

veri = {"x": [[-1, 1], [-1, 0.5]], "y": [60, 20]}

def J(theta):
    toplam = 0
    for x, y in zip(veri["x"], veri["y"]):
        sonuc, _ = ileri(theta, x, y)
        toplam = toplam + sonuc[5]
    return toplam

# 1. kısım: kontrol
theta = np.random.uniform(-1, 1, 10)
print("Kayıp:", ileri(theta, [-1, 1], 60)[0][5])

# 3. kısım: gradyan inişi
ogrenme_orani = 0.005
theta = np.random.uniform(-1, 1, 10)
gecmis = [J(theta)]
for adim in range(1, 101):
    toplam_gradyan = geri(theta, veri["x"][0], veri["y"][0]) + geri(theta, veri["x"][1], veri["y"][1])
    theta = theta - ogrenme_orani * toplam_gradyan
    gecmis.append(J(theta))
    if adim % 20 == 0:
        print("adım", adim, "J =", gecmis[-1])
plt.plot(gecmis)
plt.xlabel("adım")
plt.ylabel("J")
plt.show()
