"""Where the private cluster lies.

Below the home folder there is `cluster`: the folder itself, or, where the database user can't enter the
home, a link to a folder in /var/lib/onemap. In it are `data`, `run` (the socket's folder) and `log`. The path
of a Unix socket may have 107 bytes; where `run` is longer, it is a link to a short folder in /tmp.
"""

import hashlib
import secrets
from pathlib import Path

from psycopg.conninfo import make_conninfo

from gis_api.cluster.account import Account
from layers.errors import Failed

PORT = 5432  # names the socket file only: the server opens no TCP port, and the folder is its own
DATABASE = "onemap"
ROLE = "onemap"
SOCKET_BYTES = 107
SYSTEM = Path("/var/lib/onemap")
SHORT = Path("/tmp")


def digest(path: Path) -> str:
    """A short name for a path, the same each time."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:16]


def pointer(home: Path) -> Path:
    """The cluster's name below the home folder: a folder or a link to one; may not exist yet."""
    return home / "cluster"


def existing(home: Path) -> Path | None:
    """The cluster's real folder; None when none has been made.

    Raises:
        Failed: the link leads nowhere (its disk is not mounted, or somebody removed the files).
    """
    link = pointer(home)
    if link.is_symlink() and not link.exists():
        raise Failed(
            f"the database files {link.readlink()} are not there",
            hint=f"mount or restore them; to begin with an empty database instead, remove {link}",
        )
    return link.resolve() if link.exists() else None


def chosen(home: Path, account: Account) -> Path:
    """Where a new cluster belongs: below `home` if the account can enter it, else below /var/lib.

    The name there is a new one each time: a checkout that is cloned anew does not meet the database of the
    one that was deleted, nor is that database lost.
    """
    if account.enters(home):
        return pointer(home)
    SYSTEM.mkdir(mode=0o755, parents=True, exist_ok=True)
    return SYSTEM / f"{digest(home)}-{secrets.token_hex(4)}"


def sockets(base: Path) -> Path:
    """The folder of the server's socket; follows the link that a long path needs."""
    return (base / "run").resolve()


def connection_string(home: Path) -> str:
    """Connection string of the private cluster's database; whether it runs is another question."""
    run = sockets(pointer(home).resolve())
    return make_conninfo(host=str(run), port=PORT, user=ROLE, dbname=DATABASE, application_name="onemap")


def fits(folder: Path) -> bool:
    """Whether a socket in this folder has a name that the system accepts."""
    return len(bytes(folder / f".s.PGSQL.{PORT}")) <= SOCKET_BYTES


def prepare_sockets(base: Path, account: Account) -> Path:
    """Make the socket's folder, readable for its owner only, and return its real path.

    Raises:
        Failed: somebody else has taken the short folder's name.
    """
    run = base / "run"
    if fits(run):
        folder = run
        if folder.is_symlink():  # the checkout has moved to a shorter path
            folder.unlink()
    else:
        folder = SHORT / f"onemap-{digest(base)}"
        run.unlink() if run.is_symlink() else run.rmdir() if run.exists() else None
        run.symlink_to(folder)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {account.uid, 0}:
        raise Failed(f"{folder} is not ours", hint="remove it, or set ONEMAP_HOME to a shorter path")
    account.give(folder)
    return folder
