"""Serves the page from this machine alone: FastAPI with Gradio mounted, behind a guard of our own.

The guard gives every reply a Content-Security-Policy that names no other host, and refuses requests that another
web site made a browser send: those whose Origin is not ours and, on a loopback address, whose Host is not loopback.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import socket
import sys
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from citeleaf.errors import UsageError
from citeleaf_app.indexing import BackgroundIngest

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from citeleaf.settings import Settings
    from citeleaf_app.service import Service

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # Gradio compiles its HTML templates in the page
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
SILENCE = {"GRADIO_ANALYTICS_ENABLED": "False", "FASTAPI_OTEL_AUTO_CONFIGURE": "false"}
UPLOAD_LIMIT = "1kb"  # the page uploads nothing, but Gradio's upload route is always there
STYLE_SHEET = '<link rel="stylesheet" href="/citeleaf/citeleaf.css">'


def is_loopback(host: str) -> bool:
    """Whether the host, a name or an address without a port, can only mean this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def _hostname(host: str) -> str:
    """A Host header's host without its port; empty where it is not well-formed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


class Guard:
    """ASGI middleware: the headers on every reply, and the refusals that the module's docstring names."""

    def __init__(self, app: ASGIApp, local_only: bool) -> None:
        self._app = app
        self._local_only = local_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [pair for pair in message["headers"] if pair[0].decode() not in HEADERS] + own
            await send(message)

        await (self._refusal(scope) or self._app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        from starlette.datastructures import Headers
        from starlette.responses import PlainTextResponse

        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._local_only and not is_loopback(_hostname(host)):
            return PlainTextResponse("Citeleaf answers only under this machine's own address.", 403)
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            return PlainTextResponse("Citeleaf answers only its own pages.", 403)
        return None


def application(service: Service, ingest: BackgroundIngest, settings: Settings) -> FastAPI:
    """The web application over ``service``, ready for an ASGI server."""
    os.environ.update(SILENCE)  # read when the libraries are imported, hence before that
    import gradio as gr
    from fastapi import FastAPI
    from starlette.staticfiles import StaticFiles

    from citeleaf_app.app import build
    from citeleaf_app.components import STATIC
    from citeleaf_app.theme import theme

    app = FastAPI(title="Citeleaf", docs_url=None, redoc_url=None, openapi_url=None)  # its pages load from a CDN

    @app.get("/healthz")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    app.mount("/citeleaf", StaticFiles(directory=STATIC), name="citeleaf")
    gr.mount_gradio_app(
        app,
        build(service, ingest, settings.corpus.absolute()),
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
        head=STYLE_SHEET,
        app_kwargs={"openapi_url": None},
    )
    app.add_middleware(Guard, local_only=is_loopback(settings.host))
    return app


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
        config = uvicorn.Config(application(service, ingest, settings), log_level="error", timeout_graceful_shutdown=1)
        logging.getLogger("uvicorn.error").addFilter(_is_worth_telling)
        try:
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


def serve(settings: Settings) -> None:
    """Open the assistant, over an empty index where there is none yet, and serve its page until Ctrl+C."""
    from citeleaf.assistant import Assistant

    with closing(Assistant.open(settings, create=True)) as assistant:
        run(assistant, settings)
