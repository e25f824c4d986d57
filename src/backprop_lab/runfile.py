"""A run as one JSON object, and back: enough to run it again to the bit."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from ._version import VERSION
from .errors import FileError, UserError, shown
from .lab import Lab, from_tables, to_tables
from .run import Run
from .trial import Trial


def to_json(run: Run) -> dict[str, Any]:
    """The run as `--json` prints it: values that are not finite become null."""
    told = _trial(run.trial)
    told["bound"] = {
        "rate": run.bound.rate, "sharpness": run.bound.sharpness, "known": run.bound.known,
        "kind": run.bound.kind, "reason": run.bound.reason,
    }  # fmt: skip
    if run.sharpness is not None:
        told["sharpness"] = _numbers(run.sharpness)
    told["comparing"] = run.compare
    told["compare"] = _trial(run.beside) if run.beside else None
    told["living"] = _trial(run.living) if run.living else None
    told["version"] = VERSION
    if run.map is not None:
        told["map"] = {key: value for key, value in run.map.items() if key != "plan"}
    return told


def to_file(run: Run) -> str:
    """The text of run.json: `to_json`, the lab's definition to run it again, and of a map's run the map's plan."""
    whole = to_json(run) | {"definition": to_tables(run.lab)}
    if run.map is not None:
        whole["map"] = run.map
    return json.dumps(whole, indent=1, allow_nan=False) + "\n"


def read_run(path: Path | str) -> tuple[Lab, dict[str, Any]]:
    """The lab of a run.json and the start, as arguments of `run`: seed and index, or theta.

    Raises `FileError` where the file cannot be read or is no run, or is one of a map (see `read_map`): that adds in
    another order.
    """
    try:
        content = json.loads(Path(path).read_bytes())
        if content.get("map") is not None:
            raise FileError("the run must be one of its own", "a run of a map", "Give it to run, explain or page.")
        lab, theta0 = from_tables(content["definition"]), content["theta0"]
        by_hand = content["seed"] is None
        start = {"theta": theta0} if by_hand else {k: content[k] for k in ("seed", "index")}
        start["compare"] = content["comparing"]
        if theta0 is None:
            raise ValueError("theta0 is missing")
        if not by_hand and lab.start(content["seed"], content["index"]).tolist() != theta0:
            raise ValueError("theta0 is not the start that the seed names")
    except UserError:
        raise
    except OSError as error:
        raise FileError("a run must be a file that can be read", f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileError("the file must be a run.json of this program", f"{path}: {shown(error)}") from None
    return lab, start


def read_map(path: Path | str) -> object:
    """What a run.json says of the map that its run is of, for `maps.replay.restored`; None where it says nothing."""
    try:
        content = json.loads(Path(path).read_bytes())
    except (OSError, ValueError, RecursionError):  # `read_run` says why
        return None
    return content.get("map") if isinstance(content, dict) else None


def same_run(text: str, run: Run) -> bool | None:
    """Whether run.json holds this very run (lab, start, rate, steps, method, map); None where it holds no run."""
    try:
        content = json.loads(text)
        lab = from_tables(content["definition"])
        kept = [content[key] for key in ("seed", "index", "theta0", "comparing")] + _place(content.get("map"))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return lab == run.lab and kept == [run.seed, run.index, run.theta0.tolist(), run.compare, *_place(run.map)]


def _place(kept: dict[str, Any] | None) -> list[Any]:
    """The map's plan and the place in it."""
    return [] if kept is None else [kept["digest"], kept["at"]]


def _trial(trial: Trial) -> dict[str, Any]:
    descent = trial.lab.descent
    return {
        "lab": trial.lab.name, "seed": trial.seed, "index": trial.index, "start": str(descent.start),
        "method": descent.method, "rate": descent.rate, "steps": descent.steps,
        "theta0": trial.theta0.tolist(), "theta": _numbers(trial.theta),
        "objective": _numbers(trial.values),
        "outcome": {
            "name": trial.outcome.name, "step": trial.outcome.step, "cause": trial.outcome.cause,
        },
    }  # fmt: skip


def _numbers(values: Any) -> list[float | None]:
    return [v if math.isfinite(v) else None for v in values.tolist()]
