"""Traces by OpenTelemetry: one span a request, one an answer. Never content, never names of people.

Names follow the semantic conventions for HTTP and for generative AI (``gen_ai.*``); all of them stand in this
module. Without the SDK (the extra ``telemetry``) or without ``OTEL_EXPORTER_OTLP_ENDPOINT`` no span goes
anywhere. The endpoint must be one that the egress policy lets be reached.
"""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from evimed import __version__
from evimed.errors import InputError
from evimed.govern.privacy.egress import Egress
from evimed.records import Answer, Spent

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
_SCOPE = "evimed"


def start_telemetry(hosts: tuple[str, ...]) -> bool:
    """Send traces where the environment says; whether they are sent.

    Raises
    ------
    EgressError, InputError
        The endpoint may not be reached from here; ``telemetry_extra_missing``.
    """
    where = os.environ.get(ENDPOINT, "").strip()
    if not where:
        return False
    Egress(hosts).check(where)
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415  -- an extra
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        raise InputError("telemetry_extra_missing", endpoint=where) from error
    about = Resource.create({"service.name": "evimed", "service.version": __version__})
    provider = TracerProvider(resource=about)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return True


def stop_telemetry() -> None:
    """Send what waits."""
    shutdown = getattr(trace.get_tracer_provider(), "shutdown", None)
    if shutdown is not None:
        shutdown()


@contextmanager
def request_span(method: str) -> Generator[Span]:
    """The span of one request; ``end_request`` tells what became of it."""
    tracer = trace.get_tracer(_SCOPE, __version__)
    with tracer.start_as_current_span(
        method, kind=SpanKind.SERVER, record_exception=False, set_status_on_exception=False
    ) as span:
        span.set_attribute("http.request.method", method)
        yield span


def end_request(span: Span, method: str, route: str, status: int) -> None:
    """Name a request by its route (the pattern, not the path: paths name documents)."""
    span.update_name(f"{method} {route}")
    span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    if status >= 500:
        span.set_status(Status(StatusCode.ERROR))


def tell_answer(answer: Answer, seconds: float, spent: Spent | None = None) -> None:
    """A span for an answer that has just been finished, with what each step and each model took.

    Tokens are those of all requests of the answer, as their endpoints counted them; where an endpoint did not
    say, the attribute is missing, not zero.
    """
    end = time.time_ns()
    start = end - int(seconds * 1e9)
    span = trace.get_tracer(_SCOPE, __version__).start_span("chat evimed", start_time=start)
    span.set_attribute("gen_ai.operation.name", "chat")
    span.set_attribute("gen_ai.output.type", "text")
    model = answer.model or {}
    span.set_attribute("gen_ai.provider.name", model.get("provider", "evimed"))
    span.set_attribute("gen_ai.request.model", model.get("model", "verbatim"))
    span.set_attribute("gen_ai.response.id", answer.id)
    span.set_attribute("evimed.verdict", answer.verdict.name)
    span.set_attribute("evimed.route", answer.route.name)
    span.set_attribute("evimed.statements", len(answer.statements))
    span.set_attribute("evimed.citations", len(answer.citations))
    if spent is not None:
        span.set_attribute("evimed.model_requests", spent.requests)
        if spent.input_tokens is not None:
            span.set_attribute("gen_ai.usage.input_tokens", spent.input_tokens)
        if spent.output_tokens is not None:
            span.set_attribute("gen_ai.usage.output_tokens", spent.output_tokens)
    for step, milliseconds in answer.timings_ms.items():
        span.set_attribute(f"evimed.milliseconds.{step}", float(milliseconds))
    span.end(end)
