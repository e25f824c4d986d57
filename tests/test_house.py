"""The house: its arrows run down, its core knows NumPy alone, and every room says what it is."""

import ast
import re
import sys
import tomllib
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import backprop_lab
from terminal import ENVIRONMENT

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "src" / "backprop_lab"
LEVELS = (
    {"_version", "errors", "interrupt", "working"},
    {"arrays"},
    {"activation", "philox", "method"},
    {"loss", "network"},
    {"names", "objective", "pattern", "start"},
    {"handout", "prepared", "curvature", "kink", "exact", "rounding"},
    {"bound", "descent", "probe"},
    {"outcome"},
    {"cause"},
    {"lab"},
    {"trial", "derivation", "outfile"},
    {"advice", "atlas", "picture", "explain", "check", "page"},
    {"run"},
    {"runfile", "maps"},
    {"save"},
    {"cli"},
    {"", "__main__"},
)
"""From the ground to the roof, "" being the face; a room may only know rooms below its own."""
WINGS = {"picture", "explain", "check", "atlas", "page", "course"}
HOLDERS = {"cli", "run", "save", "maps", ""}
"""Who may know a wing: the command line, what shows and keeps a run or makes a map, and the face."""
LATE = {"curvature": {"scipy"}, "lab.file": {"tomli_w"}}
"""What the core imports within a function, where it is needed."""
CHANCE = {"time", "random", "datetime"}
ALLOWED = {
    "check.candidate.link": {"time"},  # a student's program that does not answer has to be given up in time
    "check.candidate.process": {"time"},  # what is left of the time for it
    "check.candidate.chance": {"random"},  # the student's own random numbers, made to follow from the seed
    "check.luck": {"random"},  # the very numbers that a program will draw
}
"""Who may know the clock or chance below the command line, and what for."""


@cache
def tree(module):
    return ast.parse(files()[module].read_text("utf-8"))


@cache
def files():
    """Every module's file by its name within the package."""
    found = {}
    for file in HOUSE.rglob("*.py"):
        parts = file.relative_to(HOUSE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def package(module):
    """The package that a module's dots count from."""
    parts = module.split(".") if module else []
    return parts if files()[module].name == "__init__.py" else parts[:-1]


def own_imports(module):
    """The modules of this package that a module imports, at its top or within a function."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and node.level:
            parts = package(module)
            base = ".".join(parts[: len(parts) - node.level + 1] + ([node.module] if node.module else []))
            for alias in node.names:
                inner = f"{base}.{alias.name}" if base else alias.name
                yield inner if inner in files() else base


def other_imports(nodes):
    """The names of the libraries that some statements import."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def imported_by_name(module):
    """The libraries that a module imports by import_module("name")."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "import_module":
            yield from (a.value.split(".")[0] for a in node.args if isinstance(a, ast.Constant))


def room(module):
    return module.split(".")[0]


def level(module):
    return next(height for height, rooms in enumerate(LEVELS) if room(module) in rooms)


def is_core(module):
    return room(module) not in {*WINGS, "maps", "cli", "__main__"}


def documented(node):
    """The public classes and functions under a node, with their names."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.ClassDef, ast.FunctionDef)) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from documented(child)


def test_every_room_stands_on_one_level():
    named = [name for rooms in LEVELS for name in rooms]
    assert sorted(named) == sorted({room(module) for module in files()})


def test_imports_run_down():
    climbing = [
        f"{module} imports {other}"
        for module in files()
        for other in own_imports(module)
        if room(other) != room(module) and level(other) >= level(module)
    ]
    assert climbing == []


def test_imports_run_in_no_circle():
    arrows = {module: set(own_imports(module)) for module in files()}
    order = list(TopologicalSorter(arrows).static_order())
    assert sorted(order) == sorted(files())


def test_a_package_knows_the_house_by_dots_alone():
    assert not [m for m in files() if "backprop_lab" in other_imports(ast.walk(tree(m)))]


def test_wings_stand_on_the_core_and_only_the_command_line_and_the_run_know_them():
    for module in files():
        wings = {room(other) for other in own_imports(module)} & WINGS - {room(module)}
        assert room(module) in HOLDERS or wings <= ({"check", "explain"} if room(module) == "course" else set()), module


@pytest.mark.parametrize("module", sorted(m for m in files() if is_core(m)))
def test_the_core_imports_numpy_and_the_standard_library_alone(module):
    known = {"numpy", *sys.stdlib_module_names}
    assert set(other_imports(tree(module).body)) <= known
    typing_only = [
        node for top in tree(module).body if isinstance(top, ast.If) and "TYPE_CHECKING" in ast.dump(top.test)
        for node in ast.walk(top)
    ]  # fmt: skip
    everywhere = set(other_imports(n for n in ast.walk(tree(module)) if n not in typing_only))
    assert everywhere - known == LATE.get(module, set())


def test_the_face_is_imported_without_anything_of_weight():
    import subprocess

    heavy = "matplotlib scipy llvmlite rich plotille tomli_w PIL numba argparse asyncio"
    told = f"import sys, backprop_lab; print(*[name for name in {heavy.split()} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", told], env=ENVIRONMENT, capture_output=True, check=True, timeout=60)
    assert ended.stdout.split() == []


