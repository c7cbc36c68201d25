"""An OpenID provider as we use it: its metadata, its keys, codes for tokens, tokens for claims.

OpenID Connect Core 1.0 and Discovery 1.0. Nothing is taken from where TLS does not protect it, but from this
machine itself; redirects are refused, so that the secret never travels to another host; and only hosts are
reached that the list of egress names.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPResponse
from ipaddress import ip_address
from typing import Any, Final, cast
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from joserfc.jwk import KeySet

from evimed.errors import SignInError
from evimed.govern.privacy.egress import LOOPBACK, Egress, GuardedHTTP, GuardedHTTPS
from evimed.settings import OidcProvider

LEEWAY_S: Final = 120  # that the clocks of two machines may be apart
_TIMEOUT_S: Final = 10.0
_MOST_BYTES: Final = 1 << 20
_KEYS_EVERY_S: Final = (
    30.0  # keys are looked for anew at most this often: tokens with made-up keys cost little
)
_METADATA_S: Final = 3600.0
# Asymmetric only: no "none", and no HS256, whose key everybody who verifies could sign with.
_ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)

Json = Mapping[str, Any]


class Provider:
    """One provider; threads may share it."""

    def __init__(self, settings: OidcProvider, egress: Egress = LOOPBACK) -> None:
        self.settings = settings
        self._opener = _opener(egress)
        self._lock = threading.Lock()
        self._metadata: tuple[float, Json] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def metadata(self) -> Json:
        """What the provider says of itself, an hour old at most.

        Raises
        ------
        SignInError
            ``oidc_unreachable``, ``oidc_metadata``: it is not who it should be, or not protected.
        EgressError
            Its host is not one that may be reached.
        """
        with self._lock:
            if self._metadata is None or time.monotonic() - self._metadata[0] > _METADATA_S:
                self._metadata = (time.monotonic(), self._discover())
            return self._metadata[1]

    def exchange(self, code: str, verifier: str, redirect: str) -> Json:
        """The tokens for a code.

        Raises
        ------
        SignInError
            ``oidc_code_refused``: it was used before, has expired, or is not ours. ``oidc_unreachable``.
        """
        own = self.settings
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "client_id": own.client_id,
            "code_verifier": verifier,
        }
        headers: dict[str, str] = {}
        methods = self.metadata().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if own.client_secret and "client_secret_basic" in methods:
            pair = f"{quote(own.client_id, safe='')}:{quote(own.client_secret, safe='')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        elif own.client_secret:
            form["client_secret"] = own.client_secret
        try:
            return self._json(str(self.metadata()["token_endpoint"]), urlencode(form).encode(), headers)
        except HTTPError as error:
            with error:
                reason = _reason(error.read(_MOST_BYTES))
            raise SignInError("oidc_code_refused", issuer=own.issuer, reason=reason) from error

    def claims(self, tokens: Json, nonce: str, now: float) -> Json:
        """What the provider vouches for, once signature, issuer, audience, nonce and times are checked.

        Raises
        ------
        SignInError
            ``oidc_token_invalid`` with the check that failed; ``oidc_clock`` where clocks are apart.
        """
        own, raw = self.settings, tokens.get("id_token")
        if not isinstance(raw, str) or len(raw) > _MOST_BYTES:
            raise SignInError("oidc_token_invalid", issuer=own.issuer, reason="id_token missing")
        try:
            token = self._verified(raw)
            claims = CodeIDToken(
                token.claims,
                token.header,
                {
                    "iss": {"essential": True, "value": own.issuer},
                    "sub": {"essential": True},
                    "aud": {"essential": True, "value": own.client_id},
                },
                {"nonce": nonce, "client_id": own.client_id, "access_token": tokens.get("access_token")},
            )
            claims.validate(int(now), LEEWAY_S)
        except ExpiredTokenError as error:
            raise SignInError("oidc_clock", issuer=own.issuer, now=int(now)) from error
        except ClaimError as error:
            code = "oidc_clock" if error.claim in {"iat", "nbf"} else "oidc_token_invalid"
            raise SignInError(code, issuer=own.issuer, now=int(now), reason=str(error.claim)) from error
        except (JoseError, ValueError, TypeError, KeyError) as error:
            reason = type(error).__name__
            raise SignInError("oidc_token_invalid", issuer=own.issuer, reason=reason) from error
        audience = claims["aud"]
        if isinstance(audience, list) and set(cast("list[str]", audience)) != {own.client_id}:
            raise SignInError(
                "oidc_token_invalid", issuer=own.issuer, reason="aud"
            )  # others could use it too
        return cast("Json", dict(claims))

    def _verified(self, raw: str) -> jwt.Token:
        """The token, if one of the provider's keys signed it; keys that are new there are fetched."""
        header = jws.extract_compact(raw.encode()).headers()
        if header.get("alg") not in _ALGORITHMS:
            raise ValueError("alg")
        keys = self._known_keys(fresh=False)
        if header.get("kid") is not None and header["kid"] not in {key.kid for key in keys.keys}:
            keys = self._known_keys(fresh=True)
        return jwt.decode(raw, keys, algorithms=_ALGORITHMS)

    def _known_keys(self, *, fresh: bool) -> KeySet:
        uri = str(self.metadata()["jwks_uri"])
        with self._lock:
            age = float("inf") if self._keys is None else time.monotonic() - self._keys[0]
            if self._keys is None or age > _METADATA_S or (fresh and age > _KEYS_EVERY_S):
                try:
                    found = self._json(uri)
                except HTTPError as error:
                    error.close()
                    raise SignInError("oidc_unreachable", issuer=self.settings.issuer) from error
                self._keys = (time.monotonic(), KeySet.import_key_set(cast("Any", found)))
            return self._keys[1]

    def _discover(self) -> Json:
        issuer = self.settings.issuer
        try:
            found = self._json(issuer.rstrip("/") + "/.well-known/openid-configuration")
        except HTTPError as error:
            error.close()
            raise SignInError("oidc_unreachable", issuer=issuer) from error
        if found.get("issuer") != issuer:
            raise SignInError("oidc_metadata", issuer=issuer, found=str(found.get("issuer"))[:200])
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_protected(str(found.get(name, ""))):
                raise SignInError("oidc_metadata", issuer=issuer, found=name)
        return found

    def _json(self, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Json:
        issuer = self.settings.issuer
        if not is_protected(url):
            raise SignInError("oidc_metadata", issuer=issuer, found=url[:200])
        request = Request(url, body, {"Accept": "application/json", **(headers or {})})  # noqa: S310  -- checked
        try:
            with self._opener.open(request, timeout=_TIMEOUT_S) as response:
                read = response.read(_MOST_BYTES + 1)
            found: object = json.loads(read) if len(read) <= _MOST_BYTES else None
        except HTTPError:
            raise
        except (URLError, OSError, ValueError) as error:
            raise SignInError("oidc_unreachable", issuer=issuer) from error
        if not isinstance(found, dict):
            raise SignInError("oidc_unreachable", issuer=issuer)
        return cast("Json", found)


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


class _Guarded(HTTPHandler, HTTPSHandler):
    """Connections to addresses that were judged, and to no others (``privacy/egress.py``)."""

    def __init__(self, egress: Egress) -> None:
        super().__init__()
        self._egress = egress

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(cast("Any", self._connection(GuardedHTTP)), req)

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(cast("Any", self._connection(GuardedHTTPS)), req)

    def _connection(self, kind: type[GuardedHTTP | GuardedHTTPS]) -> Callable[..., HTTPConnection]:
        def connect(host: str, *, timeout: float) -> HTTPConnection:
            return kind(host, None, timeout, self._egress)

        return connect


def _opener(egress: Egress) -> OpenerDirector:
    return build_opener(_NoRedirect(), ProxyHandler({}), _Guarded(egress))


def is_protected(url: str) -> bool:
    """Whether TLS protects the address, or it is this machine itself."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https" and host:
        return True
    if parts.scheme != "http":
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reason(body: bytes) -> str:
    """The error code of RFC 6749; what else a provider writes is not repeated."""
    try:
        told: object = json.loads(body)
    except ValueError:
        return "–"
    code = cast("dict[str, object]", told).get("error") if isinstance(told, dict) else None
    return code if isinstance(code, str) and code.replace("_", "").isalnum() and len(code) < 60 else "–"
