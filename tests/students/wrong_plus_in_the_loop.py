# exercise sheet 4
import random
import matplotlib.pyplot as plt

def ReLU(x):
    return x if x >= 0 else 0

def ReLU_derivative(x):
    return 1 if x >= 0 else 0

def forward(theta, x, y):
    h = []
    for j in range(2):
        h.append(ReLU(theta[j]*x[0] + theta[2 + j]*x[1]))
    k = []
    for j in range(2):
        k.append(ReLU(theta[4 + j]*h[0] + theta[6 + j]*h[1]))
    z = theta[8]*k[0] + theta[9]*k[1]
    return h + k + [z] + [(z - y)*(z - y)]

def gradient(theta, x, y):
    h1, h2, k1, k2, z, L = forward(theta, x, y)
    a = [theta[j]*x[0] + theta[2 + j]*x[1] for j in range(2)]
    b = [theta[4 + j]*h1 + theta[6 + j]*h2 for j in range(2)]
    g = [0]*10
    g[8] = 2*(z - y)*k1
    g[9] = 2*(z - y)*k2
    for j in range(2):
        common = 2*(z - y)*theta[8 + j]*ReLU_derivative(b[j])
        g[4 + j] = common*h1
        g[6 + j] = common*h2
        for i in range(2):
            g[i] += common*theta[4 + 2*i + j]*ReLU_derivative(a[i])*x[0]
            g[2 + i] += common*theta[4 + 2*i + j]*ReLU_derivative(a[i])*x[1]
    return g

theta = []
for i in range(10):
    theta.append(random.uniform(-1, 1))

print(forward(theta, [-1, 1], 60)[5])

eta = 0.005
data = [([-1, 1], 60), ([-1, 0.5], 20)]
J_list = []
for n in range(100):
    J = 0
    grad_J = [0]*10
    for x, y in data:
        J += forward(theta, x, y)[5]
        g = gradient(theta, x, y)
        for i in range(10):
            grad_J[i] += g[i]
    J_list.append(J)
    for i in range(10):
        theta[i] = theta[i] + eta*grad_J[i]

plt.plot(J_list)
plt.xlabel("Steps")
plt.ylabel("J")
plt.show()
