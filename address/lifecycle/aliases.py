"""Other names of an address: 别名, 曾用名, 俗称."""

from typing import Final

import psycopg

from address.lifecycle.held import Done, alone, in_use, spelling
from layers.errors import Conflict, Invalid, NotFound
from layers.schema.addresses import ALIAS_KINDS

__all__ = ["add_alias", "remove_alias"]

HAS: Final = "SELECT kind FROM onemap.address_alias WHERE address_code = %(code)s AND local_text = %(text)s"
ADD: Final = """
INSERT INTO onemap.address_alias (code, address_code, text, local_text, kind, source)
VALUES ('A' || lpad(nextval('onemap.address_serial')::text, 13, '0'), %(code)s, %(text)s, %(text)s, %(kind)s,
        %(source)s)
"""
REMOVE: Final = "DELETE FROM onemap.address_alias WHERE address_code = %(code)s AND local_text = %(text)s"


def add_alias(conn: psycopg.Connection, code: str, text: str, *, kind: str = "alias", source: str) -> Done:
    """Call an address by another name too.

    Args:
        conn: an open connection.
        code: of the address.
        text: the whole name below the area, such as 老电影院.
        kind: one of `ALIAS_KINDS`.
        source: who says so.

    Raises:
        NotFound: no address has this code.
        Invalid: an impossible name or kind.
        Conflict: the address is not in use, or is called so already.
    """
    if kind not in ALIAS_KINDS:
        raise Invalid(f"no kind of name {kind[:20]!r}", allowed=list(ALIAS_KINDS))
    with alone(conn):
        address, name = in_use(conn, code), spelling(text)
        facts = {"code": code, "text": name, "kind": kind, "source": source}
        if name == address.local_text or conn.execute(HAS, facts).fetchone():
            raise Conflict(f"the address is called {name} already", code=code, hint="nothing to do")
        return Done(code, conn.execute(ADD, facts).rowcount)


def remove_alias(conn: psycopg.Connection, code: str, text: str) -> Done:
    """Call an address by another name no longer.

    Raises:
        NotFound: no address has this code, or it has no such other name.
        Conflict: the address is not in use.
    """
    with alone(conn):
        in_use(conn, code)
        removed = conn.execute(REMOVE, {"code": code, "text": text.strip()}).rowcount
        if not removed:
            raise NotFound(
                "the address has no such other name", code=code, hint="its entry lists its aliases"
            )
        return Done(code, removed)
