"""Answers that clients may keep, as long as they ask each time whether they are still right.

A tile read after a change must show it, so nothing has an age; a client that has the present version
already gets an empty 304. Tags are weak: the same content goes out compressed and plain.
"""

import hashlib

from fastapi import Request, Response

from gis_api.auth import Caller

__all__ = ["answer", "fingerprint", "known"]


def answer(
    request: Request, body: bytes, media_type: str, caller: Caller, headers: dict[str, str] | None = None
) -> Response:
    """The body, or 304 when the client has it, or 204 when it is empty.

    Args:
        request: its `If-None-Match` is compared.
        body: of the answer; the same bytes have the same tag.
        media_type: of the body.
        caller: what is not for everybody stays out of shared caches.
        headers: others to send along.
    """
    tag = fingerprint(body)
    kept = {
        "ETag": tag,
        "Cache-Control": "private, no-cache" if caller.internal else "no-cache",
        "Vary": "Authorization",
        **(headers or {}),
    }
    if known(request, tag):
        return Response(status_code=304, headers=kept)
    if not body:
        return Response(status_code=204, headers=kept)
    return Response(body, headers=kept, media_type=media_type)


def fingerprint(body: bytes) -> str:
    """A weak tag: the same bytes have the same one."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'


def known(request: Request, tag: str) -> bool:
    """Whether the client has said that it has what the tag is of."""
    return tag in _tags(request.headers.get("if-none-match", ""))


def _tags(header: str) -> set[str]:
    """The tags of If-None-Match, all made weak, as the weak comparison of RFC 9110 has it."""
    tags = (tag.strip() for tag in header.split(","))
    return {tag if tag.startswith("W/") else f"W/{tag}" for tag in tags if tag}
