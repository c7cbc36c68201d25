"""The gates of libraries that are not open: documents are masked, kept out, or let in on consent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from evimed.errors import DocumentError
from evimed.govern.privacy.find import Finding
from evimed.govern.privacy.find.names import is_whole_name
from evimed.govern.privacy.masking import (
    VERSION,
    count_words,
    counts_of,
    find_in_document,
    mask_document,
    mask_text,
)
from evimed.govern.privacy.pseudonyms import Pseudonyms
from evimed.knowledge.gate import Gate, OpenGate
from evimed.knowledge.prepare import Prepared, prepare
from evimed.records import Document, ParsedDocument
from evimed.store.database import Transaction
from evimed.store.documents import Taken, delete_document, find_document
from evimed.store.privacy import Mode, Policy, add_subjects, consented

_PARTED = re.compile(r"([\s_\-.,()（）【】\[\]+]+)")  # of a file's name
# A number says who somebody is; a name does where no number stands.
_NUMBERS = frozenset({"id_card", "medical_record", "insurance", "passport", "travel_permit", "ssn", "nhs"})


@dataclass(frozen=True, slots=True)
class Finish:
    """What becomes of a parsed document, in the process that parsed it; it carries the tenant's key there."""

    mode: Mode
    key: bytes

    def __call__(self, parsed: ParsedDocument, sha256: str) -> Prepared:
        """Mask, refuse, or find out whom the document is about."""
        pseudonyms = Pseudonyms(self.key)
        if self.mode == "mask":
            masked, _ = mask_document(parsed, pseudonyms)
            return prepare(masked, sha256)
        findings = find_in_document(parsed)
        if self.mode == "block" and findings:
            raise DocumentError("identifiers_found", kinds=count_words(counts_of(findings)))
        return replace(prepare(parsed, sha256), subjects=subjects_of(parsed.text, findings, pseudonyms))


def subjects_of(text: str, findings: list[Finding], pseudonyms: Pseudonyms) -> tuple[str, ...]:
    """Whom a text is about, as keyed hashes: by the numbers of persons in it, else by their names."""
    numbers = [one for one in findings if one.kind in _NUMBERS]
    direct = numbers or [one for one in findings if one.kind == "name"]
    return tuple(
        sorted({pseudonyms.subject(one.kind, text[one.start : one.end]) for one in direct or findings})
    )


@dataclass(frozen=True, slots=True)
class PrivacyGate:
    """The gate of one library, by its policy."""

    policy: Policy
    key: bytes

    @property
    def finish(self) -> Callable[[ParsedDocument, str], Prepared]:
        """Runs in the parser process."""
        return Finish(self.policy.mode, self.key)

    @property
    def keeps_originals(self) -> bool:
        """Not of a masked document: its original is nowhere."""
        return self.policy.mode != "mask"

    def place(self, source: str) -> str:
        """A path names a person, too: 王建国_病历.pdf; of a file that is set aside it is all that is kept."""
        return "/".join(_masked_name(part, self.key) for part in source.split("/"))

    def is_current(self, stamp: str) -> bool:
        """Masked with this key, where the library is masked."""
        mark = f"+{VERSION}-{Pseudonyms(self.key).fingerprint}"
        return mark in stamp if self.policy.mode == "mask" else "+mask/" not in stamp

    def admit(self, tx: Transaction, document: Document, prepared: Prepared, taken: Taken) -> None:
        """No consent, no processing; and no unmasked text of the same file beside the masked one."""
        if self.policy.mode == "consent" and prepared.subjects:
            missing = set(prepared.subjects) - consented(tx, prepared.subjects, self.policy.purpose)
            if missing:
                raise DocumentError("consent_missing", count=len(missing), purpose=self.policy.purpose)
            add_subjects(tx, document.library, document.id, prepared.subjects)
        if self.policy.mode == "mask" and taken.previous not in (None, document.id):
            before = find_document(tx, document.library, taken.previous)
            if before.sha256 == document.sha256 and "+mask/" not in before.stamp:
                delete_document(tx, document.library, before.id)


def _masked_name(part: str, key: bytes) -> str:
    """A part of a path; what parts its words is no letter: 王建国_入院记录.docx."""
    pseudonyms = Pseudonyms(key)
    words = _PARTED.split(part)
    masked = [pseudonyms.token("name", word) if is_whole_name(word) else word for word in words]
    return mask_text("".join(masked), pseudonyms).text


def gate_for(policy: Policy, key: Callable[[], bytes]) -> Gate:
    """The gate that a policy asks for; the key is fetched only where one is needed."""
    return OpenGate() if policy.mode == "open" else PrivacyGate(policy, key())


def mask_words(text: str, key: bytes) -> str:
    """A question or a line of a log with pseudonyms for identifiers."""
    return mask_text(text, Pseudonyms(key)).text
