"""The lab file: TOML text to a `Lab` and back."""

from __future__ import annotations

import tomllib
from pathlib import Path

from ..errors import FileError, LabError, shown
from .tables import from_tables, to_tables
from .value import Lab


def from_toml(source: str, folder: Path | None = None) -> Lab:
    """The lab that a TOML text describes; `LabError` where it is no TOML, or no lab."""
    try:
        content = tomllib.loads(source)
    except (ValueError, RecursionError) as error:  # also a number of too many digits
        raise LabError("a lab file must be TOML", str(error) or "nesting without end") from None
    return from_tables(content, folder)


def to_toml(lab: Lab) -> str:
    """The lab as TOML, its data in it; `from_toml` gives an equal lab back."""
    import tomli_w

    return tomli_w.dumps(to_tables(lab))


def read_lab(path: Path | str) -> Lab:
    """The lab in a file; `FileError` where it cannot be read, `LabError` where it is no lab."""
    path = Path(path)
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        told = f"{shown(str(path))}: {error.strerror}"
        raise FileError("the lab file must be a file that can be read", told) from None
    except ValueError:
        raise FileError("the lab file must be text in UTF-8", shown(str(path))) from None
    return from_toml(source.replace("\r\n", "\n"), path.parent)
