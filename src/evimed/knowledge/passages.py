"""Document to passages: neighbouring sentences of one section, in the size that retrieval likes.

A passage never crosses a section. List items and table rows stay whole; rows are read with the names of their
columns. Sizes follow the design: about 300–500 Chinese characters or 120–200 English words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from evimed.catalogue import Language
from evimed.knowledge.reading import is_spaced, read
from evimed.knowledge.sentences import split_sentences
from evimed.knowledge.tokens import TOKENISER, language_of
from evimed.records import Block, Locator, ParsedDocument, Passage, Sentence, Span

SEGMENTER = "passages/1"
TARGET_CHINESE = 400  # characters
TARGET_ENGLISH = 170  # words
_FRAGMENT = 24  # characters up to which a paragraph is read with its heading
_STEP = 1.25  # a passage may grow to this times its target before it is closed in the middle of a paragraph


def stamp(parsed: ParsedDocument) -> str:
    """What made the derived rows; a new stamp is a new document."""
    return f"{parsed.parser} {SEGMENTER} {TOKENISER}"


def is_current(made_by: str) -> bool:
    """Whether a stored stamp is what this version would make of the same bytes (the parser's part apart)."""
    return made_by.endswith(f" {SEGMENTER} {TOKENISER}")


def document_id(sha256: str, made_by: str) -> str:
    """Identity of a document: a hash of its bytes and of what read them, nothing else."""
    return "d" + hashlib.sha256(f"{sha256}\n{made_by}".encode()).hexdigest()[:19]


@dataclass(frozen=True, slots=True)
class _Unit:
    sentence: Sentence
    section: tuple[str, ...]
    block: int
    size: float  # in targets: 1.0 is a passage


def make_passages(parsed: ParsedDocument, doc_id: str) -> list[Passage]:
    """Passages of ``parsed`` in reading order, ids from the document's id and their place in it."""
    passages: list[Passage] = []
    for group in _group(list(_units(parsed))):
        sentences = tuple(unit.sentence for unit in group)
        text = _join(group)
        chars = (min(s.locator.chars[0] for s in sentences), max(s.locator.chars[1] for s in sentences))
        ordinal = len(passages)
        passages.append(
            Passage(
                id="p" + hashlib.sha256(f"{doc_id}\n{ordinal}\n{chars}".encode()).hexdigest()[:19],
                document_id=doc_id,
                ordinal=ordinal,
                section=group[0].section,
                text=text,
                chars=chars,
                sentences=sentences,
                language=cast("Language", language_of(text)),
            )
        )
    return passages


def _units(parsed: ParsedDocument) -> Iterator[_Unit]:
    spaced = is_spaced(parsed.text)
    heading: Block | None = None
    for number, block in enumerate(parsed.blocks):
        if block.kind in ("heading", "title", "table_header"):
            # Headings are the section path; headers are read with their rows, and alone say nothing.
            heading = block if block.kind == "heading" else heading
            continue
        if block.kind == "table_row":
            made = _row(parsed, block, spaced=spaced)
        else:
            made = _sentences(parsed, block, heading if block.section else None, spaced=spaced)
        for sentence in made:
            yield _Unit(sentence, block.section, number, _size(sentence.text))


def _sentences(
    parsed: ParsedDocument, block: Block, heading: Block | None, *, spaced: bool
) -> Iterator[Sentence]:
    reading = read(parsed.text, block.spans, spaced=spaced)
    if not reading.text:
        return  # nothing but invisible characters
    kind = "item" if block.kind == "list_item" else "sentence"
    if heading is not None and block.kind == "paragraph" and len(reading.text) <= _FRAGMENT:
        # 【有效期】 30 个月: a fragment says something only with its heading.
        name = read(parsed.text, heading.spans, spaced=spaced).text
        chinese = language_of(name + reading.text) == "zh"
        told = f"{name}{'' if name.endswith(('】', '：', ':')) else '：' if chinese else ': '}{reading.text}"
        chars = (heading.spans[0][0], heading.spans[-1][1])
        yield Sentence(told, _locate(block, reading.source(0, len(reading.text))), kind, header=chars)
        return
    for start, end in split_sentences(reading.text):
        yield Sentence(reading.text[start:end], _locate(block, reading.source(start, end)), kind)


def _row(parsed: ParsedDocument, block: Block, *, spaced: bool) -> Iterator[Sentence]:
    """A table row told with the names of its columns: ``剂量：10 mg；频次：每日一次``."""
    header = parsed.blocks[block.header] if block.header is not None else None
    cells = [read(parsed.text, [cell], spaced=spaced).text for cell in block.cells]
    names = [read(parsed.text, [cell], spaced=spaced).text for cell in (header.cells if header else ())]
    chinese = language_of("".join(cells + names)) == "zh"
    colon, semicolon = ("：", "；") if chinese else (": ", "; ")
    told: list[str] = []
    for column, cell in enumerate(cells):
        name = names[column] if column < len(names) else ""
        if cell:
            told.append(f"{name}{colon}{cell}" if name and name != cell else cell)
    if not told:
        return
    chars = (block.spans[0][0], block.spans[-1][1])
    header_chars = (header.spans[0][0], header.spans[-1][1]) if header else None
    yield Sentence(text=semicolon.join(told), locator=_locate(block, chars), kind="row", header=header_chars)


def _locate(block: Block, chars: Span) -> Locator:
    region = next((r for r in block.regions if r.chars[0] < chars[1] and chars[0] < r.chars[1]), None)
    return Locator(
        chars=chars,
        page=region.page if region else None,
        box=region.box if region else None,
        section=block.section,
        cell=block.cell,
        slide=block.slide,
    )


def _size(text: str) -> float:
    if language_of(text) == "zh":
        return len(text) / TARGET_CHINESE
    return max(len(text.split()) / TARGET_ENGLISH, len(text) / (TARGET_ENGLISH * 12))


def _group(units: Sequence[_Unit]) -> Iterable[list[_Unit]]:
    """Neighbouring units of one section, closed at a paragraph's end once they are big enough."""
    group: list[_Unit] = []
    total = 0.0
    for unit in units:
        if group:
            new_section = unit.section != group[0].section
            new_block = unit.block != group[-1].block
            over = total + unit.size
            if new_section or over > _STEP or (new_block and over > 1.0 and total > 0.5):
                yield group
                group, total = [], 0.0
        group.append(unit)
        total += unit.size
    if group:
        yield group


def _join(group: Sequence[_Unit]) -> str:
    """Sentences of one block run on; another block begins on a new line."""
    out = group[0].sentence.text
    for before, unit in pairwise(group):
        if unit.block != before.block:
            out += "\n"
        elif out[-1:].isascii():
            out += " "
        out += unit.sentence.text
    return out
