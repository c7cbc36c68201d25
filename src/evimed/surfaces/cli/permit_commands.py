"""The grammar of ``evimed permit``: who may read what, and why."""

from __future__ import annotations

from typing import Annotated, Literal, cast

import typer

from evimed.surfaces.cli.grammar import (
    HomeOption,
    JsonOption,
    LangOption,
    LibraryOption,
    Task,
    invocation_of,
)

permit_app = typer.Typer(name="permit", add_completion=False, pretty_exceptions_enable=False)

Effect = Literal["allow", "only", "deny"]


@permit_app.command("add", help="cli.help.permit_add")
def add(  # noqa: PLR0913, PLR0917  -- one parameter an option
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="cli.help.permit_subject")],
    effect: Annotated[Effect, typer.Option("--effect", help="cli.help.permit_effect")] = "allow",
    path: Annotated[str | None, typer.Option("--path", metavar="PATH", help="cli.help.permit_path")] = None,
    document: Annotated[
        str | None, typer.Option("--document", metavar="DOCUMENT", help="cli.help.permit_document")
    ] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", help="cli.help.purpose")] = None,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Make a rule."""
    from evimed.surfaces.cli import permit as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.add(
            invocation, library, subject, effect, path=path or "", document=document or "", purpose=purpose
        ),
    )


@permit_app.command("list", help="cli.help.permit_list")
def list_rules(
    ctx: typer.Context,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """The rules of a library, or all."""
    from evimed.surfaces.cli import permit as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.list_rules(invocation, library)
    )


@permit_app.command("remove", help="cli.help.permit_remove")
def remove(
    ctx: typer.Context,
    rule: Annotated[int, typer.Argument(metavar="RULE", help="cli.help.permit_rule")],
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Withdraw a rule."""
    from evimed.surfaces.cli import permit as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.remove(invocation, rule)
    )


@permit_app.command("explain", help="cli.help.permit_explain")
def explain(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="cli.help.account_name")],
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="cli.help.document")],
    purpose: Annotated[str, typer.Option("--purpose", help="cli.help.purpose")] = "use",
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Say why somebody may read a document, or may not."""
    from evimed.surfaces.cli import permit as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.explain(invocation, library, name, document, purpose),
    )


PERMIT_COMMANDS = tuple(
    cast(str, command.name) for command in permit_app.registered_commands if command.callback is not None
)
