"""Who is calling.

In this version there are two: anybody, who reads open layers, and the holder of the admin key, who reads
internal fields too and may write. Roles take the place of the one key later; routes ask for a `Caller`
already and will not notice.
"""

import hmac
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from gis_api.errors import Unauthorized
from gis_api.home import admin_key_file

__all__ = ["Anyone", "Caller", "Writer", "admin_key", "caller", "require_writer"]

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="admin key",
    description="The key in `admin.key` of the service's home folder, for internal fields and for writing.",
)


@dataclass(frozen=True)
class Caller:
    """Who sent a request."""

    internal: bool
    """Whether internal layers and fields are open to them."""
    name: str
    """What the change log calls them."""


PUBLIC = Caller(internal=False, name="public")
ADMIN = Caller(internal=True, name="admin")


def admin_key(home: Path) -> str | None:
    """The admin key of an installation, or None when it has none."""
    try:
        return admin_key_file(home).read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None


async def caller(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Caller:
    """Who is calling: anybody when no key is given.

    Raises:
        Unauthorized: a key was given and is not the right one.
    """
    if given is None:
        return PUBLIC
    key: str | None = request.app.state.key
    if key is None or not hmac.compare_digest(given.credentials.encode(), key.encode()):
        raise Unauthorized("the key is not the one of this installation")
    return ADMIN


Anyone = Annotated[Caller, Depends(caller)]


async def require_writer(caller: Anyone) -> Caller:
    """The caller, who may write.

    Raises:
        Unauthorized: nobody in particular is calling.
    """
    if not caller.internal:
        raise Unauthorized("writing needs the admin key")
    return caller


Writer = Annotated[Caller, Depends(require_writer)]
