"""Makes maps in processes that are killed with signal 9, until so many were; prints that, and how many were at work.

Half of the moments are random; half come when the map has grown by some chunks, however long that takes: a machine
that is busy would otherwise let no process come so far, a fast one finish them all. It imports and compiles first, so
that each process, a fork, is at work at once.
"""

import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from backprop_lab.atlas import plan as plans
from backprop_lab.atlas import store
from backprop_lab.atlas.work import compute, fields
from backprop_lab.maps.making import make
from maps.small import PLANE, SURVEY

SMALL = 256
"""So many runs make a block of a survey."""
PLANS = {
    "survey": replace(SURVEY, starts=2_000),
    "plane": replace(PLANE, width=700, height=600),
}
LONGEST = 0.12
"""Seconds after which a process is killed at the latest, where the moment is random."""
MORE = 8
"""Chunks by which a map has grown at the most, where those are the moment."""


def main(folder, wanted, seed):
    """Kill until `wanted` processes were killed; the maps are in survey/ and plane/."""
    plans.BLOCK = SMALL
    chance, kills, lives, hits = random.Random(seed), 0, 0, 0
    for plan in PLANS.values():
        compute(plan, 0)
    while kills < wanted:
        name = ("survey", "plane")[lives % 2]
        plan, place = PLANS[name], Path(folder) / name / f"{chance.randrange(3)}"
        if whole_blocks(plan, place) == plan.blocks:
            place.rename(place.with_name(f"done-{lives}"))  # and another one is begun
        before, seconds, more = chunks(plan, place), chance.uniform(0, LONGEST), chance.randint(1, MORE)
        is_time = after(seconds) if lives % 4 < 2 else grown(plan, place, before + more)
        was = was_killed(plan, place, is_time)
        kills += was
        hits += was and before < chunks(plan, place) < plan.blocks * (len(fields(plan)) + 1)
        lives += 1
    print(kills, hits)


def after(seconds):
    """Whether so many seconds have gone by from now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def grown(plan, folder, wanted):
    """Whether the map has so many chunks."""
    return lambda: chunks(plan, folder) >= wanted


def was_killed(plan, folder, is_time):
    """Whether a process that makes this map had to be killed when it was time."""
    child = os.fork()
    if child == 0:
        make(plan, folder)
        os._exit(0)
    while not is_time() and os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def chunks(plan, folder):
    """How many chunks the map has, of all its arrays."""
    return sum(chunks_of(name, folder) for name in (*fields(plan), store.SEALS))


def whole_blocks(plan, folder):
    """How many blocks have all their chunks: as many as the array that is written last."""
    return chunks_of(store.SEALS, folder)


def chunks_of(name, folder):
    """How many chunks an array has; what is not yet written has a longer name."""
    return sum(len(list(filter(str.isdecimal, files))) for _, _, files in os.walk(folder / store.DATA / name / "c"))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
