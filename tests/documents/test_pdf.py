"""PDFs: the text as it is read, what its blocks are for, and where each character is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle

from citeleaf.documents.draft import Draft
from citeleaf.documents.pdf import PageBox, character_boxes, parse
from citeleaf.errors import DocumentError
from citeleaf.types import Block, BlockKind, Document, Span
from documents.pdf_files import LINE, Words, finished, lines, pdf

RIVER = (
    "The river rises in the hills above the old town and runs for",
    "more than two hundred kilometres before it comes to the sea.",
    "Along its lower course it is joined by three smaller streams.",
)


def texts(draft: Draft, kind: BlockKind | None = None) -> list[str]:
    """The blocks' texts, which together are all of the document's."""
    assert "\n\n".join(block.span.of(draft.text) for block in draft.blocks) == draft.text
    return [block.span.of(draft.text) for block in draft.blocks if kind is None or block.kind is kind]


def block_of(draft: Draft, text: str) -> Block:
    return next(block for block in draft.blocks if text in block.span.of(draft.text))


def span_of(draft: Draft, text: str) -> Span:
    start = draft.text.index(text)
    return Span(start, start + len(text))


def written(data: bytes) -> PdfWriter:
    return PdfWriter(clone_from=PdfReader(BytesIO(data)))


# The text


def test_lines_of_a_paragraph_are_joined_and_paragraphs_are_not() -> None:
    draft = parse(pdf([*lines(72, 700, RIVER), *lines(72, 700 - 5 * LINE, ["A second paragraph stands apart."])]))
    assert texts(draft) == [" ".join(RIVER), "A second paragraph stands apart."]
    assert {block.kind for block in draft.blocks} == {BlockKind.PARAGRAPH}


def test_an_indented_line_begins_a_paragraph() -> None:
    first = lines(72, 700, RIVER)
    second = [Words(90, 700 - 3 * LINE, "In spring the water is high, and"), *lines(72, 700 - 4 * LINE, RIVER[1:])]
    assert texts(parse(pdf([*first, *second]))) == [
        " ".join(RIVER),
        " ".join(["In spring the water is high, and", *RIVER[1:]]),
    ]


def test_a_sentence_that_ends_early_ends_the_paragraph() -> None:
    draft = parse(
        pdf(lines(72, 700, [*RIVER, "The last is the Ash.", "Boats go up as far as the second lock. From", *RIVER]))
    )
    assert texts(draft) == [
        " ".join([*RIVER, "The last is the Ash."]),
        " ".join(["Boats go up as far as the second lock. From", *RIVER]),
    ]


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        (
            "The committee asked for infor-",
            "mation about the bridge.",
            "The committee asked for information about the bridge.",
        ),
        ("The bridge is a well-", "known sight in the valley.", "The bridge is a well-known sight in the valley."),
        (
            "The long-term plan is a long-",
            "term plan for the valley.",
            "The long-term plan is a long-term plan for the valley.",
        ),
        (
            "Built in stone by Anglo-",
            "Saxon masons of the valley.",
            "Built in stone by Anglo-Saxon masons of the valley.",
        ),
        (
            "It was widened between 1911-",
            "1914 for the new trams.",
            "It was widened between 1911-1914 for the new trams.",
        ),
        (
            "It bore both pre-",
            "and postwar traffic of the valley.",
            "It bore both pre- and postwar traffic of the valley.",
        ),
        ("The bridge - as all agree -", "is a fine one.", "The bridge - as all agree - is a fine one."),
        (
            "The limit was passed in twenty-",
            "three of the samples.",
            "The limit was passed in twenty-three of the samples.",
        ),
        (
            "It was the valley's thirty-",
            "second-longest bridge.",
            "It was the valley's thirty-second-longest bridge.",
        ),
        ("The council paid for two-", "thirds of the bridge.", "The council paid for two-thirds of the bridge."),
        ("It was widened by UN-", "led engineers.", "It was widened by UN-led engineers."),
        ("THE OLD BRIDGE UN-", "der the hill was built in stone.", "THE OLD BRIDGE UNder the hill was built in stone."),
        ("Its piers were X-", "rayed for cracks.", "Its piers were X-rayed for cracks."),
        ("The council paid with its seven-", "teenth loan.", "The council paid with its seventeenth loan."),
    ],
)
def test_a_hyphen_at_a_line_end_goes_only_where_it_broke_a_word(above: str, below: str, joined: str) -> None:
    assert texts(parse(pdf(lines(72, 700, [above, below])))) == [joined]


def test_a_word_that_the_document_writes_with_a_hyphen_keeps_it() -> None:
    """ "water-course" could be one broken word: that it is written so elsewhere decides."""
    above, below = "Below the mill it fills an older water-", "course that the monks had dug for it."
    elsewhere = "Every water-course was walled."
    assert "older watercourse that" in parse(pdf(lines(72, 700, [above, below]))).text
    assert "older water-course that" in parse(pdf([*lines(72, 700, [above, below]), Words(72, 600, elsewhere)])).text


def test_ligatures_are_written_out() -> None:
    glyphs = ("\ufb01", "t", "s", " ", "o", "ffi", "c", "e")  # the one as a character, the other as three
    draft = parse(pdf([Words(72, 700, glyphs=glyphs)]))
    assert draft.text == "fits office"


def test_other_compatibility_characters_stay_as_they_are() -> None:
    assert (
        parse(pdf([Words(72, 700, glyphs=("1", "0", "\u00b2", " ", "\u2122", "\u00bd"))])).text
        == "10\u00b2 \u2122\u00bd"
    )


def test_control_characters_and_soft_hyphens_are_removed() -> None:
    assert parse(pdf([Words(72, 700, glyphs=("a", "\x01", "b", "\u00ad", "c", "\u00a0", "d"))])).text == "abc d"


@pytest.mark.parametrize("text", ["Граница длиной", "長い国境の川", "Ελλάδα", "🂡🌉 x", "e\u0301te\u0301"])
def test_text_of_any_script_is_read(text: str) -> None:
    draft = parse(pdf([Words(72, 700, glyphs=tuple(text))]))
    assert draft.text == text
    assert len(character_boxes(pdf([Words(72, 700, glyphs=tuple(text))]), Span(0, len(text)))) == 1


@pytest.mark.parametrize("leftwards", [False, True])
def test_right_to_left_words_read_from_the_right(leftwards: bool) -> None:
    """Files draw the letters as they are read, or as they stand from left to right."""
    text = "طويلة"
    data = pdf([Words(300, 700, glyphs=tuple(text if leftwards else reversed(text)), leftwards=leftwards)])
    assert parse(data).text == text
    first, last = (character_boxes(data, Span(start, start + 1))[0] for start in (0, len(text) - 1))
    assert first.left > last.left


def test_a_glyph_without_a_character_leaves_a_sign() -> None:
    assert parse(pdf([Words(72, 700, glyphs=("a", "\x00", "b"))])).text == "a\ufffdb"
    with pytest.raises(DocumentError, match="its fonts do not say which letters they show"):
        parse(pdf([Words(72, 700, glyphs=("\x00", "\x00", "b"))]))


def test_japanese_lines_are_joined_without_a_space() -> None:
    assert (
        parse(pdf([Words(72, 700, glyphs=tuple("長い国境の")), Words(72, 686, glyphs=tuple("川である。"))])).text
        == "長い国境の川である。"
    )


def test_what_lies_outside_the_page_is_not_read() -> None:
    page = [Words(72, 700, "Within the page."), Words(-90, 700, "Printer marks"), Words(72, 20, "Below the crop.")]
    assert parse(pdf(page, crop=(0, 40, 612, 792))).text == "Within the page."


def test_the_same_bytes_give_the_same_draft() -> None:
    data = pdf(lines(72, 700, RIVER), lines(72, 700, RIVER))
    assert parse(data) == parse(data)


# Columns


def column(x: float, words: str) -> list[Words]:
    return lines(x, 700, [f"{words} column has line {number} here" for number in "one two three four five six".split()])


@pytest.mark.parametrize("row_by_row", [False, True])
def test_columns_are_read_one_after_the_other(row_by_row: bool) -> None:
    left, right = column(60, "left"), column(330, "right")
    drawn = [words for row in zip(left, right, strict=True) for words in row] if row_by_row else [*left, *right]
    draft = parse(pdf([Words(60, 740, "A heading over both of the columns", size=18), *drawn]))
    expected = " ".join(words.text for words in (*left, *right))
    assert " ".join(texts(draft, BlockKind.PARAGRAPH)) == expected
    assert texts(draft, BlockKind.TITLE) == ["A heading over both of the columns"]


COURT = (
    "The court found that the works were",
    "not supervised. Of 240 inspections",
    "57 were carried out, and of those",
)
PIER = (
    "The pier was built between 2018 and",
    "2021 by a company that had no divers",
    "of its own and hired them elsewhere.",
)


def test_a_line_over_both_columns_does_not_tell_how_far_one_of_them_reaches() -> None:
    wide = "Report 17/2023 of the regional court of auditors, published in November 2023 in Lorvane"
    columns = [*lines(72, 680, COURT), *lines(320, 676, PIER)]
    assert texts(parse(pdf([Words(72, 708, wide), *columns]))) == [wide, " ".join(COURT), " ".join(PIER)]


def test_a_sentence_that_ends_early_in_a_column_ends_the_paragraph() -> None:
    column = [*COURT, "none was in time.", "The authority accepted all of that.", "It has paid since."]
    draft = parse(pdf([Words(72, 708, " ".join(RIVER[:2])[:90]), *lines(72, 680, column), *lines(320, 676, PIER * 2)]))
    assert texts(draft)[1:3] == [" ".join(column[:4]), " ".join(column[4:])]


# What blocks are for


def report() -> list[Words]:
    return [
        Words(72, 720, "The rivers of the north", size=24),
        Words(72, 680, "Where they rise", size=16),
        *lines(72, 655, RIVER),
        Words(72, 590, "In the hills", size=13),
        *lines(72, 565, RIVER),
        Words(72, 500, "In the lowlands", bold=True),
        *lines(72, 486, RIVER),
    ]


def test_headings_are_ranked_by_their_size() -> None:
    draft = parse(pdf(report()))
    assert [(block.kind, block.level) for block in draft.blocks] == [
        (BlockKind.TITLE, 0),
        (BlockKind.HEADING, 1),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.HEADING, 3),  # bold, in the body's size
        (BlockKind.PARAGRAPH, 0),
    ]
    assert draft.title == "The rivers of the north"


def test_the_outline_names_headings_that_are_set_like_the_body() -> None:
    page = lines(72, 700, ["2. Measurements", *RIVER])
    assert texts(parse(pdf(page)), BlockKind.HEADING) == []
    writer = written(pdf(page))
    parent = writer.add_outline_item(title="Part one", page_number=0)
    writer.add_outline_item(title="Measurements", page_number=0, parent=parent)
    draft = parse(finished(writer))
    assert [(block.span.of(draft.text), block.level) for block in draft.blocks if block.kind is BlockKind.HEADING] == [
        ("2. Measurements", 2)
    ]


def test_large_text_that_is_long_is_no_heading() -> None:
    draft = parse(pdf([*lines(72, 700, RIVER * 3, size=16, leading=20), *lines(72, 400, RIVER * 6)]))
    assert texts(draft, BlockKind.HEADING) == []


def test_list_items_tables_captions_and_lines_of_contents_are_told_apart() -> None:
    rows = [("Ash", "12 km", "shallow"), ("Birch", "140 km", "navigable")]
    draft = parse(
        pdf(
            [
                *lines(72, 700, RIVER),
                *lines(
                    72,
                    640,
                    [
                        "• the Ash",
                        "• the Birch, which is much the longest of all of the smaller streams",
                        "  and joins last",
                    ],
                ),
                *(
                    Words(72 + 150 * place, 560 - LINE * row, cell)
                    for row, cells in enumerate(rows)
                    for place, cell in enumerate(cells)
                ),
                Words(72, 500, "Table 1: The smaller streams"),
                Words(72, 460, "1 Where they rise . . . . . . . . . . . . 12"),
            ]
        )
    )
    assert texts(draft, BlockKind.LIST_ITEM) == [
        "• the Ash",
        "• the Birch, which is much the longest of all of the smaller streams and joins last",
    ]
    assert texts(draft, BlockKind.TABLE) == ["Ash\t12 km\tshallow", "Birch\t140 km\tnavigable"]
    assert texts(draft, BlockKind.CAPTION) == ["Table 1: The smaller streams"]
    assert texts(draft, BlockKind.BOILERPLATE) == ["1 Where they rise . . . . . . . . . . . . 12"]


def test_running_heads_and_page_numbers_are_boilerplate_and_stay() -> None:
    pages = [
        [
            Words(250, 760, f"Annual report {2020 + number // 2}"),
            *lines(72, 640, (*RIVER, f"Page text {number}.")),
            Words(300, 30, f"Page {number} of 4"),
        ]
        for number in (1, 2, 3, 4)
    ]
    draft = parse(pdf(*pages))
    for number in (1, 2, 3, 4):
        noise = [block for block in draft.blocks if block.page == number and block.kind is BlockKind.BOILERPLATE]
        assert [block.span.of(draft.text) for block in noise] == [
            f"Annual report {2020 + number // 2}",
            f"Page {number} of 4",
        ]
    assert len(texts(draft, BlockKind.PARAGRAPH)) == 4


def test_a_line_that_only_looks_like_another_pages_stays_text() -> None:
    """The same words at other heights, and numbers that do not count, are the document's own."""
    pages = [
        [*lines(72, 760 - 30 * number, ["Results", *RIVER]), Words(72, 60, text)]
        for number, text in enumerate(["1200", "870", "3310"])
    ]
    assert texts(parse(pdf(*pages)), BlockKind.BOILERPLATE) == []


