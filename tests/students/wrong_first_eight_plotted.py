import numpy as np
import pylab as pl

def f(theta, x, y):
    "forward map -> [h1,h2,k1,k2,z,L]"
    th = np.asarray(theta)
    h = np.maximum(th[[0, 1]]*x[0] + th[[2, 3]]*x[1], 0)
    k = np.maximum(th[[4, 5]]*h[0] + th[[6, 7]]*h[1], 0)
    z = th[8]*k[0] + th[9]*k[1]
    return [*h, *k, z, (z - y)**2]

def df(theta, x, y):
    "derivative of L"
    th = np.asarray(theta)
    h1, h2, k1, k2, z, L = f(theta, x, y)
    e = 2*(z - y)
    gb = e*th[8:10]*np.array([k1 > 0, k2 > 0])
    ga = np.array([th[4:6] @ gb, th[6:8] @ gb])*np.array([h1 > 0, h2 > 0])
    return np.array([*(x[0]*ga), *(x[1]*ga), *(h1*gb), *(h2*gb), e*k1, e*k2])

th = np.random.uniform(-1, 1, 10)
print(f(th, (-1, 1), 60)[5])

th = np.random.uniform(-1, 1, 10)
JJ = []
for i in range(101):
    JJ += [f(th, (-1, 1), 60)[5] + f(th, (-1, .5), 20)[5]]
    th = th - .005*(df(th, (-1, 1), 60) + df(th, (-1, .5), 20))
pl.plot(JJ[:8])
pl.show()
