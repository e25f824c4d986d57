import numpy as np
import matplotlib.pyplot as plt

def relu(t):
    return max(t, 0.0)

def Drelu(t):
    return 1.0 if t > 0.0 else 0.0

def Forward(theta, x1, x2, y):
    (w11, w12, w21, w22, u11, u12, u21, u22, v1, v2) = theta
    a1 = w11*x1 + w21*x2
    a2 = w12*x1 + w22*x2
    h1, h2 = relu(a1), relu(a2)
    b1 = u11*h1 + u21*h2
    b2 = u12*h1 + u22*h2
    k1, k2 = relu(b1), relu(b2)
    z = v1*k1 + v2*k2
    return h1, h2, k1, k2, z, (z - y)**2

def Gradient(theta, x1, x2, y):
    (w11, w12, w21, w22, u11, u12, u21, u22, v1, v2) = theta
    h1, h2, k1, k2, z, L = Forward(theta, x1, x2, y)

    L_z = 2*(z - y)
    L_v1, L_v2 = L_z*k1, L_z*k2
    L_k1, L_k2 = L_z*v1, L_z*v2

    L_b1 = L_k1*Drelu(k1)      # k1 > 0 <=> b1 > 0
    L_b2 = L_k2*Drelu(k2)
    L_u11, L_u12, L_u21, L_u22 = L_b1*h1, L_b2*h1, L_b1*h2, L_b2*h2
    L_h1 = L_b1*u11 + L_b2*u12
    L_h2 = L_b1*u21 + L_b2*u22

    L_a1 = L_h1*Drelu(h1)
    L_a2 = L_h2*Drelu(h2)
    L_w11, L_w12, L_w21, L_w22 = L_a1*x1, L_a2*x1, L_a1*x2, L_a2*x2

    return np.array([L_w11, L_w12, L_w21, L_w22, L_u11, L_u12, L_u21, L_u22, L_v1, L_v2])

def Objective(theta):
    return Forward(theta, -1, 1, 60)[5] + Forward(theta, -1, 0.5, 20)[5]

def GradObjective(theta):
    return Gradient(theta, -1, 1, 60) + Gradient(theta, -1, 0.5, 20)

def Descend(theta0, steps=100, rate=0.005):
    thetas = [np.array(theta0)]
    for i in range(steps):
        thetas.append(thetas[i] - rate*GradObjective(thetas[i]))
    return thetas

if __name__ == "__main__":
    theta = np.random.uniform(-1, 1, 10)
    print("Loss at random theta: ", Forward(theta, -1, 1, 60)[5])
    # is the gradient OK? compare with difference quotient
    for i in range(10):
        e = np.zeros(10); e[i] = 1e-5
        num = (Forward(theta + e, -1, 1, 60)[5] - Forward(theta - e, -1, 1, 60)[5])/2e-5
        print(i, num, Gradient(theta, -1, 1, 60)[i])

    thetas = Descend(np.random.uniform(-1, 1, 10))
    plt.plot([Objective(t) for t in thetas])
    plt.xlabel("steps"); plt.ylabel("J")
    plt.show()
