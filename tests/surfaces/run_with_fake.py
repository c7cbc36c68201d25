"""The ``evimed`` command with a fake session behind it, for tests that need a process of its own."""

from __future__ import annotations

import sys
import time

from fake_session import FakeSession, fake_app

import evimed
from evimed.surfaces import cli


class SlowSession(FakeSession):
    """Says that it works, then works until it is stopped."""

    def embed_pending(self, **_: object) -> int:
        sys.stderr.write("working\n")
        sys.stderr.flush()
        time.sleep(60)
        return 0


evimed.app = sys.modules["evimed.app"] = fake_app(SlowSession())
cli.main()
