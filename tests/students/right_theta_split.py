import numpy as np
import matplotlib.pyplot as plt

# I keep W, U, V as three arrays and not as one theta, it is easier to read

def relu(x):
    return (abs(x) + x)/2

def relu_prime(x):
    return np.array(x > 0, dtype=int)

def forward(W, U, V, x, y):
    h = relu(W.T.dot(x))
    k = relu(U.T.dot(h))
    z = V.dot(k)
    L = (z - y)**2
    return [h[0], h[1], k[0], k[1], z, L]

def gradient(W, U, V, x, y):
    a = W.T.dot(x)
    h = relu(a)
    b = U.T.dot(h)
    k = relu(b)
    z = V.dot(k)
    r = 2*(z - y)
    dV = r*k
    tmp = r*V*relu_prime(b)
    dU = np.outer(h, tmp)
    tmp = U.dot(tmp)*relu_prime(a)
    dW = np.outer(x, tmp)
    return dW, dU, dV

def random_parameters():
    W = np.random.uniform(-1, 1, (2, 2))
    U = np.random.uniform(-1, 1, (2, 2))
    V = np.random.uniform(-1, 1, 2)
    return W, U, V

x1, y1 = np.array([-1, 1]), 60
x2, y2 = np.array([-1, 0.5]), 20

W, U, V = random_parameters()
print("Loss for x=(-1,1), y=60:", forward(W, U, V, x1, y1)[5])

W, U, V = random_parameters()
loss = []
for step in range(100):
    loss.append(forward(W, U, V, x1, y1)[5] + forward(W, U, V, x2, y2)[5])
    dW1, dU1, dV1 = gradient(W, U, V, x1, y1)
    dW2, dU2, dV2 = gradient(W, U, V, x2, y2)
    W = W - 0.005*(dW1 + dW2)
    U = U - 0.005*(dU1 + dU2)
    V = V - 0.005*(dV1 + dV2)

plt.plot(loss)
plt.title("loss")
plt.show()
