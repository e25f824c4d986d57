"""The stand-in for matplotlib and its like: programs draw as ever, no window opens, and curves are kept as numbers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from .anything import Anything
from .axes import Pyplot
from .curves import DRAWS, OTHER_DRAWS, Board, Scale

REPLACED = {"matplotlib", "pylab", "mpl_toolkits", "seaborn", "plotly", "bokeh", "IPython", "ipywidgets", "tqdm"}
_PYPLOT = {
    *("axes", "axis", "cla", "clf", "gca", "gcf", "sca", "figure", "subplot", "subplots", "close", "draw", "pause"),
    *("show", "savefig", "title", "suptitle", "legend", "grid", "text", "annotate", "hist", "axhline", "axvline"),
    *("xlabel", "ylabel", "xlim", "ylim", "xscale", "yscale", "ion", "style", "rcParams", "cm", "tight_layout"),
}


class Bar(Anything):
    """A bar of progress, which hands on what it counts."""

    def __init__(self, through: Iterable[Any] | None = None, *rest: Any, **named: Any) -> None:
        self.through = through

    def __iter__(self) -> Iterator[Any]:
        return iter(() if self.through is None else self.through)

    @staticmethod
    def write(*text: Any, **named: Any) -> None:
        """Prints beside the bar."""


class Other(Anything):
    """seaborn, plotly, bokeh: their ways to draw a line go to the board, the rest nowhere."""

    def __init__(self, board: Board) -> None:
        self.board, self.scale = board, Scale()

    def __getattr__(self, name: str) -> Any:
        if name in OTHER_DRAWS:
            return self._draws(name)
        made = super().__getattr__(name)
        if type(made) is Anything:
            self.__dict__[name] = made = Other(self.board)
        return made

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """What draws in turn."""
        given = super().__call__(*arguments, **named)
        return Other(self.board) if type(given) is Anything else given

    def _draws(self, call: str) -> Callable[..., Any]:
        def draw(*arguments: Any, **named: Any) -> Any:
            self.board.draw(call, self.scale, arguments, named)
            return Other(self.board)

        return draw

    def show(self, *arguments: Any, **named: Any) -> None:
        """Shows it."""
        self.board.shown = True


class StandIn(ModuleType):
    """A module whose names are those of an object."""

    def __init__(self, name: str, behind: Any, names: Sequence[str]) -> None:
        super().__init__(name)
        self.__dict__.update(behind=behind, __version__="3.8.0", __all__=list(names))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["behind"], name)


class Finder:
    """Finds the stand-ins before anything else is looked for; a finder and loader without `importlib.abc`, which
    takes longer to import than all else here.
    """

    def __init__(self, board: Board) -> None:
        self.board, self.pyplot = board, Pyplot(board)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """A stand-in for the modules that are replaced, None for all others."""
        loader: Any = self
        return ModuleSpec(name, loader, is_package=True) if name.partition(".")[0] in REPLACED else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The stand-in itself."""
        if spec.name in ("pylab", "matplotlib.pylab"):
            return _pylab(spec.name, self.pyplot)
        if spec.name == "matplotlib.pyplot":
            return StandIn(spec.name, self.pyplot, sorted(_PYPLOT | DRAWS))
        if spec.name.partition(".")[0] == "tqdm":
            return _tqdm(spec.name)
        behind = Other(self.board) if spec.name.startswith(("seaborn", "plotly", "bokeh")) else Anything()
        if spec.name == "matplotlib":
            vars(behind).update(pyplot=self.pyplot)  # `from matplotlib import pyplot` asks the module first
        return StandIn(spec.name, behind, ())

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def _pylab(name: str, pyplot: Pyplot) -> ModuleType:
    import numpy

    module = StandIn(name, pyplot, sorted(_PYPLOT | DRAWS | set(numpy.__all__)))
    vars(module).update({one: getattr(numpy, one) for one in numpy.__all__ if one not in _PYPLOT | DRAWS})
    vars(module).update(np=numpy, numpy=numpy)
    return module


def _tqdm(name: str) -> ModuleType:
    module = StandIn(name, Anything(), ("tqdm", "trange"))
    vars(module).update(tqdm=Bar, trange=lambda *numbers, **named: Bar(range(*numbers)), tqdm_notebook=Bar)
    vars(module).update(dict.fromkeys(("auto", "notebook", "std"), module))  # what `from tqdm import auto` asks for
    return module


def replace_figures(board: Board) -> None:
    """From now on the plotting libraries are stand-ins that draw on the board."""
    sys.meta_path.insert(0, Finder(board))
