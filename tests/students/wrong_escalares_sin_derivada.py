# Tarea 4: red de dos capas ocultas
import numpy as np
import matplotlib.pyplot as plt

def relu(t):
    if t < 0:
        return 0.0
    else:
        return t

def derivada_relu(t):
    if t > 0:
        return 1.0
    else:
        return 0.0

def adelante(theta, x, y):
    (w11, w12, w21, w22, u11, u12, u21, u22, v1, v2) = theta
    h1 = relu(w11*x[0] + w21*x[1])
    h2 = relu(w12*x[0] + w22*x[1])
    k1 = relu(u11*h1 + u21*h2)
    k2 = relu(u12*h1 + u22*h2)
    z = v1*k1 + v2*k2
    perdida = (z - y)**2
    return [h1, h2, k1, k2, z, perdida]

def gradiente(theta, x, y):
    (w11, w12, w21, w22, u11, u12, u21, u22, v1, v2) = theta
    h1, h2, k1, k2, z, perdida = adelante(theta, x, y)
    dz = 2*(z - y)
    # capa de salida
    dv1 = dz*k1
    dv2 = dz*k2
    dk1 = dz*v1
    dk2 = dz*v2
    # segunda capa
    du11 = dk1*h1
    du12 = dk2*h1
    du21 = dk1*h2
    du22 = dk2*h2
    dh1 = dk1*u11 + dk2*u12
    dh2 = dk1*u21 + dk2*u22
    # primera capa
    da1 = dh1*derivada_relu(w11*x[0] + w21*x[1])
    da2 = dh2*derivada_relu(w12*x[0] + w22*x[1])
    dw11 = da1*x[0]
    dw12 = da2*x[0]
    dw21 = da1*x[1]
    dw22 = da2*x[1]
    return np.array([dw11, dw12, dw21, dw22, du11, du12, du21, du22, dv1, dv2])

theta = np.random.uniform(-1, 1, 10)
print("perdida:", adelante(theta, (-1, 1), 60)[5])

puntos = [((-1, 1), 60), ((-1, 0.5), 20)]
tasa = 0.005
historia = []
for paso in range(101):
    J = 0
    suma = np.zeros(10)
    for (x, y) in puntos:
        J = J + adelante(theta, x, y)[5]
        suma = suma + gradiente(theta, x, y)
    historia.append(J)
    theta = theta - tasa*suma

plt.plot(historia, color="red")
plt.xlabel("paso")
plt.ylabel("J")
plt.show()
