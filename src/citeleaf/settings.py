"""Every setting, its default and its meaning: read once, at the start, from ``citeleaf.toml``.

A key that is not listed here fails and names itself, so that a misspelt setting is never silently the default.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path

from citeleaf.errors import SettingsError
from citeleaf.keeping import usual_keep_folder
from citeleaf.types import Policy

FILE_NAME = "citeleaf.toml"
USUAL_ACCOUNTS = Path("users.toml")
"""Where ``citeleaf user`` keeps accounts unless it is told another place."""
LOCAL = "local"
DATABASES = ("postgresql://", "postgres://")
"""How the address of a database begins."""
WATCH = ("auto", "events", "polling", "off")
"""The values of the setting ``watch``."""
_AT_LEAST_ONE = (
    *("passage_words", "candidates", "passages_read", "quotes", "nearest"),
    *("watch_compare_seconds", "upload_megabytes"),
)
_PUBLIC_URL = re.compile(r"https?://[\w.-]+(:\d{1,5})?|https?://\[[0-9a-fA-F:]+\](:\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings and their defaults. Paths are relative to the folder the program is started in."""

    corpus: Path = Path("corpus")
    """The folder of documents."""
    index: Path = Path("index")
    """The folder of the catalogue and the vectors, which may be deleted at any time."""
    store: str = field(default=LOCAL, repr=False)  # an address may hold a password
    """`local` keeps the index in that folder; `postgresql://user@host/database` in a database that machines share."""
    keep: Path | None = None
    """The folder of conversations, feedback and deleted files; where it is not set, beside the corpus: `.citeleaf`, and
    `.citeleaf-NAME` for one that is called NAME instead of `corpus`."""
    version: int = 1
    """The version of this list of settings. A file of a newer one is refused, since it may mean something else."""
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
    """How sure an answer must be: `careful` (nine in ten right over all it was fitted to), `balanced` or `open` (shows
    more, errs more). The README says how many were right of each kind."""
    minimum_confidence: float | None = None
    """Below this confidence (0..1) no answer is given; where it is set, `policy` says nothing."""
    host: str = "127.0.0.1"
    """The address that ``citeleaf serve`` listens on; the default is reachable from this machine alone."""
    port: int = 7860
    """The port that ``citeleaf serve`` listens on."""
    users: Path | None = None
    """The accounts that may sign in, made by `citeleaf user`; without it everybody who reaches the address may."""
    public_url: str = ""
    """Where a reverse proxy makes it reachable ("https://documents.example.org"); empty where there is none."""
    upload_megabytes: int = 200
    """How large one uploaded file may be, in millions of bytes."""

    watch: str = "auto"
    """How changes in the corpus are noticed: `events`, `polling` (network folders), `auto` chooses, `off` does not."""
    watch_compare_seconds: int = 60
    """How often the whole corpus is compared with the index while it is watched, for what the system did not tell."""

    @property
    def keep_folder(self) -> Path:
        """The folder of what people made and no rebuild brings back."""
        return usual_keep_folder(self.corpus) if self.keep is None else self.keep

    @property
    def corpus_options(self) -> tuple[str, ...]:
        """What names this corpus on a command line: nothing where it is the usual one."""
        return () if self.corpus == Settings().corpus else ("--corpus", str(self.corpus))

    @property
    def policy_in_force(self) -> str:
        """How sure an answer must be, in words to keep with it."""
        return self.policy if self.minimum_confidence is None else f"confidence from {self.minimum_confidence:g}"

    def __post_init__(self) -> None:
        if self.version != 1:
            raise SettingsError(f"these settings are of version {self.version}, and this Citeleaf reads 1: update it")
        for name in _AT_LEAST_ONE:
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} must be at least 1, not {getattr(self, name)}")
        if self.store != LOCAL and not self.store.startswith(DATABASES):
            raise SettingsError("store is `local`, or a database: postgresql://user@host/database")
        if self.watch not in WATCH:
            raise SettingsError(f"watch is one of {', '.join(WATCH)}, not {self.watch!r}")
        if self.policy not in set(Policy):
            raise SettingsError(f"policy is one of {', '.join(Policy)}, not {self.policy!r}")
        if self.minimum_confidence is not None and not 0 <= self.minimum_confidence <= 1:
            raise SettingsError(f"minimum_confidence lies between 0 and 1, not at {self.minimum_confidence}")
        if not 0 <= self.port <= 65535:
            raise SettingsError(f"port lies between 0 and 65535, not at {self.port}")
        if self.public_url and not _PUBLIC_URL.fullmatch(self.public_url):
            raise SettingsError(
                f"public_url is like https://documents.example.org, without a path, not {self.public_url!r}"
            )


_TYPES: dict[str, type | tuple[type, ...]] = {
    "Path": str,
    "Path | None": str,
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


def is_set(name: str, folder: Path = Path()) -> bool:
    """Whether ``folder``'s citeleaf.toml gives that setting, be it the default. Raises as ``load_settings`` does."""
    return name in _read(folder / FILE_NAME)


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path} cannot be read: {error}. Mend it, or move it away for the defaults.") from error


def _checked(name: str, value: object) -> object:
    kinds = {each.name: str(each.type) for each in fields(Settings)}
    if name not in kinds:
        near = get_close_matches(name, kinds, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"the settings are {', '.join(sorted(kinds))}."
        raise SettingsError(f"{name!r} is not a setting: {hint}")
    if kinds[name] in ("Path", "Path | None") and isinstance(value, (str, Path)):
        return Path(value)
    if isinstance(value, bool) or not isinstance(value, _TYPES[kinds[name]]):
        raise SettingsError(f"{name} takes a value of type {kinds[name]}, not {value!r}")
    return value
