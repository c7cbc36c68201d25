"""The bytes of a document that has pages, read once more so that the pages can be shown later."""

from __future__ import annotations

import hashlib

from evimed.errors import DocumentError
from evimed.ingest.worker_process import Job, load_bytes
from evimed.settings import ParserLimits

HAS_PAGES = frozenset({"application/pdf"})
LARGEST_KEPT = 64 << 20  # bytes; a larger one is shown by its text


def read_original(job: Job, mime: str, limits: ParserLimits) -> bytes | None:
    """The bytes of a document that has just been parsed.

    ``None`` if its format has no pages, if it is too large to keep, or if the file is no longer the one that
    was parsed: an original that differs from the text would show something else than what is cited.
    """
    if mime not in HAS_PAGES or job.size > LARGEST_KEPT or (job.path is None and job.data is None):
        return None
    try:
        data = load_bytes(job, limits)
    except DocumentError:
        return None
    return data if hashlib.sha256(data).hexdigest() == job.sha256 else None
