from __future__ import annotations

from collections.abc import Iterator

import pytest
from embedding_stub import Stub, running_stub


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running_stub() as running:
        yield running
