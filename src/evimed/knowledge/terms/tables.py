"""Readers of tables: CSV and TSV with a header, RF2, UMLS's RRF, MedDRA's ``$``-separated files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from evimed.errors import InputError
from evimed.knowledge.terms.lines import Draft, Drafts, first_match, read_columns, read_lines

_NAMES: Final = {
    "code": ("code", "id", "编码", "代码"),
    "name": ("name", "term", "preferred", "名称", "术语"),
    "synonyms": ("synonyms", "synonym", "aliases", "同义词", "别名"),
    "type": ("type", "类型"),
    "parents": ("parents", "parent", "上位", "父级"),
}
_IS_A: Final = "116680003"
_FSN: Final = "900000000000003001"
_TAG = re.compile(r"\s*\(([a-z/ ]+)\)$")
# Semantic tags of SNOMED CT and names of UMLS semantic types, by what they contain.
_TYPES: Final = (
    ("disorder", "condition"), ("finding", "condition"), ("disease", "condition"), ("symptom", "condition"),
    ("syndrome", "condition"), ("neoplastic", "condition"), ("injury", "condition"),
    ("abnormality", "condition"),
    ("dysfunction", "condition"), ("pathologic", "condition"),
    ("clinical drug", "drug"), ("product", "drug"), ("pharmacologic", "drug"), ("substance", "drug"),
    ("antibiotic", "drug"), ("vaccine", "drug"), ("vitamin", "drug"),
    ("laboratory", "test"), ("diagnostic", "test"), ("observable", "test"),
    ("procedure", "procedure"), ("regime", "procedure"), ("therapeutic", "procedure"),
    ("gene", "gene"), ("organism", "organism"), ("virus", "organism"), ("bacterium", "organism"),
    ("body", "anatomy"), ("anatomical", "anatomy"), ("population", "population"), ("age group", "population"),
)  # fmt: skip


def read_table(path: Path) -> Drafts:
    """CSV or TSV with a header: ``code, name, synonyms, type, parents``; several values parted by ``|``.

    Only ``name`` must be there; without ``code`` the name is the code.

    Raises
    ------
    InputError
        ``terms_header``, ``terms_columns``, ``terms_no_code``, ``terms_duplicate``, with the line.
    """
    lines = [line for _, line in read_lines(path)]
    tabs = bool(lines) and "\t" in lines[0]
    rows = csv.reader((f"{line}\n" for line in lines), delimiter="\t" if tabs else ",", strict=True)
    drafts = Drafts()
    try:
        head = [cell.strip().lower() for cell in next(rows, list[str]())]
        places = {
            key: next((head.index(n) for n in names if n in head), None) for key, names in _NAMES.items()
        }
        if places["name"] is None:
            raise InputError("terms_header", path=str(path), found=", ".join(head)[:80] or "–")
        for row in rows:
            if any(cell.strip() for cell in row):
                _table_row(
                    drafts,
                    {k: _cell(row, at) for k, at in places.items()},
                    len(row) < len(head),
                    rows.line_num,
                    path,
                )
    except csv.Error as error:
        raise InputError("terms_syntax", path=str(path), line=rows.line_num, found=str(error)) from error
    return drafts


def _cell(row: list[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _table_row(drafts: Drafts, cells: dict[str, str], short: bool, line: int, path: Path) -> None:
    if short and not cells["name"]:
        raise InputError("terms_columns", path=str(path), line=line, found=0, least=1)
    draft = drafts.new(cells["code"] or cells["name"], line, path)
    draft.name, draft.type = cells["name"], cells["type"] or None
    draft.add(cells["name"])
    for form in cells["synonyms"].split("|"):
        draft.add(form)
    for parent in filter(None, (part.strip() for part in cells["parents"].split("|"))):
        draft.parents.setdefault(parent, line)


def read_rf2(path: Path) -> Drafts:
    """A SNOMED CT-like release: a folder with ``*_Concept_*``, ``*_Description_*``, ``*_Relationship_*``."""
    drafts = Drafts()
    inactive: set[str] = set()
    for file in _files(path, "Concept"):
        for line, row in _rows(file, 5):
            if row[2] == "1":
                drafts.new(row[0], line, file)
            else:
                inactive.add(row[0])
    for file in _files(path, "Description"):
        for line, row in _rows(file, 8):
            if row[2] == "1" and row[4] not in inactive:
                _rf2_name(_known(drafts, row[4], line, file), row[7], full=row[6] == _FSN)
    for file in _files(path, "Relationship", needed=False):
        for line, row in _rows(file, 8):
            if row[2] == "1" and row[7] == _IS_A and row[4] not in inactive:
                _known(drafts, row[4], line, file).parents.setdefault(row[5], line)
    return drafts


def _rf2_name(draft: Draft, words: str, *, full: bool) -> None:
    if full:
        tag = _TAG.search(words)
        draft.type = first_match(_TYPES, tag[1]) if tag else None
        words = _TAG.sub("", words)
        draft.name = words
    draft.add(words)


def read_rrf(path: Path) -> Drafts:
    """UMLS-like rich release files: ``MRCONSO.RRF``, with ``MRSTY.RRF`` and ``MRREL.RRF`` where they are."""
    folder = path if path.is_dir() else path.parent
    drafts = Drafts()
    for line, row in read_columns(path / "MRCONSO.RRF" if path.is_dir() else path, "|", 15):
        if len(row) > 16 and row[16] in {"O", "Y", "E"}:
            continue  # suppressed
        draft = drafts.get(row[0], line, path)
        draft.add(row[14])
        if not draft.name or (row[2] == "P" and row[6] == "Y" and row[1] == "ENG"):
            draft.name = row[14]
    types, relations = folder / "MRSTY.RRF", folder / "MRREL.RRF"
    if types.is_file():
        for line, row in read_columns(types, "|", 4):
            draft = _known(drafts, row[0], line, types)
            draft.type = draft.type or first_match(_TYPES, row[3].lower())
    if relations.is_file():
        for line, row in read_columns(relations, "|", 8):
            if row[3] == "PAR" and row[0] != row[4]:
                _known(drafts, row[0], line, relations).parents.setdefault(row[4], line)
    return drafts


def read_meddra(path: Path) -> Drafts:
    """MedDRA-like ASCII tables in a folder: ``pt.asc``, ``llt.asc``, and the levels above where they are."""
    folder = path if path.is_dir() else path.parent
    drafts = Drafts()
    for level in ("soc", "hlgt", "hlt", "pt"):
        file = folder / f"{level}.asc"
        if file.is_file() or level == "pt":
            for line, row in read_columns(_there(file), "$", 2):
                draft = drafts.new(row[0], line, file)
                draft.name, draft.type = row[1], "condition"
                draft.add(row[1])
    lowest = folder / "llt.asc"
    if lowest.is_file():
        for line, row in read_columns(lowest, "$", 3):
            _known(drafts, row[2], line, lowest).add(row[1])
    for above, below in (("soc", "hlgt"), ("hlgt", "hlt"), ("hlt", "pt")):
        file = folder / f"{above}_{below}.asc"
        if file.is_file():
            for line, row in read_columns(file, "$", 2):
                _known(drafts, row[1], line, file).parents.setdefault(row[0], line)
    return drafts


def _rows(file: Path, least: int) -> Iterator[tuple[int, list[str]]]:
    """Rows of an RF2 file after its header."""
    rows = read_columns(file, "\t", least)
    next(rows, None)
    return rows


def _files(path: Path, word: str, *, needed: bool = True) -> list[Path]:
    found = sorted(path.rglob(f"*_{word}_*.txt")) if path.is_dir() else []
    if needed and not found:
        raise InputError("terms_file_missing", path=str(path / f"*_{word}_*.txt"))
    return found


def _there(file: Path) -> Path:
    if not file.is_file():
        raise InputError("terms_file_missing", path=str(file))
    return file


def _known(drafts: Drafts, code: str, line: int, path: Path) -> Draft:
    draft = drafts.by_code.get(code)
    if draft is None:
        raise InputError("terms_unknown_node", path=str(path), line=line, code=code)
    return draft
