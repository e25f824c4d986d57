# Práctica 2: red neuronal con dos capas ocultas
from dataclasses import dataclass
import numpy as np
import matplotlib.pyplot as plt


@dataclass
class Paso:
    """lo que se guarda de la pasada hacia adelante"""
    a: np.ndarray
    h: np.ndarray
    b: np.ndarray
    k: np.ndarray
    z: float
    perdida: float


@dataclass
class Red:
    W: np.ndarray
    U: np.ndarray
    V: np.ndarray

    @classmethod
    def desde_vector(cls, theta):
        theta = np.asarray(theta, dtype=float)
        return cls(theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:])

    def adelante(self, x, y):
        a = np.array(x) @ self.W
        h = a.clip(min=0)
        b = h @ self.U
        k = b.clip(min=0)
        z = k @ self.V
        return Paso(a, h, b, k, z, (z - y) ** 2)

    def atras(self, x, y):
        p = self.adelante(x, y)
        dz = 2 * (p.z - y)
        db = dz * self.V * derivada_relu(p.b)
        da = self.U @ db * derivada_relu(p.a)
        return np.r_[np.outer(x, da).ravel(), np.outer(p.h, db).ravel(), dz * p.k]


def relu(t):
    return t.clip(min=0)


def derivada_relu(t):
    return np.array([1.0 if ti > 0 else 0.0 for ti in t])


def propagar(theta, x, y):
    p = Red.desde_vector(theta).adelante(x, y)
    return [*p.h, *p.k, p.z, p.perdida]


def gradiente(theta, x, y):
    return Red.desde_vector(theta).atras(x, y)


def costo(theta):
    return propagar(theta, (-1, 1), 60)[5] + propagar(theta, (-1, 0.5), 20)[5]


def descenso(theta, pasos=100, tasa=0.005):
    costos = [costo(theta)]
    for _ in range(pasos):
        theta = theta - tasa * (gradiente(theta, (-1, 1), 60) + gradiente(theta, (-1, 0.5), 20))
        costos.append(costo(theta))
    return theta, costos


print("pérdida:", propagar(np.random.uniform(-1, 1, 10), (-1, 1), 60)[5])
theta, costos = descenso(np.random.uniform(-1, 1, 10))
plt.plot(costos)
plt.ylabel("J(theta)")
plt.show()
