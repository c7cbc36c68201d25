"""One exception tree. Each error has a code, says what was received and what mends it.

    EvimedError                  anything Evimed raises on purpose           exit 3
    ├── InputError               the request cannot be understood            exit 2
    ├── NotFoundError            the thing asked for is not there            exit 1
    ├── NotPermittedError        this person may not do that                 exit 1
    ├── SignInError              nobody is signed in by that                 exit 1
    ├── DocumentError            one document cannot be taken in             quarantined
    │   └── DocumentLimitError   it passes a limit: time, memory, pages …    quarantined
    ├── StoreError               the database cannot do what is asked        exit 3
    │   ├── StoreUnavailableError    it cannot be reached                    exit 3, retryable
    │   └── HomeError            the home directory cannot be used           exit 3
    ├── EgressError              an address that may not be reached          exit 3
    └── ModelError               a model (embedding, …) cannot be used       exit 3, retryable

The words live in the catalogue (``evimed/catalogue/``) under ``error.<code>``, in Chinese and
English, each with a hint: the command or the change that mends it.
"""

from __future__ import annotations

from typing import ClassVar

from evimed.catalogue import Language, text


class EvimedError(Exception):
    """An error a person can act on.

    Parameters
    ----------
    code
        Key of the message in the catalogue, for example ``"encrypted"``.
    values
        What the message is filled with: what was received, what is valid.
    """

    exit_code: ClassVar[int] = 3
    retryable: ClassVar[bool] = False

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def message(self, language: Language = "en") -> str:
        """What happened, in one sentence."""
        return text(f"error.{self.code}", language, **self.values)

    def hint(self, language: Language = "en") -> str:
        """What to do next."""
        return text(f"error.{self.code}.hint", language, **self.values)

    def __str__(self) -> str:
        return f"{self.message()} {self.hint()}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross the pipe from parser processes: rebuild from code and values.
        return _rebuild, (type(self), self.code, self.values)


def _rebuild(kind: type[EvimedError], code: str, values: dict[str, object]) -> EvimedError:
    return kind(code, **values)


class InputError(EvimedError):
    """The request cannot be understood or is out of bounds."""

    exit_code = 2


class NotFoundError(EvimedError):
    """What was asked for does not exist, or may not be seen."""

    exit_code = 1


class NotPermittedError(EvimedError):
    """What a person may not do (HTTP: 403)."""

    exit_code = 1


class SignInError(EvimedError):
    """A password, token or answer of an identity provider that signs nobody in (HTTP: 401)."""

    exit_code = 1


class DocumentError(EvimedError):
    """One document cannot be taken in; it is quarantined and the others go on."""


class DocumentLimitError(DocumentError):
    """The document passes a limit of the parser: time, memory, pages, size, nesting."""


class StoreError(EvimedError):
    """The database cannot do what is asked."""


class StoreUnavailableError(StoreError):
    """The database cannot be reached."""

    retryable = True


class HomeError(StoreError):
    """The home directory cannot be used."""


class EgressError(EvimedError):
    """An address that may not be reached from here."""


class ModelError(EvimedError):
    """A model cannot be used."""

    retryable = True
