"""The key of pseudonyms, outside the database: in ``EVIMED_PRIVACY_KEY`` or ``HOME/keys/privacy.key``."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from evimed.errors import HomeError
from evimed.govern.audit.keys import read_or_make

PRIVACY_KEY = "privacy.key"
_BYTES = 32


def tenant_key(home: Path, tenant: str, env: Mapping[str, str] | None = None) -> bytes:
    """The 32 bytes from which a tenant's pseudonyms are made; the file is made when it is first needed.

    Pseudonyms that were made with a lost key cannot be reversed by anybody.

    Raises
    ------
    HomeError
        ``privacy_key_invalid``: the key is not 64 hexadecimal digits. ``key_unusable``: no file can be made.
    """
    given = (os.environ if env is None else env).get("EVIMED_PRIVACY_KEY", "").strip()
    raw = given or read_or_make(home / "keys" / PRIVACY_KEY, secrets.token_bytes(_BYTES).hex())
    try:
        master = bytes.fromhex(raw)
    except ValueError:
        master = b""
    if len(master) != _BYTES:
        raise HomeError("privacy_key_invalid")
    return hmac.digest(master, b"evimed/pseudonyms/1\x00" + tenant.encode(), "sha256")
