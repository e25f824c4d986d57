# 神经网络作业：反向传播和梯度下降
import numpy as np
import matplotlib.pyplot as plt

xunlian_shuju = [(np.array([-1.0, 1.0]), 60.0),
                 (np.array([-1.0, 0.5]), 20.0)]
xuexilv = 0.005     # 学习率
bushu = 100         # 步数

def relu(t):
    return np.maximum(0, t)

def relu_daoshu(t):
    # relu 的导数
    jieguo = np.ones_like(t)
    jieguo[t <= 0] = 0
    return jieguo

def chaifen(canshu):
    """把参数向量拆成 W, U, V"""
    W = np.array(canshu[0:4]).reshape(2, 2)
    U = np.array(canshu[4:8]).reshape(2, 2)
    V = np.array(canshu[8:10])
    return W, U, V

def qianxiang(canshu, x, y):
    W, U, V = chaifen(canshu)
    h = relu(x @ W)
    k = relu(h @ U)
    z = k @ V
    sunshi = (z - y) ** 2
    return [h[0], h[1], k[0], k[1], z, sunshi]

def fanxiang(canshu, x, y):
    W, U, V = chaifen(canshu)
    a = x @ W
    h = relu(a)
    b = h @ U
    k = relu(b)
    z = k @ V
    # 从后往前
    wucha = 2 * (z - y)
    tidu_V = wucha * k
    wucha_b = wucha * V * relu_daoshu(b)
    tidu_U = h[:, np.newaxis] * wucha_b[np.newaxis, :]
    wucha_a = (wucha_b @ U.T) * relu_daoshu(a)
    tidu_W = x[:, np.newaxis] * wucha_a[np.newaxis, :]
    return np.concatenate([tidu_W.ravel(), tidu_U.ravel(), tidu_V])

def mubiao(canshu):
    return sum(qianxiang(canshu, x, y)[5] for x, y in xunlian_shuju)

# 第一部分
canshu = np.random.uniform(-1, 1, 10)
print("损失 L =", qianxiang(canshu, *xunlian_shuju[0])[5])

# 第三部分
canshu = np.random.uniform(-1, 1, 10)
lishi = [mubiao(canshu)]
for i in range(bushu):
    tidu = np.zeros(10)
    for x, y in xunlian_shuju:
        tidu += fanxiang(canshu, x, y)
    canshu = canshu - xuexilv * tidu
    lishi.append(mubiao(canshu))

plt.plot(lishi)
plt.xlabel("bushu")
plt.ylabel("J")
plt.show()
