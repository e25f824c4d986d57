"""`backprop-lab map`: train many runs, count what becomes of them or draw them as a plane, keep them in a folder."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import FileError, InputError, shown
from .start import LAB, seed_of

if TYPE_CHECKING:
    from ..atlas.plan import Plan
    from ..maps.artist import Artist
    from ..maps.making import Made, Told, Way

NAME = "map"
HELP = "Train many runs, and map what becomes of them: over the rates, or over any two axes."
NOTHING, MAPS = "none", "maps"
PICTURE = "picture.png"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The kinds of maps, and their options."""
    from ..maps.face import RATES, X, Y

    kinds = parser.add_subparsers(metavar="KIND", required=True, dest="kind")
    survey = kinds.add_parser("survey", help="many starts at many rates: what becomes of them", allow_abbrev=False)
    _common(survey)
    survey.add_argument("--starts", default="1e6", metavar="N", help="how many starts at each rate; default: 1e6")
    survey.add_argument("--rates", default=RATES, metavar="R", help=f"one rate, or LOW:HIGH[:log]:N; default: {RATES}")
    survey.add_argument("--seed", default="0", metavar="S", help="the seed of the starts; default: 0")
    plane = kinds.add_parser("plane", help="one start over any two axes, a pixel a run", allow_abbrev=False)
    _common(plane)
    axis = "NAME:LOW:HIGH[:log]; rate, rate1, scale, w11, w11-2*v1, along1, y@1 ..."
    plane.add_argument("--x", default=X, metavar="AXIS", help=f"{axis}; default: {X}")
    plane.add_argument("--y", default=Y, metavar="AXIS", help=f"likewise; default: {Y}")
    plane.add_argument("--size", default="512", metavar="N", help="pixels a side, or WIDTHxHEIGHT; default: 512")
    plane.add_argument("--zoom", metavar="X0:X1,Y0:Y1", help="this part of the plane alone, at the same size")
    plane.add_argument("--frames", type=int, metavar="N", help="with --zoom: so many pictures on the way there")
    plane.add_argument("--seed", metavar="S[:I]", help="the start; default: the first of seed 0 that is not dead")
    plane.add_argument("--rate", type=float, metavar="R", help="the rate where no axis is one; default: the lab's")
    show = kinds.add_parser("show", help="draw and tell a map that is in a folder", allow_abbrev=False)
    show.add_argument("folder", metavar="DIR", help="the folder of a map")
    _told(show)


