"""The documents of a load run: articles of made-up towns, each with facts of its own, so that every answer is known."""

from __future__ import annotations

import hashlib
import html
import os
import random
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from citeleaf.documents import load_bytes

SYLLABLES = tuple("ba be bo da de do fa fi ga go ka ke ko la le li lo ma me mi na ne no pa po ra re ri sa se".split())
GOODS = tuple("wool felt salt copper barley honey timber linen pottery cheese candles leather amber tin".split())
SUFFIXES = (".txt", ".md", ".html")
STRANGERS = 10**6
"""Towns from this number on have no article."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A question, the same asked of "it" after another about the town, and the words that answer it."""

    question: str
    follow_up: str
    answer: str


@dataclass(frozen=True, slots=True)
class Version:
    """What a file held from ``since`` until ``until`` (seconds of the monotonic clock), and the text read from it."""

    path: str
    sha256: str
    text: str
    facts: tuple[Fact, ...]
    since: float
    until: float = float("inf")

    def stood(self, began: float, ended: float) -> bool:
        """Whether it was on the disk at any moment from ``began`` to ``ended``."""
        return self.since <= ended and self.until >= began

    def holds(self, data: bytes) -> bool:
        """Whether ``data`` are the file's bytes."""
        return hashlib.sha256(data).hexdigest() == self.sha256


class Library:
    """The corpus of a run: writes its files as another program would, and remembers each version of each.

    One thread writes and another may read.
    """

    def __init__(self, corpus: Path) -> None:
        self.corpus = corpus
        self._versions: dict[str, tuple[Version, ...]] = {}
        self._lock = threading.Lock()

    def write(self, number: int, edition: int = 0) -> str:
        """Write article ``number``, or another ``edition`` of it over the one before, in one step; gives its path."""
        path = path_of(number)
        facts, text = article(number, edition)
        data = _formatted(text, Path(path).suffix).encode()
        part = self.corpus / f".{path}.part"
        part.write_bytes(data)
        document = load_bytes(data, path)
        version = Version(path, hashlib.sha256(data).hexdigest(), document.text, facts, time.monotonic())
        with self._lock:  # known before it can be read
            self._versions[path] = (*self._versions.get(path, ()), version)
        os.replace(part, self.corpus / path)  # noqa: PTH105  # in the words of the system call: a reader sees either
        now = time.monotonic()
        with self._lock:
            *earlier, latest = self._versions[path]
            self._versions[path] = (*(replace(each, until=min(each.until, now)) for each in earlier), latest)
        return path

    def versions(self, path: str) -> tuple[Version, ...]:
        """Every version that the file has had, the latest last."""
        with self._lock:
            return self._versions.get(path, ())


def path_of(number: int) -> str:
    return f"{town(number).lower()}-{number:04}{SUFFIXES[number % len(SUFFIXES)]}"


def town(number: int) -> str:
    """A name that no other number has: its digits in base 30 as syllables, mixed so that neighbours sound unlike."""
    length = 4 if number >= STRANGERS else 3
    mixed = number * 7919 % len(SYLLABLES) ** length  # a prime: no two numbers below the modulus are mixed alike
    return "".join(SYLLABLES[mixed // len(SYLLABLES) ** place % len(SYLLABLES)] for place in range(length)).capitalize()


def unanswerable(number: int) -> str:
    """A question about a town that no article names."""
    return f"Who is the mayor of {town(STRANGERS + number)}?"


def article(number: int, edition: int = 0) -> tuple[tuple[Fact, ...], str]:
    """The facts of an article, and its text: a title and paragraphs, an empty line between them."""
    drawn = random.Random(f"article {number} {edition}")
    name = town(number)
    builder, mayor, teacher = (_person(drawn) for _ in range(3))
    year, pupils = drawn.randint(1701, 1989), drawn.randint(80, 990)
    piers, length = drawn.randint(2, 19), drawn.randint(21, 400)
    good, other = drawn.sample(GOODS, 2)
    facts = (
        Fact(f"Who is the mayor of {name}?", "Who is its mayor?", mayor),
        Fact(f"Who built the lighthouse of {name}?", "Who built its lighthouse?", builder),
        Fact(f"When was the lighthouse of {name} built?", "When was its lighthouse built?", str(year)),
        Fact(f"How many pupils does the school of {name} have?", "How many pupils does its school have?", str(pupils)),
        Fact(f"What does the market of {name} sell?", "What does its market sell?", f"{good} and {other}"),
    )
    paragraphs = (
        f"The town of {name}",
        f"{name} lies on the coast, where the river {_word(drawn)} meets the sea after {length} kilometres. "
        f"The mayor of {name} is {mayor}, who was chosen by the council for a second time. "
        f"Visitors come in summer, when the ferry from {_word(drawn)} runs every day but Sunday.",
        f"The lighthouse of {name} was built in {year} by {builder}. It stands on a rock beside the harbour, which has "
        f"{piers} piers. Its lamp can be seen by the fishing boats that go out to the banks of {_word(drawn)}.",
        f"The school of {name} has {pupils} pupils. It is led by {teacher}, and its oldest house was once a mill. "
        f"In winter the children skate on the pond behind it, and in spring they plant trees along the road.",
        f"The market of {name} sells {good} and {other}. It is held on the square before the town hall, and merchants "
        f"from {_word(drawn)} and {_word(drawn)} travel there. Prices are written on boards, so that all can compare.",
    )
    return facts, "\n\n".join(paragraphs)


def _word(drawn: random.Random) -> str:
    return "".join(drawn.choices(SYLLABLES, k=3)).capitalize() + drawn.choice(("lm", "nd", "rk", "st"))


def _person(drawn: random.Random) -> str:
    return f"{_word(drawn)} {_word(drawn)}"


def _formatted(text: str, suffix: str) -> str:
    title, *paragraphs = text.split("\n\n")
    if suffix == ".md":
        return "\n\n".join([f"# {title}", *paragraphs]) + "\n"
    if suffix == ".html":
        body = "\n".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
        return f"<!doctype html><title>{title}</title>\n<h1>{title}</h1>\n{body}\n"
    return text + "\n"
