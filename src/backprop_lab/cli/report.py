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


def report(run: Run, base: Lab, which: str, whence: str = "") -> None:
    """Print the run; `base` is the lab before options changed it, `which` what the user called it.

    `whence` stands in place of the command that makes the run again; then `which` is empty, and none is told.
    """
    out = console()
    out.print(Text(plain(run.lab.title or run.lab.name), style=HEADING))
    out.print(whence or f"The same run again: {again(run, base, which)}", soft_wrap=True)
    sections = (
        (f"Part 1: the forward map at {point_name(run.lab)}", part1(run)),
        ("Part 2: the gradient of L there, by back-propagation", part2(run)),
        (f"Part 3: {run.lab.descent.steps} steps of {run.lab.method.name} at rate {run.trial.rate:g}",
         part3(run, base, which, out.width)),
    )  # fmt: skip
    for heading, parts in sections:
        out.print()
        out.print(Text(heading, style=HEADING))
        for part in parts:
            inside = Text(part or " ") if isinstance(part, str) else part
            out.print(Padding(inside, (0, 0, 0, 2), expand=False))


def report_files(saved: Saved) -> None:
    """Say which files were written, and where another run's were moved."""
    out = console()
    names = ", ".join(file.name for file in saved.files)
    out.print()
    out.print(f"{saved.files[0].parent}: {names}", soft_wrap=True)
    if saved.earlier:
        out.print(f"Another run's files that were there are now in {saved.earlier}", soft_wrap=True)


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


def console() -> Console:
    """Where reports are printed, no wider than can be read."""
    found = _Console(highlight=False, emoji=False, markup=False)
    found.width = min(found.width, WIDEST)
    return found
