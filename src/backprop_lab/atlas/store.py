"""A map's folder: its arrays in Zarr, a chunk a block, each with a checksum; the plan stands in the attributes.

`FOLDER/data.zarr` appears whole or not at all, and so does every chunk: what is killed in the middle loses the blocks
in work and the one being written. A block is done when all its chunks are there, the last of which is its seal; one
whose checksum or seal does not fit is told, and done again.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from zarr.codecs import Crc32cCodec, ZstdCodec

from .._version import VERSION
from ..errors import FileError, plain
from ..working import is_working, prefix, sweep, sweep_parts
from .plan import Plan, digest, from_plan_tables, to_plan_tables
from .work import Field, Results, fields, place

DATA, SEALS = "data.zarr", "seals"
OURS = "backprop-lab map"
PARTS = "*.partial"
"""Files that Zarr writes before they get their names."""


@dataclass(frozen=True, eq=False)
class Store:
    """The folder of a map, open."""

    folder: Path
    plan: Plan
    kinds: dict[str, Field]
    arrays: dict[str, Any]
    seals: Any
    digest: str

    def has(self, block: int) -> bool:
        """Whether all chunks of the block are there."""
        return all(self.chunk(name, block).is_file() for name in (*self.arrays, SEALS))

    def chunk(self, name: str, block: int) -> Path:
        """The file of a block in an array, where Zarr keeps it."""
        if name == SEALS:
            return self.folder / DATA / SEALS / "c" / str(block)
        field, at = self.kinds[name], place(self.plan, block)
        index = [s.start // n for s, n in zip(at, field.part, strict=False)] + [0] * (len(field.shape) - len(at))
        return self.folder / DATA / name / "c" / Path(*map(str, index))

    def put(self, block: int, results: Results) -> None:
        """Keeps a block. Raises `FileError` where it cannot be written; then those kept before are still there."""
        try:
            for name, array in self.arrays.items():
                array[place(self.plan, block)] = results[name]
            self.seals[block] = seal(self.digest, block, results)
        except OSError as error:
            why = "a full disk" if error.errno == errno.ENOSPC else error.strerror or str(error)
            raise FileError(
                f"the map's folder {_name(self.folder)} must be one that can be written to", why,
                "What was written is whole; the same command goes on from there.",
            ) from None  # fmt: skip

    def get(self, block: int) -> Results | None:
        """The arrays of a block; None where a chunk is missing or not what was written."""
        if not self.has(block):
            return None
        try:
            found = {name: array[place(self.plan, block)] for name, array in self.arrays.items()}
            is_whole = int(self.seals[block]) == seal(self.digest, block, found)
        except (ValueError, RuntimeError, TypeError):  # the checksum, or what unpacks
            return None
        except OSError as error:
            raise FileError(f"the folder {_name(self.folder)} must be one that can be read", _why(error)) from None
        return found if is_whole else None

    def whole(self) -> Iterator[Results]:
        """Every block's arrays. Raises `FileError` at the first that is missing or damaged."""
        for block in range(self.plan.blocks):
            results = self.get(block)
            if results is None:
                what = "damaged" if self.has(block) else "missing"
                raise FileError(
                    f"the map in {_name(self.folder)} must be whole", f"block {block}, which is {what}",
                    "The command that made the map does it again.",
                )  # fmt: skip
            yield results


def seal(plan: str, block: int, results: Results) -> int:
    """64 bits that follow from the plan's digest, the block's number and all its arrays: no chunk fits elsewhere."""
    made = hashlib.blake2b(f"{plan} {block}".encode(), digest_size=8)
    for name in sorted(results):
        made.update(np.ascontiguousarray(results[name]).tobytes())
    return int.from_bytes(made.digest(), "little")


def begin(folder: Path, plan: Plan) -> Store:
    """The folder of this plan's map, new or as it was left. Raises `FileError` where another thing is in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        sweep_parts(folder / DATA, PARTS)
        if not (folder / DATA).exists():
            others = sorted(file.name for file in folder.iterdir() if not is_working(file.name))
            if others:
                raise FileError(
                    f"the folder {_name(folder)} must be empty or hold a map",
                    plain(others[0]),
                    "Name another one with --out.",
                )
            _create(folder, plan)
    except (OSError, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"the folder {_name(folder)} must be one that can be written to", _why(error)) from None
    store = open_map(folder, write=True)
    if store.plan != plan:
        raise FileError(
            f"the folder {_name(folder)} must be empty or hold this very map",
            "another map",
            "Name another one with --out.",
        )
    return store


def _create(folder: Path, plan: Plan) -> None:
    made = Path(tempfile.mkdtemp(prefix=prefix(), dir=folder))
    try:
        attributes = {"is": OURS, "version": VERSION, "digest": digest(plan), "plan": json.dumps(to_plan_tables(plan))}
        group = zarr.create_group(made / DATA, attributes=attributes)
        for name, field in (fields(plan) | {SEALS: _seals(plan)}).items():
            group.create_array(
                name, shape=field.shape, chunks=field.part, dtype=field.kind, fill_value=0,
                compressors=[ZstdCodec(level=1), Crc32cCodec()], config={"write_empty_chunks": True},
            )  # fmt: skip
        try:
            os.rename(made / DATA, folder / DATA)
        except OSError:
            if not (folder / DATA).exists():  # else another process was quicker
                raise
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _seals(plan: Plan) -> Field:
    return Field((plan.blocks,), "uint64", (1,))


def open_map(folder: Path | str, write: bool = False) -> Store:
    """The map in a folder. Raises `FileError` where there is none, or it is damaged, or another program's."""
    folder = Path(folder)
    if not (folder / DATA).is_dir():
        raise FileError(f"the folder {_name(folder)} must hold a map", f"no {DATA} in it")
    try:
        group = zarr.open_group(folder / DATA, mode="r+" if write else "r", zarr_format=3)
        kept = dict(group.attrs)
        if kept.get("is") != OURS:
            raise ValueError("it is not one of this program's")
        plan = from_plan_tables(json.loads(str(kept["plan"])))
        if digest(plan) != kept["digest"]:
            raise ValueError("its plan has been changed")
        kinds = fields(plan)
        arrays = {name: _array(group, name, field) for name, field in kinds.items()}
        seals = _array(group, SEALS, _seals(plan))
    except OSError as error:
        raise FileError(f"the folder {_name(folder)} must be one that can be read", _why(error)) from None
    except Exception as error:  # whatever a damaged file makes of the library
        raise FileError(f"{DATA} in {_name(folder)} must be a map of this program", _why(error)) from None
    return Store(folder, plan, kinds, arrays, seals, str(kept["digest"]))


def _array(group: Any, name: str, field: Field) -> Any:
    if name not in group:
        raise ValueError(f"it has no array {name}")
    array = group[name]
    found = (tuple(array.shape), str(array.dtype), tuple(array.chunks))
    is_checked = any(isinstance(codec, Crc32cCodec) for codec in array.compressors)
    if found != (field.shape, field.kind, field.part) or not is_checked:
        raise ValueError(f"its array {name} has been changed")
    return array.with_config({"write_empty_chunks": True})


def _name(folder: Path) -> str:
    return plain(str(folder))[-60:]


def _why(error: Exception) -> str:
    return plain(getattr(error, "strerror", None) or str(error) or type(error).__name__)[:160]
