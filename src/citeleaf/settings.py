"""Every setting, its default and its meaning: read once, at the start, from ``citeleaf.toml``.

A key that is not listed here fails and names itself, so that a misspelt setting is never silently the default.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path

from citeleaf.errors import SettingsError
from citeleaf.types import Policy

FILE_NAME = "citeleaf.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings and their defaults. Paths are relative to the folder the program is started in."""

    corpus: Path = Path("corpus")
    """The folder of documents."""
    index: Path = Path("index")
    """The folder of the catalogue and the vectors, which may be deleted at any time."""
    encoder: str = "bundled"
    """`bundled`, or the name or the folder of a sentence-transformers model that is on this machine."""
    passage_words: int = 120
    """About how many words a passage has; it ends between two thirds and four thirds of this."""
    candidates: int = 50
    """How many passages each half of the search returns before they are fused."""
    passages_read: int = 10
    """How many of the best passages the reader reads for an answer."""
    quotes: int = 3
    """How many citations an answer shows at most; one for each part of a question in several parts."""
    nearest: int = 3
    """How many passages an abstention shows."""
    policy: str = Policy.BALANCED.value
    """How sure an answer must be: `careful` (nine in ten right), `balanced`, or `open` (shows more, errs more)."""
    minimum_confidence: float | None = None
    """Below this confidence (0..1) no answer is given; where it is set, `policy` says nothing."""
    host: str = "127.0.0.1"
    """The address that ``citeleaf serve`` listens on; the default is reachable from this machine alone."""
    port: int = 7860
    """The port that ``citeleaf serve`` listens on."""

    def __post_init__(self) -> None:
        for name in ("passage_words", "candidates", "passages_read", "quotes", "nearest"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} must be at least 1, not {getattr(self, name)}")
        if self.policy not in set(Policy):
            raise SettingsError(f"policy is one of {', '.join(Policy)}, not {self.policy!r}")
        if self.minimum_confidence is not None and not 0 <= self.minimum_confidence <= 1:
            raise SettingsError(f"minimum_confidence lies between 0 and 1, not at {self.minimum_confidence}")
        if not 0 <= self.port <= 65535:
            raise SettingsError(f"port lies between 0 and 65535, not at {self.port}")


_TYPES: dict[str, type | tuple[type, ...]] = {
    "Path": str,
    "str": str,
    "int": int,
    "float | None": (int, float),
}


def load_settings(folder: Path = Path(), **overrides: Path | str | int | float | None) -> Settings:
    """The settings of ``folder``'s citeleaf.toml, if there is one, under ``overrides`` (None: not overridden).

    Raises SettingsError for a file that is not TOML, an unknown key, or a value of the wrong type or range.
    """
    values = _read(folder / FILE_NAME)
    values.update({name: value for name, value in overrides.items() if value is not None})
    checked = {name: _checked(name, value) for name, value in values.items()}
    return replace(Settings(), **checked)  # type: ignore[arg-type]  # _checked held each value against its field


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path} cannot be read: {error}. Mend it, or move it away for the defaults.") from error


def _checked(name: str, value: object) -> object:
    kinds = {field.name: str(field.type) for field in fields(Settings)}
    if name not in kinds:
        near = get_close_matches(name, kinds, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"the settings are {', '.join(sorted(kinds))}."
        raise SettingsError(f"{name!r} is not a setting: {hint}")
    if kinds[name] == "Path" and isinstance(value, (str, Path)):
        return Path(value)
    if isinstance(value, bool) or not isinstance(value, _TYPES[kinds[name]]):
        raise SettingsError(f"{name} takes a value of type {kinds[name]}, not {value!r}")
    return value
