import json, time, warnings
from pathlib import Path
from collections import deque, defaultdict
import numpy as np
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
warnings.filterwarnings("ignore")
np.seterr(all="ignore")

IN1, OUT1 = np.array([-1.0, 1.0]), 60.0
IN2, OUT2 = np.array([-1.0, 0.5]), 20.0

def timed(f):
    from functools import wraps
    @wraps(f)
    def g(*args, **kwargs):
        t = time.perf_counter()
        r = f(*args, **kwargs)
        g.total += time.perf_counter() - t
        return r
    g.total = 0.0
    return g

@timed
def forward(theta, x, y):
    assert len(theta) == 10, "theta has ten entries"
    W, U, V = np.reshape(theta[:4], (2, 2)), np.reshape(theta[4:8], (2, 2)), theta[8:]
    h = (x @ W).clip(min=0)
    k = (h @ U).clip(min=0)
    z = (k * V).sum()
    return np.array([h[0], h[1], k[0], k[1], z, (z - y) ** 2])

@timed
def gradient(theta, x, y):
    W, U, V = np.reshape(theta[:4], (2, 2)), np.reshape(theta[4:8], (2, 2)), theta[8:]
    h1, h2, k1, k2, z, _ = forward(theta, x, y)
    r = 2.0 * (z - y)
    b = [r * V[0] if k1 > 0 else 0.0, r * V[1] if k2 > 0 else 0.0]
    a = [U[0] @ b if h1 > 0 else 0.0, U[1] @ b if h2 > 0 else 0.0]
    return np.array([x[i] * a[j] for i in (0, 1) for j in (0, 1)] + [(h1, h2)[i] * b[j] for i in (0, 1) for j in (0, 1)] + [r * k1, r * k2])

def J(theta):
    return forward(theta, IN1, OUT1)[-1] + forward(theta, IN2, OUT2)[-1]

log = defaultdict(list)
theta = np.random.uniform(-1, 1, 10)
queue = deque(range(99))
log["J"].append(J(theta))
while queue:
    queue.popleft()
    theta = theta - 0.005 * (gradient(theta, IN1, OUT1) + gradient(theta, IN2, OUT2))
    log["J"].append(J(theta))
Path("/dev/null").write_text(json.dumps(log["J"]))
fig = plt.figure(); ax = fig.add_subplot(111)
ax.plot(log["J"], lw=2)
ax.annotate("start", (0, log["J"][0]))
fig.savefig("J.pdf")
plt.close(fig)
