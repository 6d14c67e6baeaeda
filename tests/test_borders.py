"""The borders between the rooms, held by what each module imports."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "citeleaf"
TRAINING = SOURCE / "training"
APP = ROOT / "app" / "citeleaf_app"

MODEL_LIBRARIES = {"torch", "sentence_transformers", "onnxruntime", "transformers"}
HEAVY = MODEL_LIBRARIES | {
    *("gradio", "faiss", "trafilatura", "docx", "pypdf", "pypdfium2", "ebooklib", "py3langid"),
    *("psycopg", "psycopg_pool"),
}


def imported(path: Path, *, at_load: bool = False) -> set[str]:
    """The packages that a module imports: anywhere in it, or only what is imported when it is loaded."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = _loaded(tree) if at_load else ast.walk(tree)
    return {name.partition(".")[0] for node in nodes for name in _names(node, path)}


def _names(node: ast.AST, path: Path) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        own = "citeleaf_app" if path.is_relative_to(APP) else "citeleaf"
        return [own if node.level else node.module or ""]
    return []


def _loaded(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is loaded: not functions' bodies, nor what only type checkers read."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(child, ast.If) and _is_type_checking(child.test):
            for statement in child.orelse:
                yield statement
                yield from _loaded(statement)
            continue
        yield child
        yield from _loaded(child)


def _is_type_checking(test: ast.expr) -> bool:
    return ast.unparse(test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def modules(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*.py"))
    assert found, f"no modules under {folder}: the test looks in the wrong place"
    return found


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


in_source = pytest.mark.parametrize("module", modules(SOURCE), ids=named)
in_app = pytest.mark.parametrize("module", modules(APP), ids=named)


@in_source
def test_only_the_app_imports_gradio_and_nothing_else_imports_the_app(module: Path) -> None:
    assert not imported(module) & {"gradio", "citeleaf_app"}


@pytest.mark.parametrize("module", [each for each in modules(SOURCE) if each.parent != TRAINING], ids=named)
def test_heavy_libraries_are_imported_where_they_are_used(module: Path) -> None:
    """But for the training, an extra that nothing of the product loads: its models are classes of PyTorch's."""
    assert not imported(module, at_load=True) & HEAVY


@pytest.mark.parametrize("module", [each for each in modules(SOURCE) if each.parent != TRAINING], ids=named)
def test_the_product_does_without_the_training(module: Path) -> None:
    assert not re.search(r"^\s*(?:from|import) citeleaf\.training", module.read_text(encoding="utf-8"), re.MULTILINE)


@in_app
def test_the_app_knows_no_models_and_no_vectors(module: Path) -> None:
    assert not imported(module) & (MODEL_LIBRARIES | {"faiss"})


@pytest.mark.parametrize("module", [SOURCE / "types.py", SOURCE / "errors.py"], ids=named)
def test_what_everything_stands_on_stands_on_nothing_of_ours(module: Path) -> None:
    assert "citeleaf" not in imported(module)


def test_the_command_line_loads_nothing_heavy() -> None:
    """The same border where it matters to who waits: also against what other libraries bring along."""
    program = "import sys, citeleaf.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stdout.split())
    assert "citeleaf" in loaded
    assert not loaded & (HEAVY | {"citeleaf_app"})


class TestTheWalk:
    """The walk itself sees what it must, and no more."""

    SOURCE_TEXT = """
import always
from dotted.name import thing
from . import neighbour
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import checked
else:
    import otherwise
try:
    import tried
except ImportError:
    import instead
class Held:
    import held
    def method(self):
        import inside
async def run():
    from inside_too import thing
"""
    AT_LOAD = frozenset({"always", "dotted", "citeleaf", "typing", "otherwise", "tried", "instead", "held"})

    def test_at_load(self, tmp_path: Path) -> None:
        (tmp_path / "module.py").write_text(self.SOURCE_TEXT)
        assert imported(tmp_path / "module.py", at_load=True) == self.AT_LOAD

    def test_anywhere(self, tmp_path: Path) -> None:
        (tmp_path / "module.py").write_text(self.SOURCE_TEXT)
        assert imported(tmp_path / "module.py") == self.AT_LOAD | {"checked", "inside", "inside_too"}
