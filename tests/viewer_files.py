"""Documents for the tests of the source viewer: PDFs whose quoted words are red, and a long text."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle

from documents.pdf_files import LINE, Words, finished, lines, pdf

COMET = ["The assistant astronomer Brandl found a faint", "comet in October 1958, and asked for infor-"]
COMET_END = ["mation about it from Copenhagen by telegram."]
COMET_QUESTION = "Which astronomer found a faint comet in October 1958?"
COMET_QUOTE = (
    "The assistant astronomer Brandl found a faint comet in October 1958, and asked for information about it from "
    "Copenhagen by telegram."
)
FILLER = [
    "No member of the council was present at that time, and",
    "the minutes of the year before were read and approved.",
]
TURNED = ["The northern glacier lost seventeen metres", "of its length between May and September."]
TURNED_QUESTION = "How many metres of its length did the northern glacier lose?"
HOSTILE = [
    "<script>window.broken = 3</script> The envoy Mallory paid ${window.broken=5}",
    "{{window.broken}} ninety crowns <img src=x onerror=window.broken=4> for salt.",
]
HOSTILE_QUESTION = "How many crowns did the envoy Mallory pay for salt?"
CHANGING = ["The lighthouse of Orme was built in stone in 1811", "by forty masons who came over from the mainland."]
CHANGING_QUESTION = "In which year was the lighthouse of Orme built in stone?"
PARTED = ["The glass roof of the winter garden at Ormsby was", "raised by ninety carpenters in the spring of 1872."]
PARTED_QUESTION = "By how many carpenters was the glass roof of the winter garden raised?"
FARES = [
    "Crossing\tMay 2021\tMay 2022\tRemarks of the harbour master of Orme",
    "Orme to the islands of the outer bay\t14\t17\tonly in calm weather, and never on the Sunday before the fair",
    "Lighthouse\t6\t8\tat noon",
]
FARES_QUESTION = "What does the crossing to the islands of the outer bay cost?"
BRIDGE = "The bridge at Anta has nine arches of grey stone."
BRIDGE_QUESTION = "How many arches of grey stone does the bridge at Anta have?"


def paged_files() -> dict[str, bytes]:
    """Each document's bytes by its path."""
    return {
        "annals.pdf": _labelled(
            pdf(_page("Council", FILLER), _columns(), _page("Roads", FILLER), _page("Ends", FILLER))
        ),
        "parted.pdf": pdf(
            _page("Gardens", PARTED[:1], red=True),
            [Words(72, 740, PARTED[1], 11, red=True), *lines(72, 640, FILLER)],
        ),
        "turned.pdf": pdf(_page("Ice", TURNED, red=True), crop=(50, 100, 560, 780), rotate=90),
        "hostile.pdf": pdf(_page("${window.broken=1}", HOSTILE, size=9)),
        "changing.pdf": pdf(_page("Lights", CHANGING)),
        "bridge.txt": _story(),
        "fares.txt": "\n".join(FARES).encode(),
    }


def _page(heading: str, text: list[str], *, red: bool = False, size: float = 11) -> list[Words]:
    body = [Words(72, 700 - row * LINE, line, size, red=red) for row, line in enumerate(text)]
    return [Words(72, 730, heading, 16, bold=True), *body]


def _columns() -> list[Words]:
    """The quote runs from the foot of the left column to the head of the right one, a word of it broken between."""
    left = [Words(40, 560 - row * LINE, line, red=True) for row, line in enumerate(COMET)]
    right = [Words(320, 690 - row * LINE, line, red=True) for row, line in enumerate(COMET_END)]
    sky, comets = Words(40, 720, "Sky", 16, bold=True), Words(40, 600, "Comets", 16, bold=True)
    return [sky, *lines(40, 690, FILLER * 2), comets, *left, *right]


def _labelled(data: bytes) -> bytes:
    """Its first two pages are called i and ii, the others 1 and 2."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, 3, style=PageLabelStyle.DECIMAL)
    return finished(writer)


def _story() -> bytes:
    near = (
        "The river is wide there. The ferry stopped in spring. "
        + BRIDGE
        + " It was paid for by a toll. Nobody liked it."
    )
    far = [f"Chapter {number} tells of the roads of the valley, and of those who walked them." for number in range(60)]
    return "\n\n".join([*far[:30], near, *far[30:]]).encode()
