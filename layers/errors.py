"""The errors that the project raises on purpose; each carries facts, none knows HTTP.

`gis_api/errors.py` maps the classes to HTTP status once; the command line prints the message and, when
there is one, the fact `hint` as the next step.
"""


class GisError(Exception):
    """Root of every error raised on purpose."""

    def __init__(self, message: str, **facts: object) -> None:
        """Keep the message for people and the facts for machines; both are shown to callers."""
        super().__init__(message)
        self.message = message
        self.facts = facts


class NotFound(GisError):
    """The thing asked for does not exist, or the caller may not know that it does."""


class Invalid(GisError):
    """The input cannot be understood or breaks a rule; the message says which."""


class Conflict(GisError):
    """The change collides with what is there."""


class Changed(GisError):
    """The thing is not any more as the caller saw it."""


class Forbidden(GisError):
    """The caller lacks the right to do this."""


class Unavailable(GisError):
    """A part of the service is not there now; trying again later may help."""


class Failed(GisError):
    """A step of an operation could not be done on this machine; `hint` says what to do next."""
