"""Roots kept outside: signed, written to a file, and dated by a time stamping authority if one is asked.

Who owns the database can write the log anew, every hash and the end of it. They cannot sign another root with
a key that the database never sees, nor take back a root that somebody else has.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evimed.errors import InputError
from evimed.govern.audit.canonical import canonical
from evimed.govern.audit.keys import read_or_make
from evimed.govern.audit.verify import Finding, Verification

SCHEMA = "evimed/audit-anchor/1"
SIGNING_KEY = "audit-sign.key"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the log of a tenant was at a time, signed. Hashes, key and signature are hexadecimal.

    ``timestamp`` is the response of a time stamping authority (RFC 3161, DER, base64) over all the rest.
    """

    tenant: str
    size: int  # entries
    root: str  # Merkle root over them
    head: str  # hash of the last
    time: str
    key: str  # public key
    signature: str = ""
    timestamp: str | None = None

    def statement(self) -> bytes:
        """What is signed: everything but the signature and the time stamp, as canonical JSON."""
        said = asdict(self) | {"schema": SCHEMA}
        return canonical(
            {name: said[name] for name in said if name not in {"signature", "timestamp"}}
        ).encode()

    def stamped(self) -> bytes:
        """What a time stamp is over: the statement and its signature."""
        return self.statement() + b"\n" + self.signature.encode()

    def is_signed_by(self, key: str) -> bool:
        """Whether the holder of ``key`` signed it."""
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
            public.verify(bytes.fromhex(self.signature), self.statement())
        except (ValueError, InvalidSignature):
            return False
        return key == self.key


class Signer:
    """Signs anchors with the key in ``HOME/keys``, made when it is first needed."""

    def __init__(self, home: Path) -> None:
        path = home / "keys" / SIGNING_KEY
        made = Ed25519PrivateKey.generate().private_bytes_raw().hex()
        self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(read_or_make(path, made)))

    @property
    def public(self) -> str:
        """The public key, hexadecimal: what an inspector keeps."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, tenant: str, size: int, root: str, head: str) -> Anchor:
        """An anchor of now."""
        time = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        anchor = Anchor(tenant, size, root, head, time, self.public)
        return replace(anchor, signature=self._key.sign(anchor.statement()).hex())


def anchor_path(home: Path, anchor: Anchor) -> Path:
    """Where an anchor is kept if nobody says otherwise."""
    return anchor_folder(home) / f"{sha256(anchor.tenant.encode()).hexdigest()[:12]}-{anchor.size:012}.json"


def anchor_folder(home: Path) -> Path:
    """Where the anchors of this installation are kept beside the database."""
    return home / "anchors"


def write_anchor(path: Path, anchor: Anchor) -> None:
    """Write it, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.new")
    made.write_text(
        json.dumps(asdict(anchor) | {"schema": SCHEMA}, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    made.replace(path)


def read_anchor(path: Path) -> Anchor:
    """An anchor from its file; whether it is genuine is asked of ``is_signed_by``.

    Raises
    ------
    InputError
        ``anchor_unreadable``.
    """
    try:
        anchor = _anchor_of(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError("anchor_unreadable", path=path, reason=str(error)) from error
    return anchor


def judge_anchors(
    verified: Verification, anchors: Sequence[Anchor], tenant: str, keys: Collection[str]
) -> Verification:
    """``verified`` with the anchors that are not of ``tenant`` or not signed by one of ``keys``."""
    wrong = tuple(
        Finding("anchor_invalid", anchor.size)
        for anchor in anchors
        if anchor.tenant != tenant or not any(anchor.is_signed_by(key) for key in keys)
    )
    return replace(verified, findings=(*verified.findings, *wrong))


def _anchor_of(given: dict[str, Any]) -> Anchor:
    if given.pop("schema") != SCHEMA:
        raise ValueError(SCHEMA)
    anchor = Anchor(**given)
    for name, value in asdict(anchor).items():
        if not isinstance(value, int if name == "size" else str) and not (
            name == "timestamp" and value is None
        ):
            raise ValueError(name)
    return anchor
