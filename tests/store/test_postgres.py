"""What is the database's own: its address, opening, who writes, and what others than we do to it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from psycopg.errors import DivisionByZero

from citeleaf.errors import CiteleafError, IndexLocked, IndexMismatch, IndexMissing, UsageError
from citeleaf.settings import Settings
from citeleaf.store import choose
from citeleaf.store.postgres import lexemes, meaning, neighbours, schema
from citeleaf.store.postgres.address import parse_address
from citeleaf.store.postgres.connection import connect
from citeleaf.store.postgres.store import PostgresStore, delete_index, require_index
from citeleaf.types import Failure, Filters
from store.samples import ENCODER, EVERYTHING, ask, fill, make_document, places, put, texts

OpenPostgres = Callable[[], PostgresStore]


def open_existing(address: str, **changes: str | int) -> PostgresStore:
    facts = {"encoder": ENCODER.name, "dimensions": ENCODER.dimensions, **changes}
    return PostgresStore.open(address, **facts)  # type: ignore[arg-type]  # the tests change one by name


def execute(address: str, *statements: str) -> None:
    parsed = parse_address(address)
    with connect(parsed) as connection:
        schema.use(connection, parsed)
        for statement in statements:
            connection.execute(statement)


def numbers(address: str, query: str) -> list[int]:
    """The one column of a query's rows."""
    parsed = parse_address(address)
    with connect(parsed) as connection:
        schema.use(connection, parsed)
        return [value for row in connection.execute(query) for value in row.values()]


@pytest.mark.parametrize(
    ("text", "connection", "schema_name", "shown"),
    [
        ("postgresql://host/db", "postgresql://host/db", "citeleaf", "postgresql://host/db"),
        ("postgres://me:pw@host:5432/db", "postgres://me:pw@host:5432/db", "citeleaf", "postgres://me@host:5432/db"),
        (
            "postgresql://me@/db?host=/run&schema=legal&password=pw",
            "postgresql://me@/db?host=/run&password=pw",
            "legal",
            "postgresql://me@/db?host=/run&schema=legal",
        ),
        ("postgresql://host/db?schema=legal", "postgresql://host/db", "legal", "postgresql://host/db?schema=legal"),
    ],
)
def test_an_address_names_a_schema_and_hides_its_password(
    text: str, connection: str, schema_name: str, shown: str
) -> None:
    address = parse_address(text)
    assert (address.connection, address.schema, str(address)) == (connection, schema_name, shown)
    assert "pw" not in repr(address)
    assert "pw" not in address.command()


@pytest.mark.parametrize("text", ["mysql://host/db", "postgresql://h/db?schema=a;drop", "postgresql://h/db?schema=Ä"])
def test_what_is_no_address_of_an_index(text: str) -> None:
    with pytest.raises(UsageError):
        parse_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://me:sekret@/db?host=/there/is/no/such/folder",
        "postgresql://me:sekret@localhost:port/db",
        "postgresql://localhost:1/db?password=sekret",
        "postgresql://me:sekret@localhost/db?nonsense=1",
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_password(text: str) -> None:
    for attempt in (require_index, delete_index, open_existing):
        with pytest.raises(CiteleafError, match=r"db\b.*\.$") as raised:
            attempt(text)
        assert "sekret" not in str(raised.value)


def test_settings_do_not_show_the_password_either() -> None:
    assert "sekret" not in repr(Settings(store="postgresql://me:sekret@host/db"))


def test_no_index_names_the_command_that_makes_one(address: str) -> None:
    for attempt in (require_index, open_existing):
        with pytest.raises(IndexMissing, match=r"Run `citeleaf ingest --store .*schema=test\d+'?` to make one"):
            attempt(address)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"encoder": "another"}, "encoder 'bag-of-words-256', not 'another'"),
        ({"dimensions": 8}, "dimensions 256, not 8"),
        ({"passage_words": 80}, "passage words 120, not 80"),
    ],
)
def test_a_mismatch_names_both_sides_and_the_remedy(
    address: str, open_postgres: OpenPostgres, changes: dict[str, str | int], named: str
) -> None:
    open_postgres()
    with pytest.raises(IndexMismatch, match=rf"{named}\. Run `citeleaf ingest --rebuild --store "):
        open_existing(address, **changes)


@pytest.mark.parametrize(("layout", "remedy"), [(0, "Run `citeleaf ingest --store"), (999, "Install that one")])
def test_another_layout_is_not_read(address: str, open_postgres: OpenPostgres, layout: int, remedy: str) -> None:
    store = open_postgres()
    execute(address, f"UPDATE meta SET layout = {layout}")
    for attempt in (store.entries, lambda: open_existing(address)):
        with pytest.raises(IndexMismatch, match=f"layout {layout}.*{remedy}"):
            attempt()
    execute(address, f"UPDATE meta SET layout = {len(schema.MIGRATIONS)}")
    assert store.entries() == []


