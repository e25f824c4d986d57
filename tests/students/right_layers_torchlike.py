import numpy as np
import matplotlib.pyplot as plt

class Linear:
    def __init__(self, n_in, n_out):
        self.weights = np.random.uniform(-1, 1, size=(n_in, n_out))
        self.grad = np.zeros((n_in, n_out))
    def forward(self, inputs):
        self.inputs = inputs
        return inputs @ self.weights
    def backward(self, grad_output):
        self.grad += np.outer(self.inputs, grad_output)
        return self.weights @ grad_output

class ReLU:
    def forward(self, inputs):
        self.inputs = inputs
        return np.maximum(0, inputs)
    def backward(self, grad_output):
        return grad_output * (self.inputs > 0)

class MSE:
    def forward(self, pred, target):
        self.pred, self.target = pred, target
        return np.sum((pred - target) ** 2)
    def backward(self):
        return 2 * (self.pred - self.target)

class MLP:
    def __init__(self):
        self.layers = [Linear(2, 2), ReLU(), Linear(2, 2), ReLU(), Linear(2, 1)]
    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x
    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad
    def zero_grad(self):
        for layer in self.layers:
            if hasattr(layer, "grad"):
                layer.grad = np.zeros_like(layer.grad)
    def step(self, lr):
        for layer in self.layers:
            if hasattr(layer, "grad"):
                layer.weights -= lr * layer.grad

def main():
    data = [(np.array([-1.0, 1.0]), np.array([60.0])), (np.array([-1.0, 0.5]), np.array([20.0]))]
    model = MLP()
    loss_fn = MSE()
    losses = []
    for epoch in range(101):
        model.zero_grad()
        total = 0.0
        for x, y in data:
            total += loss_fn.forward(model.forward(x), y)
            model.backward(loss_fn.backward())
        losses.append(total)
        model.step(0.005)
    plt.plot(losses)
    plt.show()

if __name__ == "__main__":
    main()
