# Laboratório de redes neurais (em português)
import numpy as np
import matplotlib.pyplot as plt

def relu(x):
    return np.maximum(0, x)

def relu_derivada(x):
    return 1 * (x > 0)

def inicializar():
    return {'W': np.random.uniform(-1, 1, (2, 2)),
            'U': np.random.uniform(-1, 1, (2, 2)),
            'V': np.random.uniform(-1, 1, (2, 1))}

def forward(p, x, y):
    x = np.asarray(x).reshape(2, 1)
    a = p['W'].T @ x
    h = relu(a)
    b = p['U'].T @ h
    k = relu(b)
    z = (p['V'].T @ k)[0, 0]
    return {'x': x, 'a': a, 'h': h, 'b': b, 'k': k, 'z': z, 'L': (z - y)**2}

def backward(p, cache, y):
    dz = 2 * (cache['z'] - y)
    dV = dz * cache['k']
    db = dz * p['V'] * relu_derivada(cache['b'])
    dU = cache['h'] @ db.T
    da = (p['U'] @ db) * relu_derivada(cache['a'])
    dW = cache['x'] @ da.T
    return {'W': dW, 'U': dU, 'V': dV}

p = inicializar()
print('L =', forward(p, [-1, 1], 60)['L'])

dados = [([-1, 1], 60), ([-1, 0.5], 20)]
p = inicializar()
custos = []
for passo in range(101):
    custo = 0
    soma = {n: 0 for n in p}
    for x, y in dados:
        c = forward(p, x, y)
        custo += c['L']
        g = backward(p, c, y)
        for n in p:
            soma[n] = soma[n] + g[n]
    custos.append(custo)
    for n in p:
        p[n] = p[n] - 0.005 * soma[n]

plt.plot(custos)
plt.xlabel('passo'); plt.ylabel('custo J')
plt.show()
