"""The whole way from a question to an answer, over a real index and a simple encoder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from citeleaf.answering import LONGEST_QUESTION
from citeleaf.assistant import Assistant
from citeleaf.confidence import Calibration, gather
from citeleaf.errors import CitationError, CiteleafError, IndexMissing, UnknownDocument, UsageError
from citeleaf.models.sentence_reader import SentenceReader
from citeleaf.protocols import Reader
from citeleaf.sandbox import Sandbox
from citeleaf.settings import Settings
from citeleaf.store.local import LocalStore
from citeleaf.types import Answer, BlockKind, Document, Evidence, Filters, Finding, Hit, Policy, Query, Reason, Turn
from support import BagOfWordsEncoder, every_policy, make_document, make_finding, make_passage, put

RIVER = make_document(
    (BlockKind.TITLE, "The river Panj"),
    "The river Panj is 1125 km long. It forms a border. Many people live beside it.",
    (BlockKind.BOILERPLATE, "Advertisement"),
    "Its bridges were opened in 2007. An engineer called Karim Nazarov built them.",
    path="rivers/panj.txt",
    title="The river Panj",
)
WINTER = replace(
    make_document("Winter lasts five months. Snow lies on every mountain until June.", path="winter.txt"),
    published=date(2024, 1, 31),
)
DEFAULTS = Settings()
ALWAYS, NEVER = Settings(minimum_confidence=0.0), Settings(minimum_confidence=1.0)
EVERYTHING = Filters()


class Changing:
    """Reads as the sentence reader does, and changes the corpus after each of the first readings."""

    def __init__(self, encoder: BagOfWordsEncoder, *changes: Callable[[], None]) -> None:
        self._reader = SentenceReader(encoder)
        self._changes = list(changes)
        self.reads = 0

    def read(self, query: Query, hits: Sequence[Hit]) -> list[Finding]:
        self.reads += 1
        findings = self._reader.read(query, hits)
        if self._changes:
            self._changes.pop(0)()
        return findings


class Fixed:
    """A reader that has but one opinion."""

    def __init__(self, *findings: Finding) -> None:
        self._findings = list(findings)

    def read(self, query: Query, hits: Sequence[Hit]) -> list[Finding]:
        return self._findings


class Bench:
    """An index, and assistants that answer from it."""

    def __init__(self, folder: Path, *documents: Document) -> None:
        self.encoder = BagOfWordsEncoder()
        self.store = LocalStore.open(folder, encoder=self.encoder.name, dimensions=self.encoder.dimensions, create=True)
        self.folder = folder
        self.put(*documents)

    def put(self, *documents: Document) -> None:
        put(self.store, self.encoder, *documents)

    def assistant(self, reader: Reader | None = None, settings: Settings = DEFAULTS) -> Assistant:
        here = replace(settings, index=self.folder)
        return Assistant(here, self.store, self.encoder, reader or SentenceReader(self.encoder), CALIBRATION)

    def ask(self, question: str, *, filters: Filters = EVERYTHING, settings: Settings = DEFAULTS) -> Answer:
        return self.assistant(settings=settings).ask(question, filters=filters)


CALIBRATION = Calibration(-2.0, Evidence(similarity=2.0, cover=3.0, margin=0.0), thresholds=every_policy(0.5))


@pytest.fixture
def make_bench(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    with ExitStack() as opened:

        def make(*documents: Document) -> Bench:
            bench = Bench(tmp_path / "index", *documents)
            opened.callback(bench.store.close)
            return bench

        yield make


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    return make_bench(RIVER, WINTER)


class TestCorpus:
    @pytest.fixture
    def of_first(self, bench: Bench, tmp_path: Path) -> Callable[..., Assistant]:
        (tmp_path / "first").mkdir()
        (tmp_path / "second").mkdir()
        bench.store.bind(tmp_path / "first")
        return lambda corpus: bench.assistant(settings=Settings(corpus=tmp_path / corpus))

    def test_its_own_is_taken_under_any_name_also_while_it_is_away(
        self, of_first: Callable[..., Assistant], tmp_path: Path
    ) -> None:
        (tmp_path / "link").symlink_to("first")
        of_first("first").require_corpus()
        of_first("link").require_corpus()
        (tmp_path / "first").rmdir()  # a drive that is not mounted: answers say that their files are gone
        of_first("first").require_corpus()

    def test_another_is_refused_with_both_named(self, of_first: Callable[..., Assistant], tmp_path: Path) -> None:
        for named in (True, False):
            with pytest.raises(UsageError) as raised:
                of_first("second").require_corpus(named=named)
            assert f"documents in {tmp_path / 'first'}, not of those in {tmp_path / 'second'}" in str(raised.value)
            assert "--corpus" in str(raised.value)

    def test_one_that_is_not_there_is_refused_if_it_was_named(
        self, of_first: Callable[..., Assistant], tmp_path: Path
    ) -> None:
        with pytest.raises(UsageError) as raised:
            of_first("nowhere").require_corpus()
        assert f"{tmp_path / 'nowhere'} does not exist, and the index is that of" in str(raised.value)
        of_first("nowhere").require_corpus(named=False)

    def test_where_nothing_was_indexed_yet_any_will_do(self, bench: Bench) -> None:
        bench.assistant(settings=Settings(corpus=Path("nowhere"))).require_corpus()


class TestAnswers:
    def test_what_the_documents_say(self, bench: Bench) -> None:
        answer = bench.ask("How long is the river Panj?")
        assert answer.answered
        assert answer.text == "The river Panj is 1125 km long."
        first = answer.citations[0]
        assert (first.number, first.path, first.title, first.sha256) == (
            1,
            "rivers/panj.txt",
            "The river Panj",
            RIVER.sha256,
        )
        assert [highlight.of(RIVER.text) for highlight in first.highlights] == [answer.text]
        assert (answer.reason, answer.nearest, answer.unknown_words) == (None, (), ())

    def test_a_follow_up_with_what_it_leans_on(self, bench: Bench) -> None:
        history = [Turn("How long is the river Panj?", "The river Panj is 1125 km long.")]
        answer = bench.assistant(settings=ALWAYS).ask("And who built its bridges?", history)
        assert answer.question == "And who built its bridges?"
        assert answer.understood == "Who built the river Panj's bridges?"
        assert answer.text == "Its bridges were opened in 2007."

    def test_a_misspelt_word_is_understood_as_the_one_that_the_documents_have(self, bench: Bench) -> None:
        answer = bench.ask("Who was Karim Nazarrov?", settings=ALWAYS)
        assert (answer.question, answer.understood) == ("Who was Karim Nazarrov?", "Who was Karim Nazarov?")
        assert answer.text == "An engineer called Karim Nazarov built them."
        assert answer.unknown_words == ("Nazarrov",)

    def test_what_stands_in_quotation_marks_is_asked_as_it_stands(self, bench: Bench) -> None:
        answer = bench.ask('Who was Karim "Nazarrov"?', settings=ALWAYS)
        assert answer.understood == answer.question
        assert answer.unknown_words == ("Nazarrov",)

    def test_asked_as_written_no_word_is_changed(self, bench: Bench) -> None:
        history = [Turn("How long is the river Panj?", "The river Panj is 1125 km long.")]
        question = "Please, who was he, Karim Nazarrov?"
        answer = bench.assistant(settings=ALWAYS).ask(question, history, as_written=True)
        assert answer.understood == question
        assert "Nazarrov" in answer.unknown_words
        assert bench.assistant().find(question, as_written=True).query.text == question

    def test_words_that_only_ask_for_an_answer_are_not_searched_for(self, bench: Bench) -> None:
        answer = bench.ask("Hi, could you tell me how long the river Panj is, please?")
        assert answer.understood == "How long is the river Panj?"
        assert answer.text == "The river Panj is 1125 km long."

    def test_with_so_many_quotes_at_most(self, bench: Bench) -> None:
        answer = bench.ask("river Panj border bridges", settings=replace(ALWAYS, quotes=1))
        assert len(answer.citations) == 1

    def test_only_from_the_passages_that_are_read(self, make_bench: Callable[..., Bench]) -> None:
        river, winter = (make_document("The snow is white.", path=path) for path in ("a.txt", "b.txt"))
        found = make_bench(river, winter).assistant(settings=replace(ALWAYS, passages_read=1)).consider("white snow")
        assert len(found.hits) == 2
        assert {citation.path for citation in found.answer.citations} == {"a.txt"}

    def test_passages_come_in_the_readers_order_and_what_was_not_read_as_it_was_found(self, bench: Bench) -> None:
        question = "Panj bridges winter"
        *others, last = bench.assistant(Fixed()).consider(question).hits
        assert len(others) == 2
        reader = Fixed(replace(make_finding(last.passage, last.passage.text), hit=last))
        assert bench.assistant(reader, ALWAYS).consider(question).hits == (last, *others)

    def test_without_white_space_around_the_question(self, bench: Bench) -> None:
        assert bench.ask("\n How long is the river Panj? ").question == "How long is the river Panj?"


class TestSeveralParts:
    BOTH = "How long is the river Panj and when were its bridges opened?"

    def test_each_is_searched_and_quoted_on_its_own(self, bench: Bench) -> None:
        considered = bench.assistant().consider(self.BOTH)
        answer = considered.answer
        assert answer.question == answer.understood == self.BOTH
        assert [part.words for part in answer.parts] == ["How long is the river Panj", "when were its bridges opened?"]
        assert [part.text for part in answer.parts] == [
            "The river Panj is 1125 km long.",
            "Its bridges were opened in 2007.",
        ]
        assert [part.citation for part in answer.parts] == [1, 2]
        assert answer.confidence == min(part.confidence for part in answer.parts)
        assert considered.evidence is not None
        assert CALIBRATION.confidence(considered.evidence) == answer.confidence
        identities = [hit.passage.id for hit in considered.hits]
        assert len(identities) == len(set(identities)) == 3

    def test_one_without_an_answer_is_named(self, bench: Bench) -> None:
        answer = bench.ask("How long is the river Panj? Who won the football championship?")
        assert answer.answered
        assert [part.words for part in answer.parts] == ["How long is the river Panj?"]
        assert answer.unanswered_parts == ("Who won the football championship?",)

    def test_where_none_is_answered_the_whole_is_asked(self, bench: Bench) -> None:
        considered = bench.assistant(settings=NEVER).consider(self.BOTH)
        assert considered.answer.reason is Reason.LOW_CONFIDENCE
        assert (considered.answer.parts, considered.candidate.parts) == ((), ())
        assert considered.answer.nearest

    def test_a_part_of_a_follow_up_takes_what_the_whole_leans_on(self, bench: Bench) -> None:
        history = [Turn("How long is the river Panj?", "1125 km")]
        answer = bench.assistant(settings=ALWAYS).ask("And who built its bridges and when were they opened?", history)
        assert answer.understood == "Who built the river Panj's bridges and when were they opened?"
        assert answer.parts[1].text == "Its bridges were opened in 2007."


class TestHelp:
    def test_a_greeting_asks_nothing_of_the_documents(self, bench: Bench) -> None:
        considered = bench.assistant(settings=ALWAYS).consider("Hello!")
        assert considered.answer == considered.candidate
        assert considered.answer.reason is Reason.ABOUT_CITELEAF
        assert (considered.answer.text, considered.answer.confidence) == (None, 0.0)
        assert (considered.answer.citations, considered.answer.nearest, considered.hits) == ((), (), ())
        assert considered.answer.unknown_words == ()

    def test_thanks_are_not_understood_as_a_follow_up(self, bench: Bench) -> None:
        answer = bench.assistant().ask("thanks", [Turn("How long is the river Panj?", "1125 km")])
        assert (answer.reason, answer.understood) == (Reason.ABOUT_CITELEAF, "thanks")

    def test_a_question_after_thanks_leans_on_the_one_before_them(self, bench: Bench) -> None:
        history = [Turn("How long is the river Panj?", "1125 km"), Turn("Thank you!", "")]
        understood = bench.assistant().ask("And who built its bridges?", history).understood
        assert understood == "Who built the river Panj's bridges?"


class TestAbstentions:
    def test_an_empty_corpus(self, make_bench: Callable[..., Bench]) -> None:
        answer = make_bench().ask("How long is the river?")
        assert (answer.reason, answer.confidence) == (Reason.EMPTY_CORPUS, 0.0)
        assert (answer.text, answer.citations, answer.nearest) == (None, (), ())
        assert answer.unknown_words == ("river",)

    def test_a_corpus_of_nothing_but_noise_is_empty(self, make_bench: Callable[..., Bench]) -> None:
        bench = make_bench(make_document((BlockKind.BOILERPLATE, "Advertisement")))
        assert bench.ask("Advertisement?").reason is Reason.EMPTY_CORPUS

    def test_an_empty_corpus_is_empty_under_any_filter(self, make_bench: Callable[..., Bench]) -> None:
        assert make_bench().ask("river", filters=Filters(("*.pdf",))).reason is Reason.EMPTY_CORPUS

    def test_low_confidence_shows_what_came_nearest(self, bench: Bench) -> None:
        answer = bench.ask("Did Karim Nazarov see snow in Moscow?")
        assert answer.reason is Reason.LOW_CONFIDENCE
        assert not answer.answered
        assert (answer.text, answer.citations) == (None, ())
        assert 0 < answer.confidence < 0.5
        assert answer.unknown_words == ("see", "Moscow")
        assert [near.number for near in answer.nearest] == [1, 2, 3]
        assert "An engineer called Karim Nazarov built them." in answer.nearest[0].quote
        assert all(near.highlights == () for near in answer.nearest)

    def test_words_that_stand_nowhere_are_all_named(self, bench: Bench) -> None:
        answer = bench.ask("Who invented penicillin?")
        assert (answer.reason, answer.unknown_words) == (Reason.NOTHING_FOUND, ("invented", "penicillin"))
        assert answer.nearest

    def test_passages_that_answer_nowhere_are_still_found(self, bench: Bench) -> None:
        """As where they hold but the question itself."""
        answer = bench.assistant(Fixed()).ask("How long is the river Panj?")
        assert answer.reason is Reason.LOW_CONFIDENCE
        assert answer.nearest
        assert not any(citation.highlights for citation in answer.nearest)
        assert bench.assistant(Fixed()).ask("Who invented penicillin?").reason is Reason.NOTHING_FOUND

    def test_so_many_nearest_at_most(self, bench: Bench) -> None:
        assert len(bench.ask("Who invented penicillin?", settings=Settings(nearest=1)).nearest) == 1

    def test_filters_that_leave_nothing(self, bench: Bench) -> None:
        filters = Filters(("*.pdf",))
        answer = bench.ask("How long is the river Panj?", filters=filters)
        assert (answer.reason, answer.nearest, answer.filters) == (Reason.FILTERED_OUT, (), filters)

    @pytest.mark.parametrize(
        "filters",
        [Filters(("winter.*",)), Filters(published_from=date(2024, 1, 31)), Filters(published_until=date(2024, 1, 31))],
    )
    def test_filters_keep_out_what_would_be_the_answer(self, bench: Bench, filters: Filters) -> None:
        answer = bench.ask("How long is the river Panj?", filters=filters)
        assert not answer.answered
        assert {near.path for near in answer.nearest} == {"winter.txt"}


class TestThreshold:
    QUESTION = "How long is the river Panj?"

    @pytest.mark.parametrize("policy", [None, *Policy])
    def test_is_the_policys_where_none_is_set(self, bench: Bench, policy: Policy | None) -> None:
        settings = Settings() if policy is None else Settings(policy=policy.value)
        confidence = bench.ask(self.QUESTION).confidence
        for threshold, answered in ((confidence, True), (confidence + 0.001, False)):
            others = every_policy(1.0 if answered else 0.0)  # would decide otherwise
            calibration = replace(CALIBRATION, thresholds={**others, policy or Policy.BALANCED: threshold})
            reader = SentenceReader(bench.encoder)
            assistant = Assistant(settings, bench.store, bench.encoder, reader, calibration)
            assert assistant.ask(self.QUESTION).answered == answered

    def test_is_the_one_that_is_set(self, bench: Bench) -> None:
        confidence = bench.ask(self.QUESTION).confidence
        assert bench.ask(self.QUESTION, settings=Settings(minimum_confidence=confidence)).answered
        assert not bench.ask(self.QUESTION, settings=Settings(minimum_confidence=confidence + 0.001)).answered

    def test_zero_answers_whatever_there_is(self, bench: Bench) -> None:
        assert bench.ask("Who invented penicillin?", settings=ALWAYS).answered

    def test_what_is_set_goes_before_the_policy(self, bench: Bench) -> None:
        assert not bench.ask(self.QUESTION, settings=Settings(policy="open", minimum_confidence=1.0)).answered

    def test_the_best_candidate_is_known_though_it_is_not_given(self, bench: Bench) -> None:
        considered = bench.assistant(settings=NEVER).consider(self.QUESTION)
        assert not considered.answer.answered
        assert considered.candidate.text == "The river Panj is 1125 km long."
        assert considered.candidate.confidence == considered.answer.confidence
        assert considered.evidence is not None
        assert CALIBRATION.confidence(considered.evidence) == considered.answer.confidence

    def test_what_it_rests_on_is_kept(self, bench: Bench) -> None:
        considered = bench.assistant().consider(self.QUESTION)
        assert considered.query is not None
        assert considered.evidence == gather(considered.query, considered.findings)
        first = considered.findings[0]
        assert first.hit.passage.read(first.answer) == considered.answer.text


class TestQuestionsThatAreNone:
    @pytest.mark.parametrize("question", ["", " \n\t", "\u00a0"])
    def test_empty(self, bench: Bench, question: str) -> None:
        with pytest.raises(UsageError, match="the question is empty: write what"):
            bench.ask(question)

    def test_too_long(self, bench: Bench) -> None:
        bench.ask("x" * LONGEST_QUESTION)
        with pytest.raises(UsageError, match=r"has 2001 characters: ask in at most 2000"):
            bench.ask("x" * (LONGEST_QUESTION + 1))

    def test_half_a_character(self, bench: Bench) -> None:
        with pytest.raises(UsageError, match="broken characters"):
            bench.ask("How long is \ud83d?")

    @pytest.mark.parametrize(
        "question", ["???", "👍🏽", "\0", "\"river' OR *", "river NEAR(Panj) AND -x:", "река", "how many"]
    )
    def test_strange_ones_are_answered_or_not(self, bench: Bench, question: str) -> None:
        assert bench.ask(question).question == question


class TestChangesMeanwhile:
    QUESTION = "How long is the river Panj?"
    SHORTER = make_document("They say: the river Panj is 900 km long.", path="rivers/panj.txt")

    def test_a_document_that_changed_is_read_again(self, bench: Bench) -> None:
        reader = Changing(bench.encoder, lambda: bench.put(self.SHORTER))
        answer = bench.assistant(reader).ask(self.QUESTION)
        assert answer.text == "They say: the river Panj is 900 km long."
        assert reader.reads == 2

    def test_a_document_that_is_gone_is_not_quoted(self, bench: Bench) -> None:
        reader = Changing(bench.encoder, lambda: bench.store.remove("rivers/panj.txt"))
        answer = bench.assistant(reader).ask(self.QUESTION)
        assert not answer.answered
        assert {near.path for near in answer.nearest} == {"winter.txt"}

    def test_a_document_that_was_renamed_is_quoted_by_its_new_name(self, bench: Bench) -> None:
        reader = Changing(bench.encoder, lambda: bench.store.rename("rivers/panj.txt", "panj.txt"))
        assert bench.assistant(reader).ask(self.QUESTION).citations[0].path == "panj.txt"

    def test_everything_may_go(self, bench: Bench) -> None:
        def clear() -> None:
            for entry in bench.store.entries():
                bench.store.remove(entry.path)

        assert bench.assistant(Changing(bench.encoder, clear)).ask(self.QUESTION).reason is Reason.EMPTY_CORPUS

    def test_a_corpus_that_never_rests_is_an_error_in_the_end(self, bench: Bench) -> None:
        reader = Changing(
            bench.encoder,
            lambda: bench.put(self.SHORTER),
            lambda: bench.put(RIVER),
            lambda: bench.put(self.SHORTER),
        )
        with pytest.raises(CitationError, match=r"panj\.txt has changed since it was indexed"):
            bench.assistant(reader).ask(self.QUESTION)
        assert reader.reads == 3

    def test_a_reader_that_quotes_another_text_is_never_shown(self, bench: Bench) -> None:
        forged = make_passage("The river Panj is 9999 km long.", path="rivers/panj.txt")
        reader = Fixed(make_finding(forged, "The river Panj is 9999 km long."))
        with pytest.raises(CitationError):
            bench.assistant(reader, settings=ALWAYS).ask(self.QUESTION)
        with pytest.raises(CitationError):
            bench.assistant(reader, settings=NEVER).ask(self.QUESTION)


class TestTheCorpus:
    def test_is_listed(self, bench: Bench) -> None:
        assistant = bench.assistant()
        assert [(entry.path, entry.passages) for entry in assistant.entries()] == [
            ("rivers/panj.txt", 2),
            ("winter.txt", 1),
        ]
        assert assistant.failures() == []

    def test_gives_its_documents(self, bench: Bench) -> None:
        assistant = bench.assistant()
        assert assistant.document(RIVER.id) == RIVER
        with pytest.raises(UnknownDocument):
            assistant.document("absent")

    def test_is_brought_in_step(self, make_bench: Callable[..., Bench], tmp_path: Path) -> None:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        (corpus / "panj.txt").write_text("The river Panj is 1125 km long. It forms a border.\n")
        bench = make_bench(WINTER)
        settings = Settings(corpus=corpus, index=bench.folder)
        assistant = Assistant(settings, bench.store, bench.encoder, SentenceReader(bench.encoder), CALIBRATION)
        report = assistant.ingest()
        assert (report.new, report.removed) == (1, 1)
        assert assistant.ask("How long is the river Panj?").text == "The river Panj is 1125 km long."

    def test_says_who_is_writing(self, bench: Bench) -> None:
        assistant = bench.assistant()
        assert assistant.indexing() is None
        with bench.store.writing():
            assert assistant.indexing() is not None
        assert assistant.indexing() is None


def test_without_an_index_no_model_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> None:
        raise AssertionError("the model was loaded for nothing")

    monkeypatch.setattr("citeleaf.models.choose.open_encoder", load)
    with pytest.raises(IndexMissing) as raised:
        Assistant.open(Settings(index=tmp_path / "index"))
    assert isinstance(raised.value, CiteleafError)
    assert raised.value.exit_code == 4
    assert not (tmp_path / "index").exists()


def test_who_asks_for_differences_finds_the_process_that_reads_running(bench: Bench, tmp_path: Path) -> None:
    """A watcher does, before anything changes: the first file that does need not wait for a process to start."""

    class Noting(Sandbox):
        started = 0

        def start(self) -> None:
            self.started += 1
            raise CiteleafError("no process can be started: the first file will tell")

    sandbox = Noting()
    settings = replace(DEFAULTS, corpus=tmp_path / "corpus", index=bench.folder)
    settings.corpus.mkdir()
    reader = SentenceReader(bench.encoder)
    assistant = Assistant(settings, bench.store, bench.encoder, reader, CALIBRATION, sandbox)
    assert assistant.differences() == sorted([RIVER.path, WINTER.path])
    assert sandbox.started == 1


def test_closing_keeps_the_hashes_that_were_put_off_and_the_store_is_closed_all_the_same(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = bench.assistant()

    def full() -> None:
        raise MemoryError

    monkeypatch.setattr(assistant._digests, "save_rest", full)
    with pytest.raises(MemoryError):
        assistant.close()
    with pytest.raises(ValueError, match="closed"):
        bench.store.entries()
