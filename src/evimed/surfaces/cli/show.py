"""``evimed show``: a document, its stored text, or an earlier answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any, cast

from rich.cells import cell_len

from evimed.errors import NotFoundError
from evimed.ingest.parse import warning_text
from evimed.json_forms import AnswerJson, document_json
from evimed.records import Document
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.answers import answer_lines
from evimed.surfaces.cli.book import summary_lines, whole_lines
from evimed.surfaces.cli.invocation import Invocation, document_of, open_library, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import visible, wrap


def show(
    invocation: Invocation, what: str, library: str | None, *, whole_text: bool, whole_book: bool = False
) -> int:
    """Show what ``what`` names: a document by id or source, else an answer by id."""
    wanted = utf8(what, "DOCUMENT|ANSWER")
    with open_library(invocation, library) as (session, where):
        try:
            document = document_of(session, wanted, where)
        except NotFoundError as no_document:
            try:
                record = cast(AnswerJson, cast(object, session.answer(wanted)))
            except NotFoundError:
                raise no_document from None
            _show_answer(invocation, record, session.book(record["id"]), whole_book=whole_book)
            return 0
        text = session.document_text(document.id, library=where) if whole_text else None
        tags = session.graph().tags(document.id, library=where)
    _show_document(invocation, document, text, tags)
    return 0


def _show_answer(
    invocation: Invocation, record: AnswerJson, book: Mapping[str, Any] | None, *, whole_book: bool
) -> None:
    if invocation.as_json:
        terminal.show_json(book if whole_book else record)
    else:
        question = wrap(record["question"], terminal.page_width(), "? ")
        terminal.show([*(Line(line, "bold") for line in question), Line()])
        terminal.show(answer_lines(record, terminal.page_width()))
        if book is not None:
            terminal.show(summary_lines(book, record["language"], terminal.page_width()))
        if book is not None and whole_book:
            terminal.show(whole_lines(book, record["language"], terminal.page_width()))


def _show_document(
    invocation: Invocation, document: Document, text: str | None, tags: Mapping[str, list[str]] | None
) -> None:
    if invocation.as_json:
        form: dict[str, object] = {"document": document_json(document) | {"tags": tags}}
        terminal.show_json(form if text is None else form | {"text": text})
    elif text is None:
        terminal.show(_document_lines(invocation, document, terminal.page_width()))
    else:
        # Every offset counts in this text: to a file or a program not one character more or less.
        sys.stdout.write(visible(text) if sys.stdout.isatty() else text)


def _document_lines(invocation: Invocation, document: Document, width: int) -> Iterator[Line]:
    form = document_json(document)
    yield from (Line(line, "bold") for line in wrap(document.title, width))
    for name, value in form.items():
        if name in {"title", "warnings"} or value is None:
            continue
        words = f"  {invocation.say(f'document.{name}')}"
        yield from (Line(line) for line in wrap(str(value), width, words + " " * (16 - cell_len(words))))
    for warning in document.warnings:
        yield from (
            Line(line, "yellow") for line in wrap(warning_text(warning, invocation.language), width, "  ! ")
        )
    yield from (
        Line(line, "dim") for line in wrap(invocation.say("show.text", document=document.id), width, "  ")
    )
