"""The audit log: what was done, by whom, in an order that cannot be changed unseen.

``record`` writes an act in the transaction of the act itself; ``verify_entries`` finds what was edited,
deleted, reordered, cut off or forked; ``docs/audit.md`` tells the whole.
"""

from evimed.govern.audit.record import record
from evimed.govern.audit.verify import Finding, Verification, verify_entries

__all__ = ["Finding", "Verification", "record", "verify_entries"]