def migrate(address: str, *migrations: str) -> None:
    parsed = parse_address(address)
    with connect(parsed) as connection, connection.transaction():
        schema.use(connection, parsed)
        schema.migrate(connection, {"dimensions": 7}, migrations)


def test_migrations_lead_from_the_layout_there_is_to_the_last_and_keep_what_is_stored(
    address: str, open_postgres: OpenPostgres
) -> None:
    fill(open_postgres())
    later = (*schema.MIGRATIONS, "ALTER TABLE documents ADD pages integer", "UPDATE documents SET pages = {dimensions}")
    migrate(address, *later)
    migrate(address, *later)  # of several servers that were updated, the first did it
    assert numbers(address, "SELECT pages FROM documents") == [7, 7]
    assert numbers(address, "SELECT layout FROM meta") == [len(later)]


def test_a_migration_that_fails_changes_nothing(address: str, open_postgres: OpenPostgres) -> None:
    store = open_postgres()
    fill(store)
    with pytest.raises(DivisionByZero):
        migrate(address, *schema.MIGRATIONS, "DROP TABLE failures; SELECT 1 / 0")
    assert store.failures() == []
    assert store.passage_count() == 3


def test_deleting_leaves_what_is_not_ours(address: str, open_postgres: OpenPostgres) -> None:
    fill(open_postgres())
    execute(address, "CREATE TABLE notes (text text)", "INSERT INTO notes VALUES ('mine')")
    delete_index(address)
    with pytest.raises(IndexMissing):
        require_index(address)
    assert numbers(address, "SELECT count(*) FROM notes") == [1]
    delete_index(address)


def test_indexes_in_one_database_do_not_meet(address: str, server: str, open_postgres: OpenPostgres) -> None:
    store = open_postgres()
    fill(store)
    beside = f"{server}&schema=beside"
    other = PostgresStore.open(beside, encoder="another", dimensions=8, create=True)
    assert other.entries() == []
    with store.writing(), other.writing():
        other.fail(Failure("a.txt", "it is damaged"))
    assert store.failures() == []
    other.close()
    delete_index(beside)
    assert store.passage_count() == 3


def test_an_open_store_notices_that_its_index_was_deleted_and_made_anew(
    address: str, open_postgres: OpenPostgres
) -> None:
    reader = open_postgres()
    fill(reader)
    for _ in range(8):  # by then the server keeps the statements prepared
        assert texts(ask(reader, "valley", 1)) == ["A valley with a river."]
    delete_index(address)
    with pytest.raises(IndexMissing):
        ask(reader, "valley")
    with pytest.raises(IndexMissing):
        reader.remove("a.txt")
    put(open_postgres(), make_document("c.txt", "Another valley."))
    assert places(ask(reader, "another valley", 1)) == [("c.txt", 0)]
    delete_index(address)
    PostgresStore.open(address, encoder="another", dimensions=8, create=True).close()
    with pytest.raises(IndexMismatch):
        ask(reader, "valley")


def test_a_deleted_index_is_made_anew_when_writing_begins(address: str, open_postgres: OpenPostgres) -> None:
    store = open_postgres()
    fill(store)
    reader = open_existing(address)
    delete_index(address)
    with pytest.raises(IndexMissing), reader.writing():
        reader.remove("a.txt")
    with store.writing():
        assert store.entries() == []
    assert reader.entries() == []
    reader.close()


def test_a_second_writer_is_refused_and_told_who_writes(open_postgres: OpenPostgres, address: str) -> None:
    first, second = open_postgres(), open_postgres()
    fill(first)
    assert second.writer() is None
    with first.writing():
        with first.writing():
            put(first, make_document("c.txt", "Within itself it costs nothing."))
        with pytest.raises(IndexLocked, match=r"process \d+ on .*, since 2.*Wait until it is done"):
            second.remove("a.txt")
        with pytest.raises(IndexLocked):
            delete_index(address)
        assert "process" in str(second.writer())
        assert second.passage_count() == 4, "readers see what is committed"
    assert second.writer() is None
    second.remove("a.txt")
    assert first.passage_count() == 2


def test_who_lost_its_connection_lost_the_lock_and_changes_nothing_more(
    open_postgres: OpenPostgres, address: str
) -> None:
    first, second = open_postgres(), open_postgres()
    fill(first)
    cut_off = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
        " AND objid = 'meta'::regclass::oid"
    )
    with first.writing():
        execute(address, cut_off)
        second.remove("a.txt")
        with pytest.raises(CiteleafError, match="nothing that was stored is lost"):
            first.remove("b.txt")
    assert [entry.path for entry in first.entries()] == ["b.txt"], "and it connects anew for what comes next"
    first.remove("b.txt")


