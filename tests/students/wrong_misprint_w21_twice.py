import numpy as np
from matplotlib.pyplot import plot, show, xlabel, ylabel, title

def ReLU(v):
	return max(0, v)

def dReLU(v):
	if v > 0:
		return 1
	return 0

# theta = [w11, w12, w21, w21, u11, u12, u21, u22, v1, v2] as on the sheet
def f(theta, x, y):
	w11, w12, w21, w22 = theta[0], theta[1], theta[2], theta[2]
	u11, u12, u21, u22 = theta[4], theta[5], theta[6], theta[7]
	v1, v2 = theta[8], theta[9]
	h1 = ReLU(w11*x[0] + w21*x[1])
	h2 = ReLU(w12*x[0] + w22*x[1])
	k1 = ReLU(u11*h1 + u21*h2)
	k2 = ReLU(u12*h1 + u22*h2)
	z = v1*k1 + v2*k2
	return [h1, h2, k1, k2, z, (z-y)**2]

def df(theta, x, y):
	w11, w12, w21, w22 = theta[0], theta[1], theta[2], theta[2]
	u11, u12, u21, u22 = theta[4], theta[5], theta[6], theta[7]
	v1, v2 = theta[8], theta[9]
	h1, h2, k1, k2, z, L = f(theta, x, y)
	e = 2*(z-y)
	# layer 3
	dv1 = e*k1
	dv2 = e*k2
	# layer 2
	eb1 = e*v1*dReLU(k1)
	eb2 = e*v2*dReLU(k2)
	du11 = eb1*h1
	du12 = eb2*h1
	du21 = eb1*h2
	du22 = eb2*h2
	# layer 1
	ea1 = (eb1*u11 + eb2*u12)*dReLU(h1)
	ea2 = (eb1*u21 + eb2*u22)*dReLU(h2)
	dw11 = ea1*x[0]
	dw12 = ea2*x[0]
	dw21 = ea1*x[1]
	dw22 = ea2*x[1]
	return np.array([dw11, dw12, dw21, dw22, du11, du12, du21, du22, dv1, dv2])

theta = np.random.uniform(-1, 1, size=10)
print(f(theta, (-1, 1), 60)[-1])

J = []
for step in range(101):
	J.append(f(theta, (-1, 1), 60)[-1] + f(theta, (-1, 0.5), 20)[-1])
	theta = theta - 0.005*(df(theta, (-1, 1), 60) + df(theta, (-1, 0.5), 20))

plot(range(101), J)
xlabel("steps"); ylabel("J"); title("gradient descent")
show()
