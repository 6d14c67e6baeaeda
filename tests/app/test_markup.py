"""A plain string stays text, whatever it says."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from citeleaf_app.markup import Html, element, join, text

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p></article><form action=//evil.example>",
    "${alert(1)} and `${alert(2)}`",
    "{{value}} {{{value}}} {{#each value}}{{/each}}",
    "[link](javascript:alert(1)) **bold** # heading",
    r"\(\frac{1}{2}\) $$x$$ \[y\]",
    "&lt;script&gt; &amp; &#60;",
    "quotes \" ' and `",
    "left\u202eright\u202c \u2066isolated\u2069",
    "zero\u200bwidth\u2060 \ufeffsoft\u00adhyphen",
    "family \U0001f468\u200d\U0001f469\u200d\U0001f467, می\u200cخواهم",
    "line\r\nbreaks\rand\ttabs\x0c",
]


class Reader(HTMLParser):
    """Reads HTML back: its text, and the tags it holds."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_reads_back_as_it_was_and_holds_nothing_else(hostile: str) -> None:
    read = Reader(text(hostile))
    assert read.text == hostile
    assert set(read.tags) <= {"span"}  # only around hidden characters


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("code", ["${", "{{", "`", "<script", "<img"])
def test_nothing_is_left_that_the_page_would_run(hostile: str, code: str) -> None:
    assert code not in text(hostile)
    assert code not in element("p", title=hostile)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_attribute_stays_one_attribute(hostile: str) -> None:
    read = Reader(element("p", title=hostile))
    assert read.tags == ["p"]
    assert list(read.attributes) == ["title"]


def test_hidden_characters_are_kept_apart_and_named() -> None:
    shown = text("a\u202eb")
    assert shown == 'a<span class="hidden-character" title="U+202E RIGHT-TO-LEFT OVERRIDE">&#8238;</span>b'


def test_what_no_browser_or_json_can_hold_becomes_a_replacement_character() -> None:
    assert text("nul\x00 half\ud800") == "nul\ufffd half\ufffd"


def test_html_is_not_escaped_again_and_strings_are() -> None:
    assert join(Html("<b>1 &lt; 2</b>"), " 1 < 2") == "<b>1 &lt; 2</b> 1 &lt; 2"
    assert element("p", element("b", "<"), "<") == "<p><b>&lt;</b>&lt;</p>"


def test_attributes() -> None:
    made = element("a", "x", href="#y", class_="z", aria_label='"quoted"', hidden=True, title=None, open=False, n=0)
    assert made == '<a href="#y" class="z" aria-label="&quot;quoted&quot;" hidden n="0">x</a>'


def test_a_void_element_has_no_end() -> None:
    assert element("br") == "<br>"
