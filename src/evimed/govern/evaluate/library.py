"""A library made of public data for the time of an evaluation: papers of a corpus, and the sample library."""

from __future__ import annotations

import html
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evimed.errors import InputError
from evimed.govern.evaluate.asked import pubmed_id
from evimed.govern.session import Session
from evimed.records import Document
from evimed.samples import library_path

PAGE: Final = (
    "<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>\n"
)
_FOLDERS: Final = {
    "law": "cn_health_law",
    "guideline": "guidelines_usgov",
    "label": "druglabels_wikidoc",
    "fdca": "us_fdca_21usc",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of a corpus: ``id`` names it for good (``law/FILE``, ``pubmed/NUMBER``)."""

    id: str
    suffix: str
    content: bytes


def files(folder: Path, kind: str) -> list[Paper]:
    """The Markdown files of one kind (``law``, ``guideline``, ``label``, ``fdca``), as they are."""
    paths = sorted(folder.glob(f"{_FOLDERS[kind]}/*.md"))
    return [Paper(f"{kind}/{path.name}", ".md", path.read_bytes()) for path in paths if _is_data(path)]


def _is_data(path: Path) -> bool:
    return path.stem not in {"README", "ATTRIBUTION"}


def abstracts(folder: Path) -> dict[str, Paper]:
    """What BioASQ gives of each abstract: its snippets, in order, under the title where that is one of them.

    Raises
    ------
    InputError
        There are none.
    """
    parts: defaultdict[str, dict[tuple[int, int, str], None]] = defaultdict(dict)
    for path in sorted(folder.glob("bioasq_golden/*.json")):
        for question in json.loads(path.read_text(encoding="utf-8"))["questions"]:
            for one in question.get("snippets", ()):
                text = " ".join(one["text"].split())
                section = 0 if one["beginSection"] == "title" else 1
                if text:
                    parts[pubmed_id(one["document"])][(section, one["offsetInBeginSection"], text)] = None
    if not parts:
        raise InputError("evaluation_data_missing", path=str(folder))
    return {id_: _abstract(id_, sorted(found)) for id_, found in parts.items()}


def _abstract(id_: str, parts: Sequence[tuple[int, int, str]]) -> Paper:
    """A snippet that stands whole in another is left out; what two share in part stands twice."""
    texts = list(dict.fromkeys(text for _, _, text in parts))
    title = next((text for section, _, text in parts if section == 0), id_)
    whole = [text for text in texts if not any(text in other for other in texts if other != text)]
    body = "".join(f"<p>{html.escape(text)}</p>" for text in whole if text != title or len(whole) == 1)
    return Paper(id_, ".html", PAGE.format(title=html.escape(title), text=body).encode())


def take_in(
    session: Session, library: str, papers: Iterable[Paper], *, sample: bool | Sequence[str] = False
) -> dict[str, str]:
    """Ingest and embed; ids of the corpus by id of the document.

    ``sample`` adds the sample library, or those of its files that it names.
    """
    names: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="evimed-corpus-") as folder:
        for number, paper in enumerate(papers):
            path = Path(folder) / f"{number:06d}{paper.suffix}"
            path.write_bytes(paper.content)
            names[path.name] = paper.id
        if names:
            session.ingest([folder], library=library)
    if sample:
        session.ingest([str(path) for path in sorted(library_path().iterdir())], library=library)
    session.embed_pending(library=library)
    return {document.id: _known(document, names) for document in session.documents(library=library)}


def _known(document: Document, names: Mapping[str, str]) -> str:
    """Of a member of an archive, the archive: questions name that."""
    path = document.source.partition("!/")[0]
    name = Path(path).name
    return names.get(name) or f"sample/{name}"


def paper_text(paper: Paper) -> str:
    """Its words, without mark-up."""
    return re.sub(r"<[^>]+>", " ", html.unescape(paper.content.decode("utf-8", "replace")))
