"""The system user that runs PostgreSQL: ourselves, or another one when we are root, whom it refuses."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypedDict

from layers.errors import Failed

SERVER_USER = "postgres"  # made by Debian's package


class Identity(TypedDict, total=False):
    """Arguments of `subprocess` that start a program as another user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """A system user, and how to run a program as that user."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of(cls, files: Path | None) -> Self:
        """The user that runs the server: ourselves; for root the owner of `files`, or `postgres` if None.

        Raises:
            Failed: we are root and there is no `postgres`, or the files are not ours.
        """
        me = os.geteuid()
        owner = files.stat().st_uid if files else None
        if me != 0 and owner not in {None, me}:
            raise Failed(
                f"the database files {files} belong to another user",
                hint="run as that user (or as root), or set ONEMAP_HOME to a folder of your own",
            )
        try:
            entry = pwd.getpwuid(owner or me) if owner or me else pwd.getpwnam(SERVER_USER)
        except KeyError:
            raise Failed(
                f"PostgreSQL refuses to run as root, and there is no user {SERVER_USER!r}",
                hint="install Debian's package postgresql-15, which makes that user",
            ) from None
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, in `/` and in English; its output is captured, its failure returned."""
        return subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
            env=self.environment(),
            **self.identity(),
        )

    def environment(self) -> dict[str, str]:
        """A small environment: none of the caller's PG* variables may lead a program astray."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def identity(self) -> Identity:
        """Arguments of `subprocess` that switch to this user; empty when that is who we are."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": os.getgrouplist(self.name, self.gid)}

    def give(self, path: Path) -> None:
        """Make this user the owner of a file or folder that we have just made."""
        if self.uid != os.geteuid():
            os.chown(path, self.uid, self.gid)

    def enters(self, folder: Path) -> bool:
        """Whether this user can reach what lies in `folder`, through all the folders above it."""
        return self.run("test", "-x", folder).returncode == 0
