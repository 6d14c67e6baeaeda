"""Serves the page and the routes beside it: FastAPI with Gradio mounted, behind a guard of our own."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf.errors import UsageError
from citeleaf.keeping import claim
from citeleaf.receiving import Intake
from citeleaf_app.guard import Guard, is_loopback
from citeleaf_app.indexing import BackgroundIngest
from citeleaf_app.limits import Busy
from citeleaf_app.visitor import visitor
from citeleaf_app.watching import watching

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from citeleaf.history.store import History
    from citeleaf.settings import Settings
    from citeleaf_app.service import Service

SILENCE = {"GRADIO_ANALYTICS_ENABLED": "False", "FASTAPI_OTEL_AUTO_CONFIGURE": "false"}
UPLOAD_LIMIT = "1kb"  # uploads go to a route of our own, but Gradio's is always there
QUEUED = 64
"""Events of the page that wait at most; whoever comes then is told that the queue is full."""
CONNECTIONS = 400
"""At once; a tab holds up to six."""
SESSIONS = 500
"""Tabs of which the server remembers the conversation, those last used: some 200 kB each, and a closed one counts."""


def style_links(static: Path) -> str:
    """The page's style sheets: all that lie in ``static``, the common one first."""
    names = sorted((sheet.name for sheet in static.glob("*.css")), key=lambda name: (name != "citeleaf.css", name))
    return "".join(f'<link rel="stylesheet" href="/citeleaf/{name}">' for name in names)


def routers(service: Service, ingest: BackgroundIngest, settings: Settings, history: History) -> tuple[APIRouter, ...]:
    """All that is served beside the page, each part's routes made by its own module. Gradio takes what is left."""
    from citeleaf_app.api_docs import docs_routes
    from citeleaf_app.ask_api import ask_api
    from citeleaf_app.desk import Desk
    from citeleaf_app.documents_api import documents_api, index_api, trash_api
    from citeleaf_app.health import health_routes
    from citeleaf_app.history_routes import history_routes
    from citeleaf_app.source_routes import source_routes
    from citeleaf_app.table_routes import table_routes
    from citeleaf_app.upload_api import upload_api

    intake = Intake(settings.corpus, settings.keep_folder, settings.upload_megabytes * 1_000_000)
    intake.clear()
    desk = Desk(service, ingest, intake, settings.corpus.absolute(), history.conversations.citing)
    return (
        health_routes(),
        source_routes(service, settings.corpus),
        table_routes(desk),
        documents_api(desk),
        upload_api(desk),
        trash_api(desk),
        index_api(desk),
        ask_api(service),
        history_routes(history, service, visitor),
        docs_routes(),
    )


def protect(app: FastAPI, settings: Settings) -> None:
    """Put before the application what every request passes: first the guard, last the sign-in where there is one."""
    from citeleaf_app.limits import BodyLimit

    if settings.users is not None:
        from citeleaf.accounts import Accounts
        from citeleaf_app.auth import Cookie, SignedInOnly
        from citeleaf_app.lockout import Lockout
        from citeleaf_app.logins import Logins
        from citeleaf_app.sign_in import Door, sign_in_routes

        cookie = Cookie(secure=settings.public_url.startswith("https://"))
        door = Door(Accounts(settings.users), Logins(), Lockout(), cookie)
        app.include_router(sign_in_routes(door))
        app.add_middleware(SignedInOnly, accounts=door.accounts, logins=door.logins, cookie=cookie)
    app.add_middleware(BodyLimit)
    app.add_middleware(Guard, local_only=is_loopback(settings.host), public_url=settings.public_url)


