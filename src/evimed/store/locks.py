"""Advisory file locks (flock) that the kernel drops when their process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from evimed.errors import StoreUnavailableError

_POLL_SECONDS = 0.01


class FileLock:
    """One open file and at most one flock on it.

    The descriptor is close-on-exec, so started programs never hold the lock. A forked child shares the
    lock with its parent until it closes the descriptor: it must call ``abandon`` and must never call
    ``release``, which would free the parent's lock as well.
    """

    def __init__(self, path: Path, account: tuple[int, int] | None = None) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self.path = path
        self._fd = os.open(path, flags, 0o600)
        if account is not None:
            # Root may come first; the account the server runs as may come later without root.
            os.fchown(self._fd, *account)

    def acquire_shared(self, timeout: float = 60.0) -> None:
        """Wait for the shared lock."""
        self._acquire(fcntl.LOCK_SH, timeout)

    def acquire_exclusive(self, timeout: float = 60.0) -> None:
        """Wait for the exclusive lock.

        Raises
        ------
        StoreUnavailableError
            ``home_busy``: another process held it for the whole of ``timeout`` seconds.
        """
        self._acquire(fcntl.LOCK_EX, timeout)

    def try_exclusive(self) -> bool:
        """Take the exclusive lock if nobody holds any."""
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(self) -> None:
        """Drop the lock and keep the file open."""
        fcntl.flock(self._fd, fcntl.LOCK_UN)

    def release(self) -> None:
        """Drop the lock and close the file."""
        if self._fd >= 0:
            self.unlock()
            self.abandon()

    def abandon(self) -> None:
        """Close the file without unlocking: for a forked child, whose parent keeps the lock."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _acquire(self, kind: int, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while True:
            try:
                fcntl.flock(self._fd, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StoreUnavailableError("home_busy", path=self.path) from None
                time.sleep(_POLL_SECONDS)
            else:
                return
