"""A page that is handed the states of a descent shows those, says so, and works its own out once something changes."""

import json
import re

import numpy as np
import pytest

from backprop_lab.atlas.axis import parse_axis
from backprop_lab.atlas.plan import Plane
from backprop_lab.cli import main
from backprop_lab.maps.making import make
from backprop_lab.maps.replay import replay
from backprop_lab.page import build
from backprop_lab.page.payload import Recorded
from page.labs import SHOWN
from page.reading import shown
from page.test_controls import at_state, press, put

LAB = SHOWN["handout"].trained(rate=0.0005, steps=12)
START = LAB.start(5)
STATES = START + np.linspace(0, 0.1, 13)[:, None]
"""States that no descent goes through."""


@pytest.fixture
def page(visit):
    return visit(build.page(LAB, START, 5, 0, Recorded(STATES, "From a map that is none.")))


def value_of(text):
    return re.search(r"J = ([^,]+),", text)[1]


def test_the_states_that_were_recorded_are_shown_and_said_to_be_so(page):
    assert page.locator(".whence").inner_text() == "From a map that is none."
    press(page, "End of the descent")
    assert value_of(at_state(page)) == shown(LAB.objective(STATES[-1]), 8)
    press(page, "Back one step")
    assert value_of(at_state(page)) == shown(LAB.objective(STATES[-2]), 8)


def test_once_something_is_changed_the_page_works_its_own_states_out(page):
    put(page, "Seed", "6")
    assert not page.locator(".whence").is_visible()
    press(page, "End of the descent")
    assert value_of(at_state(page)) != shown(LAB.objective(STATES[-1]), 8)
    put(page, "Seed", "5")
    assert page.locator(".whence").is_visible()
    press(page, "End of the descent")
    assert value_of(at_state(page)) == shown(LAB.objective(STATES[-1]), 8)


def test_a_page_of_its_own_descent_says_nothing_of_that(visit):
    page = visit(build.page(LAB, START, 5))
    assert not page.locator(".whence").is_visible()


def test_the_command_writes_the_page_of_a_maps_run(tmp_path, monkeypatch, capsys, visit):
    monkeypatch.chdir(tmp_path)
    plan = Plane(LAB, 1, 3, parse_axis("rate:2e-4:2e-3:log"), parse_axis("scale:0.5:2"), 6, 5)
    make(plan, tmp_path / "map")
    assert main(["page", "--map", "map", "--at", "4,2", "--json"]) == 0
    told, run = json.loads(capsys.readouterr().out), replay(tmp_path / "map", (4, 2)).run
    assert told["outcome"] == run.outcome.name
    page = visit(tmp_path / "page.html")
    assert page.locator(".whence").inner_text().startswith("From the map map at 4,2: start 1:3, rate = ")
    press(page, "End of the descent")
    assert value_of(at_state(page)) == shown(LAB.objective(run.theta), 8)