def application(service: Service, ingest: BackgroundIngest, settings: Settings) -> FastAPI:
    """The web application over ``service``, ready for an ASGI server."""
    os.environ.update(SILENCE)  # read when the libraries are imported, hence before that
    import gradio as gr
    from fastapi import FastAPI
    from fastapi.exceptions import RequestValidationError
    from starlette.staticfiles import StaticFiles

    from citeleaf.history.store import History
    from citeleaf_app.api_docs import SCHEMA
    from citeleaf_app.app import build
    from citeleaf_app.asking import Keeper
    from citeleaf_app.components import STATIC, read_script
    from citeleaf_app.malformed import refuse_malformed
    from citeleaf_app.theme import theme

    app = FastAPI(
        title="Citeleaf",
        description="Questions to a folder of documents, answered in their own words.",
        version=version("citeleaf"),
        openapi_url=SCHEMA,
        docs_url=None,  # the library's own pages load from a CDN
        redoc_url=None,
    )
    app.add_exception_handler(Busy, _say_busy)
    app.add_exception_handler(RequestValidationError, refuse_malformed)
    history = History(settings.keep_folder)
    for router in routers(service, ingest, settings, history):
        app.include_router(router)
    protect(app, settings)
    app.mount("/citeleaf", StaticFiles(directory=STATIC), name="citeleaf")
    page = build(service, ingest, settings.corpus.absolute(), Keeper(history, service, settings.policy_in_force))
    page.state_session_capacity = SESSIONS  # read as it is mounted
    gr.mount_gradio_app(
        app,
        page.queue(max_size=QUEUED),
        path="/",
        server_name=settings.host,
        server_port=settings.port,
        footer_links=[],
        run_history=False,  # it would keep questions and answers in the browser
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        max_file_size=UPLOAD_LIMIT,
        favicon_path=str(STATIC / "leaf.svg"),
        theme=theme(),
        head=style_links(STATIC) + f"<script>{read_script('replies.js')}</script>",
        auth_dependency=visitor,  # handlers read it as ``gr.Request.username``
        app_kwargs={"openapi_url": None},
    )
    # A connection that each tab would hold: a browser has six for all of them, and the seventh would stay blank.
    page.config["connect_heartbeat"] = False
    return app


def _say_busy(_: Request, busy: Exception) -> Response:
    from starlette.responses import JSONResponse

    assert isinstance(busy, Busy)
    return JSONResponse({"detail": busy.detail}, busy.status, {"retry-after": str(busy.retry_after)})


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises UsageError where that cannot be, and says what else can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # elsewhere it would let two share a port
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise UsageError(
            f"Cannot listen on {host}, port {port}: {reason}. Stop what uses it, or choose another with --port."
        ) from error
    return listener


def run(service: Service, settings: Settings) -> None:
    """Serve until Ctrl+C, and say where once the address answers."""
    import uvicorn

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                sys.stdout.write(f"Citeleaf is at {address} — press Ctrl+C to stop\n")
                sys.stdout.flush()

    with closing(listen(settings.host, settings.port)) as listener:
        ingest = BackgroundIngest(service)
        address = _address(listener)
        config = uvicorn.Config(
            application(service, ingest, settings),
            log_level="error",
            timeout_graceful_shutdown=1,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            proxy_headers=bool(settings.public_url),  # who asks is whom the proxy names, where there is one
        )
        logging.getLogger("uvicorn.error").addFilter(_is_worth_telling)
        try:
            with watching(service, ingest, settings):
                Announcing(config).run(sockets=[listener])
        except KeyboardInterrupt:  # uvicorn raises it again after an orderly end
            sys.stdout.write("\n")
        finally:
            ingest.stop()


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """False for what an open tab causes at the end: its connection is held, and let go after a second."""
    kind = record.exc_info[0] if record.exc_info else None
    cancelled = kind is not None and issubclass(kind, asyncio.CancelledError)
    return not cancelled and "graceful shutdown exceeded" not in record.getMessage()


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def check_exposure(settings: Settings, *, open_to_anyone: bool = False) -> None:
    """Raises UsageError where other machines could read the documents, and nobody said that they may."""
    exposed = settings.public_url or not is_loopback(settings.host)
    if exposed and settings.users is None and not open_to_anyone:
        raise UsageError(
            f"{settings.public_url or settings.host} can be reached from other machines, and whoever reaches it could"
            " read and delete the documents. Make accounts with `citeleaf user NAME` and add --auth users.toml, or"
            " listen on 127.0.0.1; --open-to-anyone serves it all the same."
        )


def _warn(settings: Settings) -> None:
    if settings.users is not None and not is_loopback(settings.host) and not settings.public_url.startswith("https"):
        sys.stderr.write(
            "citeleaf: passwords travel unencrypted: put a reverse proxy with https before it (see --public-url)\n"
        )


def serve(settings: Settings, *, open_to_anyone: bool = False, corpus_named: bool = False) -> None:
    """Open the assistant, over an empty index where there is none yet, and serve its page until Ctrl+C.

    An index of another corpus is refused, and where the corpus was named, also for one that is not there: files are
    added to and deleted from that folder, and what is asked is kept beside it.
    """
    from citeleaf.assistant import Assistant

    check_exposure(settings, open_to_anyone=open_to_anyone)
    _warn(settings)
    claim(settings.keep_folder, settings.corpus)
    with closing(Assistant.open(settings, create=True)) as assistant:
        assistant.require_corpus(named=corpus_named)
        run(assistant, settings)
