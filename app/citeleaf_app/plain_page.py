"""A page without Gradio and scripts, for what stands beside the chat: signing in, the programs' interface."""

from __future__ import annotations

from citeleaf_app.markup import element, join

_HEAD = (
    element("meta", charset="utf-8"),
    element("meta", name="viewport", content="width=device-width, initial-scale=1"),
    element("link", rel="stylesheet", href="/citeleaf/plain/plain.css"),
    element("link", rel="icon", href="/citeleaf/leaf.svg"),
)
BRAND = element("span", element("span", class_="leaf", aria_hidden="true"), "Citeleaf", class_="brand")


def plain_page(title: str, look: str, *content: str) -> str:
    """A whole document; ``look`` is the body's class."""
    head = element("head", *_HEAD, element("title", f"{title} · Citeleaf"))
    return "<!doctype html>" + element("html", join(head, element("body", *content, class_=look)), lang="en")
