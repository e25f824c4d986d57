"""Makes maps in processes that are killed with signal 9 at random moments, until so many were; prints how often.

It imports and compiles first, so that each process, a fork, is at work at once.
"""

import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from backprop_lab.atlas import plan as plans
from backprop_lab.atlas import store  # noqa: F401  imported before the forks
from backprop_lab.atlas.work import compute
from backprop_lab.maps.making import make
from maps.small import PLANE, SURVEY

SMALL = 256
"""So many runs make a block of a survey."""
PLANS = {
    "survey": replace(SURVEY, starts=2_000),
    "plane": replace(PLANE, width=700, height=600),
}
LONGEST = 0.12
"""Seconds after which a process is killed at the latest."""


def main(folder, wanted, seed):
    """Kill until `wanted` processes were killed; the maps are in survey/ and plane/."""
    plans.BLOCK = SMALL
    chance, kills, lives = random.Random(seed), 0, 0
    for plan in PLANS.values():
        compute(plan, 0)
    while kills < wanted:
        name = ("survey", "plane")[lives % 2]
        kills += was_killed(PLANS[name], Path(folder) / name / f"{chance.randrange(3)}", chance.uniform(0, LONGEST))
        lives += 1
    print(kills, lives)


def was_killed(plan, folder, seconds):
    """Whether a process that makes this map had to be killed."""
    child = os.fork()
    if child == 0:
        make(plan, folder)
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
