"""``evimed audit …``: the grammar of its commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer

from evimed.surfaces.cli.grammar import HomeOption, JsonOption, LangOption, Task, invocation_of

audit_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

AfterOption = Annotated[int, typer.Option("--after", min=0, metavar="SEQ", help="cli.help.audit_after")]
ThroughOption = Annotated[
    int | None, typer.Option("--through", min=0, metavar="SEQ", help="cli.help.audit_through")
]

TsaCaOption = Annotated[Path | None, typer.Option("--tsa-ca", metavar="PEM", help="cli.help.audit_tsa_ca")]


@audit_app.command("verify", help="cli.help.audit_verify")
def verify(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Option("--file", metavar="EXPORT", help="cli.help.audit_file")] = None,
    anchor: Annotated[
        list[Path] | None, typer.Option("--anchor", metavar="FILE", help="cli.help.audit_anchors")
    ] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="HEX", help="cli.help.audit_key")] = None,
    tsa_ca: TsaCaOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Read the whole log and say whether it is as it was written."""
    from evimed.surfaces.cli import audit as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.verify(invocation, file, anchor or (), key, tsa_ca),
    )


@audit_app.command("anchor", help="cli.help.audit_anchor")
def anchor(
    ctx: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="cli.help.audit_anchor_out")
    ] = None,
    tsa: Annotated[str | None, typer.Option("--tsa", metavar="URL", help="cli.help.audit_tsa")] = None,
    tsa_ca: TsaCaOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Sign the root of the log and keep it outside the database."""
    from evimed.surfaces.cli import audit as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.anchor(invocation, out, tsa, tsa_ca),
    )


@audit_app.command("show", help="cli.help.audit_show")
def show(
    ctx: typer.Context,
    seq: Annotated[int | None, typer.Argument(metavar="SEQ", min=1, help="cli.help.audit_seq")] = None,
    last: Annotated[
        int, typer.Option("--last", min=1, max=100_000, metavar="N", help="cli.help.audit_last")
    ] = 20,
    action: Annotated[
        str | None, typer.Option("--action", metavar="NAME", help="cli.help.audit_action")
    ] = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Show entries."""
    from evimed.surfaces.cli import audit as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.show(invocation, seq, last=last, action=action),
    )


@audit_app.command("export", help="cli.help.audit_export")
def export(
    ctx: typer.Context,
    after: AfterOption = 0,
    through: ThroughOption = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="cli.help.audit_out")] = None,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Print entries as JSON lines."""
    from evimed.surfaces.cli import audit as work

    return Task(
        invocation_of(ctx, home, lang, as_json=False),
        lambda invocation: work.export(invocation, after, through, out),
    )


@audit_app.command("risks", help="cli.help.audit_risks")
def risks(
    ctx: typer.Context, json: JsonOption = False, home: HomeOption = None, lang: LangOption = None
) -> Task:
    """Show the risk register."""
    from evimed.surfaces.cli import audit as work

    return Task(invocation_of(ctx, home, lang, as_json=json), work.risks)


AUDIT_COMMANDS = tuple(
    cast(str, command.name) for command in audit_app.registered_commands if command.callback is not None
)
