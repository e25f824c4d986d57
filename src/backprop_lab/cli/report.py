"""What `backprop-lab run` prints for people: the three parts of the lab, and the files that it left."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from ..errors import plain
from ..lab import Lab
from ..run import Run
from ..save import Saved
from .command import again
from .part1 import part1
from .part2 import part2
from .part3 import part3
from .width import WIDEST

HEADING = "bold"


def report(run: Run, base: Lab, which: str) -> None:
    """Print the run; `base` is the lab before options changed it, `which` what the user called it."""
    console = _console()
    console.print(Text(plain(run.lab.title or run.lab.name), style=HEADING))
    console.print(f"The same run again: {again(run, base, which)}", soft_wrap=True)
    sections = (
        (f"Part 1: the forward map at {point_name(run.lab)}", part1(run)),
        ("Part 2: the gradient of L there, by back-propagation", part2(run)),
        (f"Part 3: {run.lab.descent.steps} steps of {run.lab.method.name} at rate {run.trial.rate:g}",
         part3(run, base, which, console.width)),
    )  # fmt: skip
    for heading, parts in sections:
        console.print()
        console.print(Text(heading, style=HEADING))
        for part in parts:
            inside = Text(part or " ") if isinstance(part, str) else part
            console.print(Padding(inside, (0, 0, 0, 2), expand=False))


def report_files(saved: Saved) -> None:
    """Say which files were written, and where another run's were moved."""
    console = _console()
    names = ", ".join(file.name for file in saved.files)
    console.print()
    console.print(f"{saved.files[0].parent}: {names}", soft_wrap=True)
    if saved.earlier:
        console.print(f"Another run's files that were there are now in {saved.earlier}", soft_wrap=True)


def point_name(lab: Lab) -> str:
    """The first data point as text: x = (-1, 1), y = 60; or its number where it is too wide."""
    x, y = lab.objective.data.x[0], lab.objective.data.y[0]
    if len(x) > 6 or len(y) > 6:
        return "the first data point"
    told = [", ".join(f"{v:g}" for v in values) for values in (x, y)]
    return f"x = ({told[0]}), y = {told[1] if len(y) == 1 else f'({told[1]})'}"


class _Console(Console):
    """Tells a broken pipe to whoever called, instead of ending the process with code 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _console() -> Console:
    console = _Console(highlight=False, emoji=False, markup=False)
    console.width = min(console.width, WIDEST)
    return console
