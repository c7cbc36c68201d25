"""Measures what each dependency weighs on disk and writes it into docs/dependencies.md.

Run in the development environment: ``.venv/bin/python scripts/dependency_sizes.py``. A package's figure is
its own files and those of the packages that it alone brings along; what several share counts with none.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "dependencies.md"
_ROW = re.compile(r"^\| (?P<name>[a-z0-9-]+) \| (?P<size>[\d.]+|-) \|", re.MULTILINE)


def direct() -> dict[str, Requirement]:
    """Every direct dependency of pyproject.toml, runtime and development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines: list[str] = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return {plain(requirement.name): requirement for requirement in map(Requirement, lines)}


def plain(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def brought(requirement: Requirement) -> set[str]:
    """The package and all that it needs here, by plain name."""
    found: set[str] = set()
    waiting = [requirement]
    while waiting:
        wanted = waiting.pop()
        name = plain(wanted.name)
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        found.add(name)
        for need in map(Requirement, needs):
            asked = [{"extra": extra} for extra in wanted.extras] or [{"extra": ""}]
            applies = need.marker is None or any(need.marker.evaluate(extra) for extra in asked)
            if applies and plain(need.name) not in found:
                waiting.append(need)
    return found


def megabytes(name: str) -> float:
    """Size of one distribution's files."""
    files = metadata.files(name) or []
    paths = [Path(str(file.locate())) for file in files if not file.name.endswith(".pyc")]
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def measured() -> dict[str, float]:
    """MB of each direct dependency with what it alone brings."""
    closures = {name: brought(requirement) for name, requirement in direct().items()}
    sizes: dict[str, float] = {}
    for name, closure in closures.items():
        others = {part for key, other in closures.items() if key != name for part in other} | closures.keys()
        sizes[name] = sum(megabytes(part) for part in closure if part == name or part not in others)
    return sizes


def main() -> None:
    sizes = measured()

    def fill(row: re.Match[str]) -> str:
        size = sizes.get(row["name"])
        shown = row["size"] if size is None else f"{size:.1f}" if size < 10 else f"{size:.0f}"
        return f"| {row['name']} | {shown} |"

    PAGE.write_text(_ROW.sub(fill, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    runtime = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    everything = {part for line in runtime for part in brought(Requirement(line))}
    sys.stdout.write(f"runtime, all together: {sum(map(megabytes, everything)):.0f} MB\n")


if __name__ == "__main__":
    main()
