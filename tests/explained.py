"""What the tests of `explain` share: labs of every kind, and readers that take a written explanation apart again."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache

import numpy as np

from backprop_lab import activation, load_lab
from backprop_lab import loss as losses
from backprop_lab.explain import explain
from backprop_lab.names import Letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from derived import code, lab_of, told_by_the_core

HALVES = [-0.5, 1, 0.5, -1, -1, 0.5, 0, 0.5, -1.5, -0.5]
"""Small fractions as a theta of the handout."""
FLOATS = r"-?(?:\d+(?:\.\d+)?(?:e[+-]\d+)?|inf|nan)"


def drawn(widths, outputs="numbers", count=3, **more):
    """An objective with random data; `outputs` says what its targets are."""
    rng = np.random.default_rng(sum(widths) + count)
    x = rng.normal(size=(count, widths[0])).round(3)
    y = {
        "numbers": rng.normal(size=(count, widths[-1])).round(3),
        "shares": rng.uniform(size=(count, widths[-1])).round(3),
        "classes": np.eye(widths[-1])[np.arange(count) % widths[-1]],
    }[outputs]
    kinds = {k: more.pop(k) for k in ("activation", "output", "biases") if k in more}
    return Objective(Network(widths, **kinds), Data(x, y), **more)


@cache
def labs():
    """A name, a lab and a theta for every kind of thing that an explanation can show."""
    sigmoid, leaky = activation.sigmoid, activation.leaky_relu(-0.5)
    half = {"factor": 0.5, "reduction": "mean"}
    found = {
        "handout": load_lab("handout"),
        "xor": load_lab("xor"),
        "leaky": lab_of(drawn((3, 4, 3, 2), activation=leaky, biases=True)),
        "binary": lab_of(
            drawn((2, 3, 1), "shares", output=sigmoid, biases=True, loss=losses.binary_cross_entropy), "momentum"
        ),
        "squashed": lab_of(drawn((2, 2, 2), activation=activation.softplus, output=sigmoid), "nesterov"),
        "softmax": lab_of(drawn((2, 4, 3), "classes", biases=True, loss=losses.softmax_cross_entropy)),
        "mean": lab_of(drawn((2, 3, 1), activation=activation.tanh, **half)),
        "adam": replace(load_lab("xor"), descent=replace(load_lab("xor").descent, method="adam")),
        "deep": lab_of(drawn((2, 2, 2, 2, 1), count=1)),
        "wide": lab_of(drawn((1, 11, 1), biases=True, count=2)),
        "long": lab_of(drawn((12, 1), count=1)),
        "greek": lab_of(
            drawn((2, 2, 1)), letters=Letters(("omega", "beta_"), ("c", "d"), ("alpha",), ("gate",), "eta")
        ),
        "many": lab_of(drawn((1, 2, 1), count=20, **half)),
    }
    return {name: (lab, lab.start(5)) for name, lab in found.items()}


@cache
def explained(name, exact=False):
    """The explanation of one of `labs`."""
    lab, theta = labs()[name]
    return explain(lab, HALVES if exact else theta, exact=exact)


def truth(sheet):
    """What the core says of every number, by (code, point), with what was given."""
    lab, data = sheet.lab, sheet.lab.objective.data
    found = told_by_the_core(lab, sheet.theta)
    found |= {(code(n), None): v for n, v in zip(lab.parameters, sheet.theta, strict=True)}
    names = sheet.template.names
    for p in range(len(data)):
        found |= {(n.code, p): v for n, v in zip(names.inputs, data.x[p], strict=True)}
        found |= {(n.code, p): v for n, v in zip(names.targets, data.y[p], strict=True)}
    return found | {("rate", None): lab.descent.rate, ("n", None): len(data), ("factor", None): lab.objective.factor}


def chains_of_text(text):
    """[name, right sides ...] of every formula, in order."""
    return [chain for part in text.split("\n\n") if (chain := _paragraph(part.splitlines()))]


def _paragraph(lines):
    found = re.match(r"( +)(\S+) [=~] ", lines[0]) if lines else None
    if not found:
        return None
    rows = [lines[0], *(line for line in lines[1:] if line.strip()[:2] in ("= ", "~ ", "+ "))]
    whole = re.sub(r"   \((off|no path)\)$", "", " ".join(row.strip() for row in rows))
    return re.split(r" [=~] ", whole)


def chains_of_latex(text):
    """The same, from align* environments."""
    found = []
    for body in re.findall(r"\\begin\{align\*\}\n(.*?)\\end\{align\*\}", text, re.DOTALL):
        plain = re.sub(r"\\intertext\{.*", "", body)
        rows = [re.sub(r"\\\\\*?$", "", row).strip() for row in plain.splitlines() if row.strip()]
        chains = []
        for row in rows:
            if row[0] != "&":
                chains.append(row)
            else:
                chains[-1] += " " + row
        found += [_latex_chain(chain) for chain in chains]
    return found


def chains_of_markdown(text):
    """The same, from $$ blocks."""
    bodies = re.findall(r"^\$\$\n(.*?)\n\$\$$", text, re.DOTALL | re.MULTILINE)
    return [_latex_chain(re.sub(r"\\(begin|end)\{aligned\}|\\\\$", "", b, flags=re.MULTILINE)) for b in bodies]


def _latex_chain(chain):
    chain = re.sub(r"\\quad\\text\{.*?\}", "", chain).replace(r"\quad {}", "").replace("&", "")
    return [side.strip() for side in re.split(r"=|\\approx", " ".join(chain.split()))]


def chains_of_html(text):
    """The same, from MathML: a right side is the elements between two signs."""
    found = []
    for chain in dom(text).iter("div"):
        if chain.get("class") == "chain":
            symbol, *rows = chain.iter("math")
            sides = [[]]
            for child in (child for row in rows for child in row[0]):
                if child.tag == "mo" and child.text in "=≈":
                    sides.append([])
                else:
                    sides[-1].append(ET.tostring(child, "unicode"))
            found.append([symbol[0], *("".join(side) for side in sides[1:])])
    return found


def chains_of_typst(text):
    """The same, from #chain."""
    found = []
    for line in text.splitlines():
        if line.startswith("#chain("):
            shown = " ".join(re.findall(r"\$display\((.*?)\)\$", line[line.index("[$display(") :]))
            found.append([side.strip() for side in re.split(r" ?(?<!\w)(?:approx|=) ", shown)])
    return found


