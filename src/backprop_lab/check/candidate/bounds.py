"""What the system itself keeps the child from: memory, processor time and core files without end, where it can."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any


def limit(memory: int, processor: int) -> None:
    """Limits this process: `memory` bytes beyond what it has now, `processor` seconds; 0 limits nothing."""
    try:
        resource: Any = import_module("resource")
    except ImportError:  # Windows
        return
    _set(resource, resource.RLIMIT_CORE, 0)
    if processor:
        _set(resource, resource.RLIMIT_CPU, processor)
    if memory:
        _set(resource, resource.RLIMIT_AS, _taken(resource) + memory)


def _set(resource: Any, what: int, most: int) -> None:
    """Sets a limit, unless a lower one holds already."""
    _, hard = resource.getrlimit(what)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(what, (allowed, allowed))
    except (ValueError, OSError):  # macOS refuses some; the parent's clock holds without them
        return


def _taken(resource: Any) -> int:
    """The address space that this process has now."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # another system than Linux: what is resident is the nearest that is known
        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024