def test_threads_of_one_store_wait_for_each_other(open_postgres: OpenPostgres) -> None:
    store = open_postgres()
    holding, release = threading.Event(), threading.Event()

    def write_first() -> None:
        with store.writing():
            holding.set()
            release.wait(10)
            put(store, make_document("a.txt", "The first."))

    first = threading.Thread(target=write_first)
    second = threading.Thread(target=lambda: put(store, make_document("a.txt", "The second.")))
    first.start()
    holding.wait(10)
    second.start()
    release.set()
    first.join()
    second.join()
    assert texts(ask(store, "the")) == ["The second."]


def test_a_closed_store_answers_nothing_and_may_be_closed_again(open_postgres: OpenPostgres) -> None:
    store = open_postgres()
    store.close()
    store.close()
    with pytest.raises(ValueError, match="closed"):
        store.entries()


def test_words_are_counted_the_same_before_and_after_they_are_added_up(
    address: str, open_postgres: OpenPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_postgres()
    for number in range(6):
        put(store, make_document(f"{number}.txt", "the river", "a valley"))
    store.remove("0.txt")
    rows = "SELECT count(*) FROM lexemes WHERE lexeme = 'river'"
    # six documents came and one went
    assert numbers(address, rows) == [7]
    assert store.frequencies(["river", "valley"]) == [5, 5]
    monkeypatch.setattr(lexemes, "FOLD_AFTER", 8)
    store.remove("1.txt")  # the eighth change
    assert numbers(address, rows) == [1]
    assert store.frequencies(["river", "valley"]) == [4, 4]
    for number in range(2, 6):
        store.remove(f"{number}.txt")
    monkeypatch.setattr(lexemes, "FOLD_AFTER", 1)
    store.fail(Failure("a.txt", "it is damaged"))
    assert numbers(address, "SELECT count(*) FROM lexemes") == [0]
    assert numbers(address, "SELECT passages + words FROM meta") == [0]


@pytest.fixture
def hundreds(open_postgres: OpenPostgres) -> PostgresStore:
    """300 documents of a passage each, in which the first words are the more common the smaller their number."""
    store = open_postgres()
    for number in range(300):
        words = [f"w{each}" for each in range(20) if number % (each + 1) == 0]
        put(store, make_document(f"{number:03}.{'md' if number % 100 == 7 else 'txt'}", " ".join(words)))
    return store


def test_beyond_a_size_the_graph_finds_what_comparing_all_does(
    hundreds: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = [f"w{number} w{number + 3}" for number in range(15)]
    exact = [ask(hundreds, question, 10) for question in questions]
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 10)
    assert [ask(hundreds, question, 10) for question in questions] == exact, "there is no graph yet"
    with hundreds.writing():
        pass
    with hundreds.writing():  # and no second one
        pass
    put(hundreds, make_document("late.txt", "w0 w3 late"))
    assert places(ask(hundreds, "w0 w3 late", 1)) == [("late.txt", 0)]
    hundreds.remove("late.txt")
    found = [ask(hundreds, question, 10) for question in questions]
    shared = sum(len({*places(one)} & {*places(other)}) for one, other in zip(exact, found, strict=True))
    assert shared >= 0.98 * 150


def test_the_graph_is_searched_on_until_a_filter_has_let_enough_through(
    hundreds: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = Filters(("*.md",))
    exact = ask(hundreds, "w0 w1", 10, only)
    assert sorted(places(exact)) == [("007.md", 0), ("107.md", 0), ("207.md", 0)]
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 0)
    monkeypatch.setattr(meaning, "BREADTH", 5)
    with hundreds.writing():
        pass
    assert ask(hundreds, "w0 w1", 10, only) == exact


def test_the_setting_chooses_the_store(address: str) -> None:
    database = Settings(store=address)
    with pytest.raises(IndexMissing, match="schema=test"):
        choose.require_index(database)
    store = choose.open_store(database, ENCODER, create=True)
    assert isinstance(store, PostgresStore)
    choose.require_index(database)
    fill(store)
    with store.writing():
        assert "process" in str(choose.writer_of(database, store))
    assert choose.writer_of(database, store) is None
    store.close()
    choose.delete_index(database)
    with pytest.raises(IndexMissing):
        choose.require_index(database)


def test_very_many_known_words_are_no_error(open_postgres: OpenPostgres) -> None:
    store = open_postgres()
    many = [f"word{number}" for number in range(1500)]
    put(store, make_document("a.txt", " ".join(many), "another"))
    assert places(store.lexical(many, 5, EVERYTHING)) == [("a.txt", 0)]
