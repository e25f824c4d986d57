import numpy as np
import matplotlib.pyplot as plt

#%% PART 1
def ReLU(x):
    if np.isscalar(x):
        return x if x > 0 else 0
    return np.array([ReLU(i) for i in x])

def forwardPass(theta, x, y):
    h1 = ReLU(theta[0]*x[0] + theta[2]*x[1])
    h2 = ReLU(theta[1]*x[0] + theta[3]*x[1])
    k1 = ReLU(theta[4]*h1 + theta[6]*h2)
    k2 = ReLU(theta[5]*h1 + theta[7]*h2)
    z = theta[8]*k1 + theta[9]*k2
    L = (z - y)**2
    return [h1, h2, k1, k2, z, L]

theta = (np.random.random(10) - 0.5)*2
res = forwardPass(theta, [-1, 1], 60)
print("h1=%.3f h2=%.3f k1=%.3f k2=%.3f z=%.3f L=%.3f" % tuple(res))

#%% PART 2
def ReLUDerivative(x):
    if np.isscalar(x):
        return int(x > 0)
    return np.array([ReLUDerivative(i) for i in x])

def backwardPass(theta, x, y):
    h1, h2, k1, k2, z, L = forwardPass(theta, x, y)
    dL_dz = 2*(z - y)
    dL_dv1 = dL_dz*k1
    dL_dv2 = dL_dz*k2
    dL_dk1 = dL_dz*theta[8]*ReLUDerivative(theta[4]*h1 + theta[6]*h2)
    dL_dk2 = dL_dz*theta[9]*ReLUDerivative(theta[5]*h1 + theta[7]*h2)
    dL_du11 = dL_dk1*h1
    dL_du12 = dL_dk2*h1
    dL_du21 = dL_dk1*h2
    dL_du22 = dL_dk2*h2
    dL_dh1 = (dL_dk1*theta[4] + dL_dk2*theta[5])*ReLUDerivative(theta[0]*x[0] + theta[2]*x[1])
    dL_dh2 = (dL_dk1*theta[6] + dL_dk2*theta[7])*ReLUDerivative(theta[1]*x[0] + theta[3]*x[1])
    dL_dw11 = dL_dh1*x[0]
    dL_dw12 = dL_dh2*x[0]
    dL_dw21 = dL_dh1*x[1]
    dL_dw22 = dL_dh2*x[1]
    return np.array([dL_dw11, dL_dw12, dL_dw21, dL_dw22,
                     dL_du11, dL_du12, dL_du21, dL_du22,
                     dL_dv1, dL_dv2])

print(backwardPass(theta, [-1, 1], 60))

#%% PART 3
def objective(theta):
    return forwardPass(theta, [-1, 1], 60)[5] + forwardPass(theta, [-1, 0.5], 20)[5]

def gradientDescent(theta, learningRate, numSteps):
    objectiveValues = [objective(theta)]
    thetas = [theta]
    for i in range(numSteps):
        grad = backwardPass(theta, [-1, 1], 60) + backwardPass(theta, [-1, 0.5], 20)
        theta = theta - learningRate*grad
        thetas.append(theta)
        objectiveValues.append(objective(thetas[0]))
    return objectiveValues, thetas

theta = (np.random.random(10) - 0.5)*2
values, thetas = gradientDescent(theta, 0.005, 100)
fig, ax = plt.subplots(2, 1, figsize=(6, 8))
ax[0].plot(values)
ax[0].set_ylabel("J")
ax[1].plot(thetas)
ax[1].set_ylabel("theta")
plt.show()
