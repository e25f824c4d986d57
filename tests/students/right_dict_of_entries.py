import numpy as np
import matplotlib.pyplot as plt
keys = ["w11","w12","w21","w22","u11","u12","u21","u22","v1","v2"]
relu = lambda a: max(0.0, a)
def drelu(a): return 1.0 if a > 0 else 0.0
def forward(theta, x, y):
    h1 = relu(theta["w11"]*x[0]+theta["w21"]*x[1]); h2 = relu(theta["w12"]*x[0]+theta["w22"]*x[1])
    k1 = relu(theta["u11"]*h1+theta["u21"]*h2); k2 = relu(theta["u12"]*h1+theta["u22"]*h2)
    z = theta["v1"]*k1+theta["v2"]*k2
    return h1, h2, k1, k2, z, (z-y)**2
def backward(theta, x, y):
    h1, h2, k1, k2, z, _ = forward(theta, x, y)
    g = {}
    dz = 2*(z-y)
    g["v1"] = dz*k1; g["v2"] = dz*k2
    b1 = dz*theta["v1"]*drelu(k1); b2 = dz*theta["v2"]*drelu(k2)
    g["u11"] = b1*h1; g["u12"] = b2*h1; g["u21"] = b1*h2; g["u22"] = b2*h2
    a1 = (b1*theta["u11"]+b2*theta["u12"])*drelu(h1); a2 = (b1*theta["u21"]+b2*theta["u22"])*drelu(h2)
    g["w11"] = a1*x[0]; g["w12"] = a2*x[0]; g["w21"] = a1*x[1]; g["w22"] = a2*x[1]
    return g
theta = {k: np.random.uniform(-1, 1) for k in keys}
data = [([-1, 1], 60), ([-1, 0.5], 20)]
hist = []
for s in range(101):
    hist.append(sum(forward(theta, x, y)[5] for x, y in data))
    gs = [backward(theta, x, y) for x, y in data]
    for k in keys:
        theta[k] -= 0.005*sum(g[k] for g in gs)
plt.plot(hist); plt.show()
