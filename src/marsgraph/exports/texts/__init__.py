"""Texts for people that go out with the files, one file each."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def read(name: str) -> str:
    """Read a text."""
    return (resources.files(__name__) / name).read_text(encoding="utf-8")
