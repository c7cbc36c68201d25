"""Templates and what every page shares: words, language, theme, library, the form token."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from evimed import __version__
from evimed.catalogue import Language, text
from evimed.records import Verb
from evimed.surfaces.http.identity import Caller, desk_of, is_library_name
from evimed.surfaces.http.language import language_of
from evimed.surfaces.web.forms import browser_key, remember, token_of

THEME_COOKIE = "evimed_theme"
THEMES = ("auto", "light", "dark")
LIBRARY_COOKIE = "evimed_library"
PAGES: dict[str, tuple[Verb, ...]] = {
    "ask": ("ask",),
    "library": ("read",),
    "history": ("ask",),
    "evidence": ("read",),
    "conflicts": ("read",),
    "graph": ("read",),
    "cases": ("ask",),
    "dashboard": ("ask", "inspect"),
    "people": ("manage",),
    "audit": ("audit",),
    "admin": ("inspect",),
}  # and the verbs without any of which a person has nothing there
Words = Callable[..., str]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("evimed.surfaces.web"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def static_version() -> str:
    """Changes whenever a static file does: browsers keep them for good under an address that has it."""
    digest = hashlib.sha256()
    folder = resources.files("evimed.surfaces.web").joinpath("static")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def words_in(language: Language) -> Words:
    """The catalogue's words under ``web.<key>`` in one language."""

    def say(key: str, **values: object) -> str:
        return text(f"web.{key}", language, **values)

    return say


def library_of(request: Request) -> str:
    """The library meant: what the address says, else what was chosen, else the setting."""
    chosen = request.query_params.get("library") or request.cookies.get(LIBRARY_COOKIE)
    return chosen if chosen and is_library_name(chosen) else desk_of(request).settings.library


def theme_of(request: Request) -> str:
    """The theme chosen, ``auto`` if none."""
    chosen = request.cookies.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def fragment(template: str, language: Language, **context: Any) -> str:
    """A part of a page."""
    shared: dict[str, Any] = {"t": words_in(language), "lang": language, "link": link}
    return _environment().get_template(template).render(shared | context)


def page(
    request: Request, caller: Caller, template: str, *, active: str, status: int = 200, **context: Any
) -> HTMLResponse:
    """A whole page."""
    shared: dict[str, Any] = {
        "library": library_of(request),
        "libraries": caller.session.libraries() if "read" in caller.may else [],
        "who": caller.name or "",
        "pages": tuple(name for name, verbs in PAGES.items() if caller.may.intersection(verbs)),
    }
    return plain_page(request, template, active=active, status=status, **(shared | context))


def plain_page(
    request: Request, template: str, *, active: str = "", status: int = 200, **context: Any
) -> HTMLResponse:
    """A whole page that shows nothing of a library."""
    language = language_of(request)
    key = browser_key(request)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    body = fragment(
        template,
        language,
        active=active,
        theme=theme_of(request),
        themes=THEMES,
        here=here,
        csrf=token_of(key),
        version=__version__,
        static=f"/static/{static_version()}",
        **({"library": "", "libraries": [], "who": "", "pages": ()} | context),
    )
    response = HTMLResponse(
        body, status_code=status, headers={"Content-Language": language, "Vary": "Cookie"}
    )
    remember(response, request, key)
    return response


def link(path: str, **query: object) -> Markup:
    """An address on this server; parameters that are ``None`` are left out."""
    given = {name: value for name, value in query.items() if value is not None}
    return Markup.escape(f"{path}?{urlencode(given)}" if given else path)
