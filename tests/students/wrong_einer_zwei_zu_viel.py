"""Abgabe Blatt 5"""
import random

import matplotlib.pyplot as plt
import numpy as np

LERNRATE = 0.005
SCHRITTE = 100
PUNKTE = (((-1.0, 1.0), 60.0), ((-1.0, 0.5), 20.0))


class Schicht:
    """Eine Schicht: Gewichtsmatrix, optional mit ReLU."""

    def __init__(self, gewichte, mit_relu=True):
        self.M = np.array(gewichte, dtype=float)
        self.mit_relu = mit_relu

    def vor(self, eingang):
        self.eingang = eingang
        self.summe = self.M.T.dot(eingang)
        return np.maximum(self.summe, 0) if self.mit_relu else self.summe

    def zurueck(self, delta):
        if self.mit_relu:
            delta = delta * (self.summe > 0)
        self.dM = 2 * np.outer(self.eingang, delta)
        return self.M.dot(delta)


def netz(theta):
    return [Schicht([theta[0:2], theta[2:4]]),
            Schicht([theta[4:6], theta[6:8]]),
            Schicht([[theta[8]], [theta[9]]], mit_relu=False)]


def vorwaerts(theta, x, y):
    werte = []
    v = np.array(x)
    for schicht in netz(theta):
        v = schicht.vor(v)
        werte.extend(v)
    werte.append((werte[-1] - y) ** 2)
    return werte


def gradient(theta, x, y):
    schichten = netz(theta)
    v = np.array(x)
    for schicht in schichten:
        v = schicht.vor(v)
    delta = 2 * (v - y)
    for schicht in reversed(schichten):
        delta = schicht.zurueck(delta)
    return np.concatenate([schicht.dM.flatten() for schicht in schichten])


def J(theta):
    return sum(vorwaerts(theta, x, y)[-1] for x, y in PUNKTE)


if __name__ == '__main__':
    theta = np.array([random.uniform(-1, 1) for _ in range(10)])
    print('Verlust:', vorwaerts(theta, (-1, 1), 60)[-1])
    kurve = [J(theta)]
    for _ in range(SCHRITTE):
        theta = theta - LERNRATE * sum(gradient(theta, x, y) for x, y in PUNKTE)
        kurve.append(J(theta))
    plt.plot(kurve)
    plt.title('J nach jedem Schritt')
    plt.show()
