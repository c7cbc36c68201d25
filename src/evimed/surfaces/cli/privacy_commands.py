"""The grammar of ``evimed privacy``."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from evimed.surfaces.cli.grammar import HomeOption, JsonOption, LangOption, LibraryOption, Task, invocation_of

privacy_app = typer.Typer(name="privacy", add_completion=False, pretty_exceptions_enable=False)


@privacy_app.command("scan", help="cli.help.privacy_scan")
def scan(
    ctx: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="cli.help.paths")],
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Search files for personal data; nothing is taken in."""
    from evimed.surfaces.cli import privacy as work

    return Task(invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.scan(invocation, paths))


@privacy_app.command("report", help="cli.help.privacy_report")
def report(
    ctx: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="cli.help.document")],
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Say what personal data a document of the library holds."""
    from evimed.surfaces.cli import privacy as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.report(invocation, document, library),
    )


PRIVACY_COMMANDS = tuple(cast(str, command.name) for command in privacy_app.registered_commands)
