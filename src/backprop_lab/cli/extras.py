"""Which extra brings a library that is not there, as the package's own metadata tells."""

from __future__ import annotations

import re


def missing_extra(module: str) -> str | None:
    """What to install for a missing module, in one sentence; None where no extra brings it."""
    from importlib import metadata  # slow to import, and needed by those alone who miss something

    name = module.split(".")[0].replace("_", "-").lower()
    try:
        needs = metadata.requires("backprop-lab") or []
    except metadata.PackageNotFoundError:
        return None
    for need in needs:
        found = re.match(r"([A-Za-z0-9._-]+)[^;]*;.*extra\s*==\s*['\"]([\w-]+)['\"]", need)
        if found and found[1].replace("_", "-").lower() == name and found[2] != "all":
            return (
                f"this verb needs {name}, which comes with the extra {found[2]}: "
                f"pip install 'backprop-lab[{found[2]}]' (from a clone: pip install '.[{found[2]}]')"
            )
    return None
