"""Who a request is from, as ``auth`` has found out: what routes and the page's handlers ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

ANYBODY = ""
"""The one visitor there is where no accounts are kept."""
SCOPE_KEY = "citeleaf.visitor"


def visitor(request: HTTPConnection) -> str:
    """The name of the account that is signed in; ``ANYBODY`` where no accounts are kept."""
    name = request.scope.get(SCOPE_KEY, ANYBODY)
    return name if isinstance(name, str) else ANYBODY
