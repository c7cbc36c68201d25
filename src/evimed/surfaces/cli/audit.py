"""``evimed audit``: the log of what was done, verified, shown, exported."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from evimed.errors import InputError, NotFoundError
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library, settings_of
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.govern.audit.anchor import Anchor
    from evimed.govern.audit.verify import Verification
    from evimed.store.audit import AuditEntry

_INDENT = "  "
_MOST_SHOWN = 20


def verify(
    invocation: Invocation, file: Path | None, anchors: Sequence[Path], key: str | None, tsa_ca: Path | None
) -> int:
    """Read a log, or an export of one, and compare it with anchors; 1 if it is not as it was written."""
    from evimed.govern.audit import verify_entries
    from evimed.govern.audit.anchor import Signer, anchor_folder, judge_anchors, read_anchor
    from evimed.govern.audit.export import read_lines
    from evimed.govern.audit.verify import Root

    home = settings_of(invocation).home
    given = [read_anchor(path) for path in anchors]
    kept = [read_anchor(path) for path in sorted(anchor_folder(home).glob("*.json"))] if file is None else []
    if file is not None:
        roots = [Root(anchor.size, anchor.root) for anchor in given]
        verified = verify_entries(_told_line(read_lines(file), file), anchors=roots)
        tenant = next((entry.tenant for entry in read_lines(file)), "")
    else:
        with open_library(invocation, None) as (session, _):
            trail = session.audit()
            tenant = trail.scope.tenant
            given += [anchor for anchor in kept if anchor.tenant == tenant and anchor not in given]
            verified = trail.verify([Root(anchor.size, anchor.root) for anchor in given])
    keys = {key} if key is not None else {Signer(home).public} if given else set[str]()
    verified = judge_anchors(verified, given, tenant, keys)
    if tsa_ca is not None:
        _tell_stamps(invocation, given, tsa_ca)
    if invocation.as_json:
        terminal.show_json(_form(verified))
    else:
        terminal.show(_verdict(invocation, verified))
    return 0 if verified.whole else 1


def anchor(invocation: Invocation, out: Path | None, tsa: str | None, tsa_ca: Path | None) -> int:
    """Sign the root of the log and write it to a file, dated by a time stamping authority if one is named."""
    from evimed.govern.audit.anchor import Signer, anchor_path, write_anchor
    from evimed.govern.audit.timestamp import read_certificates, stamp

    if (tsa is None) != (tsa_ca is None):
        raise InputError("tsa_incomplete")
    home = settings_of(invocation).home
    with open_library(invocation, None) as (session, _):
        roots = read_certificates(tsa_ca) if tsa_ca is not None else []
        signer = Signer(home)
        made = session.audit().anchor(
            signer, lambda signed: stamp(signed, tsa, roots) if tsa is not None else signed
        )
    path = out or anchor_path(home, made)
    write_anchor(path, made)
    if invocation.as_json:
        terminal.show_json({"path": str(path), "size": made.size, "root": made.root, "key": made.key})
        return 0
    words = invocation.say("audit.anchored", size=made.size, root=made.root, path=path, public=made.key)
    terminal.show(Line(line) for line in wrap(words, terminal.page_width()))
    return 0


def show(invocation: Invocation, seq: int | None, *, last: int, action: str | None) -> int:
    """Show one entry, or the last ones."""
    from evimed.govern.audit.chain import act_of

    with open_library(invocation, None) as (session, _):
        trail = session.audit()
        found = trail.recent(last, action) if seq is None else list(islice(trail.entries(seq - 1, seq), 1))
    if seq is not None and not found:
        raise NotFoundError("audit_entry_not_found", seq=seq)
    if invocation.as_json:
        terminal.show_json(
            {
                "entries": [
                    {"seq": one.seq, "time": one.time, "act": act_of(one), "prev": one.prev, "hash": one.hash}
                    for one in found
                ]
            }
        )
        return 0
    width = terminal.page_width()
    if not found:
        terminal.show([Line(invocation.say("audit.empty"))])
    for entry in found:
        terminal.show(_entry(entry, width))
    return 0


def export(invocation: Invocation, after: int, through: int | None, out: Path | None) -> int:
    """Write entries as JSON lines, to a file or to standard output; the same range gives the same bytes."""
    from evimed.govern.audit.export import write_lines

    with open_library(invocation, None) as (session, _):
        entries = session.audit().export(after, through)
        if out is None:
            for line in write_lines(entries):
                sys.stdout.write(line)
            return 0
        written = last = 0
        with out.open("w", encoding="utf-8", newline="\n") as stream:
            for entry in entries:
                stream.writelines(write_lines((entry,)))
                written, last = written + 1, entry.seq
    words = invocation.say("audit.exported", count=written, path=out, last=last or after)
    terminal.show(Line(line) for line in wrap(words, terminal.page_width()))
    return 0


def risks(invocation: Invocation) -> int:
    """Show the risk register; no library is needed."""
    from evimed.govern.audit.risks import register

    language = invocation.language
    if invocation.as_json:
        terminal.show_json(
            {
                "source": "NIST AI 600-1",
                "risks": [
                    {
                        "id": risk.id,
                        "section": risk.section,
                        "title": risk.title(language),
                        "control": risk.control(language),
                        "left": risk.rest(language),
                        "modules": list(risk.modules),
                        "tests": list(risk.tests),
                    }
                    for risk in register()
                ],
            }
        )
        return 0
    width = terminal.page_width()
    for risk in register():
        terminal.show([Line(f"{risk.section} {risk.title(language)}", "bold")])
        modules = ", ".join(module.removeprefix("evimed.") for module in risk.modules)
        told = [
            risk.control(language),
            invocation.say("audit.risk_rest", words=risk.rest(language)),
            invocation.say("audit.risk_shown", modules=modules, count=len(risk.tests)),
        ]
        terminal.show(Line(line) for words in told for line in wrap(words, width, _INDENT))
    return 0


def _tell_stamps(invocation: Invocation, anchors: Sequence[Anchor], tsa_ca: Path) -> None:
    """When others saw the anchors, on standard error."""
    from evimed.govern.audit.timestamp import read_certificates, stamped_at

    roots = read_certificates(tsa_ca)
    for one in anchors:
        seen = stamped_at(one, roots)
        key = "audit.not_stamped" if seen is None else "audit.stamped"
        terminal.note(invocation.say(key, size=one.size, time=seen.isoformat() if seen else ""))


def _told_line(entries: Iterable[AuditEntry], file: Path) -> Iterator[AuditEntry]:
    """The entries; a line that is none is told by its number."""
    number = 0
    try:
        for entry in entries:
            number += 1
            yield entry
    except (ValueError, OSError) as error:
        raise InputError("audit_file_unreadable", path=file, line=number + 1, reason=str(error)) from error


def _form(verified: Verification) -> dict[str, object]:
    return {
        "whole": verified.whole,
        "entries": verified.entries,
        "last": verified.last,
        "head": verified.head,
        "root": verified.root,
        "anchors": verified.anchors,
        "findings": [{"kind": finding.kind, "seq": finding.seq} for finding in verified.findings],
        "clock_back": list(verified.clock_back),
    }


def _verdict(invocation: Invocation, verified: Verification) -> Iterator[Line]:
    width = terminal.page_width()
    key = "audit.whole" if verified.whole else "audit.broken"
    words = invocation.say(key, entries=verified.entries, findings=len(verified.findings))
    yield from (Line(line, "green" if verified.whole else "red") for line in wrap(words, width))
    for finding in verified.findings[:_MOST_SHOWN]:
        told = invocation.say(f"audit.kind.{finding.kind}", seq=finding.seq)
        yield from (Line(line, "red") for line in wrap(told, width, _INDENT))
    if len(verified.findings) > _MOST_SHOWN:
        yield Line(_INDENT + invocation.say("audit.more", count=len(verified.findings) - _MOST_SHOWN))
    if verified.clock_back:
        numbers = ", ".join(map(str, verified.clock_back[:_MOST_SHOWN]))
        told = invocation.say("audit.clock_back", count=len(verified.clock_back), numbers=numbers)
        yield from (Line(line, "yellow") for line in wrap(told, width))
    root = invocation.say("audit.root", last=verified.last, root=verified.root, anchors=verified.anchors)
    yield from (Line(line) for line in wrap(root, width))


def _entry(entry: AuditEntry, width: int) -> Iterator[Line]:
    from evimed.govern.audit.chain import act_of

    act = act_of(entry)
    head = f"{entry.seq}  {entry.time}  {act.pop('action')}  {act.pop('actor')}  {act.pop('object')}"
    yield from (Line(line, "bold") for line in wrap(head, width))
    details: dict[str, object] = act.pop("details", {})
    told = "  ".join(f"{name}={_short(value)}" for name, value in {**act, **details}.items())
    yield from (Line(line) for line in wrap(told, width, _INDENT))


def _short(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, cast("list[object]", value))) or "–"
    return str(value)
