"""A lab file's tables to a `Lab` and back: the same tables whether they came as TOML, JSON or a dict."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from ..activation import ACTIVATIONS, activation
from ..errors import LabError
from ..loss import LOSSES
from ..method import parse_method
from ..names import Letters, default_letters
from ..network import Network
from ..objective import Objective
from ..start import parse_start
from .points import read_points
from .schema import Table, list_of, number, one_of, positive, spelled, text, truth, whole
from .value import UNIFORM, Descent, Lab, make_lab


def from_tables(content: object, folder: Path | None = None) -> Lab:
    """The lab that the tables describe; a CSV file is looked for in `folder`.

    Raises `LabError`, which names the key, what must hold and what came.
    """
    top = Table(content)
    name, title = top.take("name", text), top.take("title", text, "")
    network = _network(top.table("network"))
    letters = _letters(top.table("letters", needed=False), network)
    objective = _objective(top, network, folder)
    descent = _descent(top.table("descent"))
    top.done()
    return make_lab(name, objective, descent, letters, title)


def to_tables(lab: Lab) -> dict[str, Any]:
    """The tables of a lab, all its data in them; `from_tables` gives an equal lab back."""
    network, objective, descent = lab.network, lab.objective, lab.descent
    inside: dict[str, Any] = {"widths": list(network.widths), "activation": network.activation.name}
    if network.activation.name == "leaky_relu" and network.activation.pieces:
        inside["negative_slope"] = network.activation.pieces[0]
    inside |= {"output": network.output.name, "biases": network.biases}
    return {
        "name": lab.name,
        "title": lab.title,
        "network": inside,
        "letters": {f.name: _plain(getattr(lab.letters, f.name)) for f in fields(Letters)},
        "objective": {"loss": objective.loss.name, "factor": objective.factor, "reduction": objective.reduction},
        "data": {"x": objective.data.x.tolist(), "y": objective.data.y.tolist()},
        "descent": {
            "method": descent.method, "rate": descent.rate, "steps": descent.steps,
            "start": str(descent.start), "fit": descent.fit,
        },
    }  # fmt: skip


def _network(table: Table) -> Network:
    widths = table.take("widths", list_of(whole, 2))
    name = table.take("activation", one_of(*ACTIVATIONS), "relu")
    slope = table.take("negative_slope", number, None)
    output = table.take("output", one_of("identity", "sigmoid"), "identity")
    biases = table.take("biases", truth, False)
    table.done()
    return Network(widths, activation(name, slope), activation(output), biases)


def _letters(table: Table, network: Network) -> Letters:
    usual = default_letters(network)
    words = {
        f.name: table.take(f.name, text if f.name == "output" else list_of(text), getattr(usual, f.name))
        for f in fields(Letters)
    }
    table.done()
    return Letters(**words)


def _objective(top: Table, network: Network, folder: Path | None) -> Objective:
    table = top.table("objective", needed=False)
    loss = LOSSES[table.take("loss", one_of(*LOSSES), "squared_error")]
    factor = table.take("factor", positive, 1.0)
    reduction = table.take("reduction", one_of("sum", "mean"), "sum")
    table.done()
    data = read_points(top.table("data"), network, loss, folder)
    return Objective(network, data, loss, factor, reduction)


def _descent(table: Table) -> Descent:
    rate, steps = table.take("rate", positive), table.take("steps", whole, 100)
    method = table.take("method", spelled(lambda value: parse_method(value, rate) and value), "gradient_descent")
    start = table.take("start", spelled(parse_start), UNIFORM)
    fit = table.take("fit", positive, 1e-4)
    table.done()
    if fit >= 1:
        raise LabError("descent.fit must be below 1", f"{fit}")
    return Descent(rate, steps, method, start, fit)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
