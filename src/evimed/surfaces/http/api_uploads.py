"""``/api/v1``: uploads that can be interrupted and resumed, by tus 1.0.0 (https://tus.io/protocols).

Extensions: creation, creation-with-upload, expiration, termination. A whole upload is taken in at once,
unless its metadata say ``hold``: then it waits for ``POST …/runs``, which takes several in together.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from evimed.errors import InputError
from evimed.store.uploads import Upload
from evimed.surfaces.http.api_documents import run_json
from evimed.surfaces.http.desk import Desk
from evimed.surfaces.http.identity import Caller, CallerIn, DeskIn, WorkingCaller
from evimed.surfaces.http.language import language_of

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination"
_PIECE = 4 << 20  # bytes kept at a time: what is lost at most when a connection breaks
_BODY = "application/offset+octet-stream"
_OFFSET_BODY: dict[str, Any] = {
    "requestBody": {"content": {_BODY: {"schema": {"type": "string", "format": "binary"}}}}
}


def _spoken(tus_resumable: Annotated[str, Header()] = "") -> None:
    """Another version of the protocol is refused."""
    if tus_resumable != VERSION:
        raise InputError("upload_protocol", value=tus_resumable[:100], valid=VERSION)


router = APIRouter(prefix="/api/v1", tags=["uploads"])
Spoken = Depends(_spoken)


class Together(BaseModel):
    """Whole uploads to be taken in together."""

    uploads: list[str] = Field(min_length=1, max_length=1000)


def _headers(**more: str | int) -> dict[str, str]:
    named = {name.replace("_", "-").title(): str(value) for name, value in more.items()}
    return {"Tus-Resumable": VERSION, "Cache-Control": "no-store", **named}


@router.options("/libraries/{library}/uploads", status_code=204)
async def tell_protocol(library: str, desk: DeskIn) -> Response:  # noqa: ARG001 -- in the address
    """What of tus is spoken here, and the largest file."""
    headers = {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(desk.serving.upload_bytes),
    }
    return Response(status_code=204, headers=headers)


@router.post(
    "/libraries/{library}/uploads", status_code=201, dependencies=[Spoken], openapi_extra=_OFFSET_BODY
)
async def begin_upload(
    library: str,
    request: Request,
    caller: WorkingCaller,
    desk: DeskIn,
    upload_length: Annotated[str, Header(description="Bytes of the whole file")] = "",
    upload_metadata: Annotated[str, Header(description="filename BASE64[,hold]")] = "",
) -> Response:
    """Begin an upload; its address is in ``Location``. A body, if there is one, is its beginning."""
    size, metadata = _number("Upload-Length", upload_length), _metadata(upload_metadata)
    name = metadata.get("filename") or metadata.get("name") or "upload"
    receiving = caller.session.receiving()
    made = await run_in_threadpool(receiving.open, library, name, size, largest=desk.serving.upload_bytes)
    begun = await run_in_threadpool(receiving.find, made)
    at, run = 0, None
    if request.headers.get("content-type", "") == _BODY or size == 0:
        at, run = await _go_on(request, caller, desk, begun, at, hold="hold" in metadata)
    where = f"/api/v1/uploads/{made}" + ("?hold=true" if "hold" in metadata else "")
    headers = _headers(
        location=where, upload_offset=at, upload_expires=format_datetime(begun.expires, usegmt=True)
    )
    return Response(status_code=201, headers=headers | _run_header(run))


@router.head("/uploads/{upload}", dependencies=[Spoken], include_in_schema=False)
def show_offset(upload: str, caller: CallerIn) -> Response:
    """How much of an upload is here."""
    found = caller.session.receiving().find(upload)
    return Response(headers=_headers(upload_offset=found.received, upload_length=found.size))


@router.get("/uploads/{upload}")
def show_upload(upload: str, caller: CallerIn) -> dict[str, Any]:
    """The same as JSON, with the run that takes it in."""
    found = caller.session.receiving().find(upload)
    return {
        "id": found.id,
        "library": found.library,
        "name": found.name,
        "size": found.size,
        "received": found.received,
        "run": found.run_id,
        "expires": found.expires.isoformat(),
    }


@router.patch("/uploads/{upload}", status_code=204, dependencies=[Spoken], openapi_extra=_OFFSET_BODY)
async def go_on(
    upload: str,
    request: Request,
    caller: CallerIn,
    desk: DeskIn,
    upload_offset: Annotated[str, Header(description="Where this body begins")] = "",
    content_type: Annotated[str, Header()] = "",
    hold: bool = False,
) -> Response:
    """Go on with an upload. What came before a connection broke is kept."""
    if content_type != _BODY:
        raise InputError("upload_media", value=content_type[:100], valid=_BODY)
    at = _number("Upload-Offset", upload_offset)
    found = await run_in_threadpool(caller.session.receiving().find, upload)
    at, run = await _go_on(request, caller, desk, found, at, hold=hold)
    headers = _headers(upload_offset=at, upload_expires=format_datetime(found.expires, usegmt=True))
    return Response(status_code=204, headers=headers | _run_header(run))


@router.delete("/uploads/{upload}", status_code=204, dependencies=[Spoken])
def drop_upload(upload: str, caller: CallerIn) -> Response:
    """Forget an upload."""
    caller.session.receiving().drop(upload)
    return Response(status_code=204, headers=_headers())


@router.post("/libraries/{library}/runs", status_code=202)
def take_in(library: str, body: Together, request: Request, caller: WorkingCaller, desk: DeskIn) -> Response:
    """Take whole uploads in, together: follow the run that is answered."""
    run = _submit(desk, caller, library, body.uploads)
    shown = run_json(caller.session.receiving().run(run), language_of(request))
    return JSONResponse(shown, status_code=202, headers={"Location": f"/api/v1/runs/{run}"})


def _submit(desk: Desk, caller: Caller, library: str, uploads: list[str]) -> str:
    work = desk.uploads.begin(library, caller.session)
    try:
        return desk.uploads.submit(work, uploads).run
    except Exception:
        desk.uploads.drop(work)
        raise


async def _go_on(
    request: Request, caller: Caller, desk: Desk, upload: Upload, at: int, *, hold: bool
) -> tuple[int, str | None]:
    """Keep the body of a request; how much is there then, and the run that takes the whole in."""
    receiving = caller.session.receiving()
    if at != upload.received:
        raise InputError("upload_offset", at=at, received=upload.received, size=upload.size)
    async for piece in _pieces(request):
        at = await run_in_threadpool(receiving.add, upload.id, at, piece)
    if at == upload.size and not hold:
        return at, await run_in_threadpool(_submit, desk, caller, upload.library, [upload.id])
    return at, None


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """A body in pieces of some megabytes; where the sender vanishes, what has come so far."""
    gathered = bytearray()
    try:
        async for some in request.stream():
            gathered += some
            while len(gathered) >= _PIECE:
                yield bytes(gathered[:_PIECE])
                del gathered[:_PIECE]
    except ClientDisconnect:
        pass
    if gathered:
        yield bytes(gathered)


def _number(header: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 15:
        raise InputError("upload_header", header=header, value=value[:100], valid="0, 1, 2, …")
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    """``key BASE64, key BASE64, key``: tus metadata."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise InputError(
                "upload_header", header="Upload-Metadata", value=pair[:100], valid="KEY BASE64"
            ) from error
    return found


def _run_header(run: str | None) -> dict[str, str]:
    return {"Evimed-Run": run} if run is not None else {}
