# 反向传播作业
import numpy as np
import matplotlib.pyplot as plt


def relu(x):
    return np.maximum(x, 0)


def relu_grad(x):
    g = np.ones_like(x)
    g[x <= 0] = 0
    return g


def 前向(theta, x, y):
    W = theta[:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:]
    h = relu(W.T @ x)
    k = relu(U.T @ h)
    z = V @ k
    损失 = (z - y) ** 2
    return [h[0], h[1], k[0], k[1], z, 损失]


def 梯度(theta, x, y):
    W = theta[:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:]
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    z = V @ k
    dz = 2 * (z - y)
    dV = dz * k
    db = dz * V * relu_grad(b)
    dU = np.outer(h, db)
    da = U @ db * relu_grad(a)
    dW = np.outer(x, da)
    # 拼成一个向量
    return np.concatenate([dW.flatten('F'), dU.flatten('F'), dV])


数据 = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]


def J(theta):
    return sum(前向(theta, x, y)[5] for x, y in 数据)


theta = np.random.uniform(-1, 1, 10)
print('L =', 前向(theta, 数据[0][0], 60.0)[5])

学习率 = 0.005
记录 = [J(theta)]
for i in range(100):
    theta = theta - 学习率 * sum(梯度(theta, x, y) for x, y in 数据)
    记录.append(J(theta))

plt.plot(记录)
plt.xlabel('step')
plt.ylabel('J')
plt.show()
