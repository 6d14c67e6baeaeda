"""The whole suite runs without a network: only this machine may be spoken to, from here and from child processes."""

from __future__ import annotations

import os
from pathlib import Path

import network_guard.sitecustomize  # noqa: F401  # closes the network as it is imported

_GUARD = str(Path(__file__).parent / "network_guard")


def pytest_configure() -> None:
    """Whatever Python process a test starts has the guard as well."""
    others = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([_GUARD, others] if others else [_GUARD])
