"""Other ways to answer from the same passages, asked turn by turn with this program in the same run."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.askers import Asker, AskerFailed, ours
from benchmarks.asking import turn_by_turn
from benchmarks.corpora import Made, Maker
from benchmarks.figures import Figure, Gap
from benchmarks.peers.environment import Environment, NotInstalled
from benchmarks.peers.passages import write_passages
from benchmarks.peers.reader_weights import write_reader
from benchmarks.sources import Asked
from benchmarks.timing import processors, ratios, walls
from citeleaf.metrics import contains_answer
from citeleaf.models.encoder import packaged_folder
from citeleaf.passages import for_encoder

OURS = "Citeleaf"
MODULES = {
    "plain": ("sentence-transformers + FAISS flat + PyTorch reader", "benchmarks.peers.plain"),
    "txtai": ("txtai index + its extractive reader", "benchmarks.peers.with_txtai"),
    "haystack": ("Haystack BM25 + embedding + extractive reader", "benchmarks.peers.with_haystack"),
}
FOUND = 50


def install(environment: Environment, constraints: Path) -> list[Gap]:
    """Every peer, and why one is not there."""
    gaps = []
    for peer in ("openvino", "bm25s", *MODULES):
        try:
            environment.install(peer, constraints)
        except NotInstalled as error:
            gaps.append(Gap("peers", peer, str(error)))
    return gaps


def measure(
    made: Made, maker: Maker, questions: Sequence[Asked], rounds: int, environment: Environment, folder: Path
) -> tuple[list[Figure], list[Gap]]:
    """Each peer over the passages of ``made``, with the same encoder and reader, in full precision."""
    folder.mkdir(parents=True, exist_ok=True)
    passages = folder / "passages.jsonl"
    texts = [for_encoder(each) for number in range(made.documents) for each in maker.document(number)[1]]
    write_passages(passages, texts)
    write_reader(folder / "reader")
    models = (str(packaged_folder()), str(folder / "reader"))
    figures: list[Figure] = []
    gaps: list[Gap] = []
    with ExitStack() as stack:
        askers = [stack.enter_context(ours(OURS, made.settings.corpus, made.settings.index, folder / "logs"))]
        for name, module in MODULES.values():
            command = (str(environment.python), "-m", module, str(passages), *models)
            try:
                asker = stack.enter_context(Asker(name, command, folder / "logs"))
                asker.call("ask", question=questions[0].text)
            except AskerFailed as error:
                gaps.append(Gap("peers", name, str(error)))
                continue
            askers.append(asker)
            figures.append(_indexed(asker))
        timings = turn_by_turn(askers, questions, rounds)
        usual = timings[OURS]
        for asker in askers:
            taken = timings[asker.name]
            figures += [
                Figure("peers", f"{asker.name}: warm ask", "ms", tuple(each * 1000 for each in walls(taken))),
                Figure(
                    "peers", f"{asker.name}: processor time", "ms", tuple(each * 1000 for each in processors(taken))
                ),
                Figure("peers", f"{asker.name}: resident", "MB", (asker.resident,)),
                Figure("peers", f"{asker.name}: its words hold the answer", "", (_right(asker, questions),)),
            ]
            if asker.name != OURS:
                longer = ratios(walls(taken), walls(usual))
                figures.append(Figure("peers", f"{asker.name}: times as long as {OURS}", "", longer))
        lexical, missing = _wording(askers[0], environment, passages, questions, folder / "logs")
    return figures + lexical, gaps + missing


def _indexed(asker: Asker) -> Figure:
    seconds, passages = asker.facts["indexed"], asker.facts["passages"]
    assert isinstance(seconds, float)
    assert isinstance(passages, int)
    return Figure("peers", f"{asker.name}: passages indexed", "passages/s", (passages / seconds,))


def _right(asker: Asker, questions: Sequence[Asked]) -> float:
    """The share of the answerable questions for which what was said holds the answer."""
    known = [asked for asked in questions if asked.answers]
    said = [str(asker.call("ask", question=asked.text).said["answer"]) for asked in known]
    right = [contains_answer(answer, asked.answers) for answer, asked in zip(said, known, strict=True)]
    return sum(right) / max(1, len(right))


def _wording(
    this: Asker, environment: Environment, passages: Path, questions: Sequence[Asked], logs: Path
) -> tuple[list[Figure], list[Gap]]:
    command = (str(environment.python), "-m", "benchmarks.peers.with_bm25s", str(passages))
    try:
        with Asker("bm25s", command, logs) as other:
            figures = [_indexed(other)]
            pairs = [
                [asker.call("lexical", question=asked.text, limit=FOUND).timing for asker in (this, other)]
                for asked in questions
            ]
    except AskerFailed as error:
        return [], [Gap("peers", "bm25s", str(error))]
    for asker, taken in zip((this, other), zip(*pairs, strict=True), strict=True):
        milliseconds = tuple(timing.wall * 1000 for timing in taken)
        figures.append(Figure("peers", f"{asker.name}: search by wording", "ms", milliseconds))
    return figures, []
