"""`backprop-lab page` on the command line, and the page's file: what it says, what it keeps, what it refuses."""

import base64
import json
import re
import sys
import zlib
from dataclasses import replace

import pytest

from backprop_lab import load_lab
from backprop_lab.activation import relu
from backprop_lab.cli import main
from backprop_lab.errors import UserError
from backprop_lab.lab import Descent, Lab
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.page.build import page
from backprop_lab.page.payload import MOST_STEPS, payload
from backprop_lab.page.still import still
from backprop_lab.trial import perform

LARGEST = 150_000
"""Bytes of the handout's page."""


@pytest.fixture
def there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *words):
    code = main(["page", *words])
    out, err = capsys.readouterr()
    return code, out, err


def told_payload(text):
    packed = re.search(r'id="payload">(.*?)</script>', text, re.DOTALL)[1]
    return json.loads(zlib.decompress(base64.b64decode(packed)))


def test_it_writes_one_small_file_and_says_what_runs_there(there, capsys):
    code, out, err = run(capsys, "--seed", "7")
    assert (code, err) == (0, "")
    text = (there / "page.html").read_text("utf-8")
    assert len(text.encode()) <= LARGEST
    assert "page.html: the page of handout, start 7, rate 0.005, 100 steps" in out
    assert perform(load_lab("handout"), load_lab("handout").start(7), 7).outcome.cause in out
    assert not re.search(r"""(src|href|url|action)\s*[=(]\s*["']?\s*(https?:)?//""", text)


@pytest.mark.parametrize("name", ["handout", "xor"])
def test_the_file_carries_the_start_to_the_bit(there, capsys, name):
    assert run(capsys, name, "--seed", "5:3", "--out", "a.html")[0] == 0
    told, lab = told_payload((there / "a.html").read_text("utf-8"))["start"], load_lab(name)
    assert told["theta"] == lab.start(5, 3).tolist()
    assert (told["seed"], told["index"]) == ("5", "3")
    assert (told["x"], told["y"]) == (lab.objective.data.x.tolist(), lab.objective.data.y.tolist())


def test_theta_rate_steps_and_method_are_those_that_were_asked_for(there, capsys):
    numbers = [0.1 * k for k in range(10)]
    words = ["--theta", ",".join(map(repr, numbers)), "--rate", "0.25", "--steps", "7", "--method", "momentum:0.5"]
    code, out, _ = run(capsys, *words, "--json")
    told = told_payload((there / "page.html").read_text("utf-8"))["start"]
    assert (told["theta"], told["seed"]) == (numbers, None)
    assert (told["rate"], told["steps"], told["method"]) == (0.25, 7, "momentum:0.5")
    assert json.loads(out)["start"] == "given"
    assert code == 0


def test_a_file_of_that_name_is_kept(there, capsys):
    (there / "page.html").write_text("mine")
    _, out, _ = run(capsys, "--seed", "1")
    assert (there / "page.1.html").read_text() == "mine"
    assert "Another file of that name is now" in out


