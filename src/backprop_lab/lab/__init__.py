"""Labs as values: a `Lab`, the lab file it comes from and goes to, and the labs that come with the package."""

from .builtin import available, load_lab
from .file import from_toml, read_lab, to_toml
from .tables import from_tables, to_tables
from .value import Descent, Lab

__all__ = [
    "Descent", "Lab", "available", "from_tables", "from_toml", "load_lab", "read_lab", "to_tables", "to_toml",
]  # fmt: skip
