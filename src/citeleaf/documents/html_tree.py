"""HTML -> its tree of elements, whole: the parser stops without a word where a page is too much for it.

Its usual bounds, of 256 elements within one another and ten million bytes in one piece, are left out: real pages pass
them with long threads of replies and with pictures that are written into the page. Time and memory are bounded
elsewhere (``sandbox``).
"""

from __future__ import annotations

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types
from lxml import html as lxml_html

from citeleaf.errors import DocumentError

_STOPPED = frozenset({"ERR_RESOURCE_LIMIT", "ERR_NO_MEMORY", "ERR_INTERNAL_ERROR"})
"""After which nothing more of a page is read, by the names that the versions of libxml2 give it."""


def html_tree(markup: bytes) -> etree._Element:
    """The elements of a page in UTF-8. Nothing is fetched, and entities beyond HTML's own stay as they are.

    Raises DocumentError where a part of the page would be left out; lxml.etree.ParserError where there is nothing.
    """
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    root = lxml_html.document_fromstring(markup, parser=parser)
    if any(said.level >= etree.ErrorLevels.FATAL and said.type_name in _STOPPED for said in parser.error_log):
        raise DocumentError("its parts are too long, or lie too deep within one another; export it anew")
    return root
