"""Time stamps of RFC 3161: a third party says that an anchor was there at a time.

The library that reads the responses is loaded when a stamp is asked for.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from evimed.errors import InputError, StoreError
from evimed.govern.audit.anchor import Anchor
from evimed.govern.privacy.egress import Egress, GuardedHTTP, GuardedHTTPS
from evimed.settings import Settings

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_SECONDS = 30
_MOST_BYTES = 1 << 20


def stamp(anchor: Anchor, url: str, roots: Sequence[Certificate]) -> Anchor:
    """The anchor with a time stamp of the authority at ``url``, checked before it is kept.

    Parameters
    ----------
    anchor
        Signed.
    url
        ``http`` or ``https`` address that takes ``application/timestamp-query``.
    roots
        Certificates that the authority's own must lead to.

    Raises
    ------
    InputError
        ``tsa_url``.
    EgressError
        It is not on the list of hosts that may be reached.
    StoreError
        ``tsa_failed``: no answer, a refusal, or one that is not over this anchor by that authority.
    """
    from rfc3161_client import (
        HashAlgorithm,
        TimestampRequestBuilder,
        VerifierBuilder,
        decode_timestamp_response,
    )
    from rfc3161_client.errors import VerificationError

    if urlsplit(url).scheme not in {"http", "https"}:
        raise InputError("tsa_url", url=url)
    request = TimestampRequestBuilder().data(anchor.stamped()).hash_algorithm(HashAlgorithm.SHA512)
    asked = request.cert_request(cert_request=True).build()
    try:
        answer = _post(url, asked.as_bytes())
        response = decode_timestamp_response(answer)
        verifier = VerifierBuilder.from_request(asked)
        for root in roots:
            verifier = verifier.add_root_certificate(root)
        verifier.build().verify_message(response, anchor.stamped())
    except (OSError, HTTPException, ValueError, VerificationError) as error:
        raise StoreError("tsa_failed", url=url, reason=" ".join(str(error).split())[:300]) from error
    return replace(anchor, timestamp=base64.b64encode(answer).decode("ascii"))


def stamped_at(anchor: Anchor, roots: Sequence[Certificate]) -> datetime | None:
    """When an authority under ``roots`` saw the anchor; ``None`` without a stamp that holds."""
    from rfc3161_client import VerifierBuilder, decode_timestamp_response
    from rfc3161_client.errors import VerificationError

    if anchor.timestamp is None:
        return None
    verifier = VerifierBuilder()
    for root in roots:
        verifier = verifier.add_root_certificate(root)
    try:
        response = decode_timestamp_response(base64.b64decode(anchor.timestamp, validate=True))
        verifier.build().verify_message(response, anchor.stamped())
    except (ValueError, VerificationError):
        return None
    return response.tst_info.gen_time


def read_certificates(path: Path) -> list[Certificate]:
    """Certificates of a PEM file.

    Raises
    ------
    InputError
        ``certificate_unreadable``.
    """
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError("certificate_unreadable", path=path, reason=str(error)) from error


def _post(url: str, body: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    parts = urlsplit(url)
    egress = Egress(Settings.load().egress)
    kind = GuardedHTTPS if parts.scheme == "https" else GuardedHTTP
    connection = kind(parts.hostname or "", parts.port, _SECONDS, egress)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, headers)
        reply = connection.getresponse()
        if reply.status != HTTPStatus.OK:  # a redirect too: it would lead where nobody allowed
            raise OSError(f"HTTP {reply.status}")
        return reply.read(_MOST_BYTES)
    finally:
        connection.close()
