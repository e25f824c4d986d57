"""The page in Chromium: work for each move of a slider, time until it is ready, time to write the file."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from side import Times, times

FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
MOVES = 200
"""Moves of the slider, one a frame."""
READY = "() => performance.getEntriesByName('backprop-lab ready')[0]?.startTime"
MARK = """() => {
  let move = 0;
  addEventListener("input", () => requestAnimationFrame(() => setTimeout(() => performance.mark(`move ${move++}`))));
}"""
"""The page marks by itself where a move's frame has ended: to be asked for it would take time of its thread."""


def measure(rounds: int = 7) -> dict[str, dict[str, Times]]:
    """Seconds: `median` of the work for one move is that, `least` its 95th percentile, `most` the slowest."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        writing = times([written(file) for _ in range(rounds)])
        ready, drags, tall = in_browser(file, rounds)
    return {
        "write page.html, a process (aim: under 0.5 s)": {"backprop-lab page": writing},
        "open page.html until all is shown (aim: 0.3 s)": {"ready": times(ready)},
        f"drag a slider of theta, 100 steps, {MOVES} moves (aim: 16 ms at the 95th percentile)": spread(drags),
        "the same in a window so tall that every picture is in sight": spread(tall),
    }


def spread(drags: list[tuple[float, float]]) -> dict[str, Times]:
    """The busy times of the main thread: their median, 95th percentile and largest, and the processor's part.

    What the processor does for others meanwhile is in the first, not in the second.
    """
    rows = {}
    for what, found in zip(("main thread", "its processor time"), zip(*drags, strict=True), strict=True):
        rows[f"{what}, median"] = single(statistics.median(found))
        rows[f"{what}, 95th percentile"] = single(statistics.quantiles(found, n=20)[-1])
        rows[f"{what}, slowest"] = single(max(found))
    return rows


def single(seconds: float) -> Times:
    """One figure as a row."""
    return Times(seconds, seconds, seconds)


def written(file: Path) -> float:
    """Seconds of `backprop-lab page` as a process of its own."""
    file.unlink(missing_ok=True)
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "backprop_lab", "page", "--seed", "5", "--rate", "0.0005", "--out", str(file)],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - begun


def in_browser(file: Path, rounds: int) -> tuple[list[float], list[tuple[float, float]], list[tuple[float, float]]]:
    """Seconds until the page is ready, and what `busy` finds for each move, in two windows."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        ready = []
        for _ in range(rounds):
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            page.goto(file.as_uri())
            ready.append(page.wait_for_function(READY).json_value() / 1e3)  # the page unpacks itself after its load
            page.context.close()
        drags, tall = dragged(browser, file, 900), dragged(browser, file, 3600)
        browser.close()
    return ready, drags, tall


def dragged(browser, file: Path, height: int) -> list[tuple[float, float]]:
    """What `busy` finds between one move of the mouse and the next."""
    page = browser.new_context(viewport={"width": 1280, "height": height}).new_page()
    page.goto(file.as_uri())
    page.get_by_role("button", name="Close the tour").click()
    page.get_by_text("Theta: every parameter").click()
    slider = page.locator("input[type=range][aria-label*='w11'], .theta input[type=range]").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.4, y)
    page.mouse.down()
    page.evaluate(MARK)
    browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
    for move in range(MOVES + 1):
        page.mouse.move(box["x"] + box["width"] * (0.4 + 0.25 * (move % 40) / 40), y)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    page.mouse.up()
    return busy(events)


def busy(events: list[dict]) -> list[tuple[float, float]]:
    """Between each two marks, the tasks of the thread that set the marks: seconds, and seconds of the processor."""
    marks = sorted((e for e in events if e["name"].startswith("move ")), key=lambda e: e["ts"])
    thread = (marks[0]["pid"], marks[0]["tid"])
    tasks = [
        (e["ts"], e.get("dur", 0), e.get("tdur", 0)) for e in events
        if (e["pid"], e["tid"]) == thread and e["ph"] == "X" and e["name"].endswith("RunTask")
    ]  # fmt: skip
    found = []
    for before, after in pairwise(marks):
        inside = [(whole / 1e6, own / 1e6) for at, whole, own in tasks if before["ts"] <= at < after["ts"]]
        found.append((sum(whole for whole, _ in inside), sum(own for _, own in inside)))
    return found
