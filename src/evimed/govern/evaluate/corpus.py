"""Real sentences to make test statements from, with the passage each stands in.

Read from a folder of public data sets at run time; nothing of their text is kept. Documents are parted into a
development and a test half by a hash of their names, before anything is tuned.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast

from evimed.catalogue import Language
from evimed.errors import InputError
from evimed.knowledge.sentences import split_sentences
from evimed.knowledge.tokens import language_of

Half = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class Source:
    """One sentence, the passage around it, and the document it is of."""

    document: str
    title: str
    sentence: str
    context: str
    language: Language
    number: int = 0  # of the sentence in its document, from 0


def half_of(document: str) -> Half:
    """Which half a document belongs to."""
    return "test" if hashlib.sha256(document.encode()).digest()[0] % 2 else "dev"


def read_sources(folder: Path, half: Half) -> list[Source]:
    """All sentences of one half, in a stable order.

    Raises
    ------
    InputError
        The folder holds none of the data sets.
    """
    found: list[Source] = []
    for document, title, passages in (
        *_laws(folder),
        *_markdown(folder),
        *_questions(folder),
        *_lists(folder),
    ):
        if half_of(document) == half:
            own = [source for passage in passages for source in _sentences(document, title, passage)]
            found += [replace(source, number=number) for number, source in enumerate(own)]
    if not found:
        raise InputError("evaluation_data_missing", path=str(folder))
    return found


def _sentences(document: str, title: str, passage: str) -> Iterator[Source]:
    passage = " ".join(passage.replace("**", "").replace("\\n", " ").split())
    for start, end in split_sentences(passage):
        sentence = passage[start:end]
        letters = len(re.sub(r"\W", "", sentence))
        language = cast("Language", language_of(sentence))
        if (
            (12 if language == "zh" else 30) <= letters
            and len(sentence) <= 420
            and sentence[-1] in ".。!！?？"
        ):
            context = passage[max(0, start - 300) : end + 200]
            yield Source(document, title, sentence, context, language)


Document = tuple[str, str, list[str]]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _laws(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("cn_health_law/*.md")):
        if path.stem != "README":
            lines = [
                re.sub(r"^第[一二三四五六七八九十百零]+条\s*", "", line) for line in _text(path).splitlines()
            ]
            yield (
                f"law/{re.sub(r'[(（].*', '', path.stem)}",
                path.stem,
                [line for line in lines if not line.startswith(("#", "<"))],
            )
    for path in sorted(folder.glob("tcm_classics/*.txt")):
        text = re.sub(r"(?<=[^\n。]) *\n(?=[^\n<])", "", _text(path))
        yield (
            f"tcm/{path.stem}",
            path.stem,
            [line for line in text.splitlines() if not line.startswith("<")][:4000],
        )


def _markdown(folder: Path) -> Iterator[Document]:
    for name in ("guidelines_usgov", "druglabels_wikidoc", "us_fdca_21usc"):
        for path in sorted(folder.glob(f"{name}/*.md")):
            lines = [line.lstrip("-*#>0123456789.() ") for line in _text(path).splitlines()]
            yield (
                f"{name}/{path.stem}",
                path.stem.replace("_", " "),
                [line for line in lines if "|" not in line],
            )


def _questions(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("bioasq_golden/*.json")):
        for question in json.loads(_text(path))["questions"]:
            for snippet in question.get("snippets", ()):
                yield f"pubmed/{snippet['document'].rsplit('/', 1)[-1]}", question["body"], [snippet["text"]]
            answers: str | list[str] = question.get("ideal_answer") or []
            yield (
                f"bioasq/{question['id']}",
                question["body"],
                [answers] if isinstance(answers, str) else answers,
            )
    for path in sorted(folder.glob("pubmedqa/*.json")):
        items: dict[str, dict[str, Any]] = json.loads(_text(path))
        for key, item in items.items():
            yield f"pubmed/{key}", item["QUESTION"], [*item["CONTEXTS"], item["LONG_ANSWER"]]


def _lists(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("phee/*.json")):
        for line in _text(path).splitlines():
            item = json.loads(line)
            yield f"pubmed/{item['id'].split('_')[0]}", "case report", [item["context"]]
    for path in sorted(folder.glob("ade_corpus_v2/ADE-NEG*.txt")):
        for line in _text(path).splitlines():
            number, _, rest = line.partition(" NEG ")
            yield f"pubmed/{number}", "case report", [rest]
    for path in sorted(folder.glob("tcm_best4sdt/*.json")):
        for item in json.loads(_text(path)):
            parts = [
                item["instruction"],
                *(line.partition("：")[2] + "。" for line in item["output"] if not line.count("选项")),
            ]
            yield f"tcm_case/{item['id']}", item["中医疾病诊断"], parts


def read_names(folder: Path) -> dict[str, list[str]]:
    """Names of drugs that the annotated sets hold (``en``) and of herbs in the prescriptions (``zh``)."""
    english: dict[str, None] = {}
    for path in sorted(folder.glob("ade_corpus_v2/DRUG-AE*.rel")):
        for line in _text(path).splitlines():
            parts = line.split("|")
            if len(parts) > 5 and re.fullmatch(r"[A-Za-z][a-z-]{4,}", parts[5]):
                english.setdefault(parts[5].lower())
    herbs: dict[str, None] = {}
    for path in sorted(folder.glob("tcm_best4sdt/*.json")):
        for item in json.loads(_text(path)):
            for line in item["output"]:
                if line.startswith("药物组成"):
                    for herb in re.findall(r"([\u4e00-\u9fff]{2,4})(?:（[^）]*）)? ?\d", line):
                        herbs.setdefault(herb)
    return {"en": list(english), "zh": list(herbs)}
