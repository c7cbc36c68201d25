"""One virtual environment a peer, made once and kept; each peer runs there, cut off from the network.

Environments stand under ``EVIMED_BENCH_CACHE`` (default ``~/.cache/evimed-bench``). An environment is made
again only when its requirements change. Making one needs a package index; running needs nothing:
:func:`run` sets the peers' own offline switches and puts ``offline/sitecustomize.py`` on the path, which
refuses every connection beyond loopback.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BENCHMARKS: Final = Path(__file__).resolve().parent.parent
OFFLINE: Final = BENCHMARKS / "peers" / "offline"
# What each peer reads to stay at home: hub clients, telemetry, price lists fetched at import.
SWITCHES: Final = {
    "ANONYMIZED_TELEMETRY": "False",
    "DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_OFFLINE": "1",
}
_LIST: Final = (
    "import importlib.metadata as m, json;"
    "print(json.dumps({d.metadata['Name']: d.version for d in m.distributions() if d.metadata['Name']}))"
)


class PeerFailedError(Exception):
    """A peer could not be installed or ended with an error; the text is the end of what it printed."""


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment that exists."""

    name: str
    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def versions(self) -> dict[str, str]:
        """Version of each distribution installed in it."""
        command = [str(self.python), "-c", _LIST]
        found: dict[str, str] = json.loads(subprocess.check_output(command, text=True))
        return found

    def disk_mb(self) -> float:
        """Size of its files, as they are allocated on disk."""
        blocks = sum(path.lstat().st_blocks for path in self.folder.rglob("*") if not path.is_symlink())
        return blocks * 512 / 2**20


def cache() -> Path:
    """Where environments, exported sets and vectors are kept."""
    return Path(os.environ.get("EVIMED_BENCH_CACHE", "~/.cache/evimed-bench")).expanduser()


def make(name: str, requirements: Sequence[str]) -> Environment:
    """The environment ``name`` with ``requirements`` installed, made unless it stands already.

    Raises
    ------
    PeerFailedError
        pip could not install them; the next call tries again.
    """
    environment = Environment(name, cache() / "venvs" / name)
    stamp = environment.folder / "requirements.txt"
    wanted = "\n".join(requirements) + "\n"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return environment
    _call([sys.executable, "-m", "venv", "--clear", str(environment.folder)], name)
    pip = [str(environment.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _call([*pip, *requirements], name)
    stamp.write_text(wanted, encoding="utf-8")
    return environment


def run(
    environment: Environment,
    script: Path,
    arguments: Sequence[str],
    *,
    settings: Mapping[str, str] | None = None,
    timeout_s: float = 3600.0,
) -> str:
    """What ``script`` prints, run in ``environment`` without a network.

    Raises
    ------
    PeerFailedError
        It ended with an error, or took longer than ``timeout_s``.
    """
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL"))}
    surroundings = (
        inherited | SWITCHES | {"PYTHONPATH": f"{OFFLINE}{os.pathsep}{BENCHMARKS}"} | dict(settings or {})
    )
    return _call([str(environment.python), str(script), *arguments], script.stem, surroundings, timeout_s)


def _call(
    command: Sequence[str],
    name: str,
    surroundings: Mapping[str, str] | None = None,
    timeout_s: float = 1800.0,
) -> str:
    try:
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, env=surroundings, timeout=timeout_s
        )
    except subprocess.TimeoutExpired as late:
        raise PeerFailedError(f"{name}: longer than {timeout_s:.0f} s") from late
    except subprocess.CalledProcessError as error:
        raise PeerFailedError(f"{name}: exit {error.returncode} {error.stderr.strip()[-2000:]}") from error
    return done.stdout
