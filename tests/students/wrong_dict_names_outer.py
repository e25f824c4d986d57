import numpy as np
import matplotlib.pyplot as plt
names = ['w11','w12','w21','w22','u11','u12','u21','u22','v1','v2']
def make(theta): return dict(zip(names, theta))
sigma = lambda s: s if s > 0 else 0
dsigma = lambda s: 1 if s > 0 else 0
def forward_map(theta, x, y):
    p = make(theta)
    h1 = sigma(p['w11']*x[0] + p['w21']*x[1])
    h2 = sigma(p['w12']*x[0] + p['w22']*x[1])
    k1 = sigma(p['u11']*h1 + p['u21']*h2)
    k2 = sigma(p['u12']*h1 + p['u22']*h2)
    z = p['v1']*k1 + p['v2']*k2
    return {'h1': h1, 'h2': h2, 'k1': k1, 'k2': k2, 'z': z, 'L': (z-y)**2}
def derivative(theta, x, y):
    p = make(theta); f = forward_map(theta, x, y)
    dz = 2*(f['z']-y)
    db1 = dz*p['v1']*dsigma(f['k1']); db2 = dz*p['v2']*dsigma(f['k2'])
    da1 = (p['u11']*db1 + p['u12']*db2)*dsigma(f['h1'])
    da2 = (p['u21']*db1 + p['u22']*db2)*dsigma(f['h2'])
    g = {'w11': x[0]*da1, 'w12': x[0]*da2, 'w21': x[1]*da1, 'w22': x[1]*da2,
         'u11': f['h1']*db1, 'u12': f['h2']*db1, 'u21': f['h1']*db2, 'u22': f['h2']*db2,
         'v1': dz*f['k1'], 'v2': dz*f['k2']}
    return [g[n] for n in names]
def J(theta): return forward_map(theta,[-1,1],60)['L'] + forward_map(theta,[-1,.5],20)['L']
theta = list(np.random.uniform(-1,1,10)); hist=[J(theta)]
for n in range(100):
    g1 = derivative(theta,[-1,1],60); g2 = derivative(theta,[-1,.5],20)
    theta = [t - 0.005*(a+b) for t,a,b in zip(theta,g1,g2)]
    hist.append(J(theta))
plt.plot(range(len(hist)), hist, marker='.'); plt.title('J'); plt.show()
