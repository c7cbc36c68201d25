"""Keys of the audit log, outside the database: ``HOME/keys``, readable by nobody else.

Whoever has the database alone can neither try out which question a hash stands for nor sign a root.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from evimed.errors import HomeError

DIGEST_KEY = "audit-digest.key"
_BYTES = 32


class DigestKey:
    """Hashes texts that must not stand in the log: equal texts alike, and without the key nothing to compare.

    The key is made when it is first needed, and must then be kept with the backups of the home: without it
    nobody can show which question an entry is about.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / "keys" / DIGEST_KEY
        self._key: bytes | None = None

    def digest(self, tenant: str, text: str) -> str:
        """HMAC-SHA256 of a text, hexadecimal; the same text has another one in each tenant."""
        if self._key is None:
            self._key = bytes.fromhex(read_or_make(self._path, secrets.token_bytes(_BYTES).hex()))
        message = hashlib.sha256(tenant.encode()).digest() + text.encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, message, "sha256").hex()


def read_or_make(path: Path, content: str) -> str:
    """The secret in a file; made from ``content`` if there is none, by one process only.

    Raises
    ------
    HomeError
        ``key_unusable``: it cannot be read or made, or is empty.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            made = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
            made.touch(mode=0o600)
            made.write_text(content, encoding="ascii")
            try:
                os.link(made, path)  # whole or not at all, and never over one that is there
            except FileExistsError:
                pass
            finally:
                made.unlink()
        found = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise HomeError("key_unusable", path=path, reason=str(error)) from error
    if not found:
        raise HomeError("key_unusable", path=path, reason="0 bytes")
    return found
