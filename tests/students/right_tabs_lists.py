import random, math
import matplotlib.pyplot as plt

def relu(t):
	return t if t > 0 else 0.

def relu_derivative(t):
	return float(t > 0)

def matvec_T(M, v):
	# transposed matrix times vector
	return [sum(M[i][j] * v[i] for i in range(len(v))) for j in range(len(M[0]))]

def matvec(M, v):
	return [sum(m * c for m, c in zip(row, v)) for row in M]

def outer(p, q):
	return [a * b for a in p for b in q]

def unpack(theta):
	it = iter(theta)
	W = [[next(it), next(it)], [next(it), next(it)]]
	U = [[next(it), next(it)], [next(it), next(it)]]
	V = [[next(it)], [next(it)]]
	return W, U, V

def feedforward(theta, x, y):
	W, U, V = unpack(theta)
	h = list(map(relu, matvec_T(W, x)))
	k = list(map(relu, matvec_T(U, h)))
	z, = matvec_T(V, k)
	return h + k + [z, math.pow(z - y, 2)]

def backprop(theta, x, y):
	W, U, V = unpack(theta)
	a = matvec_T(W, x)
	h = list(map(relu, a))
	b = matvec_T(U, h)
	k = list(map(relu, b))
	z, = matvec_T(V, k)
	dz = [2 * (z - y)]
	db = [d * relu_derivative(t) for d, t in zip(matvec(V, dz), b)]
	da = [d * relu_derivative(t) for d, t in zip(matvec(U, db), a)]
	return outer(x, da) + outer(h, db) + outer(k, dz)

def cost(theta):
	return feedforward(theta, (-1, 1), 60)[-1] + feedforward(theta, (-1, .5), 20)[-1]

def train(theta, steps, rate):
	Js = [cost(theta)]
	for s in range(steps):
		g1 = backprop(theta, (-1, 1), 60)
		g2 = backprop(theta, (-1, .5), 20)
		theta = [theta[i] - rate * (g1[i] + g2[i]) for i in range(10)]
		Js.append(cost(theta))
	return Js

def rand_theta():
	theta = []
	while len(theta) < 10:
		theta.append(random.uniform(-1, 1))
	return theta

if __name__ == "__main__":
	print("L = %g" % feedforward(rand_theta(), (-1, 1), 60)[-1])
	Js = train(rand_theta(), 100, 0.005)
	plt.plot(Js)
	plt.show()
