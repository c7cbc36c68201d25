"""Passwords: hashed with argon2id (RFC 9106), checked in the same time whether the name exists or not."""

from __future__ import annotations

import threading
import unicodedata
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from evimed.errors import InputError

SHORTEST: Final = 10
LONGEST: Final = 1024
FREE_ATTEMPTS: Final = 5  # wrong passwords before attempts are slowed down
_FIRST_BLOCK_S: Final = 30
_LONGEST_BLOCK_S: Final = 15 * 60
_AT_ONCE: Final = 2  # hashes at a time: each takes 64 MiB, and a storm must not take them all


class Passwords:
    """Hashes and checks; threads may share it."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def encode(self, password: str) -> str:
        """The hash to keep, with its parameters."""
        with self._turns:
            return self._hasher.hash(_normal(password))

    def matches(self, encoded: str | None, password: str) -> bool:
        """Whether it is the password. Without one (``None``) it takes as long, and is not."""
        with self._turns:
            try:
                self._hasher.verify(encoded or self._nobodys, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
            return encoded is not None

    def renewed(self, encoded: str, password: str) -> str | None:
        """The same password under today's parameters, if they have changed."""
        return self.encode(password) if self._hasher.check_needs_rehash(encoded) else None

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody's password")


def check_password(password: str, name: str) -> str:
    """A password that may be set (NIST SP 800-63B: long, and anything else is allowed).

    Raises
    ------
    InputError
        ``password_weak``: too short, too long, the name itself, or one character again and again.
    """
    plain = _normal(password)
    if not SHORTEST <= len(plain) <= LONGEST or name in plain.casefold() or len(set(plain)) < SHORTEST // 2:
        raise InputError("password_weak", shortest=SHORTEST, longest=LONGEST)
    return password


def blocked_until(failures: int, now: datetime) -> datetime | None:
    """Until when attempts are refused unseen after so many wrong ones: 30 s, doubled up to 15 min."""
    over = failures - FREE_ATTEMPTS
    if over < 0:
        return None
    return now + timedelta(seconds=min(_FIRST_BLOCK_S * 2 ** min(over, 10), _LONGEST_BLOCK_S))


def _normal(password: str) -> str:
    """One spelling of what different keyboards type alike; broken characters stay different."""
    return unicodedata.normalize("NFC", password.encode("utf-8", "backslashreplace").decode())
