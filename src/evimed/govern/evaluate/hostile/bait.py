"""What an escape would touch: a secret file, an address that listens, a folder that must stay empty."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Bait:
    """Hostile files name these; nothing may read, call or write them."""

    folder: Path  # holds the secret; nothing else may appear in it
    secret: str
    port: int
    calls: list[str] = field(default_factory=list[str])

    @property
    def secret_file(self) -> Path:
        """A file whose text no parser may bring along."""
        return self.folder / "secret.txt"

    @property
    def url(self) -> str:
        """An address that notes whoever connects."""
        return f"http://127.0.0.1:{self.port}/bait"

    @property
    def outside(self) -> Path:
        """A path that an archive tries to write to."""
        return self.folder / "written.txt"

    def written(self) -> list[str]:
        """Names that appeared in the folder."""
        return sorted(path.name for path in self.folder.iterdir() if path != self.secret_file)


@contextmanager
def lay_bait(folder: Path) -> Generator[Bait]:
    """Lay it in an empty ``folder`` and listen on the loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        bait = Bait(folder, f"secret-{secrets.token_hex(12)}", server.getsockname()[1])
        bait.secret_file.write_text(bait.secret, encoding="ascii")
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, where = server.accept()
                except TimeoutError:
                    continue
                connection.close()
                bait.calls.append(str(where))

        listener = threading.Thread(target=listen, name="evimed-bait", daemon=True)
        listener.start()
        try:
            yield bait
        finally:
            stop.set()
            listener.join()
