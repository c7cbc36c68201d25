"""The grammar of the command line: commands, arguments, options. No work is done here.

A command returns a :class:`Task`; the work begins after parsing, under one guard that tells every failure in
the same way. Modules that do the work are imported when they are needed: ``evimed --help`` stays quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, cast

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_group

from evimed import __version__
from evimed.catalogue import Language, text
from evimed.surfaces.cli.audit_commands import AUDIT_COMMANDS, audit_app
from evimed.surfaces.cli.evidence_commands import causality, grade, versions
from evimed.surfaces.cli.folder_commands import FOLDER_COMMANDS, folder_app
from evimed.surfaces.cli.grammar import (
    AsOption,
    HomeOption,
    JsonOption,
    LangOption,
    LibraryOption,
    Task,
    invocation_of,
)
from evimed.surfaces.cli.graph_commands import GRAPH_COMMANDS, graph_app
from evimed.surfaces.cli.invocation import Invocation
from evimed.surfaces.cli.model_commands import MODEL_COMMANDS, model_app
from evimed.surfaces.cli.people_commands import PEOPLE_COMMANDS, account_app, group_app, token_app
from evimed.surfaces.cli.permit_commands import PERMIT_COMMANDS, permit_app
from evimed.surfaces.cli.privacy_commands import PRIVACY_COMMANDS, privacy_app
from evimed.surfaces.cli.tag_commands import TAG_COMMANDS, tag_app
from evimed.surfaces.cli.terms_commands import TERMS_COMMANDS, terms_app

_HELP_NAMES = ["-h", "--help"]

_app = typer.Typer(
    name="evimed",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": _HELP_NAMES},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"evimed {__version__}")
        raise typer.Exit


@_app.callback(help="cli.help.evimed", epilog="cli.help.epilog")
def _evimed(
    ctx: typer.Context,
    home: HomeOption = None,
    lang: LangOption = None,
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="cli.help.version")
    ] = False,
) -> None:
    ctx.obj = Invocation(home, lang or cast(Language, ctx.obj))


@_app.command(help="cli.help.demo")
def demo(ctx: typer.Context, home: HomeOption = None, lang: LangOption = None) -> Task:
    """Take in the sample library and ask it two questions."""
    from evimed.surfaces.cli import demo as work

    return Task(invocation_of(ctx, home, lang, as_json=False), work.demo)


@_app.command(help="cli.help.ingest")
def ingest(  # noqa: PLR0913, PLR0917  # one argument an option
    ctx: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH...", help="cli.help.paths")] = None,
    library: LibraryOption = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="cli.help.wait")] = True,
    vectors: Annotated[bool, typer.Option("--vectors", help="cli.help.vectors")] = False,
    engine: Annotated[Literal["pool", "ray"], typer.Option("--engine", help="cli.help.engine")] = "pool",
    acts_as: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Take documents into the library."""
    from evimed.surfaces.cli import ingest as work

    if vectors == bool(paths):
        raise typer.BadParameter(text("cli.ingest.paths_or_vectors", cast(Invocation, ctx.obj).language))
    return Task(
        invocation_of(ctx, home, lang, as_json=json, acts_as=acts_as),
        lambda invocation: work.ingest(
            invocation, paths or (), library, engine=engine, wait=wait, only_vectors=vectors
        ),
    )


@_app.command(help="cli.help.ask")
def ask(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="cli.help.question")],
    library: LibraryOption = None,
    after: Annotated[str | None, typer.Option("--after", metavar="ANSWER", help="cli.help.after")] = None,
    acts_as: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Answer a question from the library."""
    from evimed.surfaces.cli import ask as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json, acts_as=acts_as),
        lambda invocation: work.ask(invocation, question, library, after=after),
    )


@_app.command(help="cli.help.search")
def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="cli.help.query")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, metavar="N", help="cli.help.limit")] = 10,
    library: LibraryOption = None,
    acts_as: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """List the passages that fit a query best."""
    from evimed.surfaces.cli import search as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json, acts_as=acts_as),
        lambda invocation: work.search(invocation, query, library, limit=limit),
    )


@_app.command(help="cli.help.conflicts")
def conflicts(
    ctx: typer.Context,
    topic: Annotated[str | None, typer.Option("--topic", metavar="T", help="cli.help.topic")] = None,
    one_sided: Annotated[bool, typer.Option("--one-sided", help="cli.help.one_sided")] = False,
    library: LibraryOption = None,
    acts_as: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """List recommendations that disagree, side by side."""
    from evimed.surfaces.cli import conflicts as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json, acts_as=acts_as),
        lambda invocation: work.conflicts(invocation, topic, library, one_sided=one_sided),
    )


@_app.command(help="cli.help.show")
def show(  # noqa: PLR0913, PLR0917  # one argument an option
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="DOCUMENT|ANSWER", help="cli.help.what")],
    text: Annotated[bool, typer.Option("--text", help="cli.help.text")] = False,
    book: Annotated[bool, typer.Option("--book", help="cli.help.book")] = False,
    library: LibraryOption = None,
    acts_as: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Show a document, its stored text, or an earlier answer."""
    from evimed.surfaces.cli import show as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json, acts_as=acts_as),
        lambda invocation: work.show(invocation, what, library, whole_text=text, whole_book=book),
    )


