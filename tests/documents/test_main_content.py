"""Lists and tables of a web page's text stay, however little prose stands around them; its menus do not."""

from __future__ import annotations

import pytest
from lxml import html  # type: ignore[import-untyped]  # lxml carries no types

from citeleaf.documents.draft import Draft, DraftBuilder
from citeleaf.documents.html import parse
from citeleaf.documents.main_content import with_main_content
from citeleaf.documents.markup import pieces
from citeleaf.types import BlockKind
from documents.cases import assert_covers, shown

OPENING = (
    "The board of the port approved the budget for 2023 on 9 December with seven votes to two. Its revenue is "
    "expected to reach 112.4 million euros, and its expenditure 118.9 million."
)
CLOSING = (
    "The deficit is covered by a loan from the Northern Bank, which runs for twelve years at an interest rate of 3.85 "
    "percent. The first repayment is due on 30 June 2025."
)
ROWS = [["Department", "2022", "2023"], ["Dredging", "21.5", "27.8"], ["Security", "9.1", "8.7"], ["Legal", "0.8", "—"]]
ITEMS = ["Full-time: 402", "Part-time: 84", "on leave: 12"]
TABLE = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
TABLE = f"<table><caption>In million euros</caption>{TABLE}</table>"
LIST = f"<ul><li>{ITEMS[0]}</li><li>{ITEMS[1]}<ul><li>{ITEMS[2]}</li></ul></li></ul>"
LINKS = "<ul><li><a href='/a'>Rain stops play</a></li><li><a href='/b'>Harbour master resigns</a> 3 May</li></ul>"
ARTICLE = f"<h1>Budget 2023</h1><p>{OPENING}</p><h2>Expenditure</h2>{TABLE}<h2>Deficit</h2><p>{CLOSING}</p>"
NAVIGATION = "<nav><a href='/'>Home</a> <a href='/n'>News</a></nav>"
MENU = "<ul class='menu'><li><a href='/'>Home</a></li><li><a href='/n'>News</a></li></ul>"
FOOTER = "<footer>© 2023 The Port. <ul><li>Press: +44 20 7946 0991</li></ul></footer>"


def page(article: str, *, before: str = "", after: str = "", title: str = "Budget 2023") -> bytes:
    return f"<html><head><title>{title}</title></head><body>{before}{article}{after}</body></html>".encode()


def noise(data: bytes) -> list[str]:
    draft = parse(data)
    assert_covers(draft)
    return [text for kind, text in shown(draft) if kind == BlockKind.BOILERPLATE]


def labelled(body: str, *, main: str) -> list[tuple[str, str]]:
    """The blocks of a page of which ``main`` was extracted."""
    builder = DraftBuilder()
    found = list(pieces(html.document_fromstring(f"<html><body>{body}</body></html>")))
    for piece in found:
        builder.add(piece.text, piece.kind, level=piece.level)
    return shown(Draft(builder.text, with_main_content(builder.text, builder.blocks, found, main)))


@pytest.mark.parametrize("before", ["", NAVIGATION, MENU], ids=["bare", "nav", "menu"])
@pytest.mark.parametrize("after", ["", FOOTER], ids=["bare", "footer"])
def test_a_page_of_two_paragraphs_keeps_its_table_and_its_list(before: str, after: str) -> None:
    draft = parse(page(f"{ARTICLE}<h2>Staff</h2><h3>In 2023</h3>{LIST}", before=before, after=after))
    assert [(kind, text) for kind, text in shown(draft) if kind != BlockKind.BOILERPLATE] == [
        ("title", "Budget 2023"),
        ("paragraph", OPENING),
        ("heading 2", "Expenditure"),
        ("caption", "In million euros"),
        *(("table", "\t".join(row)) for row in ROWS),
        ("heading 2", "Deficit"),
        ("paragraph", CLOSING),
        ("heading 2", "Staff"),
        ("heading 3", "In 2023"),
        *(("list item", item) for item in ITEMS),
    ]
    home = {"": [], NAVIGATION: ["Home News"], MENU: ["Home", "News"]}[before]
    rights = ["© 2023 The Port.", "Press: +44 20 7946 0991"] if after else []
    assert noise(page(f"{ARTICLE}<h2>Staff</h2><h3>In 2023</h3>{LIST}", before=before, after=after)) == home + rights


