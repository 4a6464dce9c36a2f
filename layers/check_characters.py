"""Check characters of the identifiers in `layers.identifiers`, computed from their bodies.

Only ASCII digits and capital letters count. A body that isn't one raises `layers.errors.Invalid`.
"""

import re
from typing import Final

from layers.errors import Invalid

_MOD_11_2: Final = "10X98765432"
_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O S V Z
_CREDIT_WEIGHTS: Final = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)

CREDIT_BODY: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}")
ORGANISATION_BODY: Final = re.compile(r"[0-9A-Z]{8}")


def iso7064_mod11_2_check_character(body: str) -> str:
    """Check character, 0-9 or X, of a string of digits after ISO 7064 MOD 11-2.

    >>> iso7064_mod11_2_check_character("11010519491231002")
    'X'

    Raises:
        Invalid: the body is empty or has anything but digits.
    """
    require(is_digits(body), "a check character needs digits")
    rest = 0
    for digit in body:
        rest = (rest + int(digit)) * 2 % 11
    return _MOD_11_2[rest]


def citizen_id_check_character(body: str) -> str:
    """Check character of the first 17 digits of a citizen identity number (GB 11643-1999).

    Raises:
        Invalid: the body isn't 17 digits.
    """
    require(is_digits(body, 17), "the body of a citizen identity number is 17 digits")
    return iso7064_mod11_2_check_character(body)


def organisation_code_check_character(body: str) -> str:
    """Check character of the 8-character body of an organisation code (GB 11714).

    Raises:
        Invalid: the body isn't 8 digits or capital letters.
    """
    fits = bool(ORGANISATION_BODY.fullmatch(body))
    require(fits, "the body of an organisation code is 8 digits or capital letters", body)
    values = map(_ORGANISATION_ALPHABET.index, body)
    total = sum(w * v for w, v in zip(_ORGANISATION_WEIGHTS, values, strict=True))
    return "0123456789X0"[11 - total % 11]


def credit_code_check_character(body: str) -> str:
    """Check character of the first 17 characters of a unified social credit code (GB 32100-2015).

    >>> credit_code_check_character("91350100M000100Y4")
    '3'

    Raises:
        Invalid: the body isn't 1 authority + 1 type + 6 digits of area + 9 of organisation code, in
            the alphabet without I, O, S, V and Z.
    """
    require(bool(CREDIT_BODY.fullmatch(body)), "not the body of a social credit code", body)
    values = map(_CREDIT_ALPHABET.index, body)
    total = sum(w * v for w, v in zip(_CREDIT_WEIGHTS, values, strict=True))
    return _CREDIT_ALPHABET[-total % 31]


def is_digits(text: str, length: int | None = None) -> bool:
    """Whether the text is ASCII digits only, at least one (`str.isdigit` alone takes others too)."""
    return text.isascii() and text.isdigit() and length in (None, len(text))


def require(fits: bool, message: str, given: object = None) -> None:
    """Raise Invalid unless `fits`; `given` goes into the facts, so never pass a citizen's number."""
    if not fits:
        raise Invalid(message, **({} if given is None else {"given": str(given)[:40]}))
