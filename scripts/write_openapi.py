"""Writes docs/openapi.json: the HTTP API as it is now. A test compares the two."""

from __future__ import annotations

import json
from pathlib import Path

from evimed.surfaces.http.application import make_routes

PAGE = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def main() -> None:
    PAGE.write_text(json.dumps(make_routes().openapi(), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
