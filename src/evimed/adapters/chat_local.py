"""A GGUF file as a chat model: llama.cpp (``xllamacpp``) in this process, on loopback, with its own key."""

from __future__ import annotations

import os
import secrets
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, Final

from evimed.chat_settings import ChatSettings
from evimed.errors import InputError, ModelError

_MAGIC: Final = b"GGUF"
_ERRORS_ONLY: Final = 1
_running: dict[tuple[str, int], tuple[Any, str, str]] = {}
_lock = Lock()


def local_address(settings: ChatSettings) -> tuple[str, str]:
    """Base address and key of the server for a local model; it is started once a process.

    The key is made here, so that nobody else on the machine can use the server.

    Raises
    ------
    InputError
        ``gguf_unusable``: the file is not there or is none.
    ModelError
        ``local_model_failed``: it could not be loaded.
    """
    path = Path(settings.gguf or "").expanduser().absolute()
    with _lock:
        key = (str(path), settings.context)
        if key not in _running:
            _running[key] = _start(path, settings)
        _, address, secret = _running[key]
    return f"{address}/v1", secret


def _start(path: Path, settings: ChatSettings) -> tuple[Any, str, str]:
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        raise InputError("gguf_unusable", path=path, reason=error.strerror or str(error)) from error
    if magic != _MAGIC:
        raise InputError("gguf_unusable", path=path, reason="no GGUF")
    # By name: an extra that is not installed where the types are checked, and 68 MB of code.
    xllamacpp: Any = import_module("xllamacpp")

    secret = secrets.token_urlsafe(24)
    parameters: Any = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = settings.context
    parameters.n_parallel = 1
    parameters.port = 0
    parameters.api_keys = [secret]
    parameters.ui = False
    parameters.warmup = False
    parameters.verbosity = _ERRORS_ONLY
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    try:
        server: Any = xllamacpp.Server(parameters)
    except (RuntimeError, ValueError) as error:
        raise ModelError("local_model_failed", name=settings.name, reason=str(error)) from error
    return server, str(server.listening_address), secret
