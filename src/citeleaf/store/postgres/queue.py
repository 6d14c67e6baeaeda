"""Files that are to be read, and which worker reads each: a table that any number of workers takes from.

A claim is a lease. Who holds it extends it, and while it lasts nobody else is given the file; when its holder is
killed it runs out, and another worker starts over. A file's row goes in the transaction that stores what it says, and
only if the claim still stands: whatever a worker that was given up for dead still brings is not stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from citeleaf.errors import CiteleafError

if TYPE_CHECKING:
    from citeleaf.store.postgres.connection import Change, Database, Row

LEASE = 60.0
"""Seconds for which a claim stands unless it is extended: how long a killed worker's files wait."""


class ClaimLost(CiteleafError):
    """The file is someone else's by now, or changed, or went."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to read the file at ``path``, for the time being. ``attempts`` counts this one."""

    path: str
    sha256: str
    attempts: int
    token: UUID


class Queue:
    """The queue of the index in ``database``."""

    def __init__(self, database: Database, lease: float = LEASE) -> None:
        self._database = database
        self.lease = lease

    def fill(self, files: Mapping[str, str]) -> None:
        """These are the files that are to be read, and their hashes; no others are. A changed file's claim ends."""
        with self._database.connected() as connection, connection.transaction():
            connection.execute("DELETE FROM queue WHERE path <> ALL(%s)", (list(files),))
            connection.execute(
                "INSERT INTO queue (path, sha256) SELECT * FROM unnest(%s::text[], %s::text[])"
                " ON CONFLICT (path) DO UPDATE"
                " SET sha256 = excluded.sha256, attempts = 0, worker = NULL, claim = NULL, leased_until = NULL"
                " WHERE queue.sha256 <> excluded.sha256",
                (list(files), list(files.values())),
            )

    def claim(self, worker: str, limit: int) -> list[Claim]:
        """Up to ``limit`` files that nobody reads, by path: those never claimed and then, each alone, those given up.

        Alone, since one of those that a killed worker had together may be what killed it.
        """
        with self._database.connected() as connection:
            found: list[Row] = []
            for condition, most in (("leased_until IS NULL", limit), ("leased_until < clock_timestamp()", 1)):
                found = (
                    found
                    or connection.execute(
                        "UPDATE queue SET worker = %s, claim = gen_random_uuid(), attempts = attempts + 1,"
                        " leased_until = clock_timestamp() + make_interval(secs => %s)"
                        f" WHERE path IN (SELECT path FROM queue WHERE {condition}"
                        " ORDER BY path LIMIT %s FOR UPDATE SKIP LOCKED)"
                        " RETURNING path, sha256, attempts, claim",
                        (worker, self.lease, most),
                    ).fetchall()
                )
        claims = [Claim(row["path"], row["sha256"], row["attempts"], row["claim"]) for row in found]
        return sorted(claims, key=lambda claim: claim.path)

    def extend(self, claims: Iterable[Claim]) -> None:
        """Begin the leases anew that still stand."""
        with self._database.connected() as connection:
            connection.execute(
                "UPDATE queue SET leased_until = clock_timestamp() + make_interval(secs => %s) WHERE claim = ANY(%s)",
                (self.lease, [claim.token for claim in claims]),
            )

    def give_back(self, claims: Iterable[Claim]) -> None:
        """Let others have what was not read, as if it had not been claimed."""
        with self._database.connected() as connection:
            connection.execute(
                "UPDATE queue SET worker = NULL, claim = NULL, leased_until = NULL, attempts = attempts - 1"
                " WHERE claim = ANY(%s)",
                ([claim.token for claim in claims],),
            )

    def drop_known(self, claims: Sequence[Claim]) -> list[Claim]:
        """Take from the queue what the index holds already, word for word, and return the other claims.

        An index belongs to one version of one encoder, so what it holds of the same bytes need not be encoded again.
        """
        with self._database.connected() as connection:
            found = connection.execute(
                "DELETE FROM queue USING documents WHERE documents.path = queue.path"
                " AND documents.sha256 = queue.sha256 AND claim = ANY(%s) RETURNING queue.path",
                ([claim.token for claim in claims],),
            )
            known = {row["path"] for row in found}
        return [claim for claim in claims if claim.path not in known]

    def __len__(self) -> int:
        """Files that are to be read, or are being read."""
        with self._database.connected() as connection:
            found = connection.execute("SELECT count(*) AS files FROM queue").fetchone()
        return int(found["files"]) if found else 0


def end(change: Change, claim: Claim) -> None:
    """Take the file from the queue within the change that stores it. Raises ClaimLost where the claim is gone."""
    ended = change.connection.execute("DELETE FROM queue WHERE path = %s AND claim = %s", (claim.path, claim.token))
    if not ended.rowcount:
        raise ClaimLost(f"{claim.path} was claimed by another worker, or changed, while it was read.")
