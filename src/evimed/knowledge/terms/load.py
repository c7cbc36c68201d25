"""A terminology from its file: read whole, checked whole, then handed on; or refused with the line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from evimed.errors import InputError
from evimed.knowledge.terms.lines import MOST_FORMS, Draft, Drafts, Reader
from evimed.knowledge.terms.ontologies import read_obo, read_owl
from evimed.knowledge.terms.tables import read_meddra, read_rf2, read_rrf, read_table
from evimed.store.terminologies import Concept, Terminology

READERS: Final[Mapping[str, Reader]] = {
    "obo": read_obo,
    "owl": read_owl,
    "table": read_table,
    "rf2": read_rf2,
    "rrf": read_rrf,
    "meddra": read_meddra,
}
TYPES: Final = (
    "drug", "condition", "formula", "procedure", "test", "gene", "population", "organisation", "anatomy",
    "organism", "concept",
)  # fmt: skip
_BY_ENDING: Final = {
    ".obo": "obo", ".owl": "owl", ".rdf": "owl", ".csv": "table", ".tsv": "table", ".rrf": "rrf",
    ".asc": "meddra",
}  # fmt: skip


def load_terminology(
    path: Path, *, kind: str | None = None, name: str | None = None, default_type: str = "condition"
) -> tuple[Terminology, list[Concept]]:
    """Read a terminology.

    Parameters
    ----------
    path
        A file, or a folder for ``rf2``, ``rrf``, ``meddra``.
    kind
        One of ``READERS``; found from the name of the file if not given.
    name
        What it is called from now on; the name of the file if not given.
    default_type
        Type of the concepts that the file gives none.

    Raises
    ------
    InputError
        What is wrong with it, with its line: encoding, columns, the same code twice, a parent that is not
        there, a cycle, too much.
    """
    if not path.exists():
        raise InputError("terms_file_missing", path=str(path))
    wanted = kind or _BY_ENDING.get(path.suffix.lower())
    if wanted not in READERS:
        raise InputError(
            "terms_kind", path=str(path), kind=kind or path.suffix or "–", valid=", ".join(READERS)
        )
    if default_type not in TYPES:
        raise InputError("terms_type", type=default_type, valid=", ".join(TYPES))
    drafts = READERS[wanted](path)
    return checked(drafts, path, name or path.stem, wanted, _digest(path), default_type)


def checked(
    drafts: Drafts, path: Path, name: str, kind: str, digest: str, default_type: str
) -> tuple[Terminology, list[Concept]]:
    """A terminology of what was read from ``path``, if all of it holds together.

    Raises
    ------
    InputError
        What is wrong with it, with its line.
    """
    kept = [draft for draft in drafts.by_code.values() if draft.forms and not draft.obsolete]
    if not kept:
        raise InputError("terms_empty", path=str(path), kind=kind)
    _check_parents(drafts)
    _check_cycles(drafts)
    forms = sum(len(draft.forms) for draft in kept)
    if forms > MOST_FORMS:
        raise InputError("terms_too_big", path=str(path), what=forms, limit=MOST_FORMS)
    concepts = [_concept(draft, default_type) for draft in kept]
    return Terminology(name, kind, digest, len(concepts), forms), concepts


def _concept(draft: Draft, default_type: str) -> Concept:
    kind = draft.type or default_type
    if kind not in TYPES:
        raise InputError(
            "terms_type_line", path=str(draft.path), line=draft.line, type=kind, valid=", ".join(TYPES)
        )
    return Concept(
        draft.code,
        kind,
        draft.name or next(iter(draft.forms)),
        tuple(draft.forms),
        tuple(draft.parents),
        tuple((how, tuple(codes)) for how, codes in draft.links.items()),
    )


def _check_parents(drafts: Drafts) -> None:
    for draft in drafts.by_code.values():
        for parent, line in draft.parents.items():
            if parent not in drafts.by_code:
                raise InputError("terms_unknown_node", path=str(draft.path), line=line, code=parent)


def _check_cycles(drafts: Drafts) -> None:
    """Take away concepts without parents until none are left (Kahn 1962); the rest is in or under a cycle."""
    waiting = {code: len(draft.parents) for code, draft in drafts.by_code.items()}
    children: dict[str, list[str]] = {}
    for code, draft in drafts.by_code.items():
        for parent in draft.parents:
            children.setdefault(parent, []).append(code)
    free = [code for code, count in waiting.items() if not count]
    while free:
        code = free.pop()
        del waiting[code]
        for child in children.get(code, ()):
            waiting[child] -= 1
            if not waiting[child]:
                free.append(child)
    if not waiting:
        return
    code, seen = next(iter(waiting)), set[str]()
    while code not in seen:  # upwards from anything that is left one comes into the cycle
        seen.add(code)
        code = next(parent for parent in drafts.by_code[code].parents if parent in waiting)
    draft = drafts.by_code[code]
    line = next(line for parent, line in draft.parents.items() if parent in waiting)
    raise InputError("terms_cycle", path=str(draft.path), line=line, code=code)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            with file.open("rb") as opened:
                while chunk := opened.read(1 << 20):
                    digest.update(chunk)
    return digest.hexdigest()
