import numpy as np
import matplotlib.pyplot as plt

relu = np.vectorize(lambda t: t if t > 0 else 0.0)
relu_prime = np.vectorize(lambda t: 1.0 if t > 0 else 0.0)


def forward(theta, x, y):
    x = np.array(x)
    W = np.array([[theta[0], theta[1]],
                  [theta[2], theta[3]]])
    U = np.array([[theta[4], theta[5]],
                  [theta[6], theta[7]]])
    V = np.array([[theta[8]],
                  [theta[9]]])
    h = relu(W.T @ x)
    k = relu(U.T @ h)
    z = (V.T @ k)[0]
    L = (z - y) ** 2
    return {"x": x, "W": W, "U": U, "V": V, "h": h, "k": k, "z": z, "L": L}


def forward_list(theta, x, y):
    r = forward(theta, x, y)
    return [r["h"][0], r["h"][1], r["k"][0], r["k"][1], r["z"], r["L"]]


def gradient(theta, x, y):
    r = forward(theta, x, y)
    dz = 2 * (r["z"] - y)
    dV = dz * r["k"]
    db = dz * r["V"].ravel() * relu_prime(r["U"].T @ r["h"])
    dU = np.outer(r["h"], db)
    da = r["U"] @ db * relu_prime(r["W"].T @ r["x"])
    dW = np.outer(r["x"], da)
    return np.concatenate((dW.ravel(), dU.ravel(), dV))


points = [(-1, 1), (-1, 0.5)]
targets = [60, 20]

theta = np.random.uniform(-1, 1, 10)
print("L = ", forward(theta, points[0], targets[0])["L"])

history = [theta]
rate = 0.005
for n in range(100):
    for x, y in zip(points, targets):
        theta = theta - rate * gradient(theta, x, y)
    history.append(theta)

Js = []
for theta in history:
    J = 0
    for x, y in zip(points, targets):
        J += forward(theta, x, y)["L"]
    Js.append(J)

plt.plot(Js)
plt.xlabel("n")
plt.ylabel("J(theta_n)")
plt.show()
