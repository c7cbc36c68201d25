"""Scripts and styles, under an address that changes with them: kept for good, sent compressed."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from evimed.surfaces.web.rendering import static_version

_YEAR = 365 * 24 * 3600
_FOLDER = Path(__file__).parent / "static"
_COMPRESSED = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@cache
def _gzipped(name: str) -> bytes:
    """A file compressed, once a process. Pages are not: they hold form tokens beside what a reader sent."""
    return gzip.compress((_FOLDER / name).read_bytes(), 9, mtime=0)


class _Static(StaticFiles):
    def file_response(
        self, full_path: Any, stat_result: Any, scope: Scope, status_code: int = 200
    ) -> Response:
        path = Path(full_path)
        media = _COMPRESSED.get(path.suffix)
        if media is not None and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            response = Response(_gzipped(path.name), status_code, headers, f"{media}; charset=utf-8")
        else:
            response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        return response


def mount_static(app: FastAPI) -> None:
    """Serve scripts and styles, under their version and nothing else."""
    app.mount(f"/static/{static_version()}", _Static(directory=_FOLDER), name="static")