@pytest.mark.parametrize("module", sorted(m for m in files() if room(m) not in {"cli", "__main__"}))
def test_below_the_command_line_nothing_prints_reads_the_clock_or_draws_lots_of_its_own(module):
    called = {node.func.id for node in ast.walk(tree(module))
              if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
    assert not called & {"print", "input", "exit"}
    known = {*other_imports(ast.walk(tree(module))), *imported_by_name(module)}
    assert CHANCE & known == ALLOWED.get(module, set())
    assert "np.random" not in files()[module].read_text("utf-8")


@pytest.mark.parametrize("module", sorted(files()))
def test_a_room_says_what_it_is_in_at_most_250_lines(module):
    text = files()[module].read_text("utf-8")
    assert len(text.splitlines()) <= 250
    assert ast.get_docstring(tree(module)) or not text.strip()
    assert [node.name for node in documented(tree(module)) if not ast.get_docstring(node)] == []


def test_the_handout_is_short_and_stands_on_numpy_and_its_start():
    text = files()["handout"].read_text("utf-8")
    assert len(text.splitlines()) < 80
    assert set(own_imports("handout")) <= {"arrays", "start"}
    assert set(other_imports(ast.walk(tree("handout")))) == {"numpy"}
    assert not [node for node in ast.walk(tree("handout")) if isinstance(node, ast.ClassDef)]


def test_the_stub_of_the_handout_has_its_names_and_their_arguments():
    stub = ast.parse((HOUSE / "handout.pyi").read_text("utf-8"))

    def shape(module):
        functions = {
            node.name: ([a.arg for a in node.args.args], [ast.unparse(d) for d in node.args.defaults])
            for node in module.body if isinstance(node, ast.FunctionDef)
        }  # fmt: skip
        named = [n.target for n in module.body if isinstance(n, ast.AnnAssign)]
        named += [t for n in module.body if isinstance(n, ast.Assign) for t in n.targets]
        return functions, {n.id for n in named if n.id.isupper()}

    assert shape(stub) == shape(tree("handout"))


def test_the_face_hands_on_what_it_names():
    assert all(hasattr(backprop_lab, name) for name in backprop_lab.__all__)
    assert {"Lab", "run", "Run", "UserError", "load_lab", "__version__"} <= set(backprop_lab.__all__)


def test_the_package_is_typed_and_has_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (HOUSE / "py.typed").exists()
    assert project["version"] == backprop_lab.__version__


def test_the_house_as_it_is_told_has_every_room():
    told = (HOUSE.parent.parent / "docs" / "house.md").read_text("utf-8")
    rooms = {name.split(".")[0] for name in files()} - {"", "__init__", "__main__", "_version"}
    assert not [room for room in sorted(rooms) if f"`{room}`" not in told and f"`{room}/`" not in told]


@pytest.mark.parametrize("module", sorted(files()))
def test_patterns_keep_to_what_the_first_python_that_is_served_does_right(module):
    """Python 3.11.2, Debian 12's, takes possessive quantifiers after a choice wrongly."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "(?" in node.value:
            assert not re.search(r"[*+?}]\+(?!\+)[^ ]", node.value), node.value
