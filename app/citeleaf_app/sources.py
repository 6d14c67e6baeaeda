"""Follows a link of the page to the source it names: a citation, a document, or another window of a long one."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from citeleaf.errors import CiteleafError, UnknownDocument
from citeleaf.types import Citation
from citeleaf_app import viewer
from citeleaf_app.markup import Html, element
from citeleaf_app.service import Service
from citeleaf_app.session import Conversation, find_citation

logger = logging.getLogger(__name__)

_CITATION = re.compile(r"#cite-([0-9a-f]+)-([0-9]{1,6})")
_DOCUMENT = re.compile(r"#document-(.+)", re.DOTALL)
_WINDOW = re.compile(r"#move-([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Viewing:
    """What the source viewer shows."""

    document_id: str
    citation: Citation | None = None


def follow(
    service: Service, link: str, conversation: Conversation, viewing: Viewing | None
) -> tuple[Html, Viewing | None]:
    """The viewer's new content and what it now shows. A link that leads nowhere says so there."""
    target, start = _target(link, conversation, viewing)
    shown = _shown(service, target, start) if target else _unknown_link()
    return element("div", shown, data_link=link), target


def _target(link: str, conversation: Conversation, viewing: Viewing | None) -> tuple[Viewing | None, int | None]:
    if match := _CITATION.fullmatch(link):
        citation = find_citation(conversation, match[1], int(match[2]))
        return (Viewing(citation.document_id, citation) if citation else None), None
    if match := _DOCUMENT.fullmatch(link):
        return Viewing(match[1]), None
    if match := _WINDOW.fullmatch(link):
        return viewing, int(match[1])
    return None, None


def _shown(service: Service, target: Viewing, start: int | None) -> Html:
    try:
        return viewer.view(service.document(target.document_id), target.citation, start)
    except UnknownDocument as error:
        return viewer.gone(target.citation) if target.citation else viewer.message("This document is gone", str(error))
    except CiteleafError as error:
        return viewer.message("This source cannot be shown", str(error))
    except Exception:
        logger.exception("A source could not be shown")
        return viewer.message("This source cannot be shown", "The program’s terminal shows why. Try once more.")


def _unknown_link() -> Html:
    return viewer.message("This link belongs to an earlier session", "Ask the question again to see its sources.")
