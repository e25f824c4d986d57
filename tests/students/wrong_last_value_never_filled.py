import numpy as np, matplotlib.pyplot as plt
relu = lambda t: (abs(t) + t) / 2
step = lambda t: 1.0 * (t > 0)

def f(w11, w12, w21, w22, u11, u12, u21, u22, v1, v2, x1, x2, y):
    h1 = relu(w11*x1 + w21*x2)
    h2 = relu(w12*x1 + w22*x2)
    k1 = relu(u11*h1 + u21*h2)
    k2 = relu(u12*h1 + u22*h2)
    z = v1*k1 + v2*k2
    return h1, h2, k1, k2, z, (z - y)**2

def df(w11, w12, w21, w22, u11, u12, u21, u22, v1, v2, x1, x2, y):
    h1, h2, k1, k2, z, L = f(w11, w12, w21, w22, u11, u12, u21, u22, v1, v2, x1, x2, y)
    sa1 = step(w11*x1 + w21*x2)
    sa2 = step(w12*x1 + w22*x2)
    sb1 = step(u11*h1 + u21*h2)
    sb2 = step(u12*h1 + u22*h2)
    dLdz = 2*(z - y)
    dv1 = dLdz*k1
    dv2 = dLdz*k2
    du11 = dLdz*v1*sb1*h1
    du12 = dLdz*v2*sb2*h1
    du21 = dLdz*v1*sb1*h2
    du22 = dLdz*v2*sb2*h2
    dw11 = dLdz*(v1*sb1*u11 + v2*sb2*u12)*sa1*x1
    dw12 = dLdz*(v1*sb1*u21 + v2*sb2*u22)*sa2*x1
    dw21 = dLdz*(v1*sb1*u11 + v2*sb2*u12)*sa1*x2
    dw22 = dLdz*(v1*sb1*u21 + v2*sb2*u22)*sa2*x2
    return np.array([dw11, dw12, dw21, dw22, du11, du12, du21, du22, dv1, dv2])

def J(theta):
    return f(*theta, -1, 1, 60)[-1] + f(*theta, -1, .5, 20)[-1]

theta = 2*np.random.random(10) - 1
print('L =', f(*theta, -1, 1, 60)[-1])
Js = np.zeros(101)
Js[0] = J(theta)
for n in range(99):
    theta = theta - .005*(df(*theta, -1, 1, 60) + df(*theta, -1, .5, 20))
    Js[n+1] = J(theta)
plt.plot(np.arange(101), Js); plt.show()
