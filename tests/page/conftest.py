"""A real browser: pages that must ask for nothing and complain of nothing, single modules, and a notebook."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from backprop_lab.page import build
from page.labs import SHOWN
from page.server import NotebookServer

JS = Path(__file__).parents[2] / "src" / "backprop_lab" / "page" / "js"
ORIGIN = "http://page.test"
FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--renderer-process-limit=1", "--in-process-gpu",
]  # fmt: skip
"""One process for what is shown, and none kept ready for what may come next: a page opens in two thirds of the time."""
SEND = """(value) => {
  const write = (v) => {
    if (v === undefined || v === null) return "null";
    if (typeof v === "number") return Object.is(v, -0) ? "-0.0" : String(v);
    if (typeof v === "bigint" || typeof v === "boolean") return String(v);
    if (typeof v === "string") return JSON.stringify(v);
    if (Array.isArray(v) || (ArrayBuffer.isView(v) && !(v instanceof DataView)))
      return "[" + Array.from(v, write).join(",") + "]";
    if (typeof v === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(v)))
      return "{" + Object.entries(v).map(([k, x]) => JSON.stringify(k) + ":" + write(x)).join(",") + "}";
    throw new TypeError("no value to send: " + Object.prototype.toString.call(v));
  };
  return write(value);
}"""
"""JSON as Python reads and writes it: NaN, Infinity and -0.0 are words of it, a number is as long as it is."""


def plain(value):
    """An array or a number of NumPy as Python's own."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} cannot be sent to the browser")


@pytest.fixture(scope="package")
def browser():
    """Chromium; its event loop ends with this package's tests."""
    program = shutil.which("chromium") or pytest.skip("there is no chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """Opens pages, each in a context of its own, and keeps what they asked for and complained of."""

    def __init__(self, browser, folder):
        self.browser, self.folder, self.contexts = browser, folder, []
        self.requests, self.messages, self.errors = [], [], []
        self.before = ""

    def __call__(self, html_or_path, hash="", **options):
        """The page of a file, or of the text of one, when it has loaded."""
        path = html_or_path
        if isinstance(path, str):
            path = self.folder / f"page-{len(self.contexts)}.html"
            path.write_text(html_or_path, "utf-8")
        url = path.resolve().as_uri()
        context = self.context(url, **options)
        if self.before:
            context.add_init_script(self.before)
        page = context.new_page()
        page.goto(url + hash)
        if options.get("java_script_enabled", True):
            page.wait_for_function("() => !document.getElementById('script') || document.querySelector('[data-ready]')")
        return page

    def context(self, own, **options):
        """A context in which every request but those that begin with `own` is kept."""
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        self.contexts.append(context)
        context.set_default_timeout(25_000)
        free = (own, "data:", "blob:")
        context.on("request", lambda asked: asked.url.startswith(free) or self.requests.append(asked.url))
        context.on("console", lambda said: said.type in ("error", "warning") and self.messages.append(said.text))
        context.on("weberror", lambda wrong: self.errors.append(str(wrong.error)))
        return context

    def end(self):
        """Closes the pages; they must have asked for nothing and complained of nothing."""
        for context in self.contexts:
            for page in context.pages:
                page.title()  # what is under way is told first
            context.close()
        assert (self.requests, self.messages, self.errors) == ([], [], [])


@pytest.fixture
def visit(browser, tmp_path):
    """`visit(html_or_path, hash="", **context_options)`, a Playwright page.

    At the end `visit.requests`, `visit.messages` (warnings and errors on the console) and `visit.errors`
    (what was thrown and not caught) must be empty; a test that expects one clears the list.
    """
    visit = Visit(browser, tmp_path)
    yield visit
    visit.end()


class Modules:
    """Calls functions of the page's modules; values pass as JSON, doubles to the last bit."""

    def __init__(self, browser, folder):
        self.page = browser.new_page()
        self.folder = folder
        self.page.route("**/*", self.serve)
        self.page.goto(ORIGIN)
        self.page.evaluate(f"() => {{ window.send = {SEND}; }}")

    def serve(self, route):
        """A module of the folder, or the blank page."""
        name = route.request.url.removeprefix(ORIGIN).strip("/")
        if not name:
            return route.fulfill(content_type="text/html", body="<!doctype html><title>modules</title>")
        if not (self.folder / name).is_file():
            return route.fulfill(status=404, body="")
        return route.fulfill(
            content_type="text/javascript; charset=utf-8", body=(self.folder / name).read_text("utf-8")
        )

    def __call__(self, module, name, *args):
        """What the function `name` of a module gives for these arguments; a constant without arguments is its value."""
        return self.run(module, f"(m, ...a) => typeof m.{name} === 'function' ? m.{name}(...a) : m.{name}", *args)

    def run(self, module, function, *args):
        """What a JavaScript function gives for a module's exports and these arguments; it may be async."""
        given = json.dumps(args, default=plain)
        told = self.page.evaluate(
            f"async () => send(await ({function})(await import('{ORIGIN}/{module}'), ...{given}))"
        )
        return json.loads(told)


@pytest.fixture(scope="package")
def modules(browser):
    """`modules(folder)`, which calls functions of the modules of a folder."""
    opened = []

    def open_folder(folder):
        opened.append(Modules(browser, folder))
        return opened[-1]

    yield open_folder
    for calls in opened:
        calls.page.context.close()


@pytest.fixture
def lab_page(visit):
    """`lab_page(lab="handout", seed=5, rate=0.0005, hash="", tour=False, **context_options)`: its page, opened.

    With rate 0.0005 start 5 of the handout learns. The tour of the first visit is over unless asked for.
    """

    def open_page(lab="handout", seed=5, rate=0.0005, hash="", tour=False, theta=None, **options):
        lab = SHOWN[lab] if isinstance(lab, str) else lab
        lab = lab.trained(rate=rate) if lab.name == "handout" else lab
        made = build.page(lab, lab.start(seed) if theta is None else theta, seed if theta is None else None)
        visit.before = "" if tour else "try { localStorage.setItem('backprop-lab tour', 'seen'); } catch {}"
        return visit(made, hash=hash, **options)

    return open_page


@pytest.fixture(scope="package")
def js(modules):
    """`js("philox.js", "words", *args)`; `js.run("philox.js", "(m, x) => m.words(x).length", *args)`."""
    return modules(JS)


@pytest.fixture(scope="package")
def server(tmp_path_factory):
    """JupyterLab on this machine's own address, with a home of its own."""
    pytest.importorskip("jupyterlab", reason="jupyterlab is not installed")
    server = NotebookServer(tmp_path_factory.mktemp("jupyter"))
    yield server
    server.stop()


@pytest.fixture
def jupyter_page(browser, server, tmp_path):
    """`jupyter_page(notebook_path, run=True, **context_options)`, the notebook in JupyterLab, every cell run.

    `jupyter_page.requests`, of anything but the server, must be empty at the end, and `jupyter_page.errors` too.
    """
    visit = Visit(browser, tmp_path)

    def open_notebook(path, run=True, **options):
        page = visit.context(server.url, **options).new_page()
        server.open(page, Path(path), run)
        return page

    open_notebook.requests, open_notebook.errors = visit.requests, visit.errors
    yield open_notebook
    visit.messages.clear()  # JupyterLab's own
    server.stop_kernels()
    visit.end()
