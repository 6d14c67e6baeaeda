"""The route that says whether the server answers: for whatever watches over it, hence open to all and mute."""

from __future__ import annotations

from fastapi import APIRouter

from citeleaf_app.auth import HEALTH


def health_routes() -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get(HEALTH)
    def health() -> dict[str, str]:
        return {"status": "ok"}

    return routes
