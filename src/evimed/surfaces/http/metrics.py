"""Figures for Prometheus: requests, answers, and how long they take. Never content, never names of people.

Where several processes serve one port, each writes its figures to ``PROMETHEUS_MULTIPROC_DIR`` and any of
them tells the sums.
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from evimed import __version__
from evimed.records import Answer, Spent
from evimed.surfaces.http.telemetry import tell_answer

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The figures of one server process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "evimed_http_requests", "HTTP requests", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "evimed_http_seconds", "Seconds to the whole response", ("route",), buckets=_BUCKETS,
            registry=self.registry,
        )  # fmt: skip
        self._answers = Counter("evimed_answers", "Answers by verdict", ("verdict",), registry=self.registry)
        self._answer_seconds = Histogram(
            "evimed_answer_seconds", "Seconds from question to answer", buckets=_BUCKETS,
            registry=self.registry,
        )  # fmt: skip
        self._tokens = Counter(
            "evimed_model_tokens", "Tokens of language models, as their endpoints count them", ("kind",),
            registry=self.registry,
        )  # fmt: skip
        self._model_requests = Counter(
            "evimed_model_requests",
            "Requests to language models, failed ones included",
            registry=self.registry,
        )
        version = Gauge(
            "evimed_info", "Version that runs", ("version",), registry=self.registry, multiprocess_mode="max"
        )
        version.labels(__version__).set(1)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request by its route (the pattern, not the path: paths name documents)."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, answer: Answer, seconds: float, spent: Spent | None = None) -> None:
        """Count one answer and what models took for it, and trace it."""
        self._answers.labels(answer.verdict.name).inc()
        self._answer_seconds.observe(seconds)
        if spent is not None:
            self._model_requests.inc(spent.requests)
            self._tokens.labels("input").inc(spent.input_tokens or 0)
            self._tokens.labels("output").inc(spent.output_tokens or 0)
        tell_answer(answer, seconds, spent)

    def exposition(self) -> bytes:
        """All figures in the text format."""
        folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
        if not folder:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together, path=folder)
        return generate_latest(together)
