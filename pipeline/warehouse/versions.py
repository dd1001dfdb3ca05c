"""Names for what derived rows depend on, made by hashing it: nobody has to remember to raise a number.

A parser that was changed and a number that was not would leave old rows among new ones.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.derive.place_words import FREQUENT
from pipeline.derive.stage import STAGED
from pipeline.settings import VERSION
from pipeline.warehouse.schema import SQL, arrow_schema

EXTRACTOR_VERSION = f"marsad {VERSION}, trafilatura {version('trafilatura')}, feedparser {version('feedparser')}"
EXTRACTION = ("pipeline.derive.stage", "pipeline.collect.archive_reader")
ANNOTATION = ("pipeline.derive.annotate",)

_STATEMENTS = (ast.stmt, ast.excepthandler, ast.match_case)
_ROOT = Path(__file__).resolve().parents[2]
_DERIVE = _ROOT / "pipeline" / "derive"


@cache
def extraction_version() -> str:
    """12 hex digits over everything but the captures that decides what the parts of a WARC file hold."""
    columns = (str(arrow_schema(table)) for table in STAGED)
    return _digest([EXTRACTOR_VERSION, *columns], sources_of(EXTRACTION))


@cache
def annotation_version() -> str:
    """12 hex digits over everything but texts and rules that decides what annotations hold.

    The rules have a version of their own, and it changes more often.
    """
    data = sorted(path for path in _DERIVE.rglob("*.*") if path.suffix not in (".py", ".pyc"))
    own = [path for path in data if path.parent.name != "rules"]
    columns = [str(arrow_schema(table)) for table in ("staged_annotations", "staged_rule_files")]
    return _digest([*columns, f"rensa {version('rensa')}"], [*sources_of(ANNOTATION), *own, FREQUENT])


@cache
def code_version() -> str:
    """12 hex digits over all that makes a snapshot of captures and rules: reading, tagging, stories, tables, views."""
    sources = [
        *sorted(path for path in SQL.rglob("*.sql") if path.parent.name != "search"),
        _ROOT / "pipeline" / "warehouse" / "stories.py",
        *sorted((_ROOT / "pipeline" / "warehouse").glob("english_names.tsv*")),
    ]
    return _digest([extraction_version(), annotation_version()], sources)


@cache
def search_version() -> str:
    """12 hex digits over all that makes the index of texts."""
    data = [*sorted((SQL / "search").glob("*.sql")), _ROOT / "pipeline" / "search" / "known.tsv"]
    return _digest([], [*sources_of(("pipeline.search.postings",)), *data])


def sources_of(modules: Iterable[str]) -> list[Path]:
    """The files of these modules and of all of this project that they import, directly or not.

    Imports for type checking only do not count: they decide nothing at run time.
    """
    found: set[Path] = set()
    waiting = list(modules)
    while waiting:
        path = _file_of(waiting.pop())
        if path is not None and path not in found:
            found.add(path)
            waiting += _imports(path)
    return sorted(found)


@cache
def _imports(path: Path) -> tuple[str, ...]:
    return tuple(_imported(ast.parse(path.read_bytes())))


def _imported(tree: ast.AST) -> Iterator[str]:
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            nodes += node.orelse
        else:
            # An import is a statement: what stands below expressions is most of a module, and looking at it took a
            # second of each run.
            nodes += (child for child in ast.iter_child_nodes(node) if isinstance(child, _STATEMENTS))


def _file_of(module: str) -> Path | None:
    """The file of a module of this project; None for packages, others' modules and names that are none."""
    path = _ROOT.joinpath(*module.split(".")).with_suffix(".py")
    return path if module.startswith("pipeline.") and path.is_file() else None


def _digest(words: Iterable[str], paths: Iterable[Path]) -> str:
    digest = hashlib.sha256("\n".join(words).encode())
    for path in paths:
        # The name too: the same bytes under another name can be read by another part.
        digest.update(f"\n{path.relative_to(_ROOT).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
