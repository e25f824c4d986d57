# arguments in another order and default parameters
import numpy as np, matplotlib.pyplot as plt
def ReLU(a): return np.maximum(a, 0.)
def forward(x, y, theta=None):
    W = theta[:4].reshape(2,2); U = theta[4:8].reshape(2,2); V = theta[8:]
    h = ReLU(W.T @ x); k = ReLU(U.T @ h); z = V @ k
    return h, k, z
def loss(x, y, theta): return (forward(x, y, theta)[2] - y)**2
def grad_loss(x, y, theta):
    W = theta[:4].reshape(2,2); U = theta[4:8].reshape(2,2); V = theta[8:]
    h, k, z = forward(x, y, theta)
    d3 = 2*(z-y); d2 = d3*V
    d1 = U @ d2; d1[h <= 0] = 0
    return np.array([*np.outer(x, d1).ravel(), *np.outer(h, d2).ravel(), *(d3*k)])
def total_cost(theta): return loss(np.array([-1,1]),60,theta)+loss(np.array([-1,.5]),20,theta)
def total_grad(theta): return grad_loss(np.array([-1,1]),60,theta)+grad_loss(np.array([-1,.5]),20,theta)
theta = np.random.random(10)*2-1
cost = []
k = 0
while k <= 100:
    cost += [total_cost(theta)]
    theta = theta - .005*total_grad(theta)
    k += 1
plt.plot(cost); plt.yscale('log'); plt.show()
