"""Fitted constants of sentence selection. Written by ``scripts/fit_selection.py``; do not edit by hand."""

from __future__ import annotations

from evimed.answer.rank import Linear

RANK = Linear(
    mean=(0.0389, 0.0938, 0.0172, 0.0393, 0.0138, -0.0004, 1.3269, 0.4827, 0.0106, 0.6024, 0.1615, 0.1062, 0.0105, 0.0362, 0.0122),
    deviation=(0.0831, 0.1204, 0.0603, 0.1035, 0.0452, 0.9938, 0.6924, 0.4997, 0.1026, 0.1833, 0.2353, 0.5503, 0.102, 0.1867, 0.1098),
    weights=(-0.6359, 2.1627, 0.1184, 0.4105, -0.0289, 1.0871, 1.4084, 0.7718, -0.2004, 0.0761, 0.235, 0.842, -0.0848, -0.8347, -0.0039),
)  # fmt: skip
