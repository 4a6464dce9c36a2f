"""Personal data made unreadable (脱敏) before it leaves the service, in customary forms."""

__all__ = ["masked_name", "masked_phone"]


def masked_name(name: str) -> str:
    """Its first character, with a star for each of the others: 王小明 becomes 王**.

    >>> masked_name("王小明")
    '王**'
    """
    return name[:1] + "*" * max(len(name) - 1, 1)


def masked_phone(phone: str) -> str:
    """Its first three and last four characters; of a short one the last two.

    >>> masked_phone("13800001999")
    '138****1999'
    >>> masked_phone("85201")
    '***01'
    """
    if len(phone) < 11:
        return "*" * max(len(phone) - 2, 1) + phone[-2:] if len(phone) > 2 else "**"
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
