"""The page's modules and styles put together: one module for a widget, one HTML file for a browser."""

from __future__ import annotations

import base64
import posixpath
import re
import zlib
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from html import escape
from pathlib import Path

from .._version import VERSION
from .scan import pieces

_NAME = r"[A-Za-z_$][\w$]*"
_IMPORT = re.compile(
    rf"^import\s*(?:\{{(?P<names>[\w$\s,]*)\}}|\*\s*as\s+(?P<all>{_NAME}))\s*from\s*(?P<file>\0+)[ ]*;?\n?", re.M
)
_EXPORT = re.compile(rf"^export (?=(?:(?:async\s+)?function\b\s*\*?|class\b|const\b)\s*({_NAME}))", re.M)
_OTHER = re.compile(r"(?<![\w$.])(?:import|export)\b(?!\s*:)")
_RENAMED = re.compile(rf"({_NAME})(?:\s+as\s+({_NAME}))?")
_END = "export default { render };\nexport { render };\n"
_RUN = """const payload = JSON.parse(document.getElementById("payload").textContent);
const el = document.getElementById("backprop-lab");
try {
  render({ model: pageModel(payload), el });
} finally {
  el.setAttribute("data-ready", "");
}
"""
_UNPACK = """// Lab and modules, deflated to save room; the browser's debugger shows the modules as backprop-lab.js.
const unpacked = (id) => {
  const text = atob(document.getElementById(id).textContent), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
};
document.getElementById("payload").textContent = await unpacked("payload");
const script = document.createElement("script");
script.type = "module";
script.textContent = (await unpacked("script")) + "\\n//# sourceURL=backprop-lab.js";
document.head.append(script);
"""
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
_CSS_KEPT = re.compile(r"""("(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|url\([^)]*\))|/\*[\s\S]*?\*/""")


@dataclass(frozen=True)
class _Module:
    """A module's own code, what it takes from others (None: everything, as the first name), what it gives."""

    body: str
    takes: tuple[tuple[str, tuple[tuple[str, str], ...] | str], ...]
    gives: tuple[str, ...]


@cache
def bundle(folder: Path, entry: str = "main.js") -> str:
    """One ES module made of those that `entry` reaches, each in a scope of its own, in the order of its imports.

    It exports `render`, by name and as its default; comments, blank lines and indentation are left out.
    A `RuntimeError` names a module that is missing, imports in a circle, or is written in a form beyond
    named exports of functions, classes and constants and imports of them.
    """
    modules = _reach(folder, entry)
    if "render" not in modules[entry].gives:
        raise RuntimeError(f"{entry} must export a function render")
    try:
        order = tuple(TopologicalSorter({k: [f for f, _ in m.takes] for k, m in modules.items()}).static_order())
    except CycleError as circle:
        raise RuntimeError(f"modules import each other in a circle: {' > '.join(circle.args[1])}") from None
    scopes = {name: f"m{at}_" + re.sub(r"\W", "_", name.removesuffix(".js")) for at, name in enumerate(order)}
    parts = [_scoped(name, modules, scopes) for name in order]
    parts.append(f"const {{ {', '.join(modules[entry].gives)} }} = {scopes[entry]};\n")
    return "".join(parts) + _END


@cache
def styles(folder: Path) -> str:
    """All style sheets of a folder, in the order of their names, without comments and needless space."""
    text = "\n".join(file.read_text("utf-8") for file in sorted(folder.glob("*.css")))
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if found[1] is None:
            return " "
        kept.append(found[1])
        return "\0"

    text = re.sub(r"\s+", " ", _CSS_KEPT.sub(keep, text))
    text = re.sub(r" ?([{};,]) ?|(:) ", r"\1\2", text).replace(";}", "}").strip()
    rest = iter(kept)
    return re.sub("\0", lambda _: next(rest), text)


def page_html(title: str, payload_json: str, module: str, css: str) -> str:
    """One HTML file that needs nothing else: `module` (a `bundle`) shows `payload_json` when a browser opens it.

    The module stands in it compressed, to be unpacked by the browser itself. The page's policy forbids it
    every request; nothing in a title or a payload can end an element.
    """
    if not re.search(r"const \{[^\n]*\bpageModel\b[^\n]*;\n" + re.escape(_END) + r"\Z", module):
        raise RuntimeError("the page needs a bundle whose entry exports render and pageModel")
    if "</" in css:
        raise RuntimeError("a style sheet holds '</', which may end a style in HTML")
    script = packed(module.removesuffix(_END) + _RUN)
    payload = packed(payload_json)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="backprop-lab {VERSION}">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{escape(title)}</title>
