"""The stand-in for plotting libraries: every usual way to draw works, and the curves are there as numbers."""

import numpy as np
import pytest

from staged import staged

HEAD = "import numpy as np\nimport matplotlib.pyplot as plt\nJ, x = [3.0, 2.0, 1.0], range(3)\n"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    def draw(text):
        with staged(tmp_path_factory.mktemp("figures"), text) as program:
            return program.described

    return draw


def test_curves_in_all_their_forms_come_with_their_lines(drawn):
    found = drawn(HEAD + """\
plt.plot(J)
plt.plot(x, J, "r-", label="J", linewidth=2)
plt.plot(x, J, "r-", x, [1, 1, 1], "b--")
plt.plot(J, "k", J)
plt.plot("x", "y", data={"x": [0.0, 1.0], "y": [5.0, 6.0]})
plt.plot(np.array(J).reshape(-1, 1))
plt.plot(np.array([[1.0, 10.0], [2.0, 20.0]]))
plt.scatter(x=x, y=J, c="r")
plt.plot(1, 2, ".")
plt.step(x, J)
plt.plot([], [])
plt.plot(["a", "b"], [1, 2])
def picture():
    plt.errorbar(x, J, yerr=0.1)
picture()
plt.plot(x, (j for j in J))
line, = plt.plot(J)
line.set_data(x, J)
""")  # fmt: skip
    assert found.failures == ()
    assert not found.shown
    told = [(c.call, None if c.x is None else c.x.tolist(), c.y.tolist(), c.line) for c in found.curves]
    assert told == [
        ("plot", None, [3, 2, 1], 4),
        ("plot", [0, 1, 2], [3, 2, 1], 5),
        ("plot", [0, 1, 2], [3, 2, 1], 6),
        ("plot", [0, 1, 2], [1, 1, 1], 6),
        ("plot", None, [3, 2, 1], 7),
        ("plot", None, [3, 2, 1], 7),
        ("plot", [0, 1], [5, 6], 8),
        ("plot", None, [3, 2, 1], 9),
        ("plot", None, [1, 2], 10),
        ("plot", None, [10, 20], 10),
        ("scatter", [0, 1, 2], [3, 2, 1], 11),
        ("plot", [1], [2], 12),
        ("step", [0, 1, 2], [3, 2, 1], 13),
        ("plot", [], [], 14),
        ("plot", None, [1, 2], 15),
        ("errorbar", [0, 1, 2], [3, 2, 1], 17),
        ("plot", [0, 1, 2], [3, 2, 1], 19),
        ("plot", [0, 1, 2], [3, 2, 1], 20),
    ]
    assert [c.label for c in found.curves[:3]] == ["", "J", ""]


def test_a_curve_has_the_numbers_that_were_set_last(drawn):
    found = drawn(HEAD + """\
line, = plt.plot([], [], label="J")
other, third = plt.plot(x, J, x, J)
for n in range(1, 4):
    line.set_data(x[:n], J[:n])
other.set_ydata([1.0, 2.0, 3.0])
third.set_data((x, [9.0, 8.0, 7.0]))
third.set_ydata([5.0, 6.0])
line.set_linewidth(2)
line.set_ydata("nothing")
""")  # fmt: skip
    assert found.failures == ()
    assert [(None if c.x is None else c.x.tolist(), c.y.tolist(), c.line, c.label) for c in found.curves] == [
        ([0, 1, 2], [3, 2, 1], 4, "J"), ([0, 1, 2], [1, 2, 3], 5, ""), (None, [5, 6], 5, ""),
    ]  # fmt: skip


def test_scales_and_labels_belong_to_axes_whenever_they_are_set(drawn):
    found = drawn(HEAD + """\
fig, ax = plt.subplots(figsize=(5, 4))
ax.plot(J); ax.set_yscale("log"); ax.set_xlabel("step"); ax.set(ylabel="J", title="t")
fig, axs = plt.subplots(2, 2, sharex=True)
axs[0, 1].semilogy(J); axs[1, 0].plot(J)
for ax in axs.flat: ax.grid(True)
fig, (a, b) = plt.subplots(1, 2)
a.loglog(x, J); b.plot(J)
plt.figure(); plt.plot(J); plt.yscale("log"); plt.ylabel("loss")
plt.subplot(2, 1, 1); plt.plot(J)
fig.add_subplot(111).semilogx(J); plt.gca().set_yscale("linear")
fig.savefig("figure.png")
""")  # fmt: skip
    assert found.failures == ()
    assert found.shown
    assert [(c.call, c.log_y) for c in found.curves] == [
        ("plot", True), ("semilogy", True), ("plot", False), ("loglog", True), ("plot", False), ("plot", True),
        ("plot", False), ("semilogx", False)]  # fmt: skip
    assert (found.curves[0].xlabel, found.curves[0].ylabel, found.curves[5].ylabel) == ("step", "J", "loss")


