"""``/api/v1/audit``: what was done, whether the log is as it was written, and the log itself."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from evimed.errors import NotFoundError
from evimed.govern.audit.chain import act_of
from evimed.govern.audit.export import write_lines
from evimed.store.audit import AuditEntry
from evimed.surfaces.http.identity import CallerIn, WorkingCaller
from evimed.surfaces.http.sse import begun

router = APIRouter(prefix="/api/v1/audit", tags=["audit"])

_MOST = 9_007_199_254_740_991  # numbers that JSON keeps
_LINES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}, "description": "An entry a line"}
}
Number = Annotated[int, Query(ge=0, le=_MOST)]


@router.get("/entries")
def list_entries(
    caller: CallerIn,
    last: Annotated[int, Query(ge=1, le=10_000, description="How many")] = 100,
    action: Annotated[str | None, Query(max_length=100, description="Of this action only")] = None,
) -> dict[str, Any]:
    """The newest entries, oldest first."""
    return {"entries": [_entry(one) for one in caller.session.audit().recent(last, action)]}


@router.get("/entries/{seq}")
def show_entry(seq: int, caller: CallerIn) -> dict[str, Any]:
    """One entry by its number."""
    trail = caller.session.audit()
    found = next(trail.entries(seq - 1, seq), None) if 1 <= seq <= _MOST else None
    if found is None:
        raise NotFoundError("audit_entry_not_found", seq=seq)
    return _entry(found)


@router.get("/verification")
def verify(caller: WorkingCaller) -> dict[str, Any]:
    """Read the whole log and say whether it is as it was written."""
    checked = caller.session.audit().verify()
    return {
        "whole": checked.whole,
        "entries": checked.entries,
        "last": checked.last,
        "head": checked.head,
        "root": checked.root,
        "findings": [{"kind": one.kind, "seq": one.seq} for one in checked.findings],
        "clock_back": list(checked.clock_back),
    }


@router.get("/export", responses=_LINES, response_class=StreamingResponse)
def export(
    caller: WorkingCaller, after: Number = 0, through: Annotated[int | None, Query(ge=0, le=_MOST)] = None
) -> StreamingResponse:
    """Entries as lines of canonical JSON, as ``evimed audit export`` writes them."""
    lines = begun(write_lines(caller.session.audit().export(after, through)))
    return StreamingResponse(lines, media_type="application/jsonl")


def _entry(one: AuditEntry) -> dict[str, Any]:
    return {"seq": one.seq, "time": one.time, "act": act_of(one), "prev": one.prev, "hash": one.hash}
