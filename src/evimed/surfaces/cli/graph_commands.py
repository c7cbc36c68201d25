"""``evimed graph …``: the grammar of its commands."""

from __future__ import annotations

from pathlib import Path
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

graph_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@graph_app.command("build", help="cli.help.graph_build")
def build(
    ctx: typer.Context,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Read the documents that wait for it."""
    from evimed.surfaces.cli import graph as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.build(invocation, library)
    )


@graph_app.command("extract", help="cli.help.graph_extract")
def extract(
    ctx: typer.Context,
    most: Annotated[int, typer.Option("--most", metavar="N", help="cli.help.graph_extract_most")] = 100,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="cli.help.graph_extract_dry")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="cli.help.graph_extract_forget")] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Let the configured chat model name entities the rules have missed."""
    from evimed.surfaces.cli import graph_extract as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.extract(invocation, library, most=most, dry_run=dry_run, forget=forget),
    )


@graph_app.command("show", help="cli.help.graph_show")
def show(
    ctx: typer.Context,
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="cli.help.graph_entity")],
    hops: Annotated[int, typer.Option("--hops", metavar="N", help="cli.help.graph_hops")] = 1,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Show what is around an entity."""
    from evimed.surfaces.cli import graph as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.show(invocation, entity, library, hops=hops),
    )


@graph_app.command("path", help="cli.help.graph_path")
def path(
    ctx: typer.Context,
    start: Annotated[str, typer.Argument(metavar="A", help="cli.help.graph_entity")],
    end: Annotated[str, typer.Argument(metavar="B", help="cli.help.graph_entity")],
    hops: Annotated[int, typer.Option("--hops", metavar="N", help="cli.help.graph_hops")] = 3,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Show how two entities are connected."""
    from evimed.surfaces.cli import graph as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.path(invocation, start, end, library, hops=hops),
    )


@graph_app.command("communities", help="cli.help.graph_communities")
def communities(
    ctx: typer.Context,
    about: Annotated[str | None, typer.Option("--about", metavar="NAME", help="cli.help.graph_about")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="cli.help.graph_most")] = 20,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Show what belongs together."""
    from evimed.surfaces.cli import graph as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.communities(invocation, about, library, limit=limit),
    )


FormatOption = Annotated[
    Literal["csv", "ntriples", "jsonld", "graphml"] | None,
    typer.Option("--format", help="cli.help.graph_format"),
]


@graph_app.command("export", help="cli.help.graph_export")
def export(
    ctx: typer.Context,
    form: FormatOption = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="cli.help.graph_out")] = None,
    library: LibraryOption = None,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Write the graph for other programs."""
    from evimed.surfaces.cli import graph as work

    return Task(
        invocation_of(ctx, home, lang, as_json=False),
        lambda invocation: work.export(invocation, form or "csv", out, library),
    )


@graph_app.command("import", help="cli.help.graph_import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="cli.help.graph_file")],
    form: FormatOption = None,
    library: LibraryOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Take in a person's own relations."""
    from evimed.surfaces.cli import graph as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.bring(invocation, file, form, library),
    )


GRAPH_COMMANDS = tuple(
    cast(str, command.name) for command in graph_app.registered_commands if command.callback is not None
)
