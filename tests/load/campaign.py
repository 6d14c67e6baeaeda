"""One run: the server starts over a few documents, people come, documents arrive and change, and all is measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import httpx

from load.articles import Library, path_of
from load.memory import Sample, sample
from load.outcome import Outcome, Plan, outcome_of
from load.people import Crowd, Tally, live
from load.server import PASSWORD, Served, serving

FIRST = 40
"""Articles that are there from the start."""
ARRIVING = 1 / 3
"""For which share of the time documents arrive."""
CHANGED = 10
"""Every so manieth of those that arrived is changed once, some documents later."""
SAMPLED_EVERY = 5.0
LOOKED_EVERY = 2.0
FIRST_WITHIN = 600.0
LAST_WITHIN = 120.0
"""Seconds that the documents may take to be indexed: the first ones, and the last ones after all was asked."""
WATCHER = "watcher"
Tell = Callable[[str], None]


@dataclass(slots=True)
class Shelf:
    """How many articles are on the disk, and which of them the index holds."""

    written: int = 0
    indexed: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Measured:
    """What is measured besides the replies."""

    began: float
    samples: list[Sample] = field(default_factory=list)
    indexed_at: float | None = None
    """Seconds from the start until every document was in the index; None: not all of them came into it."""


async def play(plan: Plan, folder: Path, tell: Tell) -> Outcome:
    """The whole run in ``folder``. Raises TimeoutError where the server or its first documents do not get ready."""
    (folder / "corpus").mkdir()
    library, shelf = Library(folder / "corpus"), Shelf()
    for number in range(FIRST):
        library.write(number)
    shelf.written = FIRST
    names = [f"person-{number}" for number in range(plan.people)]
    with serving(folder, [*names, WATCHER]) as served:
        tell(f"{served.address} is process {served.process}")
        async with httpx.AsyncClient(base_url=served.address, timeout=120.0, trust_env=False) as watcher:
            await watcher.post("/sign-in", data={"name": WATCHER, "password": PASSWORD})
            await _first_indexed(watcher, shelf)
            return await _measure(plan, served, watcher, library, shelf, names, tell)


async def _measure(
    plan: Plan,
    served: Served,
    watcher: httpx.AsyncClient,
    library: Library,
    shelf: Shelf,
    names: list[str],
    tell: Tell,
) -> Outcome:
    measured, tally = Measured(time.monotonic()), Tally()
    until = measured.began + plan.seconds
    crowd = Crowd(library, lambda: shelf.indexed, lambda: shelf.written, tally, plan.think, until)
    async with asyncio.TaskGroup() as group:
        for seed, name in enumerate(names):
            group.create_task(live(name, served.address, crowd, seed))
        group.create_task(_arrive(plan, library, shelf))
        group.create_task(_look(plan, watcher, shelf, crowd, measured))
        group.create_task(_weigh(served, crowd, measured, tell))
    return outcome_of(plan, tally, measured.samples, measured.indexed_at, served.complaints())


async def _first_indexed(watcher: httpx.AsyncClient, shelf: Shelf) -> None:
    deadline = time.monotonic() + FIRST_WITHIN
    while len(shelf.indexed) < FIRST:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(shelf.indexed)} of the first {FIRST} documents were indexed in time")
        await asyncio.sleep(0.5)
        await _see(watcher, shelf)


async def _arrive(plan: Plan, library: Library, shelf: Shelf) -> None:
    """Write the documents evenly over the first part of the time, and change some of them on the way."""
    pause = plan.seconds * ARRIVING / max(1, plan.documents)
    began = time.monotonic()
    for count in range(1, plan.documents + 1):
        await asyncio.to_thread(library.write, shelf.written)
        shelf.written += 1
        if count % CHANGED == 0:
            await asyncio.to_thread(library.write, FIRST + count - CHANGED, 1)
        await asyncio.sleep(max(0.0, began + count * pause - time.monotonic()))


async def _look(plan: Plan, watcher: httpx.AsyncClient, shelf: Shelf, crowd: Crowd, measured: Measured) -> None:
    """See, as anybody can, which documents are indexed, until all are, for some time after the end as well."""
    while time.monotonic() < crowd.until + LAST_WITHIN:
        try:
            await _see(watcher, shelf)
        except httpx.HTTPError as error:
            crowd.tally.faults.append(f"list of documents: {type(error).__name__} {error}")
        if len(shelf.indexed) == FIRST + plan.documents:
            measured.indexed_at = time.monotonic() - measured.began
            return
        await asyncio.sleep(LOOKED_EVERY)


async def _see(watcher: httpx.AsyncClient, shelf: Shelf) -> None:
    response = await watcher.get("/api/documents", params={"limit": 10_000})
    if response.status_code != HTTPStatus.OK:
        raise httpx.HTTPError(f"{response.status_code} {response.text[:200]}")
    known = {row["path"] for row in response.json()["documents"] if row["status"] == "indexed"}
    shelf.indexed = [number for number in range(shelf.written) if path_of(number) in known]


async def _weigh(served: Served, crowd: Crowd, measured: Measured, tell: Tell) -> None:
    """Sample the memory, and say once a minute how it stands."""
    minute = 0
    while time.monotonic() < crowd.until:
        now = time.monotonic() - measured.began
        measured.samples.append(sample(served.process, now))
        if now >= minute * 60:
            tally, held = crowd.tally, measured.samples[-1]
            tell(
                f"minute {minute}: {tally.answered} answered, {sum(tally.put_off.values())} put off,"
                f" {len(tally.faults)} faults, {len(crowd.indexed())} indexed, {held.server:.0f} + "
                f"{held.all - held.server:.0f} MB"
            )
            minute += 1
        await asyncio.sleep(min(SAMPLED_EVERY, max(0.1, crowd.until - time.monotonic())))
