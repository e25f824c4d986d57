"""The first thing in the child process: its files become a package of their own, without the rest of the house."""

import os
import sys
from importlib import import_module
from types import ModuleType


def main() -> None:
    """Hands over to the loop; Python's own search path stays free of our files."""
    house = ModuleType("_backprop_lab_child")
    house.__path__ = [os.path.dirname(os.path.abspath(__file__))]
    sys.modules[house.__name__] = house
    import_module(f"{house.__name__}.serve").serve()


if __name__ == "__main__":
    main()