def _common(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("lab", nargs="?", default="handout", metavar="LAB", help=LAB)
    add("--steps", type=int, metavar="N", help="how many steps; default: the lab's")
    add("--method", metavar="M", help="gradient_descent, or momentum:0.9")
    add("--start", metavar="DIST", help="how starts are drawn: uniform:-1:1, normal:0:1, he, glorot")
    add("--precision", type=int, default=64, metavar="BITS", help="64 or 32; default: 64")
    add("--engine", default="compiled", metavar="E", help="compiled, or numpy: slow, and what it is compared with")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--threads", type=int, metavar="N", help="so many threads; default: one a processor")
    where.add_argument("--workers", type=int, metavar="N", help="so many processes of their own instead")
    where.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler instead: tcp://HOST:PORT")
    out = f"folder of the map; default: one in {MAPS}/ that is named after it; none: keep nothing"
    add("--out", metavar="DIR", help=out)
    _told(parser)


def _told(parser: argparse.ArgumentParser) -> None:
    told = parser.add_mutually_exclusive_group()
    told.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    told.add_argument("--quiet", action="store_true", help="print nothing; the files are written")


def main(options: argparse.Namespace) -> int:
    """Make the map, or the frames of one; tell it; the exit code."""
    if options.kind == "show":
        from ..maps.making import Made, read

        return _finish(Made(read(options.folder)), Path(options.folder), options, None)
    from ..maps.artist import Artist

    with Artist(beside=options.out != NOTHING and getattr(options, "frames", None) is None) as artist:
        plan = _plan(options)
        frames = _frames(plan, options)
        if frames is not None and len(frames) > 1:
            return _sequence(frames, options)
        plan = plan if frames is None else frames[0]
        folder = _folder(plan, options.out)
        made = _made(plan, folder, options, artist.begin)
        return _finish(made, folder, options, artist)


def _made(plan: Plan, folder: Path | None, options: argparse.Namespace, told: Told | None = None) -> Made:
    from ..maps.making import make
    from .progress import measure

    return make(plan, folder, _way(options), measure, told)


def _plan(options: argparse.Namespace) -> Plan:
    from ..maps.face import plane_plan, survey_plan, trained
    from ..maps.inputs import whole

    rate = options.rate if options.kind == "plane" else None
    lab = trained(_lab(options.lab), rate, options.steps, options.method, options.start)
    seed, index = (0, None) if options.seed is None else seed_of(options.seed)
    how = options.engine, options.precision
    if options.kind == "survey":
        if index:
            raise InputError("--seed of a survey must be one whole number", shown(options.seed), "It has many starts.")
        return survey_plan(lab, whole(_number(options.starts), "--starts"), options.rates, seed, *how)
    return plane_plan(lab, options.x, options.y, _size(options.size), (seed, index), *how)


def _lab(which: str) -> Any:
    """The lab's name, or the lab that a run.json has."""
    from ..runfile import read_run

    return read_run(which)[0] if which.endswith(".json") else which


def _frames(plan: Plan, options: argparse.Namespace) -> list[Plan] | None:
    """The plans of a zoom sequence; None for one map. A zoom alone is one map, of the part."""
    if options.kind != "plane" or (options.zoom is None and options.frames is None):
        return None
    from ..maps.zoom import zoom_plans

    return zoom_plans(plan, options.zoom, options.frames)


def _sequence(frames: list[Plan], options: argparse.Namespace) -> int:
    from ..maps.zoom import save_frames

    base = _folder(frames[0], options.out)
    if base is None:
        raise InputError("--frames must be kept", "--out none", "Name a folder with --out.")
    folder = base if options.out else base.with_name(f"{base.name}-zoom{len(frames)}")
    made = save_frames(frames, folder, lambda plan, inside: _made(plan, inside, options).found)
    if options.json:
        print(json.dumps({"folder": str(folder), "frames": [str(file) for file in made]}, indent=1))
    elif not options.quiet:
        print(f"{folder}: {len(made)} frames, {made[0].name} to {made[-1].name}")
    return 0


def _way(options: argparse.Namespace) -> Way:
    from ..maps.making import Way

    return Way(options.threads, options.workers, options.cluster)


def _folder(plan: Plan, out: str | None) -> Path | None:
    if out is not None:
        if not out:
            raise InputError("--out must name a folder, or be none", "an empty name")
        return None if out == NOTHING else Path(out)
    from ..maps.words import folder_name

    return Path(MAPS) / folder_name(plan)


def _finish(made: Made, folder: Path | None, options: argparse.Namespace, artist: Artist | None) -> int:
    """Draw the picture into the folder, and tell the map; also where the picture is then refused."""
    tell = _teller(options)  # what it takes is imported while the picture is drawn
    refused = None if folder is None else _save(made, folder, artist)
    tell(made, folder, refused is None)
    if refused is not None:
        sys.stdout.flush()  # the refusal comes last, also where both go to one place
        raise refused
    return 0


def _teller(options: argparse.Namespace) -> Callable[[Made, Path | None, bool], None]:
    if options.json:
        return _print_json
    if options.quiet:
        return lambda made, folder, has_picture: None
    from .map_report import report

    return report


def _print_json(made: Made, folder: Path | None, _: bool) -> None:
    from ..maps.facts import facts

    blocks = {"all": made.found.plan.blocks, "kept": made.kept, "damaged": made.damaged}
    print(json.dumps(facts(made.found) | {"blocks": blocks, "folder": folder and str(folder)}, indent=1))


def _save(made: Made, folder: Path, artist: Artist | None) -> FileError | None:
    """Keeps the picture; why it could not be kept, if so."""
    from ..maps.artist import drawn
    from ..outfile import write_file

    try:
        write_file(folder / PICTURE, drawn(made.found) if artist is None else artist.png(made.found))
    except FileError as error:
        return error
    return None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError("--starts must be a whole number, such as 1e6", shown(text)) from None


def _size(text: str) -> Any:
    from ..atlas.plan import MOST_SIDE

    sides = text.split("x")
    if len(sides) > 2 or not all(s.isascii() and s.isdecimal() and 1 <= int(s[:9]) <= MOST_SIDE for s in sides):
        raise InputError(f"--size must be N or WIDTHxHEIGHT, each from 1 to {MOST_SIDE}", shown(text))
    return int(sides[0]), int(sides[-1])
