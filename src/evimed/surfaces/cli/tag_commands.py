"""``evimed tag …``: the grammar of its commands."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from evimed.surfaces.cli.grammar import (
    HomeOption,
    JsonOption,
    LangOption,
    LibraryOption,
    Task,
    invocation_of,
)

tag_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

DocumentArgument = Annotated[str, typer.Argument(metavar="DOCUMENT", help="cli.help.tag_document")]
KindArgument = Annotated[str, typer.Argument(metavar="KIND", help="cli.help.tag_kind")]
ValueArgument = Annotated[str, typer.Argument(metavar="VALUE", help="cli.help.tag_value")]


@tag_app.command("show", help="cli.help.tag_show")
def show(
    ctx: typer.Context,
    document: DocumentArgument,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Show the tags of a document."""
    from evimed.surfaces.cli import tag as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.show(invocation, document, library),
    )


@tag_app.command("add", help="cli.help.tag_add")
def add(
    ctx: typer.Context,
    document: DocumentArgument,
    kind: KindArgument,
    value: ValueArgument,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Add a value."""
    from evimed.surfaces.cli import tag as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.correct(invocation, document, kind, value, library, act="add"),
    )


@tag_app.command("remove", help="cli.help.tag_remove")
def remove(
    ctx: typer.Context,
    document: DocumentArgument,
    kind: KindArgument,
    value: ValueArgument,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Take a value away."""
    from evimed.surfaces.cli import tag as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.correct(invocation, document, kind, value, library, act="remove"),
    )


@tag_app.command("reset", help="cli.help.tag_reset")
def reset(
    ctx: typer.Context,
    document: DocumentArgument,
    kind: KindArgument,
    value: ValueArgument,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Take a correction back."""
    from evimed.surfaces.cli import tag as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.correct(invocation, document, kind, value, library, act="reset"),
    )


TAG_COMMANDS = tuple(
    cast(str, command.name) for command in tag_app.registered_commands if command.callback is not None
)
