import numpy as np
from matplotlib import pyplot as plt

LERNRATE = 0.005
ANZAHL = 100
DATEN = (([-1., 1.], 60.), ([-1., 0.5], 20.))

s = lambda t: t * (t > 0)
ds = lambda t: 1. * (t > 0)

def gewichte(th):
    th = np.asarray(th, dtype=float)
    return th[0:4].reshape((2, 2)), th[4:8].reshape((2, 2)), th[8:10].reshape((2, 1))

def vorwaertsabbildung(th, x, y):
    W, U, V = gewichte(th)
    h = s(np.dot(W.T, x))
    k = s(np.dot(U.T, h))
    z = np.dot(V.T, k)[0]
    return [h[0], h[1], k[0], k[1], z, (z - y) ** 2]

def rueckwaerts(th, x, y):
    W, U, V = gewichte(th)
    x = np.array(x)
    # erst nochmal vorwärts, weil wir a und b brauchen
    a = np.dot(W.T, x); h = s(a)
    b = np.dot(U.T, h); k = s(b)
    z = np.dot(V.T, k)[0]
    d3 = 2. * (z - y)
    d2 = ds(b) * V[:, 0] * d3
    d1 = ds(a) * np.dot(U, d2)
    gW = x[:, None] * d1
    gU = h[:, None] * d2
    gV = k * d3
    return np.hstack((gW.ravel(), gU.ravel(), gV))

def zielfunktion(th):
    summe = 0.
    for x, y in DATEN:
        summe = summe + vorwaertsabbildung(th, x, y)[5]
    return summe

def main():
    th = 2 * np.random.rand(10) - 1
    print("Teil 1, Verlust:", vorwaertsabbildung(th, [-1, 1], 60)[5])
    werte = np.zeros(ANZAHL + 1)
    werte[0] = zielfunktion(th)
    for i in range(1, ANZAHL + 1):
        g = np.zeros(10)
        for x, y in DATEN:
            g += rueckwaerts(th, x, y)
        th = th - LERNRATE * g
        werte[i] = zielfunktion(th)
    plt.plot(np.arange(ANZAHL + 1), werte)
    plt.show()
    return werte

if __name__ == '__main__':
    main()
