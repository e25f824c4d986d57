"""Labs drawn by Hypothesis: every width, activation, loss, letter and method that a lab file may name."""

from hypothesis import settings
from hypothesis import strategies as st

from backprop_lab.activation import ACTIVATIONS, leaky_relu
from backprop_lab.lab import Descent, Lab
from backprop_lab.loss import LOSSES
from backprop_lab.method import adam, gradient_descent, momentum, nesterov
from backprop_lab.names import Letters, default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.start import Start

often = settings(deadline=None, derandomize=True, max_examples=50, database=None)
seldom = settings(often, max_examples=20)
small = st.floats(-100, 100)
share = st.floats(0, 1, exclude_max=True)
WORDS = ("w", "u", "v", "p", "q", "r", "s", "t", "gamma", "beta_", "é", "W", "A1_", "m", "n", "z", "y_", "h", "k", "o")


def lists(numbers, rows, width):
    row = st.lists(numbers, min_size=width, max_size=width)
    return st.lists(row, min_size=rows, max_size=rows)


@st.composite
def networks(draw, output, outputs):
    inner = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    hidden = draw(st.one_of(st.sampled_from(list(ACTIVATIONS.values())), st.builds(leaky_relu, st.floats(-2, 2))))
    return Network((*inner, outputs), hidden, ACTIVATIONS[output], draw(st.booleans()))


@st.composite
def objectives(draw, numbers=small):
    loss = LOSSES[draw(st.sampled_from(list(LOSSES)))]
    softmax = loss.name == "softmax_cross_entropy"
    network = draw(networks(draw(st.sampled_from(loss.outputs)), draw(st.integers(2 if softmax else 1, 3))))
    count, outputs = draw(st.integers(1, 4)), network.widths[-1]
    x = draw(lists(numbers, count, network.widths[0]))
    if softmax:
        labels = draw(st.lists(st.integers(0, outputs - 1), min_size=count, max_size=count))
        y = [[float(j == label) for j in range(outputs)] for label in labels]
    else:
        y = draw(lists(st.floats(0, 1) if loss.name == "binary_cross_entropy" else numbers, count, outputs))
    return Objective(network, Data(x, y), loss, draw(st.floats(1e-3, 1e3)), draw(st.sampled_from(["sum", "mean"])))


@st.composite
def letters(draw, network):
    depth = network.depth
    words = iter(draw(st.permutations(WORDS)))
    own = Letters(*(tuple(next(words) for _ in range(n)) for n in (depth, depth, depth - 1, depth - 1)), next(words))
    return draw(st.sampled_from([own, default_letters(network)]))


starts = st.one_of(
    st.builds(lambda low, size: Start("uniform", (low, low + size)), small, st.floats(1, 100)),
    st.builds(lambda mean, deviation: Start("normal", (mean, deviation)), small, st.floats(0.1, 10)),
    st.sampled_from([Start("he", ()), Start("glorot", ())]),
)
methods = st.one_of(
    st.builds(gradient_descent, st.just(1.0)),
    st.builds(momentum, st.just(1.0), share),
    st.builds(nesterov, st.just(1.0), share),
    st.builds(adam, st.just(1.0), share, share, st.floats(1e-12, 1.0)),
).map(str)
descents = st.builds(
    Descent, st.floats(1e-6, 10), st.integers(1, 10**6), methods, starts, st.floats(1e-9, 0.99)
)  # fmt: skip
names = st.text(st.sampled_from("abcXYZ019-_é"), min_size=1, max_size=12)


@st.composite
def labs(draw, numbers=small):
    objective = draw(objectives(numbers))
    return Lab(draw(names), objective, draw(descents), draw(letters(objective.network)), draw(st.text(max_size=40)))
