"""Small plans, and what a map's results are, as bytes."""

from backprop_lab.atlas import go
from backprop_lab.atlas.axis import Axis, parse_axis
from backprop_lab.atlas.plan import Plane, Survey
from backprop_lab.lab import load_lab

HANDOUT, XOR = load_lab("handout"), load_lab("xor")
RATES = Axis("rate", 1e-4, 1e-2, True)
SURVEY = Survey(HANDOUT.trained(steps=30), 3, 300, RATES, 5)
PLANE = Plane(HANDOUT.trained(steps=30), 1, 3, parse_axis("rate:1e-4:1e-2:log"), parse_axis("scale:0.5:2"), 40, 30)


def bits(found):
    """Every array of a map."""
    if hasattr(found, "code"):
        return b"".join(a.tobytes() for a in (found.code, found.step, found.value))
    arrays = (found.counts, found.example, found.values, *found.decided.values())
    return b"".join(a.tobytes() for a in arrays)


def reads():
    """How often this process had a plan already, and how often it had to read one."""
    hits, misses, *_ = go._read.cache_info()
    return hits, misses
