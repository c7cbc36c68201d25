"""What all commands are built of: the task a command line asks for, and the options they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

import typer

from evimed.catalogue import Language
from evimed.surfaces.cli.invocation import Invocation

HomeOption = Annotated[Path | None, typer.Option("--home", metavar="DIR", help="cli.help.home")]
LangOption = Annotated[Language | None, typer.Option("--lang", help="cli.help.lang")]
JsonOption = Annotated[bool, typer.Option("--json", help="cli.help.json")]
AsOption = Annotated[str | None, typer.Option("--as", metavar="NAME", help="cli.help.as")]
LibraryOption = Annotated[str | None, typer.Option("--library", metavar="NAME", help="cli.help.library")]


@dataclass(frozen=True, slots=True)
class Task:
    """A command line understood: what to do, and for whom."""

    invocation: Invocation
    work: Callable[[Invocation], int]

    def carry_out(self) -> int:
        """Do it; the exit code."""
        return self.work(self.invocation)


def invocation_of(
    ctx: typer.Context,
    home: Path | None,
    lang: Language | None,
    *,
    as_json: bool,
    acts_as: str | None = None,
) -> Invocation:
    """Options after the command win over those before it."""
    shared = cast(Invocation, ctx.obj)
    return Invocation(home or shared.home, lang or shared.language, as_json, acts_as)
