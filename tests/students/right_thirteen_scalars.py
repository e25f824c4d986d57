import random
import matplotlib.pyplot as plt
def relu(a):
    if a > 0: return a
    return 0
def relu_d(a):
    if a > 0: return 1
    return 0
def forward(w11, w12, w21, w22, u11, u12, u21, u22, v1, v2, x1, x2, y):
    h1 = relu(w11*x1 + w21*x2)
    h2 = relu(w12*x1 + w22*x2)
    k1 = relu(u11*h1 + u21*h2)
    k2 = relu(u12*h1 + u22*h2)
    z = v1*k1 + v2*k2
    return h1, h2, k1, k2, z, (z-y)**2
def gradient(w11, w12, w21, w22, u11, u12, u21, u22, v1, v2, x1, x2, y):
    h1, h2, k1, k2, z, L = forward(w11, w12, w21, w22, u11, u12, u21, u22, v1, v2, x1, x2, y)
    dz = 2*(z-y)
    dv1 = dz*k1
    dv2 = dz*k2
    db1 = dz*v1*relu_d(k1)
    db2 = dz*v2*relu_d(k2)
    du11 = db1*h1; du12 = db2*h1; du21 = db1*h2; du22 = db2*h2
    da1 = (db1*u11+db2*u12)*relu_d(h1)
    da2 = (db1*u21+db2*u22)*relu_d(h2)
    return da1*x1, da2*x1, da1*x2, da2*x2, du11, du12, du21, du22, dv1, dv2
theta = [random.uniform(-1,1) for i in range(10)]
Js = []
for i in range(101):
    Js.append(forward(*theta, -1, 1, 60)[-1] + forward(*theta, -1, .5, 20)[-1])
    g1 = gradient(*theta, -1, 1, 60)
    g2 = gradient(*theta, -1, .5, 20)
    theta = [t - .005*(a+b) for t, a, b in zip(theta, g1, g2)]
plt.plot(Js)
plt.show()
