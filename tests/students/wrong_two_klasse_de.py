import numpy as np
import matplotlib.pyplot as plt


class Netz:
    """Neuronales Netz aus der Übung (2-2-2-1, ReLU, ohne Bias)"""

    def __init__(self):
        self.W = np.random.uniform(-1, 1, (2, 2))
        self.U = np.random.uniform(-1, 1, (2, 2))
        self.V = np.random.uniform(-1, 1, (2, 1))
        self.verlauf = []

    def aktivierung(self, t):
        return np.maximum(t, 0)

    def ableitung(self, t):
        return np.array(t > 0, dtype=float)

    def vorwaerts(self, x):
        self.x = x
        self.a = self.W.T.dot(x)
        self.h = self.aktivierung(self.a)
        self.b = self.U.T.dot(self.h)
        self.k = self.aktivierung(self.b)
        self.z = self.V.T.dot(self.k)
        return self.z

    def rueckwaerts(self, y):
        dz = (self.z - y)
        self.dV += self.k.dot(dz)
        db = self.V.dot(dz) * self.ableitung(self.b)
        self.dU += self.h.dot(db.T)
        da = self.U.dot(db) * self.ableitung(self.a)
        self.dW += self.x.dot(da.T)

    def null(self):
        self.dW = np.zeros((2, 2))
        self.dU = np.zeros((2, 2))
        self.dV = np.zeros((2, 1))

    def schritt(self, rate):
        self.W -= rate * self.dW
        self.U -= rate * self.dU
        self.V -= rate * self.dV

    def fehler(self, daten):
        return sum((self.vorwaerts(x)[0, 0] - y) ** 2 for x, y in daten)

    def trainiere(self, daten, schritte=100, rate=0.005):
        self.verlauf.append(self.fehler(daten))
        for _ in range(schritte):
            self.null()
            for x, y in daten:
                self.vorwaerts(x)
                self.rueckwaerts(y)
            self.schritt(rate)
            self.verlauf.append(self.fehler(daten))


daten = [(np.array([[-1.0], [1.0]]), 60), (np.array([[-1.0], [0.5]]), 20)]
netz = Netz()
netz.trainiere(daten)
plt.plot(netz.verlauf)
plt.xlabel("Schritt")
plt.ylabel("J")
plt.show()