def dom(text):
    """An HTML file of ours, which is well-formed XML but for its first line and its void elements."""
    text = re.sub(r"<!doctype html>\n", "", text)
    return ET.fromstring(re.sub(r"<(meta[^>]*)>", r"<\1/>", text))


def ledger_of_text(text):
    """Rows of cells without the label, block after block."""
    return [
        re.split(r"  +", line.strip())[1:]
        for line in text.partition("The ledger\n")[2].partition("The long")[0].splitlines()
        if line.startswith("    ") and "point " not in line
    ]


def ledger_of_markdown(text):
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    cells = [[c for c in row[1:] if c.strip(" |")] for row in rows if row[0].startswith("$")]
    return [[re.sub(r"[$ ]", "", c.rpartition(") ")[2] or c) for c in row] for row in cells]


def ledger_of_latex(text):
    rows = [line for line in text.splitlines() if line.startswith(r"\(") and " & " in line]
    cells = [[c for c in row.removesuffix(r" \\").split(" & ")[1:] if c] for row in rows]
    return [[re.search(r"\\\(=? ?(?:\\approx)?(.*)\\\)", c)[1].strip() for c in row] for row in cells]


def ledger_of_html(text):
    found = []
    for row in dom(text).iter("tr"):
        cells = [cell.find("math") for cell in row if cell.tag == "td"]
        if row.find("th") is not None and cells and row.find("th").get("scope") == "row":
            found.append(["".join(ET.tostring(e, "unicode") for e in c[0]) for c in cells if c is not None])
    return found