def test_a_stamp_across_the_margin_is_boilerplate() -> None:
    draft = parse(pdf([Words(30, 200, "Received 12 May", angle=90), *lines(72, 700, RIVER * 3)]))
    assert texts(draft, BlockKind.BOILERPLATE) == ["Received 12 May"]
    assert texts(draft, BlockKind.PARAGRAPH) == [" ".join(RIVER * 3)]


def test_blocks_name_their_page() -> None:
    draft = parse(pdf(lines(72, 700, RIVER), lines(72, 700, ["The second page."])))
    assert [block.page for block in draft.blocks] == [1, 2]
    document = Document("d", "a.pdf", "0", draft.text, draft.blocks, draft.title, None, None, "application/pdf")
    assert document.page_at(draft.text.index("second")) == 2


# Boxes


def ink(image: Image.Image, colour: str) -> list[tuple[int, int]]:
    """Where pixels are clearly red, or clearly dark without being red."""
    found = []
    colours = image.convert("RGB").tobytes()
    for index in range(image.width * image.height):
        red, green, _ = colours[3 * index : 3 * index + 3]
        if green < 128 and (red > 128) == (colour == "red"):
            found.append((index % image.width, index // image.width))
    return found


def holds(box: PageBox, x: int, y: int, image: Image.Image) -> bool:
    """Whether the pixel lies in the box, to within a pixel."""
    across, down = 1 / image.width, 1 / image.height
    return box.left - across <= x * across <= box.right + across and box.top - down <= y * down <= box.bottom + down


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_box_lies_over_its_word_as_the_page_is_shown(rotate: int, angle: int) -> None:
    """Text and page turned in every way, on a page that is cropped: the box holds all of the red word and no other."""
    along = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[angle]
    start = (300 - 60 * along[0], 400 - 60 * along[1])
    middle = (start[0] + 60 * along[0], start[1] + 60 * along[1])
    end = (middle[0] + 60 * along[0], middle[1] + 60 * along[1])
    data = pdf(
        [
            Words(*start, "before", angle=angle),
            Words(*middle, "wanted", angle=angle, red=True),
            Words(*end, "after", angle=angle),
        ],
        crop=(100, 150, 500, 700),
        rotate=rotate,
    )
    draft = parse(data)
    assert draft.text == "before wanted after"
    [box] = character_boxes(data, span_of(draft, "wanted"))
    with pypdfium2.PdfDocument(data) as document:
        image = document[0].render(scale=1).to_pil()
    red, black = ink(image, "red"), ink(image, "black")
    assert red
    assert black
    assert all(holds(box, x, y, image) for x, y in red)
    assert not any(holds(box, x, y, image) for x, y in black)


def test_boxes_hold_the_very_characters_of_each_word() -> None:
    """pdfium, asked what stands in the box, says the word: for every word of a page of prose, headings and a table."""
    data = pdf([*report(), *(Words(72 + 150 * place, 400, cell) for place, cell in enumerate(["Ash", "12", "km"]))])
    draft = parse(data)
    with pypdfium2.PdfDocument(data) as document:
        textpage = document[0].get_textpage()
        offset = 0
        for word in draft.text.split():
            start = draft.text.index(word, offset)
            offset = start + len(word)
            [box] = character_boxes(data, Span(start, offset))
            within = textpage.get_text_bounded(
                box.left * 612 + 0.5, (1 - box.bottom) * 792 + 0.5, box.right * 612 - 0.5, (1 - box.top) * 792 - 0.5
            )
            assert within.strip() == word
        textpage.close()


def test_a_quote_over_two_lines_has_a_box_on_each_and_over_two_pages_on_both() -> None:
    data = pdf(lines(72, 700, ["The committee asked for infor-", "mation about the bridge."]), lines(72, 700, RIVER))
    draft = parse(data)
    boxes = character_boxes(data, span_of(draft, "information"))
    assert [box.page for box in boxes] == [1, 1]
    assert boxes[0].left > boxes[1].left
    assert boxes[0].bottom < boxes[1].bottom
    assert [box.page for box in character_boxes(data, Span(0, len(draft.text)))] == [1, 1, 2, 2, 2]


def test_white_space_between_blocks_has_no_box() -> None:
    data = pdf(lines(72, 700, RIVER), lines(72, 700, RIVER))
    separator = parse(data).text.index("\n\n")
    assert character_boxes(data, Span(separator, separator + 2)) == []
    assert character_boxes(data, Span(5, 5)) == []


def test_one_box_is_as_wide_as_its_characters() -> None:
    """Helvetica's "i" is 222, its "w" 722 thousandths of the font size wide: 100 points high, 22.2 and 72.2 points."""
    data = pdf([Words(72, 600, "iw", size=100)])
    narrow, wide = (character_boxes(data, Span(start, start + 1))[0] for start in (0, 1))
    assert (narrow.right - narrow.left) * 612 == pytest.approx(22.2, abs=0.1)
    assert (wide.right - wide.left) * 612 == pytest.approx(72.2, abs=0.1)
    assert narrow.left * 612 == pytest.approx(72, abs=0.1)


# What the file says of itself


def with_metadata(page: Sequence[Words], **entries: str) -> bytes:
    writer = written(pdf(page))
    writer.add_metadata({f"/{name}": value for name, value in entries.items()})
    return finished(writer)


def test_title_and_date_of_the_metadata() -> None:
    draft = parse(with_metadata(report(), Title="A survey of rivers", CreationDate="D:20190314120000+01'00'"))
    assert draft.title == "A survey of rivers"
    assert draft.published == date(2019, 3, 14)
    assert BlockKind.TITLE not in {block.kind for block in draft.blocks}


def test_the_block_that_says_the_metadatas_title_is_the_title() -> None:
    draft = parse(with_metadata(report(), Title="Where they rise"))
    assert texts(draft, BlockKind.TITLE) == ["Where they rise"]


@pytest.mark.parametrize(
    "title", ["Microsoft Word - rivers.doc", "untitled", "rivers_v2", "final.pdf", "", "Document1"]
)
def test_a_title_that_is_none_gives_way_to_the_largest_text(title: str) -> None:
    assert parse(with_metadata(report(), Title=title)).title == "The rivers of the north"


@pytest.mark.parametrize("written_date", ["D:19700101000000Z", "yesterday", "in 2019"])
def test_a_date_that_is_none_is_left_out(written_date: str) -> None:
    assert parse(with_metadata(report(), CreationDate=written_date)).published is None


def test_page_labels_are_kept_when_pages_are_not_just_counted() -> None:
    data = pdf(*([lines(72, 700, [f"This is leaf {name}."]) for name in "abcd"]))
    assert parse(data).page_labels == ()
    writer = written(data)
    writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, 3, style=PageLabelStyle.DECIMAL, start=1)
    assert parse(finished(writer)).page_labels == ("i", "ii", "1", "2")


# What cannot be read


def encrypted(user_password: str) -> bytes:
    writer = written(pdf(lines(72, 700, RIVER)))
    writer.add_metadata({"/Title": "Locked rivers"})
    writer.encrypt(user_password, "owner", algorithm="RC4-128")
    return finished(writer)


def test_a_pdf_that_opens_without_a_password_is_read() -> None:
    draft = parse(encrypted(""))
    assert draft.text == " ".join(RIVER)
    assert draft.title == "Locked rivers"


def scanned() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (60, 80), "gray").save(buffer, "PDF")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (encrypted("secret"), "it is encrypted; save a copy without the password"),
        (pdf(lines(72, 700, RIVER))[:-300], "it is cut short: its end is missing"),
        (pdf(lines(72, 700, RIVER))[:200], "it is cut short: its end is missing"),
        (b"%PDF-1.7\nnothing of the kind\n%%EOF\n", "it is damaged and cannot be opened"),
        (b"just some text", "it is not a PDF"),
        (b"", "it is not a PDF"),
        (pdf(), "it has no pages"),
        (pdf([]), "its pages are empty"),
        (scanned(), "its pages are pictures without text; run OCR over it first"),
    ],
)
def test_why_a_file_cannot_be_read(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(data)
    assert str(caught.value).startswith(reason)
    assert "\n" not in str(caught.value)


def test_a_file_cut_short_after_an_earlier_end_mark_is_noticed() -> None:
    """A file with saved changes has an end mark for each saving: what follows the first is cut here."""
    data = pdf(lines(72, 700, RIVER))
    with pytest.raises(DocumentError, match="cut short"):
        parse(data + b"20 0 obj\n<< /Type /Page")


def test_a_partly_scanned_pdf_is_read() -> None:
    writer = written(scanned())
    writer.append(BytesIO(pdf(lines(72, 700, RIVER))))
    draft = parse(finished(writer))
    assert [(block.page, block.span.of(draft.text)) for block in draft.blocks] == [(2, " ".join(RIVER))]


def test_damage_to_the_structure_alone_does_not_lose_the_text(caplog: pytest.LogCaptureFixture) -> None:
    """An outline that leads nowhere: pypdf cannot read it, and its complaints are not the user's."""
    data = pdf(lines(72, 700, RIVER)).replace(
        b"/Catalog /Pages 2 0 R", b"/Catalog /Outlines 2 0 R /PageLabels 1 0 R /Pages 2 0 R"
    )
    assert parse(data).text == " ".join(RIVER)
    assert not caplog.records
