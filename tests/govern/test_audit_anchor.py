"""Roots outside the database: signed, dated by a time stamping authority, and what only they can find."""

from __future__ import annotations

import base64
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from test_audit_store import scope, write  # noqa: F401  -- a fixture

from evimed.errors import InputError, StoreError
from evimed.govern.audit.anchor import (
    SIGNING_KEY,
    Anchor,
    Signer,
    anchor_path,
    judge_anchors,
    read_anchor,
    write_anchor,
)
from evimed.govern.audit.chain import act_of
from evimed.govern.audit.timestamp import read_certificates, stamp, stamped_at
from evimed.govern.audit.trail import AuditTrail
from evimed.govern.audit.verify import Root
from evimed.records import Scope
from evimed.store.database import Database

ROOT = "ab" * 32


@pytest.fixture
def anchor(tmp_path: Path) -> Anchor:
    return Signer(tmp_path).sign("local", 3, ROOT, "cd" * 32)


def test_a_signature_is_of_this_home_and_of_every_field(anchor: Anchor, tmp_path: Path) -> None:
    assert anchor.is_signed_by(Signer(tmp_path).public)
    assert (tmp_path / "keys" / SIGNING_KEY).stat().st_mode & 0o077 == 0
    for change in ({"tenant": "x"}, {"size": 4}, {"root": "00" * 32}, {"head": "00" * 32}, {"time": "x"}):
        assert not replace(anchor, **change).is_signed_by(anchor.key)
    other = Signer(tmp_path / "other")
    forged = other.sign(anchor.tenant, anchor.size, "00" * 32, anchor.head)
    assert forged.is_signed_by(other.public)
    assert not forged.is_signed_by(anchor.key)
    assert not replace(forged, key=anchor.key).is_signed_by(anchor.key)


def test_a_file_and_back(anchor: Anchor, tmp_path: Path) -> None:
    path = anchor_path(tmp_path, anchor)
    write_anchor(path, anchor)
    assert read_anchor(path) == anchor
    for words in (
        "",
        "[]",
        "{}",
        '{"schema": "evimed/audit-anchor/1"}',
        path.read_text().replace("3,", '"3",'),
    ):
        path.write_text(words)
        with pytest.raises(InputError) as caught:
            read_anchor(path)
        assert caught.value.code == "anchor_unreadable"


def test_only_an_anchor_finds_a_log_written_anew(database: Database, scope: Scope, tmp_path: Path) -> None:  # noqa: F811
    """A superuser switches the triggers off and forges everything: entries, hashes, links and the head."""
    for number in range(5):
        write(database, scope, number)
    trail, signer = AuditTrail(database, scope), Signer(tmp_path)
    anchor = trail.anchor(signer)
    root = Root(anchor.size, anchor.root)
    assert trail.verify([root]).whole
    assert act_of(trail.recent(1)[0])["action"] == "audit.anchored"
    with database.administration() as connection, connection.transaction():
        connection.execute("set local session_replication_role = replica")
        connection.execute("delete from evimed.audit_entry where tenant_id = %s and seq > 4", (scope.tenant,))
        connection.execute(
            "update evimed.audit_head h set seq = 4, hash = e.hash from evimed.audit_entry e"
            " where h.tenant_id = %s and e.tenant_id = h.tenant_id and e.seq = 4",
            (scope.tenant,),
        )
    assert trail.verify().whole, "nothing in the database tells"
    assert [finding.kind for finding in trail.verify([root]).findings] == ["truncated"]
    for number in range(2):
        write(database, scope, 100 + number)
    assert trail.verify().whole
    assert [finding.kind for finding in trail.verify([root]).findings] == ["forked"]


def test_a_broken_log_is_not_vouched_for(database: Database, scope: Scope, tmp_path: Path) -> None:  # noqa: F811
    write(database, scope, 1)
    with database.administration() as connection, connection.transaction():
        connection.execute("set local session_replication_role = replica")
        connection.execute(
            "update evimed.audit_entry set at = at - interval '1 day' where tenant_id = %s", (scope.tenant,)
        )
    with pytest.raises(InputError) as caught:
        AuditTrail(database, scope).anchor(Signer(tmp_path))
    assert caught.value.code == "audit_broken"


