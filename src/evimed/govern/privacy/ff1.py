"""FF1, format-preserving encryption of NIST SP 800-38G: numerals in, as many numerals out.

References
----------
Dworkin M. Recommendation for Block Cipher Modes of Operation: Methods for Format-Preserving Encryption. NIST
SP 800-38G (2016) and its Rev. 1 draft (2019), which asks for radix**length >= 1,000,000.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB

_BLOCK = 16
_ROUNDS = 10
LEAST_DOMAIN = 1_000_000


class FF1:
    """Encrypts sequences of numerals ``0 <= numeral < radix`` (2 … 65,536) under an AES key."""

    def __init__(self, key: bytes, radix: int) -> None:
        self._cipher = AES(key)
        self._radix = radix

    def encrypt(self, numerals: Sequence[int], tweak: bytes = b"") -> list[int]:
        """The encrypted numerals, as many as were given.

        Raises
        ------
        ValueError
            They are too few for the radix (``LEAST_DOMAIN``).
        """
        left, right = self._halves(numerals)
        for turn in range(_ROUNDS):
            modulus = self._radix ** len(left)
            mixed = (self._number(left) + self._round(right, tweak, turn, len(numerals))) % modulus
            left, right = right, self._numerals(mixed, len(left))
        return [*left, *right]

    def decrypt(self, numerals: Sequence[int], tweak: bytes = b"") -> list[int]:
        """The numerals that were encrypted; see ``encrypt``."""
        left, right = self._halves(numerals)
        for turn in reversed(range(_ROUNDS)):
            modulus = self._radix ** len(right)
            mixed = (self._number(right) - self._round(left, tweak, turn, len(numerals))) % modulus
            left, right = self._numerals(mixed, len(right)), left
        return [*left, *right]

    def _halves(self, numerals: Sequence[int]) -> tuple[list[int], list[int]]:
        if self._radix ** len(numerals) < LEAST_DOMAIN:
            raise ValueError(f"{len(numerals)} numerals of radix {self._radix} are too few")
        middle = len(numerals) // 2
        return list(numerals[:middle]), list(numerals[middle:])

    def _round(self, half: Sequence[int], tweak: bytes, turn: int, length: int) -> int:
        """The pseudo-random number of one round (steps 6.i to 6.iv)."""
        longer = length - length // 2
        bits = (self._radix**longer - 1).bit_length()
        width = (bits + 7) // 8  # b
        size = 4 * ((width + 3) // 4) + 4  # d
        head = (
            bytes((1, 2, 1)) + self._radix.to_bytes(3, "big") + bytes((10, length // 2 % 256))
            + length.to_bytes(4, "big") + len(tweak).to_bytes(4, "big")
        )  # fmt: skip
        padding = bytes((-len(tweak) - width - 1) % _BLOCK)
        block = self._mac(head + tweak + padding + bytes((turn,)) + self._number(half).to_bytes(width, "big"))
        stream = block
        for count in range(1, (size + _BLOCK - 1) // _BLOCK):
            mask = count.to_bytes(_BLOCK, "big")
            stream += self._encrypt(bytes(one ^ other for one, other in zip(block, mask, strict=True)))
        return int.from_bytes(stream[:size], "big")

    def _mac(self, message: bytes) -> bytes:
        sealer = Cipher(self._cipher, CBC(bytes(_BLOCK))).encryptor()
        return (sealer.update(message) + sealer.finalize())[-_BLOCK:]

    def _encrypt(self, block: bytes) -> bytes:
        # One block, the primitive that the standard builds on: no message is encrypted in this mode.
        sealer = Cipher(self._cipher, ECB()).encryptor()  # noqa: S305
        return sealer.update(block) + sealer.finalize()

    def _number(self, numerals: Sequence[int]) -> int:
        value = 0
        for numeral in numerals:
            value = value * self._radix + numeral
        return value

    def _numerals(self, number: int, length: int) -> list[int]:
        found: list[int] = []
        for _ in range(length):
            number, numeral = divmod(number, self._radix)
            found.append(numeral)
        return found[::-1]
