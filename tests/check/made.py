"""Programs of the catalogue as functions of this process, whose lines can be followed as those of a notebook can."""

import linecache
from itertools import count

import numpy as np

from check.written import _function, written

NUMBER = count(1)


def made(text, *names):
    """The names of a program with this text, which is kept where Python looks for the lines of a cell."""
    file = f"<written {next(NUMBER)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space = {}
    exec(compile(text, file, "exec"), space)
    return [space[name] for name in names]


def functions(program):
    """What `check` is given of this program."""
    names = {"forward": "forward", "gradient": "gradient", "objective": "J", "descent": "gradient_descent"}
    return dict(zip(names, made(written(program), *names.values()), strict=True))


def answers(program, part, cases):
    """What the program's forward map or gradient, written out and run, gives at the cases: a row a case.

    It runs once, every number an array with a value for each case: what it does, it does number by number.
    """
    wanted = program.forward_names if part == "forward" else program.gradient_names
    head = f"{part}(theta, x, y)"
    body = _function(program, head, [name.code for name in wanted], "x", "np.atleast_1d(y)")
    assert body.count("return np.array(") == 1
    space = {"np": np, "N": 1, "table": lambda found, kind: _table(found, kind, len(cases))}
    exec(body.replace("return np.array(", "return table("), space)
    with np.errstate(all="ignore"):
        return space[part](cases.theta.T, cases.x.T, cases.y.T)


def _table(found, kind, count):
    """Numbers and arrays of numbers side by side, a row a case."""
    return np.stack([np.broadcast_to(np.asarray(one, kind), (count,)) for one in found], axis=1)