def test_open_asks_the_browser_for_the_file(there, capsys, monkeypatch):
    asked = []
    monkeypatch.setattr("webbrowser.open", lambda url: bool(asked.append(url)))
    _, out, _ = run(capsys, "--seed", "1", "--open")
    assert asked == [(there / "page.html").as_uri()]
    assert "No browser could be started" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--seed", "x"], "--seed must be"),
        (["--seed", "1", "--theta", "1"], "both"),
        (["--rate", "0"], "rate must be"),
        (["--start", "cauchy"], "start must be"),
        (["digits"], "at most 200 parameters"),
        (["--out", "nowhere/page.html"], "must be a file that can be written to"),
        (["--out", "."], "must be a file that can be written to"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence_and_writes_nothing(there, capsys, words, told):
    code, out, err = run(capsys, *words)
    assert code == 2
    assert told in err
    assert out == ""
    assert list(there.iterdir()) == []


def named(title, widths=(2, 2, 1), name="mine"):
    network = Network(widths, relu)
    data = Data([[1.0] * widths[0]], [[1.0] * widths[-1]])
    return Lab(name, Objective(network, data), Descent(0.1), default_letters(network), title)


def test_a_title_can_do_nothing_to_the_page():
    lab = named('</script><script>alert(1)</script><!-- & "')
    text = page(lab, lab.start(1), 1)
    assert "<script>alert(1)" not in text
    assert told_payload(text)["lab"]["title"] == lab.title


def test_only_the_labs_of_the_package_go_by_their_name_alone():
    own, handout = named("", name="handout"), load_lab("handout")
    assert payload(handout, handout.start(1))["lab"]["builtin"]
    assert payload(handout.trained(rate=0.1), handout.start(1))["lab"]["builtin"]
    assert not payload(own, own.start(1))["lab"]["builtin"]
    other = replace(handout, objective=replace(handout.objective, factor=2.0))
    assert not payload(other, handout.start(1))["lab"]["builtin"]


def test_a_large_lab_is_refused_and_a_long_descent_shortened():
    lab = named("", (40, 5, 1))
    with pytest.raises(UserError, match="at most 200 parameters"):
        page(lab, lab.start(1))
    long = load_lab("handout").trained(steps=MOST_STEPS + 5)
    assert payload(long, long.start(1))["start"]["steps"] == MOST_STEPS


@pytest.mark.parametrize(("name", "rate"), [("handout", 0.005), ("handout", 0.0005), ("handout", 10.0), ("xor", None)])
def test_the_still_tells_the_run_without_any_script(name, rate):
    lab = load_lab(name).trained(rate=rate)
    trial = perform(lab, lab.start(5), 5)
    told = still(trial)
    assert trial.outcome.cause.split(":")[0].replace("'", "&#x27;") in told
    assert "<script" not in told
    assert not re.search(r"(src|href)=", told)
    points = re.search(r'points="([^"]*)"', told)[1].split()
    assert len(points) == len(trial.values)
    heights = [float(p.split(",")[1]) for p in points]
    assert all(0 <= y <= 190 for y in heights)
    if rate == 0.0005:
        assert heights[-1] == max(heights)  # it falls all the way


@pytest.mark.parametrize("widths", [(8, 9, 9, 2), (2, 3, 3, 3, 3, 1), (1, 40, 1)])
def test_the_largest_labs_stay_small_too(widths):
    lab = named("", widths)
    many = Data([[0.1 * k] * widths[0] for k in range(50)], [[0.3 * k] * widths[-1] for k in range(50)])
    lab = replace(lab, objective=replace(lab.objective, data=many))
    assert len(page(lab, lab.start(1), 1).encode()) <= LARGEST


def test_a_page_that_many_points_make_large_says_so(there, capsys):
    numbers = [[1 / (k + 3), 1 / (k + 7)] for k in range(1500)]
    text = f'name = "many"\n[network]\nwidths = [2, 2, 1]\n[data]\nx = {numbers}\ny = {[[x] for x, _ in numbers]}\n'
    (there / "many.toml").write_text(text + "[descent]\nrate = 0.001\n")
    code, out, err = run(capsys, "many.toml", "--seed", "1")
    size = (there / "page.html").stat().st_size
    assert (code, err) == (0, "")
    assert size > LARGEST
    line = out.splitlines()[1]
    told = re.fullmatch(
        r"At (\d+) kB it is larger than the usual 150 kB: 1500 data points take about (\d+) kB of that\.", line
    )
    assert int(told[1]) == round(size / 1000)
    few = load_lab("handout")
    assert size - len(page(few, few.start(1), 1).encode()) == pytest.approx(1000 * int(told[2]), rel=0.1)
    _, out, _ = run(capsys, "many.toml", "--seed", "1", "--json")
    assert json.loads(out)["large"] == line
    assert json.loads(run(capsys, "--seed", "1", "--json")[1])["large"] is None


def test_without_its_library_the_widget_says_what_to_install(monkeypatch):
    import backprop_lab.page as room

    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "backprop_lab.page.widget", raising=False)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'backprop-lab\[widget\]'"):
        room.LabWidget  # noqa: B018
    with pytest.raises(AttributeError, match="has no attribute"):
        room.Widget  # noqa: B018
