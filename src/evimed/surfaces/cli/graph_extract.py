"""``evimed graph extract``: a chat model names entities in passages, at a price that is said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library
from evimed.surfaces.cli.progress import bar
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.govern.graph import SecondPass
    from evimed.govern.session import Session
    from evimed.knowledge.graph.second_reading import SecondRun


def extract(invocation: Invocation, library: str | None, *, most: int, dry_run: bool, forget: bool) -> int:
    """Ask the model about passages that wait, say what it would take, or take all of it back."""
    with open_library(invocation, library) as (session, where):
        if forget:
            return _forget(invocation, session, where)
        plan = session.graph().second_pass(library=where)
        if dry_run:
            return _plan(invocation, plan)
        if not invocation.as_json:
            most_now = min(most, plan.passages - plan.asked)
            words = invocation.say("graph.extract.now", most=most_now, **_model(plan))
            for line in wrap(words, terminal.page_width()):
                terminal.note(line)
        with bar(invocation.say("graph.extract.asking")) as follow:
            run = session.graph().read_again(library=where, most=most, on_progress=follow)
    return _done(invocation, plan, run)


def _forget(invocation: Invocation, session: Session, library: str) -> int:
    gone = session.graph().forget_second_pass(library=library)
    if invocation.as_json:
        terminal.show_json({"library": library, "forgotten": gone})
    else:
        terminal.show([Line(invocation.say("graph.extract.forgotten", count=gone))])
    return 0


def _plan(invocation: Invocation, plan: SecondPass) -> int:
    counts = {"passages": plan.passages, "asked": plan.asked, "waiting": plan.passages - plan.asked}
    if invocation.as_json:
        terminal.show_json({**_model(plan), **counts, "letters": plan.letters})
    else:
        words = invocation.say("graph.extract.plan", **_model(plan), **counts, letters=plan.letters)
        terminal.show(Line(line) for line in wrap(words, terminal.page_width()))
    return 0


def _done(invocation: Invocation, plan: SecondPass, run: SecondRun) -> int:
    counts: dict[str, int] = {
        "asked": run.asked,
        "named": run.named,
        "kept": run.kept,
        "unreadable": run.unreadable,
        "documents": run.documents,
        "input": run.input_tokens,
        "output": run.output_tokens,
    }
    if invocation.as_json:
        terminal.show_json({**_model(plan), **counts, "cost": run.cost, "currency": run.currency})
    else:
        words = invocation.say("graph.extract.done", **counts)
        terminal.show(Line(line) for line in wrap(words, terminal.page_width()))
    return 0


def _model(plan: SecondPass) -> dict[str, str]:
    return {"model": plan.card.model, "host": plan.card.host or "localhost"}
