"""Which OS account the embedded server runs as, and what that account must be able to reach.

PostgreSQL refuses to run as root. An ordinary user runs it as themselves. For root another account is
found, in this order: the owner of existing data, the owner of the home directory, ``postgres``,
``pgserver``, a new system account ``pgserver``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from evimed.errors import HomeError

_NAMES = ("postgres", "pgserver")


@dataclass(frozen=True, slots=True)
class Account:
    """A numeric user and group; ``switch`` is False when it is the account of this very process."""

    uid: int
    gid: int
    switch: bool

    @property
    def ids(self) -> tuple[int, int] | None:
        """User and group to give files to; None where they are already ours."""
        return (self.uid, self.gid) if self.switch else None

    def own(self, path: Path) -> None:
        """Give ``path`` to the account."""
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def server_account(home: Path, data: Path) -> Account:
    """The account that runs the server over ``data``.

    Raises
    ------
    HomeError
        ``home_other_owner``: an ordinary user opens the data of somebody else.
        ``no_server_account``: root, and no account can be found or made.
    """
    uid = os.geteuid()
    owner = data.stat() if data.exists() else None
    if uid != 0:
        if owner is not None and owner.st_uid != uid:
            raise HomeError("home_other_owner", path=home, owner=_name(owner.st_uid), user=_name(uid))
        return Account(uid, os.getegid(), switch=False)
    for info in (owner, home.stat() if home.exists() else None):
        if info is not None and info.st_uid != 0:
            return Account(info.st_uid, info.st_gid, switch=True)
    for name in _NAMES:
        if (account := _lookup(name)) is not None:
            return account
    return _create(_NAMES[-1])


def grant_traverse(path: Path, account: Account) -> None:
    """Let the account pass through the ancestors of ``path``: the execute bit where it lacks, nothing more.

    Names in those directories stay unlisted and files in them unread.
    """
    if not account.switch:
        return
    for parent in path.parents:
        info = parent.stat()
        if account.uid == info.st_uid:
            bit = stat.S_IXUSR
        elif account.gid == info.st_gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not info.st_mode & bit:
            try:
                parent.chmod(stat.S_IMODE(info.st_mode) | bit)
            except OSError as error:
                raise HomeError("not_traversable", path=parent, user=_name(account.uid)) from error


def _lookup(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid, switch=True)


def _create(name: str) -> Account:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is not None:
        command = [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", name]
        done = subprocess.run(command, capture_output=True, check=False, timeout=30)
        # A second process may have made it in the meantime: what counts is that it is there.
        if (account := _lookup(name)) is not None:
            return account
        reason = done.stderr.decode(errors="replace").strip()
    else:
        reason = "useradd: not found"
    raise HomeError("no_server_account", names=", ".join(_NAMES), reason=reason)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
