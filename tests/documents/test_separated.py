"""Tables in text: what parts their cells, quoted cells, and what is no row."""

from __future__ import annotations

from contextlib import suppress

import pytest

from citeleaf.documents import load_bytes
from citeleaf.documents.separated import parse
from citeleaf.errors import DocumentError
from documents.cases import assert_covers, shown

HEAD, ANNA, OLE = "name\tdepartment\tphone", "Anna Berg\tFinance\t4471", "Ole Lund\tTransport\t4482"


def rows(text: str) -> list[str]:
    draft = parse(text.encode())
    assert_covers(draft)
    return [words for kind, words in shown(draft) if kind == "table"]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_told_by_the_rows(sign: str) -> None:
    assert rows("\n".join((HEAD, ANNA, OLE)).replace("\t", sign)) == [HEAD, ANNA, OLE]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("year;tonnes\n2019;7,8\n2020;8,1\n", ["year\ttonnes", "2019\t7,8", "2020\t8,1"]),
        ("2019;7,8\n2020;8,1\n", ["2019\t7,8", "2020\t8,1"]),  # without a head both part the rows alike
        (
            "name\tplace\nBerg, A\tHill 3, Oslo\nLund, O\tMoss\n",
            ["name\tplace", "Berg, A\tHill 3, Oslo", "Lund, O\tMoss"],
        ),
        ('name,note\nAnn,"a; b; c"\nOle,"d; e"\n', ["name\tnote", "Ann\ta; b; c", "Ole\td; e"]),
        (
            "Waste, by month\n\nyear;month;t\n2019;May;9\n2020;May;8\n",
            ["year\tmonth\tt", "2019\tMay\t9", "2020\tMay\t8"],
        ),
    ],
)
def test_a_sign_within_cells_does_not_part_them(text: str, expected: list[str]) -> None:
    assert rows(text) == expected


def test_quoted_cells_hold_commas_quotation_marks_and_line_ends() -> None:
    text = 'name,note\r\n"Lee, Ann","says ""no""\r\nand  leaves"\r\nOle,5" pipe\r\n'
    assert rows(text) == ["name\tnote", 'Lee, Ann\tsays "no" and leaves', 'Ole\t5" pipe']


def test_a_quoted_cell_may_stand_behind_a_space() -> None:
    assert rows('town, mayor\n"Alderton, North", "Moss, Peter"\n') == ["town\tmayor", "Alderton, North\tMoss, Peter"]


def test_an_endless_cell_is_refused_as_one() -> None:
    for cell in ("d" * 140_000, '"' + "4\n" * 80_000 + '"'):
        with pytest.raises(DocumentError, match="from line 2 on has more than 131,072 characters"):
            parse(f"a,b\nc,{cell}".encode())


def test_an_empty_cell_stays_between_others() -> None:
    assert rows("a,b,c\n1,,3\n") == ["a\tb\tc", "1\t\t3"]


def test_what_stands_alone_in_its_row_is_a_paragraph() -> None:
    text = "Phones of the town,,\n\nname,department,phone\nAnna Berg,Finance,4471\n"
    assert shown(parse(text.encode())) == [
        ("paragraph", "Phones of the town"),
        ("table", HEAD),
        ("table", ANNA),
    ]
    assert shown(parse(b"mail\na@b.example\n")) == [("paragraph", "mail"), ("paragraph", "a@b.example")]


def test_the_sign_that_a_spreadsheet_states_is_taken_and_is_noise() -> None:
    text = "sep=,\nyear;a,b\n2019;c,d\n"
    assert shown(parse(text.encode())) == [
        ("boilerplate", "sep=,"),
        ("table", "year;a\tb"),
        ("table", "2019;c\td"),
    ]
    with pytest.raises(DocumentError, match="from line 3 on"):
        parse(b'sep=;\na;b\n"c;d\n')


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_encodings_are_those_of_text(encoding: str) -> None:
    table = "Straße;Größe;Höhe\nMühlstraße;groß;Überlänge\nBäckergasse;schön;für fünf\n"
    document = load_bytes(table.encode(encoding), "a.CSV")
    assert document.text.replace("\n\n", "\n").replace("\t", ";") == table.strip()
    assert document.media_type == "text/csv"


def test_a_quotation_without_an_end_is_named_by_its_line() -> None:
    with pytest.raises(DocumentError, match=r"^the quotation mark .* in the row from line 3 on is never closed: .*"):
        parse(b'a,b\n1,2\n"3,4\n5,6\n')


@pytest.mark.parametrize("table", ['"a' * 200_000, ',"a\n' * 100_000, '"",\n' * 100_000, "a," * 200_000, ";" * 300_000])
def test_a_huge_table_is_read_or_refused(table: str) -> None:
    with suppress(DocumentError):  # a mark that opens a cell has no other
        parse(table.encode())
