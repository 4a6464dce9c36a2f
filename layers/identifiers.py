"""Identifiers with their structure and check characters: pure functions on text.

One grammar: `is_x(text)` never raises and says whether the text is a well-formed x;
`x_check_character(body)` computes the last character of a body; the makers `address_code`,
`component_id` and `event_number` build from parts. Only ASCII digits and capital letters count:
normalise full-width or lower-case input before. The database holds the same rules, in
`layers.schema.functions_sql`.

Well-formed doesn't mean issued: whether a person, an organisation or a component exists is the
business of the table that holds it.
"""

from datetime import date

from layers.check_characters import (
    CREDIT_BODY,
    ORGANISATION_BODY,
    citizen_id_check_character,
    credit_code_check_character,
    is_digits,
    iso7064_mod11_2_check_character,
    organisation_code_check_character,
    require,
)
from layers.editions import Edition

__all__ = [
    "address_code",
    "citizen_id_check_character",
    "component_id",
    "credit_code_check_character",
    "event_number",
    "is_address_code",
    "is_citizen_id",
    "is_component_id",
    "is_credit_code",
    "is_event_number",
    "is_organisation_code",
    "is_unit_grid_code",
    "iso7064_mod11_2_check_character",
    "organisation_code_check_character",
]


def is_citizen_id(text: str) -> bool:
    """Whether the text is an 18-character citizen identity number (公民身份号码, GB 11643-1999).

    6 area + 8 birth date + 3 sequence + 1 check character. The date must be in the calendar, 1800 to
    2099; the area may be any, since it is the code at registration, which may be abolished today.

    >>> is_citizen_id("11010519491231002X")
    True
    """
    body = text[:17]
    return (
        len(text) == 18
        and is_digits(body, 17)
        and body[0] != "0"
        and _is_calendar_date(body[6:14])
        and text[17] == iso7064_mod11_2_check_character(body)
    )


def is_organisation_code(text: str) -> bool:
    """Whether the text is a 9-character organisation code (组织机构代码, GB 11714), without hyphen."""
    body = text[:8]
    return (
        len(text) == 9
        and bool(ORGANISATION_BODY.fullmatch(body))
        and text[8] == organisation_code_check_character(body)
    )


def is_credit_code(text: str) -> bool:
    """Whether the text is an 18-character unified social credit code (统一社会信用代码, GB 32100-2015).

    The organisation code inside (characters 9 to 17) isn't checked again, because codes are in use
    where it doesn't hold; `is_organisation_code(text[8:17])` does.
    """
    body = text[:17]
    return (
        len(text) == 18
        and bool(CREDIT_BODY.fullmatch(body))
        and text[17] == credit_code_check_character(body)
    )


def address_code(prefix: str, serial: int) -> str:
    """Make an address code: 6-digit area prefix + 13-digit serial + ISO 7064 MOD 11-2 character.

    The code is opaque and permanent: it says nothing about the address and stays when the address is
    renamed or changes its area. It is this project's own rule; DB42/T 2175-2024, which fixes the
    codes of Hubei, hasn't been read. An installation may have another layout: its database's functions
    `onemap.make_address_code` and `onemap.is_address_code` decide, and this is their default.

    >>> address_code("420117", 1)
    '42011700000000000013'

    Raises:
        Invalid: the prefix isn't 6 digits, or the serial isn't between 1 and 9 999 999 999 999.
    """
    require(is_digits(prefix, 6), "the prefix of an address code is 6 digits", prefix)
    require(0 < serial < 10**13, "the serial of an address is between 1 and 13 digits", serial)
    body = f"{prefix}{serial:013d}"
    return body + iso7064_mod11_2_check_character(body)


def is_address_code(text: str) -> bool:
    """Whether the text is a 20-character address code as `address_code` makes it."""
    body = text[:19]
    return len(text) == 20 and is_digits(body, 19) and text[19] == iso7064_mod11_2_check_character(body)


def component_id(area: str, class_code: str, serial: int, edition: Edition = Edition.E2026) -> str:
    """Make the identification code of a component (管理部件标识码).

    6-digit area + class code (4 digits in the editions 2007 and 2013, 5 in 2026) + 6-digit serial: 16
    or 17 characters.

    >>> component_id("320508", "0101", 1, Edition.E2013)
    '3205080101000001'

    Raises:
        Invalid: a part hasn't its number of digits, or the serial isn't between 1 and 999 999.
    """
    digits = edition.class_digits
    require(is_digits(area, 6), "the area of a component is 6 digits", area)
    fits = is_digits(class_code, digits)
    require(fits, f"a class code of edition {edition} is {digits} digits", class_code)
    require(0 < serial < 10**6, "the serial of a component is between 1 and 999999", serial)
    return f"{area}{class_code}{serial:06d}"


def is_component_id(text: str, edition: Edition = Edition.E2026) -> bool:
    """Whether the text has the form of a component's identification code; the class isn't looked up."""
    return is_digits(text, 12 + edition.class_digits)


def is_unit_grid_code(text: str) -> bool:
    """Whether the text is a unit grid code: 6 area + 3 street + 3 community + 3 sequence, 15 digits.

    Some cities use letters or 16 characters, against the standard; those are refused here.
    """
    return is_digits(text, 15)


def event_number(area: str, day: date, sequence: int) -> str:
    """Make an event number: 6 area + 8 date + 5 sequence, 19 digits.

    No source gives a national structure; this is the project's own rule.

    >>> event_number("420117", date(2026, 7, 1), 42)
    '4201172026070100042'

    Raises:
        Invalid: the area isn't 6 digits, the year isn't 1800 to 2099, or the sequence isn't between
            1 and 99 999.
    """
    require(is_digits(area, 6), "the area of an event is 6 digits", area)
    require(1800 <= day.year < 2100, "the year of an event is 1800 to 2099", day.year)
    require(0 < sequence < 10**5, "the sequence of a day's events is 1 to 99999", sequence)
    return f"{area}{day:%Y%m%d}{sequence:05d}"


def is_event_number(text: str) -> bool:
    """Whether the text is a 19-digit event number with a date of the calendar in it."""
    return is_digits(text, 19) and _is_calendar_date(text[6:14])


def _is_calendar_date(digits: str) -> bool:
    """Whether 8 digits are a day YYYYMMDD of the years 1800 to 2099."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1800 <= day.year < 2100
