"""A Ray cluster of two nodes on this machine, for the tests that ask for one."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def ray_cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two nodes of one processor each, named by RAY_ADDRESS; loopback only, nothing reported."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    pytest.importorskip("ray", reason='Ray is not installed here: pip install "evimed[ray]"')
    from ray.cluster_utils import Cluster  # noqa: PLC0415  # an extra

    # Ray's workers import the tests' functions as this process does.
    monkeypatch.setenv("PYTHONPATH", ":".join(filter(None, sys.path)))
    # Not 127.0.0.1, which Ray replaces by the address of the network.
    node = {"num_cpus": 1, "node_ip_address": "127.0.0.2", "object_store_memory": 200 << 20}
    with tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "ray").mkdir()
        monkeypatch.setenv("RAY_TMPDIR", folder)  # short: sockets lie in it
        cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
        try:
            cluster.add_node(**node)
            cluster.wait_for_nodes()
            monkeypatch.setenv("RAY_ADDRESS", cluster.address)
            yield cluster
        finally:
            import ray  # noqa: PLC0415

            ray.shutdown()
            cluster.shutdown()
