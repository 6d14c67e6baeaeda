"""A ``postgresql://`` address -> what libpq connects with, the schema that holds the index, and how both are shown.

Several indexes share a database under different schemas: ``postgresql://host/database?schema=contracts``. A password
may stand in the address, and is never shown again.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field

from citeleaf.errors import UsageError
from citeleaf.settings import DATABASES

DEFAULT_SCHEMA = "citeleaf"

_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_PASSWORD_OF_USER = re.compile(r"^(\w+://[^:@/?]*):[^@/?]*@")
_PASSWORD_OPTION = re.compile(r"(^|&)password=[^&]*")
_SCHEMA_OPTION = re.compile(r"(?:^|&)schema=([^&]*)")


@dataclass(frozen=True, slots=True)
class Address:
    """Where an index lies. ``connection`` may hold a password; ``shown`` holds none."""

    connection: str = field(repr=False)
    schema: str
    shown: str

    def __str__(self) -> str:
        return self.shown

    def command(self, *options: str) -> str:
        """The ``citeleaf ingest`` that brings this index in step, as one types it in a shell."""
        return f"`{shlex.join(('citeleaf', 'ingest', *options, '--store', self.shown))}`"

    def without_secrets(self, message: str) -> str:
        """``message``, should libpq have repeated the address in it."""
        return _line(message.replace(self.connection, self.shown))


def is_address(store: str) -> bool:
    """Whether the setting ``store`` names a database rather than this machine's folder."""
    return store.startswith(DATABASES)


def parse_address(text: str) -> Address:
    """Raises UsageError where ``text`` is no address of a PostgreSQL database that holds an index."""
    if not is_address(text):
        raise UsageError("a database is named as postgresql://user@host/database")
    base, _, query = text.partition("?")
    named = _SCHEMA_OPTION.search(query)
    schema = named.group(1) if named else DEFAULT_SCHEMA
    if not _SCHEMA.fullmatch(schema):
        raise UsageError(f"the schema {schema!r} is not one that may hold an index: use a-z, 0-9 and _")
    rest = _SCHEMA_OPTION.sub("", query).strip("&")
    connection = f"{base}?{rest}" if rest else base
    open_base = _PASSWORD_OF_USER.sub(r"\1@", base)
    open_query = _PASSWORD_OPTION.sub("", query).strip("&")
    return Address(connection, schema, f"{open_base}?{open_query}" if open_query else open_base)


def _line(message: str) -> str:
    return " ".join(message.split())
