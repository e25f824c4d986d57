# network as nested lists, pure python, generic depth
import random
import matplotlib.pyplot as plt
def relu(v): return [max(0.0, t) for t in v]
def matvecT(M, v): return [sum(M[i][j]*v[i] for i in range(len(v))) for j in range(len(M[0]))]
def forward(net, x, y):
    acts = [list(x)]
    for l, M in enumerate(net):
        a = matvecT(M, acts[-1])
        acts.append(relu(a) if l < len(net)-1 else a)
    z = acts[-1][0]
    return acts, (z-y)**2
def backward(net, x, y):
    acts, L = forward(net, x, y)
    delta = [2*(acts[-1][0]-y)]
    grads = [None]*len(net)
    for l in range(len(net)-1, -1, -1):
        grads[l] = [[acts[l][i]*delta[j] for j in range(len(delta))] for i in range(len(acts[l]))]
        if l > 0:
            delta = [sum(net[l][i][j]*delta[j] for j in range(len(delta)))*(acts[l][i] > 0) for i in range(len(acts[l]))]
    return grads
net = [[[random.uniform(-1,1) for _ in range(n)] for _ in range(m)] for m, n in ((2,2),(2,2),(2,1))]
data = [((-1,1),60), ((-1,.5),20)]
J = []
for t in range(101):
    J.append(sum(forward(net, x, y)[1] for x, y in data))
    g1, g2 = (backward(net, x, y) for x, y in data)
    net = [[[w-.005*(a+b) for w,a,b in zip(r,s,q)] for r,s,q in zip(M,A,B)] for M,A,B in zip(net,g1,g2)]
plt.plot(J); plt.show()
