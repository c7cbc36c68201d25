"""The embedded PostgreSQL server of one home directory, shared by all processes that use that home.

Two lock files decide everything (``docs/decisions/0001-own-supervisor.md``):

``server.lock``
    Each attached process holds it shared. Whoever gets it exclusively is alone.
``start.lock``
    Held exclusively while a process attaches or detaches, so that no server is started twice or stopped
    under a newcomer.

The kernel drops both at any end of a process, kill -9 included: no handle is ever stale.
"""

from __future__ import annotations

import atexit
import errno
import hashlib
import os
import stat
import tempfile
import weakref
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from evimed.errors import HomeError, StoreError
from evimed.store import postmaster
from evimed.store.account import Account, grant_traverse, server_account
from evimed.store.locks import FileLock
from evimed.store.postmaster import Postmaster

_LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes
# ENOENT: a file system that makes no directories, as /proc.
_UNWRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENAMETOOLONG, errno.ELOOP}


class EmbeddedServer:
    """A hold on the server of a home; the last hold of the last process stops it."""

    def __init__(self, home: Path) -> None:
        self.home = home.expanduser().resolve()
        self.root = self.home / "postgres"
        self.data = self.root / "data"
        self.log = self.root / "log" / "server.log"
        self._holder: FileLock | None = None
        self._pid = os.getpid()
        _servers.add(self)

    def attach(self) -> Postmaster:
        """Hold the server and start it if it does not run; safe to call again after a crash or a fork.

        Raises
        ------
        HomeError
            The home cannot be used: ``home_not_directory``, ``home_not_writable``, ``home_other_owner``,
            ``disk_full``, ``data_version``, ``no_server_account``, ``server_start``.
        StoreUnavailableError
            ``home_busy``: another process is starting or stopping the server and does not end.
        """
        with _home_errors(self.home):
            account = self._prepare()
            starting = FileLock(self.root / "start.lock", account.ids)
            try:
                starting.acquire_exclusive()
                if self._holder is None:
                    self._holder = FileLock(self.root / "server.lock", account.ids)
                    self._holder.acquire_shared()
                    self._pid = os.getpid()
                return self._run(account)
            except BaseException:
                self._drop()
                raise
            finally:
                starting.release()

    def detach(self) -> None:
        """Leave; stop the server if nobody else holds it."""
        if self._holder is None or self._pid != os.getpid():
            return
        if not self.data.exists():
            self._drop()  # the home has been deleted: the server notices within a minute and ends
            return
        starting = FileLock(self.root / "start.lock")
        try:
            starting.acquire_exclusive()
            self._holder.unlock()
            if self._holder.try_exclusive():
                server = postmaster.read_postmaster(self.data)
                if server is not None:
                    postmaster.stop(server, self.data)
                    self._remove_private_socket_directory(server)
        finally:
            self._drop()
            starting.release()

    def server(self) -> Postmaster | None:
        """The running server, if it runs."""
        return postmaster.read_postmaster(self.data)

    def after_fork(self) -> None:
        """In a forked child: let go of the parent's lock without unlocking it."""
        if self._holder is not None:
            self._holder.abandon()
            self._holder = None

    def _drop(self) -> None:
        if self._holder is not None:
            self._holder.release()
            self._holder = None

    def _prepare(self) -> Account:
        """Directories, their owner and the way to them."""
        if self.home.exists() and not self.home.is_dir():
            raise HomeError("home_not_directory", path=self.home)
        account = server_account(self.home, self.data)
        new_home = not self.home.exists()
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.mkdir(mode=0o700, exist_ok=True)
        if not new_home and account.switch and self.home.stat().st_uid == account.uid:
            account.own(self.root)  # root works in somebody's home: leave nothing they cannot use
        for folder in (self.root / "run", self.root / "log"):
            folder.mkdir(mode=0o700, exist_ok=True)
            account.own(folder)
        if account.switch:
            grant_traverse(self.data, account)
            grant_traverse(postmaster.find_binaries() / "postgres", account)
        return account

    def _run(self, account: Account) -> Postmaster:
        server = postmaster.read_postmaster(self.data)
        if server is not None and server.status == "stopping":
            postmaster.wait_until_gone(server.pid, self.data, postmaster.STOP_SECONDS)
            server = postmaster.read_postmaster(self.data)
        if server is not None and server.status == "ready":
            return server
        if not (self.data / "PG_VERSION").exists():
            if self.data.exists():
                raise HomeError("data_foreign", path=self.data)
            postmaster.initialise(self.data, account)
        version = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if version != str(postmaster.MAJOR):
            raise HomeError("data_version", path=self.data, found=version, valid=postmaster.MAJOR)
        return postmaster.start(self.data, self._socket_directory(account), self.log, account)

    def _socket_directory(self, account: Account) -> Path:
        run = self.root / "run"
        if len(os.fsencode(run)) + len(f"/.s.PGSQL.{postmaster.PORT}") <= _LONGEST_SOCKET_PATH:
            return run
        name = f"evimed-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"
        folder = Path(tempfile.gettempdir()) / name
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            account.own(folder)
        info = folder.lstat()
        if (
            not stat.S_ISDIR(info.st_mode)
            or info.st_uid != account.uid
            or stat.S_IMODE(info.st_mode) != 0o700
        ):
            # Somebody else took the name: clients read the directory from postmaster.pid, any name will do.
            folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
            account.own(folder)
        grant_traverse(folder, account)
        return folder

    def _remove_private_socket_directory(self, server: Postmaster) -> None:
        folder = server.socket_directory
        if folder.name.startswith("evimed-") and folder.parent != self.root:
            with suppress(OSError):
                folder.rmdir()


_servers: weakref.WeakSet[EmbeddedServer] = weakref.WeakSet()


@atexit.register
def _detach_all() -> None:
    for server in list(_servers):
        with suppress(OSError, StoreError):  # nobody is left to tell; the next process takes over
            server.detach()


def _after_fork() -> None:
    for server in list(_servers):
        server.after_fork()


os.register_at_fork(after_in_child=_after_fork)


def holds_database(home: Path) -> bool:
    """Whether a database was ever made in a home; opening one makes it."""
    return (home.expanduser() / "postgres" / "data" / "PG_VERSION").exists()


@contextmanager
def _home_errors(home: Path) -> Generator[None]:
    """Errors of the file system, told as what is wrong with the home."""
    try:
        yield
    except OSError as error:
        path = error.filename or home
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise HomeError("disk_full", path=path) from error
        if error.errno in _UNWRITABLE:
            raise HomeError("home_not_writable", path=path) from error
        if error.errno in {errno.ENOTDIR, errno.EEXIST}:
            raise HomeError("home_not_directory", path=path) from error
        raise
