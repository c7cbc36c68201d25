"""A real OpenID provider on loopback: Authlib's server side over http.server, and ways to make it lie."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET, REDIRECT = "evimed", "client-secret", "http://127.0.0.1:8765/oidc"


@dataclass
class Client(ClientMixin):
    client_id: str = CLIENT

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return REDIRECT

    def get_allowed_scope(self, scope):
        return scope

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri == REDIRECT

    def check_client_secret(self, client_secret):
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_basic"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


@dataclass
class Code:
    client_id: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    user: dict[str, Any]
    code: str

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return int(time.time())

    def get_acr(self):
        return None

    def get_amr(self):
        return None


class _Payload(OAuth2Payload):
    def __init__(self, values):
        self._values = values

    @property
    def data(self):
        return {name: values[0] for name, values in self._values.items()}

    @property
    def datalist(self):
        return defaultdict(list, self._values)


class _Request(OAuth2Request):
    def __init__(self, method, path, headers, form):
        super().__init__(method, "https://provider.test" + path, headers=headers)  # TLS ends elsewhere
        self._query, self._form = parse_qs(urlsplit(path).query), form
        self.payload = _Payload({**self._query, **form})

    @property
    def args(self):
        return {name: values[0] for name, values in self._query.items()}

    @property
    def form(self):
        return {name: values[0] for name, values in self._form.items()}


class _Server(AuthorizationServer):
    def query_client(self, client_id):
        return Client() if client_id == CLIENT else None

    def save_token(self, token, request):
        pass

    def create_oauth2_request(self, request):
        return request

    def send_signal(self, name, *args, **kwargs):
        pass

    def handle_response(self, status, body, headers):
        return status, body, dict(headers)


@dataclass
class FakeProvider:
    """``user`` is who is signed in there; ``forge`` changes the ID token before it is signed, or signs it."""

    issuer: str = ""
    user: dict[str, Any] = field(default_factory=lambda: {"sub": "s-1", "preferred_username": "lin"})
    keys: list[RSAKey] = field(default_factory=lambda: [new_key("k1")])
    forge: Callable[[dict[str, Any], dict[str, Any]], str | None] = lambda header, claims: None
    metadata: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)

    def sign(self, header: dict[str, Any], claims: dict[str, Any], key: RSAKey | None = None) -> str:
        key = key or self.keys[0]
        return jwt.encode({**header, "alg": "RS256", "kid": key.kid}, claims, key)

    def server(self) -> _Server:
        provider = self

        class Grant(AuthorizationCodeGrant):
            def save_authorization_code(self, code, request):
                values = request.payload.data
                provider.codes[code] = Code(
                    request.client.client_id,
                    values["redirect_uri"],
                    values["scope"],
                    values.get("nonce"),
                    values.get("code_challenge"),
                    values.get("code_challenge_method"),
                    request.user,
                    code,
                )

            def query_authorization_code(self, code, client):
                return provider.codes.get(code)

            def delete_authorization_code(self, authorization_code):
                del provider.codes[authorization_code.code]

            def authenticate_user(self, authorization_code):
                return authorization_code.user

        class Identity(OpenIDCode):
            def exists_nonce(self, nonce, request):
                return any(code.nonce == nonce for code in provider.codes.values())

            def resolve_client_private_key(self, client):
                return provider.keys[0]

            def get_client_claims(self, client):
                return {"iss": provider.issuer, "aud": [client.get_client_id()]}

            def get_encode_header(self, client):
                return {"alg": "RS256", "kid": provider.keys[0].kid}

            def generate_user_info(self, user, scope):
                return UserInfo(user)

            def encode_id_token(self, token, request):
                honest = super().encode_id_token(token, request)
                decoded = jwt.decode(honest, provider.keys[0])
                return provider.forge(dict(decoded.header), dict(decoded.claims)) or honest

        server = _Server()
        server.register_token_generator(
            "default", BearerTokenGenerator(lambda **_: f"at-{time.monotonic_ns()}")
        )
        server.register_grant(Grant, [Identity(require_nonce=True), CodeChallenge(required=True)])
        return server


def new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@contextmanager
def running(provider: FakeProvider) -> Iterator[FakeProvider]:
    """Serve it on a free port of loopback."""
    server = provider.server()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def _give(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
            raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            if path == "/.well-known/openid-configuration":
                base = provider.issuer
                told = {
                    "issuer": base,
                    "authorization_endpoint": base + "/authorize",
                    "token_endpoint": base + "/token",
                    "jwks_uri": base + "/jwks",
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                }
                self._give(200, told | provider.metadata)
            elif path == "/jwks":
                self._give(200, {"keys": [key.as_dict(private=False) for key in provider.keys]})
            elif path == "/authorize":
                request = _Request("GET", self.path, self.headers, {})
                self._give(*server.create_authorization_response(request, provider.user))
            else:
                self._give(404, {})

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._give(*server.create_token_response(_Request("POST", self.path, self.headers, form)))

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{http.server_port}"
    thread = Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
