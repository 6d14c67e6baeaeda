"""Prints every route that the application has, one a line: a program that a test starts.

Its page's library leaves event loops open where the application is made and not served, hence a process of its own.
The argument is a folder to work in.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from citeleaf.accounts import write_accounts
from citeleaf.passwords import Cost, hash_password
from citeleaf.settings import Settings
from citeleaf_app.indexing import BackgroundIngest
from citeleaf_app.server import application
from folder_service import FolderService


def paths(routes: Sequence[object], before: str = "") -> Iterator[str]:
    """Of all routes, those of mounted applications and of included routers among them."""
    for route in routes:
        path = before + getattr(route, "path", "")
        yield path
        yield from paths(getattr(getattr(route, "original_router", route), "routes", None) or (), path)


def main(folder: Path) -> None:
    (folder / "corpus").mkdir()
    users = folder / "users.toml"
    write_accounts(users, {"anna": hash_password("correct horse battery", Cost(n=2, r=1, p=1))})
    service = FolderService(folder / "corpus").as_service()
    settings = Settings(corpus=folder / "corpus", index=folder / "index", users=users)
    app = application(service, BackgroundIngest(service), settings)
    sys.stdout.write("\n".join(sorted(set(paths(app.routes)))) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
