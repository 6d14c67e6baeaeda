"""Passages a second of the bundled encoder, beside the same model in other precisions and runtimes, turn by turn."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks import peak
from benchmarks.askers import Asker, AskerFailed
from benchmarks.figures import Figure, Gap, Target
from benchmarks.timing import Timing
from citeleaf.models.bundle import load_tokenizer
from citeleaf.models.onnx_encoder import LONGEST

FASTER = Target(2.5, least=True)
TOGETHER = 64
"""Passages in one turn, as an ingest hands them over."""
_NAMES = {
    "bundled": "bundled, int8 (ONNX Runtime)",
    "fp32": "sentence-transformers, fp32",
    "bf16": "sentence-transformers, bf16",
    "openvino": "OpenVINO, as it chooses",
    "openvino-f32": "OpenVINO, fp32",
}


def measure(texts: Sequence[str], repeats: int, logs: Path, peers: Path | None) -> tuple[list[Figure], list[Gap]]:
    """``peers`` is the Python of the environment that holds OpenVINO, where there is one."""
    commands: dict[str, tuple[str, ...]] = {
        way: (sys.executable, "-m", "benchmarks.encoders", way) for way in ("bundled", "fp32", "bf16")
    }
    if peers:
        for way, precision in (("openvino", "auto"), ("openvino-f32", "f32")):
            commands[way] = (str(peers), "-m", "benchmarks.peers.openvino_encoder", _model(), precision)
    figures: list[Figure] = []
    gaps: list[Gap] = []
    with ExitStack() as stack:
        askers: dict[str, Asker] = {}
        for way, command in commands.items():
            try:
                askers[way] = stack.enter_context(Asker(f"encoder {way}", command, logs))
                askers[way].call("encode", texts=list(texts[:2]))
            except AskerFailed as error:
                askers.pop(way, None)
                gaps.append(Gap("encoding", _NAMES[way], str(error)))
        timings = _turn_by_turn(askers, texts, repeats)
    for way, taken in timings.items():
        figures += _rates(way, taken, timings.get("fp32", []))
    return [*figures, *_share(texts, timings["bundled"], repeats)], gaps


def _turn_by_turn(askers: dict[str, Asker], texts: Sequence[str], repeats: int) -> dict[str, list[Timing]]:
    """Each turn's time a passage."""
    drawn = random.Random(0)
    found: dict[str, list[Timing]] = {way: [] for way in askers}
    for number in range(repeats):
        start = number * TOGETHER % max(1, len(texts) - TOGETHER + 1)
        together = list(texts[start : start + TOGETHER])
        for way in drawn.sample(list(askers), len(askers)):
            taken = askers[way].call("encode", texts=together).timing
            found[way].append(Timing(taken.wall / len(together), taken.processor / len(together)))
    return found


def _rates(way: str, taken: Sequence[Timing], usual: Sequence[Timing]) -> list[Figure]:
    rates = tuple(1 / timing.wall for timing in taken)
    spent = tuple(timing.processor * 1000 for timing in taken)
    figures = [
        Figure("encoding", _NAMES[way], "passages/s", rates),
        Figure("encoding", f"{_NAMES[way]}, processor time a passage", "ms", spent),
    ]
    if way != "fp32" and usual:
        target = FASTER if way == "bundled" else None
        pairs = list(zip(taken, usual, strict=True))
        times = tuple(other.wall / timing.wall for timing, other in pairs)
        less = tuple(other.processor / timing.processor for timing, other in pairs)
        figures += [
            Figure("encoding", f"{_NAMES[way]}, times as fast as fp32", "", times, target),
            Figure("encoding", f"{_NAMES[way]}, times as fast by processor time", "", less, target),
        ]
    return figures


def _share(texts: Sequence[str], taken: Sequence[Timing], repeats: int) -> list[Figure]:
    """How much of what the processor can do at most in eight bits the encoder's matrices make of it."""
    encodings = load_tokenizer(LONGEST).encode_batch(list(texts))
    tokens = sum(len(encoding.ids) for encoding in encodings) / len(encodings)
    peaks = peak.measured(repeats)
    needed = peak.operations_a_token() * tokens
    shares = tuple(needed / timing.processor / max(peaks) for timing in taken)
    return [
        Figure("encoding", "tokens a passage", "", (tokens,)),
        Figure("encoding", "int8 peak of one core, in one large product", "TOPS", tuple(each / 1e12 for each in peaks)),
        Figure("encoding", "share of that peak that the bundled encoder reaches", "", shares),
    ]


def _model() -> str:
    from citeleaf.models.encoder import packaged_folder

    return str(packaged_folder())
