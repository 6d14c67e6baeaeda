"""What the code itself must not hold: nothing that runs what it reads, and no address to send anything to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNNING = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
"""Modules that run what is in a file they load."""
EVALUATING = {"eval", "exec", "compile"}
PRODUCT = sorted(
    path
    for folder in ("src", "app")
    for path in (ROOT / folder).rglob("*.py")
    if "training" not in path.parts  # an extra that nothing of the product loads, for who makes the models
)


def nodes(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_runs_what_it_reads(path: Path) -> None:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & RUNNING
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in RUNNING
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in EVALUATING, ast.unparse(node)
        if isinstance(node, ast.keyword):
            shell = node.arg in ("shell", "allow_pickle", "trust_remote_code") and isinstance(node.value, ast.Constant)
            assert not (shell and isinstance(node.value, ast.Constant) and node.value.value), f"{node.arg} is on"


def test_the_walk_looks_at_the_product() -> None:
    assert len(PRODUCT) > 100


def test_an_audit_that_could_look_nothing_up_is_no_clean_one() -> None:
    """Without this word pip-audit passes over every package it finds nothing about, and reports that all is well."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\naudit:\n")[2].partition("\n\n")[0]
    assert "pip-audit" in recipe
    assert "--strict" in recipe.split()
