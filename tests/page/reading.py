"""What a test reads off the page, and what Python says should stand there."""

from backprop_lab.derivation import derive, evaluate, given, values
from backprop_lab.derivation.style import TEXT
from backprop_lab.derivation.write import figure


def shown(value, digits=6):
    """A number as the page writes it."""
    return figure(value, TEXT, digits)[0]


def ledger(page):
    """The ledger: the texts of every row's cells by the row's name."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".ledger tbody tr:not(.group)")].map((row) =>
          [row.querySelector("th").textContent, [...row.querySelectorAll("td")].map((cell) => cell.textContent)]))"""
    )


def ledger_of(lab, found):
    """The ledger as Python's values fill it; rows of slopes are left out."""
    n = len(lab.objective.data)
    sums = {"L": "J"} | {f"dL_d{p.replace(',', '_')}": f"dJ_d{p.replace(',', '_')}" for p in lab.parameters}
    rows = {}
    for step in derive(lab):
        if step.point == 0:
            cells = [shown(found[step.name, p]) for p in range(n)]
            total = shown(found[sums[step.name], None]) if step.name in sums else ""
            rows[step.symbol.text] = [*cells, total]
    return rows


def state_at(lab, theta, step):
    """Every number of the derivation's own descent after so many steps."""
    known, steps = given(lab, theta), derive(lab)
    for _ in range(step):
        found = evaluate(steps, known)
        known |= {(code, p): found[f"{code}_new", None] for code, p in known if (f"{code}_new", None) in found}
    return evaluate(steps, known)


__all__ = ["ledger", "ledger_of", "shown", "state_at", "values"]
