import numpy as np
import matplotlib.pyplot as plt

def relu(x):
    return np.max([x, np.zeros_like(x)], axis=0)

def d_relu(x):
    return np.array([[1.0 if e > 0 else 0.0 for e in fila] for fila in x])

class RedNeuronal:
    def __init__(self):
        self.pesos = [np.random.uniform(-1, 1, (2, 2)), np.random.uniform(-1, 1, (2, 2)),
                      np.random.uniform(-1, 1, (2, 1))]

    def adelante(self, x):
        self.entradas = []
        self.preact = []
        s = np.array(x).reshape(2, 1)
        for i, P in enumerate(self.pesos):
            self.entradas.append(s)
            a = np.dot(P.T, s)
            self.preact.append(a)
            s = relu(a) if i < 2 else a
        return s[0, 0]

    def atras(self, x, y):
        z = self.adelante(x)
        delta = np.array([[2 * (z - y)]])
        grads = [None] * 3
        for i in (2, 1, 0):
            if i < 2:
                delta = np.multiply(delta, d_relu(np.asarray(self.preact[i])))
            grads[i] = self.entradas[i] @ delta.T
            delta = self.pesos[i] @ delta
        return grads

    def costo(self, datos):
        return sum((self.adelante(x) - y) ** 2 for x, y in datos)

    def entrenar(self, datos, tasa, pasos):
        costos = [self.costo(datos)]
        for _ in range(pasos):
            total = [0, 0, 0]
            for x, y in datos:
                g = self.atras(x, y)
                total = [t + gi for t, gi in zip(total, g)]
            self.pesos = [P - tasa * t for P, t in zip(self.pesos, total)]
            costos.append(self.costo(datos))
        return costos

datos = [([-1, 1], 60), ([-1, 0.5], 20)]
red = RedNeuronal()
print('L =', red.costo(datos[:1]))
costos = red.entrenar(datos, 0.005, 100)
plt.plot(costos)
plt.title('J en cada paso')
plt.show()
