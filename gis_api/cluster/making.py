"""Make the files of a new cluster, so that a killed attempt leaves nothing that looks like one."""

import os
import re
import shutil
from pathlib import Path

from gis_api.cluster.account import Account
from gis_api.cluster.place import ROLE, chosen, pointer
from layers.errors import Failed

ROOM = 1024**3  # a new cluster with the sample district and its journal, bytes
STAMP = r"^\d{4}-\d\d-\d\d \S+ \S+ \[\d+\] "  # date, time, zone and process before a line of the server's log
INITDB = (
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--auth-local=trust",  # the socket's folder lets nobody else in
    "--auth-host=reject",
    f"--username={ROLE}",
)


def make(home: Path, programs: Path) -> Path:
    """Make a cluster for `home` and return its folder; it appears complete, by one rename.

    Raises:
        Failed: the disk is full, or initdb refuses; its last line says why.
    """
    account = Account.of(None)
    target = chosen(home, account)
    _check_room(target.parent)
    build = _fresh(target, account)
    initdb(build / "data", programs, account, "--data-checksums")
    build.rename(target)
    link = pointer(home)
    if link != target:
        link.symlink_to(target)
    return target


def initdb(data: Path, programs: Path, account: Account, *options: str) -> None:
    """Make an empty data folder whose settings begin with a file of ours, `onemap.conf`."""
    done = account.run(programs / "initdb", "-D", data, *INITDB, *options)
    if done.returncode != 0:
        raise Failed(f"initdb failed: {last_line(done.stderr or done.stdout)}", hint=hint(done.stderr))
    conf = data / "postgresql.conf"
    conf.write_text(conf.read_text() + "\ninclude = 'onemap.conf'  # written at each start\n")
    (data / "onemap.conf").touch(mode=0o600)
    account.give(data / "onemap.conf")


def last_line(text: str) -> str:
    """The last line that says something, of a program's output."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if any(word in line.lower() for word in ("error", "fatal", "panic"))]
    return re.sub(STAMP, "", (errors or lines or ["no reason given"])[-1])


def hint(text: str) -> str:
    """The next step after a failure that these words describe."""
    if "No space left" in text or "Disk quota" in text:
        return "free some disk space, then call it again"
    if "Permission denied" in text:
        return "check who owns that folder, or set ONEMAP_HOME to a folder of your own"
    return "see the log files in the folder `cluster/log` of ONEMAP_HOME"


def _check_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        raise Failed(
            f"only {free // 1024**2} MiB are free in {folder}; a new database needs {ROOM // 1024**2}",
            hint="free some disk space, or set ONEMAP_HOME to a folder on another disk",
        )


def _fresh(target: Path, account: Account) -> Path:
    """An empty folder beside the target; what killed attempts left there is removed."""
    for leftover in target.parent.glob(f"{target.name.partition('-')[0]}*.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    build = target.with_name(f"{target.name}.new-{os.getpid()}")
    for folder in (build, build / "log"):
        folder.mkdir(mode=0o700)
        account.give(folder)
    return build
