"""This program opened as ``Assistant.open`` opens it, with a watch on what each part takes."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar, cast

from citeleaf.assistant import Assistant
from citeleaf.confidence import Calibration
from citeleaf.models.choose import open_encoder, token_encoder
from citeleaf.models.span_reader import SpanReader
from citeleaf.models.span_scorer import SpanScorer
from citeleaf.protocols import Encoder, Store
from citeleaf.sandbox import Sandbox
from citeleaf.settings import Settings
from citeleaf.store import choose

Work = TypeVar("Work", bound=Callable[..., object])


class Watch:
    """Seconds spent in named stages, over all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            with self._lock:
                self.seconds[stage] += time.perf_counter() - began
                self.calls[stage] += 1

    def put_on(self, thing: object, method: str, stage: str) -> None:
        """From now on a call of this method of ``thing`` counts as ``stage``."""
        setattr(thing, method, self.watched(getattr(thing, method), stage))

    def watched(self, work: Work, stage: str) -> Work:
        @wraps(work)
        def counted(*arguments: object, **named: object) -> object:
            with self.on(stage):
                return work(*arguments, **named)

        return cast(Work, counted)

    def take(self) -> dict[str, float]:
        """What was counted since the last time, which then begins anew."""
        with self._lock:
            taken = dict(self.seconds)
            self.seconds.clear()
            self.calls.clear()
        return taken


@dataclass(frozen=True, slots=True)
class Parts:
    """An assistant, and what it was made of."""

    assistant: Assistant
    store: Store
    encoder: Encoder
    scorer: SpanScorer
    sandbox: Sandbox


def open_parts(settings: Settings, *, create: bool = False) -> Parts:
    encoder = open_encoder(settings.encoder)
    store = choose.open_store(settings, encoder, create=create)
    scorer = SpanScorer()
    sandbox = Sandbox()
    calibration = Calibration.bundled("span_reader")
    assistant = Assistant(settings, store, encoder, SpanReader(scorer, token_encoder(encoder)), calibration, sandbox)
    return Parts(assistant, store, encoder, scorer, sandbox)
