"""The embedded server under several processes, kills and bad homes."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_builders import make_document

from evimed.errors import HomeError, StoreUnavailableError
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store import documents, postmaster
from evimed.store.database import Database
from evimed.store.embedded import EmbeddedServer
from evimed.store.migrate import migrations

SOURCE = Path(documents.__file__).parents[2]
SITE = Path(pytest.__file__).parents[1]

# Opens the database, says so, and leaves when its standard input ends.
CHILD = """
import sys
from pathlib import Path
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
url = sys.argv[2] if len(sys.argv) > 2 else None
database = Database.open(Settings(home=Path(sys.argv[1]), database_url=url))
with database.transaction(Scope.local()) as tx:
    tx.connection.execute("select count(*) from evimed.document").fetchone()
print("ready", flush=True)
sys.stdin.read()
database.close()
print("left", flush=True)
"""


def clear(folder: Path) -> None:
    """No server over this home any more, whatever the test did."""
    data = (folder / "postgres" / "data").resolve()
    server = postmaster.read_postmaster(data)
    if server is not None:
        os.kill(server.pid, signal.SIGQUIT)
        postmaster.wait_until_gone(server.pid, data, 10)


@pytest.fixture
def home(temporary_root: Path) -> Iterator[Path]:
    """A new home."""
    folder = Path(tempfile.mkdtemp(prefix="evh-", dir=temporary_root))
    yield folder
    clear(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def _prepared_home(temporary_root: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="evh-", dir=temporary_root))
    Database.open(Settings(home=folder)).close()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def used_home(_prepared_home: Path) -> Iterator[Path]:
    """A home that has been used before, empty and stopped."""
    with Database.open(Settings(home=_prepared_home)) as database, database.administration() as connection:
        connection.execute("delete from evimed.tenant")
    yield _prepared_home
    clear(_prepared_home)


def run(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(home), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_ready(child: subprocess.Popen[str]) -> None:
    assert child.stdout is not None
    line = child.stdout.readline().strip()
    assert line == "ready", child.communicate()[1]


def leave(child: subprocess.Popen[str]) -> None:
    out, err = child.communicate("", timeout=60)
    assert out.strip() == "left", err


def running(home: Path) -> postmaster.Postmaster | None:
    return postmaster.read_postmaster((home / "postgres" / "data").resolve())


def test_the_last_process_stops_the_server(used_home: Path) -> None:
    one, two = run(used_home), run(used_home)
    wait_ready(one)
    wait_ready(two)
    server = running(used_home)
    assert server is not None
    leave(one)
    assert running(used_home) == server
    leave(two)
    assert running(used_home) is None


def test_a_killed_process_does_not_keep_the_server(used_home: Path) -> None:
    one, two = run(used_home), run(used_home)
    wait_ready(one)
    wait_ready(two)
    one.kill()
    one.wait()
    assert running(used_home) is not None
    leave(two)
    assert running(used_home) is None


def test_a_server_left_by_the_killed_last_process_is_taken_over(used_home: Path) -> None:
    one = run(used_home)
    wait_ready(one)
    one.kill()
    one.wait()
    left = running(used_home)
    assert left is not None
    with Database.open(Settings(home=used_home)):
        assert running(used_home) == left
    assert running(used_home) is None


def test_a_killed_server_is_recovered(used_home: Path) -> None:
    scope = Scope.local()
    with Database.open(Settings(home=used_home)) as database:
        with database.transaction(scope) as tx:
            documents.put_document(tx, make_document(1))
        server = running(used_home)
        assert server is not None
        os.kill(server.pid, signal.SIGKILL)
        time.sleep(0.2)
        # The same process goes on: the dead connection is replaced and the server started anew.
        with database.transaction(scope) as tx:
            assert documents.find_document(tx, "default", "doc000001").title == "Title 1"
        again = running(used_home)
        assert again is not None
        assert again.pid != server.pid

        def put_while_it_dies() -> None:
            with database.transaction(scope) as tx:
                os.kill(again.pid, signal.SIGKILL)
                time.sleep(0.2)
                documents.put_document(tx, make_document(2))

        with pytest.raises(StoreUnavailableError) as caught:
            put_while_it_dies()
        assert caught.value.retryable
    with Database.open(Settings(home=used_home)) as database, database.transaction(scope) as tx:
        assert [d.id for d in documents.list_documents(tx, "default")] == ["doc000001"]


def test_a_pid_file_whose_number_another_process_has_is_no_server(used_home: Path) -> None:
    with Database.open(Settings(home=used_home)):
        path = used_home.resolve() / "postgres" / "data" / "postmaster.pid"
        lines = path.read_text().splitlines()
    assert not path.exists()
    account = path.parent.stat()
    other = subprocess.Popen(["sleep", "60"], user=account.st_uid)
    try:
        path.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
        os.chown(path, account.st_uid, account.st_gid)
        path.chmod(0o600)
        with Database.open(Settings(home=used_home)) as database:
            assert database.health()["problems"] == []
        assert other.poll() is None  # nobody stopped the stranger
    finally:
        other.kill()
        other.wait()


def test_four_processes_may_open_a_new_home_at_once(home: Path) -> None:
    children = [run(home) for _ in range(4)]
    for child in children:
        wait_ready(child)
    with Database.open(Settings(home=home)) as database, database.administration() as connection:
        rows = connection.execute("select name from evimed.schema_migration order by number").fetchall()
        assert [name for (name,) in rows] == [migration.name for migration in migrations()]
    for child in children:
        leave(child)
    assert running(home) is None
    assert list((home / "postgres").glob("data.init-*")) == []


def test_an_initialisation_that_was_killed_is_begun_anew(home: Path) -> None:
    (home / "postgres" / "data.init-99999").mkdir(parents=True)
    (home / "postgres" / "data.init-99999" / "half").write_text("done")
    with Database.open(Settings(home=home)) as database:
        assert database.health()["problems"] == []
    assert list((home / "postgres").glob("data.init-*")) == []


def test_a_forked_child_connects_anew_and_leaves_the_parent_alone(used_home: Path) -> None:
    scope = Scope.local()
    with Database.open(Settings(home=used_home)) as database:
        with database.transaction(scope) as tx:
            documents.put_document(tx, make_document(1))
        child = os.fork()
        if child == 0:  # pragma: no cover - another process
            code = 1
            with contextlib.suppress(BaseException):
                with database.transaction(scope) as tx:
                    code = 0 if len(documents.list_documents(tx, "default")) == 1 else 2
                database.close()
            os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        with database.transaction(scope) as tx:
            assert len(documents.list_documents(tx, "default")) == 1
    assert running(used_home) is None


def test_a_forked_child_that_outlives_a_killed_parent_does_not_hold_the_server(used_home: Path) -> None:
    server = EmbeddedServer(used_home)
    server.attach()
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        time.sleep(30)
        os._exit(0)
    try:
        server.detach()
        assert running(used_home) is None
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_a_long_home_gets_a_short_socket(home: Path) -> None:
    deep = home / ("很长的目录名" * 6) / 'quote\'s "and" $HOME'
    with Database.open(Settings(home=deep)) as database, database.transaction(Scope.local()) as tx:
        documents.put_document(tx, make_document(1))
        server = running(deep)
        assert server is not None
        folder = server.socket_directory
        assert len(str(folder)) < 90
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


def test_an_address_is_another_way_to_the_same_database(used_home: Path) -> None:
    holder = run(used_home)
    wait_ready(holder)
    server = running(used_home)
    assert server is not None
    url = f"postgresql://evimed@/postgres?host={server.socket_directory}&port=5432&password=secret"
    with Database.open(Settings(home=Path("/nonexistent"), database_url=url)) as database:
        with database.transaction(Scope.local()) as tx:
            documents.put_document(tx, make_document(1))
        health = database.health()
        assert health["kind"] == "address"
        assert "secret" not in str(health)
        assert health["problems"] == []
    leave(holder)
    with pytest.raises(StoreUnavailableError) as caught:
        Database.open(Settings(home=used_home, database_url=url))
    assert caught.value.code == "database_unreachable"
    assert "secret" not in str(caught.value)


def test_a_home_that_is_a_file(home: Path) -> None:
    path = home / "file"
    path.write_text("x")
    for bad in (path, path / "below"):
        with pytest.raises(HomeError) as caught:
            Database.open(Settings(home=bad))
        assert caught.value.code == "home_not_directory"


def test_data_of_another_version_or_of_something_else(home: Path) -> None:
    data = home / "postgres" / "data"
    data.mkdir(parents=True)
    with pytest.raises(HomeError) as caught:
        Database.open(Settings(home=home))
    assert caught.value.code == "data_foreign"
    (data / "PG_VERSION").write_text("15\n")
    with pytest.raises(HomeError) as caught:
        Database.open(Settings(home=home))
    assert caught.value.code == "data_version"
    assert "15" in caught.value.message("zh")


def test_a_server_that_does_not_start_says_why(home: Path) -> None:
    with Database.open(Settings(home=home)):
        pass
    with (home / "postgres" / "data" / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(HomeError) as caught:
        Database.open(Settings(home=home))
    assert caught.value.code == "server_start"
    assert "no_such_setting" in str(caught.value)


def unprivileged(home: Path, account: str = "nobody") -> tuple[list[str], dict[str, object]]:
    """Command and options that run Python as an ordinary user who can reach our packages."""
    if os.geteuid() != 0:
        pytest.skip("not root: the other tests already run as an ordinary user")
    python = shutil.which("python3.11", path="/usr/bin:/usr/local/bin:/bin")
    if python is None:
        pytest.skip("no Python 3.11 that an ordinary user can run")
    entry = pwd.getpwnam(account)
    os.chown(home, entry.pw_uid, entry.pw_gid)
    options: dict[str, object] = {
        "user": entry.pw_uid,
        "group": entry.pw_gid,
        "extra_groups": [],
        "cwd": "/",
        "env": {"PYTHONPATH": f"{SOURCE}:{SITE}", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
    }
    probe = subprocess.run(
        [python, "-c", "import psycopg, numpy, evimed"], capture_output=True, check=False, **options
    )  # type: ignore[call-overload]
    if probe.returncode != 0:
        pytest.skip(f"an ordinary user cannot import our packages: {probe.stderr[-200:]!r}")
    return [python, "-c", CHILD, str(home)], options


def test_an_ordinary_user_runs_it_and_root_may_come_after(home: Path) -> None:
    command, options = unprivileged(home)
    for _ in range(2):
        done = subprocess.run(command, input="", capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
        assert done.stdout.split() == ["ready", "left"], done.stderr
        with Database.open(Settings(home=home)) as database:  # root, after and between
            assert database.health()["problems"] == []
    owner = pwd.getpwnam("nobody").pw_uid
    assert {path.stat().st_uid for path in [*(home / "postgres").iterdir(), home / "postgres"]} == {owner}


def test_an_ordinary_user_cannot_open_the_home_of_another(home: Path) -> None:
    command, options = unprivileged(home)
    with Database.open(Settings(home=home)):
        pass
    home.chmod(0o755)
    (home / "postgres").chmod(0o755)
    entry = pwd.getpwnam("daemon")
    other = options | {"user": entry.pw_uid, "group": entry.pw_gid}
    done = subprocess.run(command, input="", capture_output=True, text=True, check=False, **other)  # type: ignore[call-overload]
    assert "belongs to user nobody" in done.stderr


def test_a_home_that_cannot_be_written(home: Path) -> None:
    _, options = unprivileged(home)
    command = [shutil.which("python3.11", path="/usr/bin") or "", "-c", CHILD, "/var/lib/evimed-not-allowed"]
    done = subprocess.run(command, input="", capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    assert "Cannot write to" in done.stderr


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mount = home / "disk"
    mount.mkdir()
    size = "180m"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(mount)],
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"cannot mount a tmpfs: {done.stderr!r}")
    yield mount
    server = running(mount)
    if server is not None:
        os.kill(server.pid, signal.SIGQUIT)
        postmaster.wait_until_gone(server.pid, mount / "postgres" / "data", 10)
    subprocess.run(["umount", "--lazy", str(mount)], check=False)


def test_a_full_disk_is_said_and_survived(small_disk: Path) -> None:
    scope = Scope.local()
    ballast = small_disk / "ballast"
    with Database.open(Settings(home=small_disk)) as database:
        with database.transaction(scope) as tx:
            documents.put_document(tx, make_document(1))
        with ballast.open("wb") as file, contextlib.suppress(OSError):
            while True:
                file.write(b"x" * 65536)
                file.flush()

        def put_until_it_is_full() -> None:
            for number in range(2, 400):
                new = make_document(number, passages=[list(range(number, number + 900))] * 20)
                with database.transaction(scope) as tx:
                    documents.put_document(tx, new)

        with pytest.raises(HomeError) as caught:
            put_until_it_is_full()
        assert caught.value.code == "disk_full"
        ballast.unlink()
        with database.transaction(scope) as tx:
            assert documents.find_document(tx, "default", "doc000001").title == "Title 1"
            documents.put_document(tx, make_document(1000))


def test_too_small_a_disk_is_refused_before_anything_is_made(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(b"x" * (120 * 1024 * 1024))
    with pytest.raises(HomeError) as caught:
        Database.open(Settings(home=small_disk))
    assert caught.value.code == "disk_full"
    assert not (small_disk / "postgres" / "data").exists()
