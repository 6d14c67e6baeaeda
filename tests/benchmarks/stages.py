"""Where an ask and an ingest spend their time, stage by stage: `make profile`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from benchmarks import machine
from benchmarks.askers import surroundings
from benchmarks.formats import write_all
from benchmarks.parts import Parts, Watch, open_parts
from benchmarks.sources import Asked, Source, questions, sources
from citeleaf import answering, assistant
from citeleaf import ingest as ingesting
from citeleaf.models.choose import token_encoder
from citeleaf.settings import Settings, load_settings

REST = "everything else"
SCAN = "scan"
"""What `citeleaf.ingest` imports under this name."""
_LOADING = """
import time, sys
began = time.process_time()
def lap(name):
    global began
    sys.stdout.write(f"{name}\\t{time.process_time() - began}\\n")
    began = time.process_time()
sys.stdout.write(f"Python itself\\t{began}\\n")
began = time.process_time()
import numpy; lap("numpy")
import citeleaf.cli, citeleaf.assistant; lap("this program's modules, and Python's that they import")
import os; os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime; lap("onnxruntime")
import tokenizers; lap("tokenizers")
import faiss; lap("faiss")
import snowballstemmer; lap("snowballstemmer")
from citeleaf.models.onnx_encoder import BundledEncoder
from citeleaf.models.span_scorer import SpanScorer
lap("modules of the models")
encoder = BundledEncoder(); lap("encoder: check, tokenizer, session")
scorer = SpanScorer(); lap("reader: check, tokenizer, session")
"""


def ask_stages(parts: Parts, asked: Sequence[Asked]) -> dict[str, float]:
    """Seconds an ask in each stage, over all of ``asked``. The search by wording runs beside that by meaning."""
    watch = Watch()
    watch.put_on(parts.encoder, "encode_questions", "encode the question")
    watch.put_on(parts.store, "frequencies", "how common its words are")
    watch.put_on(parts.store, "dense", "search by meaning")
    watch.put_on(parts.store, "lexical", "search by wording (beside the two before it)")
    watch.put_on(parts.store, "document", "documents of quotes")
    watch.put_on(parts.scorer._model, "run", "reader: matrices")
    watch.put_on(parts.scorer, "score", "reader: all")
    watch.put_on(token_encoder(parts.encoder), "encode_tokens", "meet the question word by word")
    watch.put_on(parts.assistant._answering._reader, "read", "read: all")
    replaced = {(answering, name): getattr(answering, name) for name in ("compose", "gather", "rerank", "search")}
    replaced |= {(assistant, name): getattr(assistant, name) for name in ("stale", "cited", "marked")}
    names = {
        "compose": "compose the answer",
        "gather": "gather evidence",
        "search": "search: all",
        "stale": "compare files",
    }
    for (module, name), work in replaced.items():
        if name in names:
            setattr(module, name, watch.watched(work, names[name]))
    try:
        for question in asked:  # the first ones load what is loaded when it is needed
            parts.assistant.ask(question.text)
        watch.take()
        began = time.perf_counter()
        for question in asked:
            parts.assistant.ask(question.text)
        whole = time.perf_counter() - began
    finally:
        for (module, name), work in replaced.items():
            setattr(module, name, work)
    taken = watch.take()
    stages = _apart(taken)
    stages[REST] = whole - sum(seconds for stage, seconds in stages.items() if "beside" not in stage)
    return {stage: seconds / len(asked) for stage, seconds in stages.items()}


def _apart(taken: Mapping[str, float]) -> dict[str, float]:
    """Stages that lie within one another, each without those within it."""
    seconds = defaultdict(float, taken)
    searched = seconds["encode the question"] + seconds["search by meaning"]
    return {
        "how common its words are": seconds["how common its words are"],
        "encode the question": seconds["encode the question"],
        "search by meaning": seconds["search by meaning"],
        "search by wording (beside the two before it)": seconds["search by wording (beside the two before it)"],
        "wait for the search by wording, fuse": seconds["search: all"] - searched,
        "reader: matrices": seconds["reader: matrices"],
        "reader: tokens and windows": seconds["reader: all"] - seconds["reader: matrices"],
        "meet the question word by word": seconds["meet the question word by word"],
        "reader: sentences and spans": seconds["read: all"]
        - seconds["reader: all"]
        - seconds["meet the question word by word"],
        "gather evidence": seconds["gather evidence"],
        "compose the answer": seconds["compose the answer"],
        "compare files": seconds["compare files"],
    }


def ingest_stages(settings: Settings) -> dict[str, float]:
    """Seconds in each stage of an ingest into a new index. Files are read beside the rest."""
    parts = open_parts(settings, create=True)
    watch = Watch()
    watch.put_on(parts.store, "replace", "store")
    watch.put_on(parts.encoder._model, "run", "encoder: matrices")  # type: ignore[attr-defined]  # it is the bundled one
    watch.put_on(parts.encoder, "encode_passages", "encode: all")
    scan = getattr(ingesting, SCAN)
    with closing(parts.assistant):
        parts.sandbox.start()
        parts.assistant._read_file = watch.watched(parts.assistant._read_file, "read and split (beside the rest)")
        setattr(ingesting, SCAN, watch.watched(scan, "scan"))
        try:
            began = time.perf_counter()
            parts.assistant.ingest()
            whole = time.perf_counter() - began
        finally:
            setattr(ingesting, SCAN, scan)
    seconds = defaultdict(float, watch.take())
    stages = {
        "scan": seconds["scan"],
        "read and split (beside the rest)": seconds["read and split (beside the rest)"],
        "encoder: tokens": seconds["encode: all"] - seconds["encoder: matrices"],
        "encoder: matrices": seconds["encoder: matrices"],
        "store": seconds["store"],
    }
    stages[f"{REST}: most of it waits for files"] = whole - sum(
        each for stage, each in stages.items() if "beside" not in stage
    )
    return stages


def loading_stages() -> dict[str, float]:
    """Seconds of processor time of what a cold start loads, in a process of its own."""
    command = (sys.executable, "-c", _LOADING)
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=surroundings()).stdout
    return {name: float(seconds) for name, seconds in (line.split("\t") for line in said.splitlines())}


def stage_table(title: str, stages: Mapping[str, float]) -> str:
    """Milliseconds and shares. What ran beside the rest is shown and not added up."""
    whole = sum(seconds for stage, seconds in stages.items() if "beside" not in stage)
    rows = [f"| {title} | ms | share |", "|---|---:|---:|"]
    for stage, seconds in stages.items():
        share = "" if "beside" in stage else f"{seconds / whole:.0%}"
        rows.append(f"| {stage} | {seconds * 1000:,.1f} | {share} |")
    return "\n".join([*rows, f"| together | {whole * 1000:,.1f} | |"]) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make profile", description="Where an ask and an ingest spend their time.")
    parser.add_argument("data", type=Path, nargs="?", help="a folder of documents (default: generated articles)")
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--questions", type=int, default=20)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="citeleaf-profile-") as name:
        settings = load_settings(corpus=Path(name, "corpus"), index=Path(name, "index"))
        chosen: list[Source] = sources(options.data, options.documents)
        write_all(settings.corpus, chosen, "txt")
        sys.stdout.write(f"load {machine.load()}; {machine.describe()['processor']}, {machine.cores()} cores\n\n")
        sys.stdout.write(stage_table(f"an ingest of {len(chosen)} text files", ingest_stages(settings)) + "\n")
        parts = open_parts(settings)
        with closing(parts.assistant):
            asked = questions(options.data, options.questions)
            title = f"a warm ask, over {parts.store.passage_count()} passages (mean of {len(asked)})"
            sys.stdout.write(stage_table(title, ask_stages(parts, asked)) + "\n")
        sys.stdout.write(stage_table("a cold start (processor time)", loading_stages()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
