"""``evimed terms …``: the grammar of its commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from evimed.surfaces.cli.grammar import HomeOption, JsonOption, LangOption, Task, invocation_of

terms_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

KindOption = Annotated[
    Literal["obo", "owl", "table", "rf2", "rrf", "meddra"] | None,
    typer.Option("--kind", help="cli.help.terms_kind"),
]


@terms_app.command("load", help="cli.help.terms_load")
def load(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="cli.help.terms_file")],
    kind: KindOption = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="cli.help.terms_name")] = None,
    default_type: Annotated[
        str, typer.Option("--type", metavar="TYPE", help="cli.help.terms_type")
    ] = "condition",
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Load a terminology, whole or not at all."""
    from evimed.surfaces.cli import terms as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.load(invocation, file, kind, name, default_type),
    )


@terms_app.command("add", help="cli.help.terms_add")
def add(
    ctx: typer.Context,
    package: Annotated[
        Literal["hpo", "icd10cm", "drugs"], typer.Argument(metavar="NAME", help="cli.help.terms_package")
    ],
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Load a free terminology that an installed package holds."""
    from evimed.surfaces.cli import terms as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.add(invocation, package)
    )


@terms_app.command("show", help="cli.help.terms_show")
def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="cli.help.terms_concept")],
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Show what the terminologies say of a name."""
    from evimed.surfaces.cli import terms as work

    return Task(invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.show(invocation, name))


@terms_app.command("list", help="cli.help.terms_list")
def list_(
    ctx: typer.Context, json: JsonOption = False, home: HomeOption = None, lang: LangOption = None
) -> Task:
    """List what was loaded."""
    from evimed.surfaces.cli import terms as work

    return Task(invocation_of(ctx, home, lang, as_json=json), work.list_)


@terms_app.command("remove", help="cli.help.terms_remove")
def remove(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="cli.help.terms_name")],
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Remove a terminology."""
    from evimed.surfaces.cli import terms as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.remove(invocation, name)
    )


TERMS_COMMANDS = tuple(
    cast(str, command.name) for command in terms_app.registered_commands if command.callback is not None
)
