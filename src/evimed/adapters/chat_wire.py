"""The wire of chat models: one HTTP client a model, which speaks to the configured host and to no other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final, cast
from urllib.parse import urlsplit

import httpx2

from evimed.errors import ModelError
from evimed.govern.privacy.egress import LOOPBACK, Egress

_MOST_BYTES: Final = 32 * 1024 * 1024  # of one reply: far above any, far below what would hurt
_CONNECT_S: Final = 10.0
_REDIRECTS: Final = range(300, 400)


def client_for(
    base: str, shown: str, seconds: float, proxy: str | None = None, egress: Egress = LOOPBACK
) -> httpx2.AsyncClient:
    """A client that reaches ``base`` and nothing else.

    The scheme, host and port of ``base`` are the only ones allowed. Redirects are refused, variables that
    name proxies are not read (``proxy`` is), nothing is tried again, no silence lasts more than ``seconds``.
    ``shown`` is the name of the model, for errors. ``egress`` says whether it may be reached at all: the
    host, and what its name leads to, each time; with a proxy, which looks names up itself, host and proxy.
    """
    inner = httpx2.AsyncHTTPTransport(retries=0, trust_env=False, proxy=proxy)
    return httpx2.AsyncClient(
        transport=GuardedTransport(inner, base, shown, egress, proxy),
        timeout=httpx2.Timeout(seconds, connect=min(seconds, _CONNECT_S)),
        follow_redirects=False,
        trust_env=False,
    )


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Lets requests through to one origin; ``ModelError`` for another, a redirect or an endless reply."""

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        base: str,
        shown: str,
        egress: Egress = LOOPBACK,
        proxy: str | None = None,
    ) -> None:
        self._inner = inner
        self._egress = egress
        self._proxy = proxy
        self._origin = _origin(base)
        self._shown = shown

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send ``request`` if it goes where it may."""
        if _origin(str(request.url)) != self._origin:
            raise ModelError("chat_redirected", name=self._shown, host=request.url.host)
        await self._lead(request)
        response = await self._inner.handle_async_request(request)
        if response.status_code in _REDIRECTS:
            await response.aclose()
            raise ModelError("chat_redirected", name=self._shown, host=_target(response))
        response.stream = _Bounded(cast("httpx2.AsyncByteStream", response.stream), self._shown)
        return response

    async def _lead(self, request: httpx2.Request) -> None:
        """Send the request to an address that was judged, under the name it was meant for."""
        host, port = self._egress.check(str(request.url))
        if self._proxy is not None:
            proxy, its_port = self._egress.check(self._proxy)
            await asyncio.to_thread(self._egress.addresses, proxy, its_port)
            return
        try:
            found = await asyncio.to_thread(self._egress.addresses, host, port)
        except OSError as error:
            raise httpx2.ConnectError(str(error), request=request) from error
        if request.url.scheme == "https":
            request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=found[0])  # the Host header keeps the name

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class _Bounded(httpx2.AsyncByteStream):
    """A reply that ends, at the latest, where it would fill the memory."""

    def __init__(self, inner: httpx2.AsyncByteStream, shown: str) -> None:
        self._inner = inner
        self._shown = shown

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for part in self._inner:
            seen += len(part)
            if seen > _MOST_BYTES:
                raise ModelError("chat_answer", name=self._shown, reason=f"more than {_MOST_BYTES} bytes")
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), port


def _target(response: httpx2.Response) -> str:
    """Host of a redirect; not its path, which may carry what it was sent."""
    location = response.headers.get("location", "")
    try:
        return urlsplit(location).hostname or "?"
    except ValueError:
        return "?"