def test_whatever_else_programs_do_with_the_library_does_nothing(drawn):
    found = drawn("""\
import matplotlib, matplotlib as mpl
matplotlib.use("TkAgg")
from matplotlib import pyplot, cm, ticker, rcParams
from matplotlib.animation import FuncAnimation
from mpl_toolkits.mplot3d import Axes3D
import matplotlib.pyplot as plt
import numpy as np
mpl.rcParams["figure.dpi"] = 100; plt.rcParams.update({"font.size": 12})
plt.style.use("ggplot")
with plt.style.context("dark_background"), plt.ioff(): pyplot.plot([1, 2])
for colour, y in zip(cm.viridis(np.linspace(0, 1, 3)), [1, 2, 3]): plt.plot([y], color=colour)
for colour, y in zip(plt.rcParams["axes.prop_cycle"].by_key()["color"], [4, 5]): plt.plot([y], color=colour)
X, Y, Z = plt.anything.at_all()
n, bins, patches = plt.hist([1, 2, 3]); counts, edges, bars = plt.gca().hist([1])
ax = plt.gcf().add_axes([0, 0, 1, 1]); ax.yaxis.set_major_formatter(ticker.FuncFormatter(lambda v, p: "x"))
animation = FuncAnimation(plt.gcf(), lambda i: i, frames=10); animation.save("x.gif")
surface = plt.figure().add_subplot(projection="3d").plot_surface(X, Y, Z)
width = 2 * plt.gcf().get_figwidth() + float(plt.rcParams["x"]) - 1
class Mine(ticker.Formatter):
    def __call__(self, x, pos=None): return "x"
assert "x" in plt.rcParams and len(plt.colormaps) and not hasattr(plt, "__wrapped__")
fig, axes = plt.subplot_mosaic("AB"); axes["A"].plot([6]); fig.subplot_mosaic("A")["A"].plot([7])
fig, squares = plt.subplots(1, 1, squeeze=False); squares[0, 0].plot([8])
first, second = plt.figure().subplots(2); plt.sca(first); plt.plot([9])
plt.colormaps["viridis"]([0.5, 1.0])[0]; del plt.rcParams["x"]; int(plt.gcf().number)
plt.close("all"); plt.pause(0.01); plt.show(block=False)
""")  # fmt: skip
    assert found.failures == ()
    assert found.shown
    assert [c.y.tolist() for c in found.curves] == [[1, 2], [1], [2], [3], [4], [5], [6], [7], [8], [9]]


def test_pylab_has_numpy_and_pyplot(drawn):
    found = drawn(
        "from pylab import *\nplot(linspace(0, 1, 3), array([1, 2, 3]))\nxlabel('x')\nyscale('log')\nshow()\n"
    )
    assert found.failures == ()
    assert found.shown
    assert [(c.call, c.y.tolist(), c.log_y, c.xlabel) for c in found.curves] == [("plot", [1, 2, 3], True, "x")]


def test_names_of_pyplot_may_be_taken_all_at_once(drawn):
    found = drawn(
        "from matplotlib.pyplot import *\nfigure(1)\nsemilogy([1, 2])\ntitle('t')\nlegend(); axis('off')\nclose()\n"
    )
    assert found.failures == ()
    assert [c.call for c in found.curves] == ["semilogy"]


def test_other_libraries_draw_as_well(drawn):
    found = drawn("""\
import seaborn as sns
import plotly.express as px
import plotly.graph_objects as go
from plotly import graph_objects
from bokeh.plotting import figure, show
sns.set_theme(); sns.lineplot(x=[0, 1], y=[2.0, 3.0]); sns.lineplot([4.0, 5.0])
px.line(y=[6.0, 7.0]).show()
chart = go.Figure(); chart.add_trace(graph_objects.Scatter(x=[0, 1], y=[8.0, 9.0], name="J")); chart.update_layout()
p = figure(title="x"); p.line([0, 1], [10.0, 11.0], legend_label="J"); show(p)
""")  # fmt: skip
    assert found.failures == ()
    assert [(c.call, c.y.tolist()) for c in found.curves] == [
        ("lineplot", [2, 3]), ("lineplot", [4, 5]), ("line", [6, 7]), ("Scatter", [8, 9]),
        ("line", [10, 11])]  # fmt: skip
    assert found.shown


def test_bars_of_progress_and_displays_hand_on_what_they_are_given(drawn):
    found = drawn("""\
from tqdm import tqdm, trange
from tqdm.notebook import tqdm as bar
from tqdm import auto
from IPython.display import display, Latex, clear_output
from ipywidgets import interact, FloatSlider
a = [*tqdm(range(3), desc="x"), *trange(1, 3), *auto.tqdm([7]), *tqdm(None)]
with bar(total=10) as progress: progress.update(1); progress.set_postfix(J=1.0); bar.write("x")
display(Latex("x")); clear_output(wait=True)
@interact(rate=FloatSlider())
def f(rate=1.0): return 2 * rate
@interact
def g(rate=1.0): return 3 * rate
b = [f(2.0), g(2.0)]
""")  # fmt: skip
    assert found.failures == ()
    assert found.numbers["a"][0].tolist() == [0, 1, 2, 1, 2, 7]
    assert found.numbers["b"][0].tolist() == [4, 6]
    assert {"f", "g"} <= {f.name for f in found.functions}


def test_what_is_drawn_is_bounded(drawn):
    found = drawn(
        HEAD + "for i in range(3000): plt.plot(i, i)\nplt.plot(np.zeros(3_000_000)); plt.plot(None); plt.plot(plt)\n"
    )
    assert found.failures == ()
    assert len(found.curves) == 2000
    assert np.array_equal([c.y[0] for c in found.curves], range(2000))
