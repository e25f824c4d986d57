import random
import matplotlib.pyplot as plt

relu = lambda t: max(t, 0.0)
slope = lambda t: 1.0 if t > 0 else 0.0


def forward_map(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    h1, h2 = relu(w11 * x[0] + w21 * x[1]), relu(w12 * x[0] + w22 * x[1])
    k1, k2 = relu(u11 * h1 + u21 * h2), relu(u12 * h1 + u22 * h2)
    z = v1 * k1 + v2 * k2
    return h1, h2, k1, k2, z, (z - y) * (z - y)


def gradient(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    h1, h2, k1, k2, z, L = forward_map(theta, x, y)
    d = 2 * (z - y)
    d1, d2 = d * v1 * slope(k1), d * v2 * slope(k2)
    e1, e2 = (d1 * u11 + d2 * u12) * slope(h1), (d1 * u21 + d2 * u22) * slope(h2)
    return (e1 * x[0], e2 * x[0], e1 * x[1], e2 * x[1], d1 * h1, d2 * h1, d1 * h2, d2 * h2, d * k1, d * k2)


t = [random.uniform(-1, 1) for _ in range(10)]
print("L =", forward_map(t, (-1, 1), 60)[5])
print("dL =", gradient(t, (-1, 1), 60))

# gradient descent, weights moved directly
w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = t
r = 0.005
data = [((-1, 1), 60), ((-1, 0.5), 20)]
Js = []
for step in range(100):
    now = (w11, w12, w21, w22, u11, u12, u21, u22, v1, v2)
    Js.append(sum(forward_map(now, x, y)[5] for x, y in data))
    for x, y in data:
        now = (w11, w12, w21, w22, u11, u12, u21, u22, v1, v2)
        h1, h2, k1, k2, z, L = forward_map(now, x, y)
        d = 2 * (z - y)
        v1 -= r * d * k1
        v2 -= r * d * k2
        d1 = d * v1 * slope(k1)
        d2 = d * v2 * slope(k2)
        e1 = (d1 * u11 + d2 * u12) * slope(h1)
        e2 = (d1 * u21 + d2 * u22) * slope(h2)
        u11 -= r * d1 * h1
        u12 -= r * d2 * h1
        u21 -= r * d1 * h2
        u22 -= r * d2 * h2
        w11 -= r * e1 * x[0]
        w12 -= r * e2 * x[0]
        w21 -= r * e1 * x[1]
        w22 -= r * e2 * x[1]

plt.plot(Js)
plt.show()
