"""Simulated people: each signs in, asks, reads for a while, asks on, and now and then opens a source."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

from citeleaf.types import document_id
from load.articles import Library, path_of, unanswerable
from load.checks import Reply, Verdict, citation_faults, verdict
from load.server import PASSWORD
from load.ways import Failed, Program, PutOff, Tab, Way, sent

REQUEST_SECONDS = 90.0
MOST_RETRIES = 60
"""How often a question is put again to a server that says it is busy; then it counts as not answered."""
TABS = 5
"""Every so manieth person uses the page, the others the programs' interface."""
FOLLOWS = 0.2
STRANGE = 0.1
FRESH = 0.1
OPENS = 0.2


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: of which kind, where its answer stands (None: nowhere), and which words may be right."""

    kind: str
    text: str
    path: str | None
    fact: int = 0


@dataclass(slots=True)
class Tally:
    """What came of all that was asked."""

    verdicts: dict[str, Counter[str]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    citations: int = 0
    opened: int = 0
    put_off: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    """Errors and wrong citations, a sentence each."""
    wrong: list[str] = field(default_factory=list)

    @property
    def answered(self) -> int:
        """How many questions were replied to."""
        return len(self.seconds)


@dataclass(frozen=True, slots=True)
class Crowd:
    """What all people share: the documents, those that can be asked about by now, and what came of it."""

    library: Library
    indexed: Callable[[], list[int]]
    """The numbers of the articles that the index holds, the latest last."""
    written: Callable[[], int]
    """How many articles are on the disk."""
    tally: Tally
    think: float
    """Seconds between two questions of a person, on average."""
    until: float
    """When to stop, on the monotonic clock."""


async def live(name: str, address: str, crowd: Crowd, seed: int) -> None:
    """One person, from sign-in to the end; every so manieth asks in a browser's tab."""
    async with httpx.AsyncClient(base_url=address, timeout=REQUEST_SECONDS, trust_env=False) as client:
        entered = await client.post("/sign-in", data={"name": name, "password": PASSWORD})
        if entered.status_code != HTTPStatus.SEE_OTHER:
            crowd.tally.faults.append(f"{name} could not sign in: {entered.status_code}")
            return
        way = Tab(client) if seed % TABS == 0 else Program(client)
        try:
            await _ask_on(client, way, crowd, random.Random(seed))
        finally:
            await way.close()


async def _ask_on(client: httpx.AsyncClient, way: Way, crowd: Crowd, drawn: random.Random) -> None:
    await _wait(drawn.uniform(0, crowd.think), crowd)
    before: Asked | None = None
    while time.monotonic() < crowd.until:
        asked = _next_question(drawn, crowd, before)
        reply = await _ask(way, crowd, asked, before if asked.kind == "follow-up" else None)
        if reply is not None:
            _note(crowd, asked, reply)
            if reply.citations and drawn.random() < OPENS:
                await _open(client, crowd, reply)
        before = asked if reply and asked.path and asked.kind != "follow-up" else None
        await _wait(drawn.uniform(0.5, 1.5) * crowd.think, crowd)


def _next_question(drawn: random.Random, crowd: Crowd, before: Asked | None) -> Asked:
    chance = drawn.random()
    if before and before.path and chance < FOLLOWS:
        facts = crowd.library.versions(before.path)[-1].facts
        chosen = (before.fact + drawn.randrange(1, len(facts))) % len(facts)
        return Asked("follow-up", facts[chosen].follow_up, before.path, chosen)
    if chance > 1 - STRANGE:
        return Asked("unanswerable", unanswerable(drawn.randrange(10_000)), None)
    indexed = crowd.indexed()
    fresh = chance > 1 - STRANGE - FRESH and crowd.written() > len(indexed)
    number = drawn.randrange(len(indexed), crowd.written()) if fresh else drawn.choice(indexed)
    path = path_of(number)
    facts = crowd.library.versions(path)[-1].facts
    chosen = drawn.randrange(len(facts))
    return Asked("just arrived" if fresh else "fact", facts[chosen].question, path, chosen)


async def _ask(way: Way, crowd: Crowd, asked: Asked, before: Asked | None) -> Reply | None:
    """The reply, after as many tries as the server asks for; None where there was none, which is noted."""
    began = time.monotonic()
    for _ in range(MOST_RETRIES):
        try:
            reply = await way.ask(asked.text, before.text if before else None)
        except PutOff as busy:
            crowd.tally.put_off[busy.status] += 1
            await asyncio.sleep(busy.seconds)
        except (Failed, ValueError) as error:
            crowd.tally.faults.append(f"{asked.text}: {error}")
            return None
        else:
            crowd.tally.seconds.append(time.monotonic() - began)
            return reply
    crowd.tally.faults.append(f"{asked.text}: put off {MOST_RETRIES} times")
    return None


def _note(crowd: Crowd, asked: Asked, reply: Reply) -> None:
    tally = crowd.tally
    tally.citations += len(reply.citations) + len(reply.nearest)
    tally.faults += citation_faults(reply, crowd.library.versions)
    stood = [each for each in crowd.library.versions(asked.path or "") if each.stood(reply.began, reply.ended)]
    judged = verdict(reply, asked.path, [version.facts[asked.fact].answer for version in stood])
    tally.verdicts.setdefault(asked.kind, Counter())[judged] += 1
    if judged is Verdict.WRONG:
        first = reply.citations[0]
        tally.wrong.append(f"{asked.kind}: {asked.text} -> {reply.answer!r} in {first.path}: {first.quote[:160]!r}")


async def _open(client: httpx.AsyncClient, crowd: Crowd, reply: Reply) -> None:
    """Open the first source: what is served is what lies on the disk."""
    path = reply.citations[0].path
    began = time.monotonic()
    try:
        response = await sent(client.get(f"/source/{document_id(path)}/original", params={"download": True}))
    except (Failed, PutOff) as error:
        crowd.tally.faults.append(f"source {path}: {error}")
        return
    crowd.tally.opened += 1
    stood = [each for each in crowd.library.versions(path) if each.stood(began, time.monotonic())]
    if not any(version.holds(response.content) for version in stood):
        crowd.tally.faults.append(f"source {path}: what is served is not the file")


async def _wait(seconds: float, crowd: Crowd) -> None:
    await asyncio.sleep(max(0.0, min(seconds, crowd.until - time.monotonic())))
