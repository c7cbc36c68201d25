"""The grammar of ``evimed privacy``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer

from evimed.surfaces.cli.grammar import HomeOption, JsonOption, LangOption, LibraryOption, Task, invocation_of

privacy_app = typer.Typer(name="privacy", add_completion=False, pretty_exceptions_enable=False)
_consent_app = typer.Typer(name="consent", add_completion=False, pretty_exceptions_enable=False)
_backup_app = typer.Typer(name="backup", add_completion=False, pretty_exceptions_enable=False)

PersonArgument = Annotated[str, typer.Argument(metavar="PERSON", help="cli.help.privacy_subject")]
PersonsArgument = Annotated[list[str], typer.Argument(metavar="PERSON...", help="cli.help.privacy_subjects")]
PurposeOption = Annotated[str, typer.Option("--purpose", metavar="PURPOSE", help="cli.help.privacy_purpose")]
EvidenceOption = Annotated[str, typer.Option("--evidence", metavar="WHERE", help="cli.help.privacy_evidence")]
PlaceArgument = Annotated[str, typer.Argument(metavar="PLACE", help="cli.help.privacy_place")]


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

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.scan(invocation, paths),
    )


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


@privacy_app.command("policy", help="cli.help.privacy_policy")
def policy(
    ctx: typer.Context,
    library: Annotated[
        str | None, typer.Argument(metavar="LIBRARY", help="cli.help.privacy_policy_library")
    ] = None,
    mode: Annotated[str | None, typer.Argument(metavar="MODE", help="cli.help.privacy_mode")] = None,
    purpose: PurposeOption = "",
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Say what a library does with personal data, or list what was said."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.policy(invocation, library, mode, purpose),
    )


@privacy_app.command("assess", help="cli.help.privacy_assess")
def assess(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="cli.help.privacy_assessment_file")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="cli.help.privacy_by")] = "",
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Enter an approved impact assessment."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.assess(invocation, file, by),
    )


@privacy_app.command("reveal", help="cli.help.privacy_reveal")
def reveal(
    ctx: typer.Context,
    tokens: Annotated[list[str], typer.Argument(metavar="PSEUDONYM...", help="cli.help.privacy_tokens")],
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Reverse pseudonyms."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.reveal(invocation, tokens),
    )


@privacy_app.command("export", help="cli.help.privacy_export")
def export(
    ctx: typer.Context,
    persons: PersonsArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Hand out all that is held about a person."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.export(invocation, persons),
    )


@privacy_app.command("correct", help="cli.help.privacy_correct")
def correct(
    ctx: typer.Context,
    persons: PersonsArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Write a correction down, and delete superseded versions that hold the old data."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.correct(invocation, persons),
    )


@privacy_app.command("erase", help="cli.help.privacy_erase")
def erase(
    ctx: typer.Context,
    persons: PersonsArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Erase a person everywhere."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.erase(invocation, persons),
    )


@privacy_app.command("requests", help="cli.help.privacy_requests")
def requests(
    ctx: typer.Context,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """List the requests that were carried out."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        work.requests,
    )


@privacy_app.command("keep", help="cli.help.privacy_keep")
def keep(
    ctx: typer.Context,
    library: Annotated[str, typer.Argument(metavar="LIBRARY", help="cli.help.privacy_policy_library")],
    what: Annotated[str, typer.Argument(metavar="WHAT", help="cli.help.privacy_what")],
    days: Annotated[int, typer.Argument(metavar="DAYS", help="cli.help.privacy_days")],
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Set how long a library keeps something."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.keep(invocation, library, what, days),
    )


@privacy_app.command("purge", help="cli.help.privacy_purge")
def purge(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="cli.help.privacy_dry_run")] = False,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Delete what is over its time."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.purge(invocation, dry_run=dry_run),
    )


@_consent_app.command("give", help="cli.help.privacy_consent_give")
def give(  # noqa: PLR0913, PLR0917  -- one parameter an option
    ctx: typer.Context,
    person: PersonArgument,
    purpose: PurposeOption = "",
    basis: Annotated[
        str, typer.Option("--basis", metavar="BASIS", help="cli.help.privacy_basis")
    ] = "separate_consent",
    evidence: EvidenceOption = "",
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="cli.help.privacy_until")
    ] = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Enter a person's consent."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.give(
            invocation, person, purpose, basis=basis, evidence=evidence, until=until
        ),
    )


@_consent_app.command("withdraw", help="cli.help.privacy_consent_withdraw")
def withdraw(
    ctx: typer.Context,
    person: PersonArgument,
    purpose: PurposeOption = "",
    evidence: EvidenceOption = "",
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Enter a withdrawal, and delete what came in on that consent."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.withdraw(invocation, person, purpose, evidence),
    )


@_consent_app.command("list", help="cli.help.privacy_consent_list")
def list_consent(
    ctx: typer.Context,
    person: Annotated[str | None, typer.Argument(metavar="PERSON", help="cli.help.privacy_subject")] = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Show the consent ledger."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.ledger(invocation, person),
    )


@_backup_app.command("add", help="cli.help.privacy_backup_add")
def add_backup(
    ctx: typer.Context,
    place: PlaceArgument,
    made: Annotated[str | None, typer.Option("--made", metavar="TIME", help="cli.help.privacy_made")] = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Note a backup."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.add_backup(invocation, place, made),
    )


@_backup_app.command("gone", help="cli.help.privacy_backup_gone")
def backup_gone(
    ctx: typer.Context,
    place: PlaceArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Note that a backup is gone."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.backup_gone(invocation, place),
    )


@_backup_app.command("list", help="cli.help.privacy_backup_list")
def list_backups(
    ctx: typer.Context,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """List the backups that are still there."""
    from evimed.surfaces.cli import privacy_office as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        work.backups,
    )


privacy_app.add_typer(_consent_app, name="consent", help="cli.help.privacy_consent")
privacy_app.add_typer(_backup_app, name="backup", help="cli.help.privacy_backup")

PRIVACY_COMMANDS = (
    *(cast(str, command.name) for command in privacy_app.registered_commands),
    *(f"consent {command.name}" for command in _consent_app.registered_commands),
    *(f"backup {command.name}" for command in _backup_app.registered_commands),
)