def test_anchors_of_others_are_told(database: Database, scope: Scope, tmp_path: Path) -> None:  # noqa: F811
    write(database, scope, 1)
    trail, signer = AuditTrail(database, scope), Signer(tmp_path)
    verified = trail.verify()
    ours = signer.sign(scope.tenant, 1, verified.root, verified.head)
    others = signer.sign("someone", 1, verified.root, verified.head)
    forged = Signer(tmp_path / "x").sign(scope.tenant, 1, verified.root, verified.head)
    judged = judge_anchors(verified, [ours, others, forged], scope.tenant, {signer.public})
    assert [finding.kind for finding in judged.findings] == ["anchor_invalid"] * 2


# A time stamping authority of our own: OpenSSL's, behind HTTP on the loopback

CONFIGURATION = """
[req]
distinguished_name = name
[name]
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
[leaf]
extendedKeyUsage = critical,timeStamping
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
"""


def openssl(folder: Path, *arguments: str) -> bytes:
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def authority(folder: Path) -> Path:
    """Keys and certificates; the root's file."""
    folder.mkdir()
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "tsa.cnf")
    openssl(folder, "req", "-x509", *curve, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=root",
            "-extensions", "root", "-days", "30")  # fmt: skip
    openssl(folder, "req", *curve, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=tsa")
    openssl(folder, "x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key",
            "-CAcreateserial", "-out", "leaf.pem", "-days", "30", "-extfile", "tsa.cnf",
            "-extensions", "leaf")  # fmt: skip
    return folder / "root.pem"


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address and root certificate; ``/refuses``, ``/replays`` and ``/talks`` do what they say."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl program")
    folder = tmp_path_factory.mktemp("tsa") / "authority"
    root = authority(folder)
    kept: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            (folder / "query").write_bytes(body if self.path != "/refuses" else b"\x30\x00")
            if self.path == "/talks":
                answer = b"<html>hello"
            elif self.path == "/replays" and kept:
                answer = kept[0]
            else:
                arguments = ("-reply", "-config", "tsa.cnf", "-section", "here", "-queryfile", "query")
                answer = openssl(folder, "ts", *arguments, "-signer", "leaf.pem", "-inkey", "leaf.key")
            kept.append(answer)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", root
        server.shutdown()


def test_an_authority_dates_an_anchor(tsa: tuple[str, Path], anchor: Anchor, tmp_path: Path) -> None:
    url, root = tsa
    roots = read_certificates(root)
    stamped = stamp(anchor, url, roots)
    path = tmp_path / "a.json"
    write_anchor(path, stamped)
    seen = stamped_at(read_anchor(path), roots)
    assert seen is not None
    assert abs(seen.timestamp() - path.stat().st_mtime) < 60
    assert stamped.is_signed_by(anchor.key)
    moved = replace(Signer(tmp_path).sign("local", 4, ROOT, ROOT), timestamp=stamped.timestamp)
    assert stamped_at(moved, roots) is None, "the stamp of another anchor"
    assert stamped_at(replace(stamped, timestamp=base64.b64encode(b"no").decode()), roots) is None
    assert stamped_at(anchor, roots) is None


def test_an_authority_under_another_root_is_refused(
    tsa: tuple[str, Path], anchor: Anchor, tmp_path: Path
) -> None:
    other = read_certificates(authority(tmp_path / "other"))
    with pytest.raises(StoreError) as caught:
        stamp(anchor, tsa[0], other)
    assert caught.value.code == "tsa_failed"


@pytest.mark.parametrize("way", ["/refuses", "/replays", "/talks"])
def test_an_answer_that_is_no_stamp_of_this_is_refused(
    tsa: tuple[str, Path], anchor: Anchor, way: str
) -> None:
    url, root = tsa
    roots = read_certificates(root)
    stamp(anchor, url, roots)
    with pytest.raises(StoreError) as caught:
        stamp(anchor, url + way, roots)
    assert caught.value.code == "tsa_failed"


def test_addresses_and_certificates_that_are_none(anchor: Anchor, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        stamp(anchor, "file:///etc/passwd", [])
    assert caught.value.code == "tsa_url"
    with pytest.raises(StoreError) as failed:
        stamp(anchor, "http://127.0.0.1:1", [])
    assert failed.value.code == "tsa_failed"
    (tmp_path / "x.pem").write_text("no")
    with pytest.raises(InputError) as caught:
        read_certificates(tmp_path / "x.pem")
    assert caught.value.code == "certificate_unreadable"
