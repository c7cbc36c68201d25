"""``evimed versions``, ``evimed grade``, ``evimed causality``: the grammar of what evidence is worth."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from evimed.surfaces.cli.grammar import (
    AsOption,
    HomeOption,
    JsonOption,
    LangOption,
    LibraryOption,
    Task,
    invocation_of,
)

ByOption = Annotated[str | None, typer.Option("--by", metavar="NAME", help="cli.help.by")]
DocumentArgument = Annotated[str, typer.Argument(metavar="DOCUMENT", help="cli.help.document")]


def versions(
    ctx: typer.Context,
    document: Annotated[
        str | None, typer.Argument(metavar="DOCUMENT", help="cli.help.versions_document")
    ] = None,
    library: LibraryOption = None,
    acts_as: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Show which version of each law holds, or what became of the articles of one."""
    from evimed.surfaces.cli import evidence as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json, acts_as=acts_as),
        lambda invocation: work.versions(invocation, document, library),
    )


def grade(  # noqa: PLR0913, PLR0917  # one argument an option
    ctx: typer.Context,
    document: Annotated[list[str], typer.Argument(metavar="DOCUMENT...", help="cli.help.grade_document")],
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="WORDS", help="cli.help.body_outcome")
    ] = None,
    effect: Annotated[
        list[str] | None, typer.Option("--effect", metavar="DOCUMENT=N", help="cli.help.body_effect")
    ] = None,
    step: Annotated[list[str] | None, typer.Option("--step", metavar="STEP", help="cli.help.step")] = None,
    start: Annotated[bool, typer.Option("--as-it-starts", help="cli.help.as_it_starts")] = False,
    by: ByOption = None,
    library: LibraryOption = None,
    acts_as: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Show the worksheet of a study or of several together, or keep what a person decides."""
    from evimed.surfaces.cli import bodies
    from evimed.surfaces.cli import evidence as work

    if len(document) > 1 or outcome is not None or effect:
        wanted = bodies.Wanted(document, outcome or "", effect or [], step or [], by, bool(step) or start)
        return Task(
            invocation_of(ctx, home, lang, as_json=json, acts_as=acts_as),
            lambda invocation: bodies.grade(invocation, wanted, library),
        )
    return Task(
        invocation_of(ctx, home, lang, as_json=json, acts_as=acts_as),
        lambda invocation: work.grade(
            invocation, document[0], step or [], library, by, decide=bool(step) or start
        ),
    )


def causality(  # noqa: PLR0913, PLR0917  # one argument an option
    ctx: typer.Context,
    form: Annotated[
        Literal["naranjo", "who-umc", "hill", "claims"], typer.Argument(metavar="FORM", help="cli.help.form")
    ],
    document: DocumentArgument,
    reply: Annotated[list[str] | None, typer.Option("--set", metavar="Q=REPLY", help="cli.help.set")] = None,
    by: ByOption = None,
    library: LibraryOption = None,
    acts_as: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Fill a form of causality from a document, or set replies by name."""
    from evimed.surfaces.cli import evidence as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json, acts_as=acts_as),
        lambda invocation: work.causality(invocation, form, document, reply or [], library, by),
    )
