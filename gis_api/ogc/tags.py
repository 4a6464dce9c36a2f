"""ETags of features: named again, they save reading twice, and overwriting what nobody has seen.

A tag is the version of the row and a digest of the answer. Reading compares all of it; changing compares the
version, which is the same in every format.
"""

import hashlib
import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from gis_api.auth import Caller
from gis_api.errors import NeedsTag
from gis_api.ogc.answering import VARY

__all__ = ["kept", "seen", "tag_of"]

TAG: Final = re.compile(r'"([0-9a-f]{32})-[0-9a-f]{16}"')
MOST: Final = 20
"""Tags of one header that are read."""


def kept(
    request: Request, body: bytes, media_type: str, version: str | None, caller: Caller, crs: str
) -> Response:
    """One feature, or 304 when the client has it.

    Args:
        request: its `If-None-Match` is compared.
        body: of the answer.
        media_type: of the body.
        version: of the row; None where it changes no more.
        caller: what is not for everybody stays out of shared caches.
        crs: what its coordinates are in.
    """
    digest = hashlib.sha256(body).hexdigest()
    tag = f'"{version or digest[32:]}-{digest[:16]}"'
    headers = {
        **VARY,
        "ETag": tag,
        "Cache-Control": "private, no-cache" if caller.internal else "no-cache",
        "Content-Crs": f"<{crs}>",
    }
    given = request.headers.get("if-none-match", "").split(",", MOST)
    if tag in {one.strip().removeprefix("W/") for one in given}:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def tag_of(version: str | None) -> str:
    """The tag of a feature that has just been changed: for changing it again, not for reading it."""
    return f'"{version}-{"0" * 16}"'


def seen(request: Request) -> list[str] | None:
    """The versions that `If-Match` accepts; None for any (`*`).

    Raises:
        NeedsTag: there is no such header.
    """
    header = request.headers.get("if-match", "").strip()
    if not header:
        raise NeedsTag(
            "say which version of the feature this is about: If-Match",
            hint="send the ETag that reading it gave",
        )
    return None if header == "*" else TAG.findall(header)[:MOST]
