import random
import matplotlib.pyplot as plt
def s(a): return max(a, 0)
def ds(a): return int(a > 0)
def forward(th, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = th
    h = s(w11*x[0]+w21*x[1]), s(w12*x[0]+w22*x[1])
    k = s(u11*h[0]+u21*h[1]), s(u12*h[0]+u22*h[1])
    z = v1*k[0]+v2*k[1]
    return *h, *k, z, (z-y)**2
def grad(th, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = th
    h1, h2, k1, k2, z, L = forward(th, x, y)
    dz = 2*z-2*y
    dk1, dk2 = dz*v1*ds(k1), dz*v2*ds(k2)
    dh1 = (dk1*u11+dk2*u12)*ds(h1); dh2 = (dk1*u21+dk2*u22)*ds(h2)
    return [dh1*x[0], dh2*x[0], dh1*x[1], dh2*x[1], dk1*h1, dk2*h1, dk1*h2, dk2*h2, dz*k1, dz*k2]
D = (((-1, 1), 60), ((-1, .5), 20))
def J(th): return sum(forward(th, *d)[-1] for d in D)
def go(th, n, out):
    out.append(J(th))
    if n == 0: return out
    g = [sum(c) for c in zip(*(grad(th, *d) for d in D))]
    return go([t-.005*q for t, q in zip(th, g)], n-1, out)
ys = go([random.random()*2-1 for _ in range(10)], 100, [])
plt.plot(ys); plt.show()
