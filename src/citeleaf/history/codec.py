"""Frozen types <-> JSON values: how a whole answer is written down so that it can be shown again exactly.

What is written are the fields of the types by name, and enumerations by the names of their members, so that wording
may change. On reading, a field that is missing takes its default and one that is unknown is passed over: an answer
kept by another version of the program can still be read.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")

Json = None | bool | int | float | str | Sequence["Json"] | dict[str, "Json"]


def encode(value: object) -> Json:
    """``value``, made of frozen dataclasses, tuples, enumerations, dates and plain values, as JSON."""
    if isinstance(value, Enum):
        return value.name
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"a {type(value).__name__} cannot be kept")


def decode(kind: type[T], value: object) -> T:
    """The ``kind`` that ``encode`` wrote as ``value``. Raises ValueError, naming the field, where it is none."""
    try:
        return cast(T, _decode(kind, value, kind.__name__))
    except RecursionError:
        raise ValueError(f"{kind.__name__} lies too deep within itself") from None


def _decode(kind: object, value: object, name: str) -> object:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decode_optional(kind, value, name)
    if origin is tuple:
        return _decode_tuple(get_args(kind), value, name)
    if not isinstance(kind, type):
        raise TypeError(f"{name}: {kind} cannot be kept")
    if issubclass(kind, Enum):
        return _decode_member(kind, value, name)
    if issubclass(kind, date):
        return kind.fromisoformat(_of(str, value, name))
    if is_dataclass(kind):
        return _decode_fields(kind, value, name)
    if kind is float:
        return _number(value, name)
    return _of(kind, value, name)


def _decode_optional(kind: object, value: object, name: str) -> object:
    if value is None:
        return None
    (inner,) = (each for each in get_args(kind) if each is not types.NoneType)
    return _decode(inner, value, name)


def _decode_tuple(kinds: tuple[object, ...], value: object, name: str) -> tuple[object, ...]:
    items = _of(list, value, name)
    if kinds[-1] is Ellipsis:
        return tuple(_decode(kinds[0], item, f"{name}[{at}]") for at, item in enumerate(items))
    if len(items) != len(kinds):
        raise ValueError(f"{name} must hold {len(kinds)} items, not {len(items)}")
    return tuple(_decode(kind, item, f"{name}[{at}]") for at, (kind, item) in enumerate(zip(kinds, items, strict=True)))


def _number(value: object, name: str) -> float:
    number: float = _of((int, float), value, name)
    if not abs(number) <= sys.float_info.max:  # JSON spells larger ones, and Python's reader also what is no number
        raise ValueError(f"{name} is no number that can be kept")
    return float(number)


def _decode_member(kind: type[Enum], value: object, name: str) -> Enum:
    try:
        return kind[_of(str, value, name)]
    except KeyError:
        raise ValueError(f"{name} must be one of {', '.join(kind.__members__)}, not {value!r}") from None


def _decode_fields(kind: type, value: object, name: str) -> object:
    record = _of(dict, value, name)
    hints = _hints(kind)
    given = {key: _decode(hints[key], item, f"{name}.{key}") for key, item in record.items() if key in hints}
    try:
        return kind(**given)
    except TypeError as error:  # a field without a default is missing
        raise ValueError(f"{name} is not complete: {error}") from error


@cache
def _hints(kind: type) -> dict[str, object]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _of(kind: type[T] | tuple[type, ...], value: object, name: str) -> T:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{name} is not what belongs there: {str(value)[:40]!r}")
    return cast(T, value)