@_app.command(help="cli.help.replay")
def replay(
    ctx: typer.Context,
    answer: Annotated[str, typer.Argument(metavar="ANSWER", help="cli.help.answer")],
    acts_as: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Answer a question again and say what changed."""
    from evimed.surfaces.cli import replay as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json, acts_as=acts_as),
        lambda invocation: work.replay(invocation, answer),
    )


@_app.command(help="cli.help.delete")
def delete(
    ctx: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="cli.help.document")],
    library: LibraryOption = None,
    acts_as: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Delete a document and all that came from it."""
    from evimed.surfaces.cli import delete as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json, acts_as=acts_as),
        lambda invocation: work.delete(invocation, document, library),
    )


@_app.command(help="cli.help.doctor")
def doctor(
    ctx: typer.Context, json: JsonOption = False, home: HomeOption = None, lang: LangOption = None
) -> Task:
    """Say what runs where, and what is wrong."""
    from evimed.surfaces.cli import doctor as work

    return Task(invocation_of(ctx, home, lang, as_json=json), work.doctor)


@_app.command(help="cli.help.serve")
def serve(  # noqa: PLR0913, PLR0917  # one argument an option
    ctx: typer.Context,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="cli.help.host")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help="cli.help.port")] = 8765,
    name: Annotated[list[str] | None, typer.Option("--name", metavar="HOST", help="cli.help.name")] = None,
    https: Annotated[bool, typer.Option("--https", help="cli.help.https")] = False,
    rate: Annotated[int, typer.Option("--rate", min=0, metavar="N", help="cli.help.rate")] = 1200,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, metavar="N", help="cli.help.workers")
    ] = 1,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Serve the web page and the HTTP API."""
    from evimed.surfaces.cli import serve as work
    from evimed.surfaces.http.serving import Serving

    serving = Serving(host, port, tuple(name or ()), https, rate, workers=workers)
    return Task(
        invocation_of(ctx, home, lang, as_json=False), lambda invocation: work.serve(invocation, serving)
    )


@_app.command(help="cli.help.mcp")
def mcp(
    ctx: typer.Context, library: LibraryOption = None, home: HomeOption = None, lang: LangOption = None
) -> Task:
    """Serve an assistant over standard input and output."""
    from evimed.surfaces.cli import mcp as work

    return Task(
        invocation_of(ctx, home, lang, as_json=False), lambda invocation: work.mcp(invocation, library)
    )


@_app.command(help="cli.help.status")
def status(
    ctx: typer.Context,
    library: LibraryOption = None,
    acts_as: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Say how far the work on each library has come."""
    from evimed.surfaces.cli import status as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json, acts_as=acts_as),
        lambda invocation: work.status(invocation, library),
    )