<style>{css}</style>
</head>
<body>
<main id="backprop-lab">
<noscript>This page computes in your browser; please allow it to run JavaScript.</noscript>
</main>
<script type="text/plain" id="payload">{payload}</script>
<script type="text/plain" id="script">{script}</script>
<script type="module">
{_UNPACK}</script>
</body>
</html>
"""


@cache
def packed(module: str) -> str:
    """A module's text deflated, in base64."""
    return base64.b64encode(zlib.compress(module.encode("utf-8"), 9)).decode("ascii")


def _reach(folder: Path, entry: str) -> dict[str, _Module]:
    """Every module that an entry reaches, by its path within the folder, and that each gives what is taken."""
    modules: dict[str, _Module] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name not in modules:
            modules[name] = _read(folder, name)
            waiting += [file for file, _ in modules[name].takes]
    for name, module in modules.items():
        for file, names in module.takes:
            missing = {theirs for theirs, _ in names} - {*modules[file].gives} if isinstance(names, tuple) else set()
            if missing:
                raise RuntimeError(f"{name} imports {', '.join(sorted(missing))}, which {file} does not export")
    return modules


def _read(folder: Path, name: str) -> _Module:
    """A module by its path within the folder."""
    try:
        cut = pieces((folder / name).read_text("utf-8"))
    except FileNotFoundError:
        raise RuntimeError(f"there is no module {name}") from None
    except RuntimeError as wrong:
        raise RuntimeError(f"{name}, {wrong}") from None
    text = "".join(piece.text for piece in cut)
    masked = "".join("\0" * len(piece.text) if piece.raw else piece.text for piece in cut)
    takes: list[tuple[str, tuple[tuple[str, str], ...] | str]] = []
    gives: list[str] = []
    body, rest, at = [], [], 0
    for found in sorted([*_IMPORT.finditer(masked), *_EXPORT.finditer(masked)], key=lambda f: f.start()):
        body.append(text[at : found.start()])
        rest.append(masked[at : found.start()])
        at = found.end()
        if found.re is _IMPORT:
            file = _target(name, text[slice(*found.span("file"))][1:-1])
            takes.append((file, found["all"] or _pairs(name, found["names"])))
        else:
            gives.append(found[1])
    left = "".join(rest) + masked[at:]
    if ("import" in left or "export" in left) and (other := _OTHER.search(left)):
        line = left[other.start() :].split("\n")[0].replace("\0", "")
        raise RuntimeError(f"{name} has an import or export of a form that is not used here: {line[:60]}")
    return _Module("".join(body) + text[at:], tuple(takes), tuple(gives))


def _pairs(name: str, names: str) -> tuple[tuple[str, str], ...]:
    """Between the braces of an import: each name there and its name here."""
    found = [(part.strip(), _RENAMED.fullmatch(part.strip())) for part in names.split(",") if part.strip()]
    wrong = [part for part, match in found if not match]
    if wrong or not found:
        raise RuntimeError(f"{name} imports {wrong[0] if wrong else ''!r}, which is no name")
    return tuple((match[1], match[2] or match[1]) for _, match in found if match)


def _target(name: str, file: str) -> str:
    """The module that another means by a relative path."""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file))
    if not file.startswith(("./", "../")) or not file.endswith(".js") or target.startswith("../"):
        raise RuntimeError(f"{name} imports {file!r}; only modules of the page itself can be imported")
    return target


def _scoped(name: str, modules: dict[str, _Module], scopes: dict[str, str]) -> str:
    """A module as a constant that holds what it gives."""
    module = modules[name]
    lines = [f"const {scopes[name]} = (() => {{\n"]
    for file, names in module.takes:
        inner = ", ".join(t if t == o else f"{t}: {o}" for t, o in names) if isinstance(names, tuple) else ""
        lines.append(f"const {f'{{ {inner} }}' if inner else names} = {scopes[file]};\n")
    end = "" if module.body.endswith("\n") else "\n"
    return "".join(lines) + f"{module.body}{end}return {{ {', '.join(module.gives)} }};\n}})();\n"
