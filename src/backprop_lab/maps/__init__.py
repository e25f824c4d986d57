"""The map: many runs at once, what becomes of them, their picture, and each of them opened again."""

from .face import Map, open_map, plane, survey
from .making import Way

__all__ = ["Map", "Way", "open_map", "plane", "survey"]
