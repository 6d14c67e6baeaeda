"""Follows a link of the page to the source it names: a citation or a document, and the way to show it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from citeleaf.documents.pdf.sheets import Sheet
from citeleaf.errors import CiteleafError, DocumentError, UnknownDocument
from citeleaf.types import Citation
from citeleaf_app import viewer
from citeleaf_app.document_text import locate
from citeleaf_app.links import Link, parse
from citeleaf_app.markup import Html, element
from citeleaf_app.originals import OriginalChanged, OriginalMissing
from citeleaf_app.page_view import pages_of
from citeleaf_app.pages import PDF, Pages
from citeleaf_app.service import Service
from citeleaf_app.session import Conversation, around, find_citation, find_exchange
from citeleaf_app.viewer import Scene, Way

logger = logging.getLogger(__name__)

PREPARED = 3
"""Citations of a new answer whose pages are made ready before they are clicked."""

GONE = "This document is gone"
NOT_SHOWN = "This source cannot be shown"
OTHER_READING = "Another version of the program read this file: `citeleaf ingest --rebuild` reads it anew."


@dataclass(frozen=True, slots=True)
class Sources:
    """What links lead to: the documents of ``service``, and ``pages`` drawn from their files."""

    service: Service
    pages: Pages

    def follow(self, address: str, conversation: Conversation, width: int = 0) -> Html:
        """The viewer's new content. A link that leads nowhere says so there.

        ``width`` is that of the picture which will be asked for, one of ``WIDTHS``: it is begun at once.
        """
        return element("div", self._followed(parse(address), conversation, width), data_link=address)

    def prepare(self, addresses: Sequence[str], conversation: Conversation, width: int) -> None:
        """Make ready what a click on these citations will show, as far as that takes time."""
        for link in filter(None, map(parse, addresses[:PREPARED])):
            citation = find_citation(conversation, link.exchange, link.number)
            with suppress(CiteleafError):  # whoever clicks is told
                if citation:
                    self._sheets(self._scene(link, citation), width)

    def _followed(self, link: Link | None, conversation: Conversation, width: int) -> Html:
        citation = find_citation(conversation, link.exchange, link.number) if link and link.exchange else None
        if link is None or (link.exchange and citation is None):
            return viewer.message(
                "This link belongs to an earlier session", "Ask the question again to see its sources."
            )
        numbers = numbers_of(conversation, link.exchange)
        before = around(conversation, link.exchange, link.number)
        try:
            scene = replace(self._scene(link, citation), numbers=numbers, surroundings=before)
            return self._shown(scene, width)
        except UnknownDocument as error:
            return viewer.gone(citation, link, numbers, before) if citation else viewer.message(GONE, str(error))
        except CiteleafError as error:
            return viewer.message(NOT_SHOWN, str(error))
        except Exception:
            logger.exception("A source could not be shown")
            return viewer.message(NOT_SHOWN, "The program’s terminal shows why. Try once more.")

    def _scene(self, link: Link, citation: Citation | None) -> Scene:
        """Raises UnknownDocument."""
        document = self.service.document(citation.document_id if citation else link.document_id)
        lit = locate(document, citation) if citation else None
        return Scene(document, link, citation, lit, has_pages=document.media_type == PDF)

    def _shown(self, scene: Scene, width: int) -> Html:
        """The document; its text where its pages are asked for and cannot be shown truly."""
        try:
            self.pages.originals.check(scene.document)
            return viewer.view(scene, self._sheets(scene, width))
        except (OriginalChanged, OriginalMissing, DocumentError) as error:
            return viewer.view(replace(scene, has_pages=False, trouble=_sentence(str(error))))

    def _sheets(self, scene: Scene, width: int) -> list[Sheet]:
        """The page that the link names, or else those with the quote, or the first. Raises what ``Pages`` does."""
        if scene.way is not Way.PAGES:
            return []
        quoted = pages_of(scene.document, scene.lit.quote) if scene.lit else []
        numbers = [scene.link.page] if scene.link.page is not None else quoted or [1]
        for number in numbers:
            self.pages.draw_ahead(scene.document, number, width)
        sheets = [self.pages.sheet(scene.document, number) for number in numbers]
        if any(sheet.places is None and sheet.number in quoted for sheet in sheets):
            raise DocumentError(OTHER_READING)  # a box at a wrong place is worse than none
        return sheets


def numbers_of(conversation: Conversation, exchange_id: str) -> tuple[int, ...]:
    """The numbers of the citations that the exchange shows, in their order."""
    exchange = find_exchange(conversation, exchange_id)
    return tuple(citation.number for citation in exchange.citations) if exchange else ()


def _sentence(reason: str) -> str:
    """A reason as a sentence of its own."""
    return f"{reason[:1].upper()}{reason[1:].rstrip('.')}."