@pytest.mark.parametrize(
    "furniture",
    [
        f"<h2>Elsewhere</h2>{LINKS}",
        f"<div class='post-footer'>{LIST}</div>",
        f"<div id='left_sidebar'><div>{LIST}</div></div>",
        f"<div role='navigation'>{TABLE}</div>",
        f"<aside><h2>Staff</h2>{LIST}</aside>",
        f"<section><header>{LIST}</header></section>",
        "<ul><li><button>Print</button></li><li><button>Send</button></li><li>or</li></ul>",
        "<table><tr><td><a href='/a'>Print</a></td><td><a href='/b'>Send</a></td></tr></table>",
        "<table><tr><td><p>One</p><figure><figcaption>A pier</figcaption></figure></td></tr></table>",
    ],
)
def test_lists_of_links_and_of_what_surrounds_the_text_are_noise(furniture: str) -> None:
    blocks = labelled(f"<p>{OPENING}</p>{furniture * 3}<p>{CLOSING}</p>{furniture}", main=f"{OPENING}\n{CLOSING}")
    assert [kind for kind, text in blocks if text in (OPENING, CLOSING)] == ["paragraph", "paragraph"]
    assert {kind for kind, text in blocks if text not in (OPENING, CLOSING)} == {"boilerplate"}


def test_what_stands_above_the_text_is_noise() -> None:
    assert labelled(f"{TABLE}<p>Menu</p><p>More</p><p>Top</p><p>{OPENING}</p>", main=OPENING)[:8] == [
        *(("boilerplate", text) for text in ("In million euros", *("\t".join(row) for row in ROWS), "Menu", "More")),
        ("boilerplate", "Top"),
    ]


def test_a_row_is_known_by_its_cells_wherever_it_stands() -> None:
    main = "\n".join([OPENING, CLOSING, "Department", "2022", "2023", "Dredging", "21.5", "27.8", "Legal", "0.8"])
    blocks = labelled(f"<p>{OPENING}</p><p>{CLOSING}</p><aside>{MENU * 2}{TABLE}</aside>", main=main)
    # "Security" stands between two rows; of the last row, the cell without words is not asked for.
    assert [text for kind, text in blocks if kind == "table"] == ["\t".join(row) for row in ROWS]
    assert {kind for kind, text in blocks if text in ("Home", "News")} == {"boilerplate"}


def test_a_class_of_what_the_text_stands_in_says_nothing_of_its_lists() -> None:
    body = f"<div class='has-sidebar footer-below'><p>{OPENING}</p>{LIST}</div>"
    assert [kind for kind, _ in labelled(body, main=OPENING)] == ["paragraph"] + ["list item"] * 3


def test_a_list_of_facts_may_link_its_names() -> None:
    # Of the first list's 33 characters 22 are a link's; in the second an ``a`` is only what a link leads to.
    crew = "<li><a href='/m'>Master Ann Porter</a>, 1999</li><li><a href='/p'>Tom Reed</a>, pilot</li>"
    piers = "<li><a name='n'>North Pier</a></li><li><a id='s'>South Pier</a></li>"
    blocks = labelled(f"<p>{OPENING}</p><ul>{crew}</ul><p>Piers</p><ul>{piers}</ul>", main=OPENING)
    assert [text for kind, text in blocks if kind == "list item"] == [
        *("Master Ann Porter, 1999", "Tom Reed, pilot"),
        *("North Pier", "South Pier"),
    ]


def test_the_headings_that_a_kept_list_stands_under_stay() -> None:
    headings = "<h2>Elsewhere</h2><h2>Staff</h2><h3>In 2023</h3>"
    blocks = labelled(f"<p>{OPENING}</p>{MENU}{headings}{LIST}", main=OPENING)
    assert [(kind, text) for kind, text in blocks if kind in ("heading 2", "heading 3")] == [
        ("heading 2", "Staff"),
        ("heading 3", "In 2023"),
    ]
