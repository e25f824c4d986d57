import random
import matplotlib.pyplot as plt

def forward(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    x1, x2 = x
    h1 = w11 * x1 + w21 * x2
    if h1 < 0:
        h1 = 0
    h2 = w12 * x1 + w22 * x2
    if h2 < 0:
        h2 = 0
    k1 = u11 * h1 + u21 * h2
    if k1 < 0:
        k1 = 0
    k2 = u12 * h1 + u22 * h2
    if k2 < 0:
        k2 = 0
    z = v1 * k1 + v2 * k2
    return h1, h2, k1, k2, z, (z - y) ** 2

def gradient(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    x1, x2 = x
    h1, h2, k1, k2, z, L = forward(theta, x, y)
    gv1 = gv2 = gu11 = gu12 = gu21 = gu22 = gw11 = gw12 = gw21 = gw22 = 0
    e = 2 * (z - y)
    gh1 = gh2 = 0
    if k1 > 0:
        gv1 = e * k1
        gu11 = e * v1 * h1
        gu21 = e * v1 * h2
        gh1 += e * v1 * u11
        gh2 += e * v1 * u21
    if k2 > 0:
        gv2 = e * k2
        gu12 = e * v2 * h1
        gu22 = e * v2 * h2
        gh1 += e * v2 * u12
        gh2 += e * v2 * u22
    if h1 > 0:
        gw11 = gh1 * x1
        gw21 = gh1 * x2
    if h2 > 0:
        gw12 = gh2 * x1
        gw22 = gh2 * x2
    return gw11, gw12, gw21, gw22, gu11, gu12, gu21, gu22, gv1, gv2

data = [[(-1, 1), 60], [(-1, 0.5), 20]]
theta = tuple(random.uniform(-1, 1) for _ in range(10))
print("loss =", forward(theta, *data[0])[5])
J_history = []
J = 0
for it in range(100):
    G = [0] * 10
    for x, y in data:
        J += forward(theta, x, y)[5]
        g = gradient(theta, x, y)
        for i in range(10):
            G[i] += g[i]
    J_history.append(J)
    theta = tuple(theta[i] - 0.005 * G[i] for i in range(10))
J_history.append(sum(forward(theta, x, y)[5] for x, y in data))
plt.plot(J_history)
plt.title("J")
plt.show()
