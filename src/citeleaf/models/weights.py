"""The small files of numbers beside the models: fitted, readable by eye, and refused with a remedy where damaged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from citeleaf.errors import ModelError


@contextmanager
def weights_in(name: str) -> Iterator[str]:
    """The text of the installed file ``name``, for what makes something of it.

    Raises ModelError when the file cannot be read or what is made of it fails, as it lacks a number or holds another.
    """
    source = files("citeleaf.models").joinpath(name)
    try:
        yield source.read_text(encoding="utf-8")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ModelError(f"the weights in {source} cannot be read: {error!r}. Install Citeleaf again.") from error
