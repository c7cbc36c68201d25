"""``evimed folder …``: the grammar of its commands."""

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

folder_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

PathArgument = Annotated[str, typer.Argument(metavar="FOLDER", help="cli.help.folder_path")]
NewArgument = Annotated[str, typer.Argument(metavar="TO", help="cli.help.folder_new")]
IntoArgument = Annotated[str, typer.Argument(metavar="FOLDER", help="cli.help.folder_into")]
DocumentArgument = Annotated[str, typer.Argument(metavar="DOCUMENT", help="cli.help.folder_document")]


@folder_app.command("list", help="cli.help.folder_list")
def list_(
    ctx: typer.Context,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """List the folders."""
    from evimed.surfaces.cli import folder as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.show(invocation, library)
    )


@folder_app.command("make", help="cli.help.folder_make")
def make(
    ctx: typer.Context,
    path: PathArgument,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Make a folder."""
    from evimed.surfaces.cli import folder as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.make(invocation, path, library)
    )


@folder_app.command("rename", help="cli.help.folder_rename")
def rename(
    ctx: typer.Context,
    path: PathArgument,
    to: NewArgument,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Give a folder another path."""
    from evimed.surfaces.cli import folder as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.rename(invocation, path, to, library),
    )


@folder_app.command("remove", help="cli.help.folder_remove")
def remove(
    ctx: typer.Context,
    path: PathArgument,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Remove an empty folder."""
    from evimed.surfaces.cli import folder as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.remove(invocation, path, library),
    )


@folder_app.command("move", help="cli.help.folder_move")
def move(
    ctx: typer.Context,
    document: DocumentArgument,
    path: IntoArgument,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Move a document to a folder."""
    from evimed.surfaces.cli import folder as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.move(invocation, document, path, library),
    )


FOLDER_COMMANDS = tuple(
    cast(str, command.name) for command in folder_app.registered_commands if command.callback is not None
)