@_app.command(name="eval", help="cli.help.eval")
def evaluate(  # noqa: PLR0913, PLR0917  # one argument an option
    ctx: typer.Context,
    suite: Annotated[str, typer.Argument(metavar="SUITE", help="cli.help.suite")],
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="cli.help.data")] = None,
    page: Annotated[Path | None, typer.Option("--page", metavar="FILE", help="cli.help.page")] = None,
    most: Annotated[int | None, typer.Option("--most", metavar="N", min=1, help="cli.help.most")] = None,
    model: Annotated[str | None, typer.Option("--model", metavar="NAME", help="cli.help.eval_model")] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="FILE", help="cli.help.answers")
    ] = None,
    labels: Annotated[Path | None, typer.Option("--labels", metavar="FILE", help="cli.help.labels")] = None,
    keep: Annotated[bool, typer.Option("--keep/--no-keep", help="cli.help.keep")] = True,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Run a suite over public data."""
    from evimed.govern.evaluate.options import Options
    from evimed.surfaces.cli import eval as work

    options = Options(most, model, answers, labels)
    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.evaluate(invocation, suite, data, page, options, keep=keep),
    )


_app.command(help="cli.help.versions")(versions)
_app.command(help="cli.help.grade")(grade)
_app.command(help="cli.help.causality")(causality)
_app.add_typer(model_app, name="model", help="cli.help.model")
_app.add_typer(account_app, name="account", help="cli.help.account")
_app.add_typer(group_app, name="group", help="cli.help.group")
_app.add_typer(token_app, name="token", help="cli.help.token")
_app.add_typer(permit_app, name="permit", help="cli.help.permit")
_app.add_typer(graph_app, name="graph", help="cli.help.graph")
_app.add_typer(tag_app, name="tag", help="cli.help.tag")
_app.add_typer(folder_app, name="folder", help="cli.help.folder")
_app.add_typer(terms_app, name="terms", help="cli.help.terms")
_app.add_typer(audit_app, name="audit", help="cli.help.audit")
_app.add_typer(privacy_app, name="privacy", help="cli.help.privacy")

COMMANDS = (
    *(command.name or command.callback.__name__ for command in _app.registered_commands if command.callback),
    *(f"model {name}" for name in MODEL_COMMANDS),
    *PEOPLE_COMMANDS,
    *(f"permit {name}" for name in PERMIT_COMMANDS),
    *(f"graph {name}" for name in GRAPH_COMMANDS),
    *(f"tag {name}" for name in TAG_COMMANDS),
    *(f"folder {name}" for name in FOLDER_COMMANDS),
    *(f"terms {name}" for name in TERMS_COMMANDS),
    *(f"audit {name}" for name in AUDIT_COMMANDS),
    *(f"privacy {name}" for name in PRIVACY_COMMANDS),
)


def parse(arguments: Sequence[str], language: Language) -> Task | int:
    """The task that ``arguments`` ask for, or an exit code if parsing was all (``--help``, ``--version``).

    Raises
    ------
    typer.TyperException
        If they cannot be understood.
    """
    command = get_group(_app)
    _localise(command, language)
    given = list(arguments) or ["--help"]
    outcome = command.main(given, prog_name="evimed", standalone_mode=False, obj=language)
    return outcome if isinstance(outcome, Task) else int(outcome or 0)


def _localise(command: TyperGroup | TyperCommand, language: Language) -> None:
    """Put the catalogue's words where the declarations above have keys, in a command and all its parts."""
    command.help = text(command.help or "cli.help.help", language)
    if command.epilog:
        command.epilog = text(command.epilog, language)
    command.rich_help_panel = text("cli.help.commands", language)
    help_option = command.get_help_option(typer.Context(command, help_option_names=_HELP_NAMES))
    for part in (*command.params, help_option):
        if isinstance(part, TyperArgument | TyperOption):
            key = part.help if part is not help_option else None
            part.help = text(key or "cli.help.help", language)
            panel = "arguments" if isinstance(part, TyperArgument) else "options"
            part.rich_help_panel = text(f"cli.help.{panel}", language)
    for inner in command.commands.values() if isinstance(command, TyperGroup) else ():
        if isinstance(inner, TyperGroup | TyperCommand):
            _localise(inner, language)


def _command(group: TyperGroup, names: Sequence[str]) -> TyperGroup | TyperCommand:
    inner = cast("TyperGroup | TyperCommand", group.commands[names[0]])
    return _command(inner, names[1:]) if names[1:] and isinstance(inner, TyperGroup) else inner


def parameters() -> dict[str, set[str]]:
    """Options and arguments of each command, those of ``evimed`` itself under ``""``: the public surface."""
    group = get_group(_app)
    named = {"": group} | {name: _command(group, name.split()) for name in COMMANDS}
    found: dict[str, set[str]] = {}
    for name, command in named.items():
        context = typer.Context(command, help_option_names=_HELP_NAMES)
        found[name] = {
            word
            for part in command.get_params(context)
            for word in (*part.opts, *part.secondary_opts)
            if word.startswith("-")
        } | {part.display_name_raw for part in command.params if isinstance(part, TyperArgument)}
    return found
