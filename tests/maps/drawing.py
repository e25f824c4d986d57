"""Draws a map with an artist beside, in the way that its first argument names; prints what became of it as JSON."""

import json
import os
import pickle
import signal
import sys
import time
from pathlib import Path

from backprop_lab.maps import artist, beside

DRAWN = artist.drawn


def told(found, disturb=lambda made: None):
    """Whether the picture is the one that is drawn here, who drew it, and whether a child was left."""
    here = []
    with artist.Artist(beside=True) as made:
        is_child = made._child is not None
        disturb(made)
        artist.drawn = lambda one: here.append(one) or DRAWN(one)
        made.begin(found)
        picture = made.png(found)
    return {"beside": is_child, "here": len(here), "is same": picture == DRAWN(found), "size": len(picture),
            "question": len(pickle.dumps(found)), "is left": is_left()}  # fmt: skip


def is_left():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def forked(found):
    return told(found)


def spawned(found):
    beside._can_fork = lambda: False
    return told(found)


def interrupted(found):
    """Ctrl-C reaches all of a terminal's processes; the picture is drawn nevertheless."""

    def disturb(_):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.killpg(0, signal.SIGINT)

    return told(found, disturb)


def killed(found):
    return told(found, lambda made: made._child.kill())


def hangs_up(found):
    artist.serve = lambda question, answer: None
    return told(found)


def ends_halfway(found):
    def serve(question, answer):
        answer.write(DRAWN(pickle.loads(question.read()))[:-20])
        answer.flush()
        raise ValueError("halfway")

    artist.serve = serve
    return told(found)


def not_there(found):
    beside._can_fork = lambda: False
    artist.__name__ = "backprop_lab.nothing"
    return told(found)


def refused(found):
    def fork():
        raise BlockingIOError("no more processes")

    beside._fork = fork
    return told(found)


def not_asked(_):
    with artist.Artist(beside=True) as made:
        is_child = made._child is not None
    return {"beside": is_child, "is left": is_left()}


def unfinished(_):
    """Ends at once, by signal 9, while the other process is busy for long."""
    artist.serve = lambda question, answer: time.sleep(60)
    print("begun", flush=True)
    made = artist.Artist(beside=True)
    os.kill(os.getpid() if made else 0, signal.SIGKILL)


def buffered(found):
    """What was printed, but not yet written, is written once."""
    print("once")
    told(found)


if __name__ == "__main__":
    result = globals()[sys.argv[1]](pickle.loads(Path(sys.argv[2]).read_bytes()))
    if result is not None:
        print(json.dumps(result))
