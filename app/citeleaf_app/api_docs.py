"""Describes the programs' interface: a page made of its OpenAPI schema, which loads nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from citeleaf_app.markup import Html, element, join
from citeleaf_app.plain_page import BRAND, plain_page

SCHEMA = "/api/openapi.json"
PAGE = "/api"

Part = Mapping[str, object]

_EXAMPLES = {
    "/api/ask": """curl --json '{"question": "How long is the border?"}' ADDRESS/api/ask""",
    "/api/documents/{path}": "curl --upload-file report.pdf ADDRESS/api/documents/reports/",
}


def docs_routes() -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get(PAGE)
    def page(request: Request) -> HTMLResponse:
        address = str(request.base_url).rstrip("/")
        return HTMLResponse(docs_page(request.app.openapi(), address))

    return routes


def docs_page(schema: Part, address: str) -> str:
    """The page for an OpenAPI schema of a server at ``address``."""
    operations = [_operation(path, method, part, address) for path, method, part in _operations(schema)]
    bodies = [_body(name, part) for name, part in sorted(_parts(_part(schema, "components"), "schemas"))]
    lead = element(
        "p",
        "What the page can do, for programs. Where there are accounts, sign in first, with the password from a file: ",
        element("code", f"curl -c cookies -d name=… --data-urlencode password@file {address}/sign-in"),
        ", then send ",
        element("code", "-b cookies"),
        ". The whole as ",
        element("a", "OpenAPI", href=SCHEMA),
        ".",
    )
    main = element("main", element("h1", BRAND, " for programs"), lead, *operations, element("h2", "Bodies"), *bodies)
    return plain_page("For programs", "docs", main)


def _operations(schema: Part) -> Iterator[tuple[str, str, Part]]:
    for path, methods in _parts(schema, "paths"):
        for method, part in methods.items():
            if isinstance(part, Mapping):
                yield path, method, part


def _operation(path: str, method: str, part: Part, address: str) -> Html:
    title = element("h3", element("span", method.upper(), class_=f"method {method}"), element("code", path))
    rows = [_parameter(each) for each in _list(part, "parameters")]
    body = _reference(_part(part, "requestBody"))
    answers = [element("li", element("b", code), " ", _answer(reply)) for code, reply in _parts(part, "responses")]
    example = _EXAMPLES.get(path) if method in ("post", "put") else None
    return element(
        "section",
        title,
        element("p", str(part.get("summary", "")), class_="summary"),
        _prose(str(part.get("description", ""))),
        element("table", element("tbody", *rows)) if rows else Html(),
        element("p", "Takes ", body) if body else Html(),
        element("ul", *answers, class_="answers"),
        element("pre", example.replace("ADDRESS", address)) if example else Html(),
    )


def _parameter(part: Part) -> Html:
    shape = _part(part, "schema")
    needed = " (required)" if part.get("required") else ""
    default = f" Otherwise {json.dumps(shape['default'])}." if "default" in shape else ""
    words = f"{part.get('description', '')}{needed}.{default}".lstrip(".")
    return element(
        "tr", element("th", element("code", str(part.get("name")))), element("td", _type(shape)), element("td", words)
    )


def _answer(reply: Part) -> Html:
    body = _reference(reply)
    words = str(reply.get("description", ""))
    return join(words, ": ", body) if body else join(words)


def _body(name: str, part: Part) -> Html:
    required = {str(each) for each in _items(part, "required")}
    rows = [
        element(
            "tr",
            element("th", element("code", field)),
            element("td", _type(shape)),
            element("td", str(shape.get("description", "")), "" if field in required else " (may be left out)"),
        )
        for field, shape in _parts(part, "properties")
    ]
    choices = element("p", ", ".join(json.dumps(choice) for choice in _items(part, "enum")))
    content = element("table", element("tbody", *rows)) if rows else choices
    return element("section", element("h3", name), _prose(str(part.get("description", ""))), content, id=f"body-{name}")


def _type(shape: Part) -> Html:
    """``string``, ``list of …``, or a link to the body that it is."""
    if reference := shape.get("$ref"):
        name = str(reference).rpartition("/")[2]
        return element("a", name, href=f"#body-{name}")
    several = [each for each in _list(shape, "anyOf") if each.get("type") != "null"]
    if several:
        return _type(several[0])
    if shape.get("type") == "array":
        return join("list of ", _type(_part(shape, "items")))
    return join(str(shape.get("format") or shape.get("type", "")))


def _reference(part: Part) -> Html:
    """What a request or a reply holds; empty where it says nothing of that."""
    for kind, content in _parts(part, "content"):
        shape = _part(content, "schema")
        return _type(shape) if shape else join(kind)
    return Html()


def _prose(words: str) -> Html:
    """A paragraph, with `code` as such; nothing where there are no words."""
    pieces = re.split(r"`([^`]+)`", words)
    drawn = [element("code", piece) if place % 2 else join(piece) for place, piece in enumerate(pieces)]
    return element("p", *drawn) if words else Html()


def _part(part: Part, name: str) -> Part:
    found = part.get(name)
    return found if isinstance(found, Mapping) else {}


def _parts(part: Part, name: str) -> Iterator[tuple[str, Part]]:
    for key, value in _part(part, name).items():
        if isinstance(value, Mapping):
            yield key, value


def _items(part: Part, name: str) -> list[object]:
    found = part.get(name)
    return list(found) if isinstance(found, list) else []


def _list(part: Part, name: str) -> list[Part]:
    return [each for each in _items(part, name) if isinstance(each, Mapping)]
