"""Find PostgreSQL's server programs, as Debian installs them: one folder a major version."""

import re
from pathlib import Path

from layers.errors import Failed

LIBRARY = Path("/usr/lib/postgresql")  # <major>/bin/initdb
SHARE = Path("/usr/share/postgresql")  # <major>/extension/postgis.control
OLDEST = 15
PREFERRED = 15  # the version of Debian 12, which all tests run on
INSTALL = "apt-get install -y postgresql-{0}-postgis-3"


def versions(library: Path = LIBRARY, share: Path = SHARE) -> list[int]:
    """Major versions that have both server and PostGIS, best first; empty when there is none."""
    found = [
        int(folder.name)
        for folder in library.glob("[0-9]*")
        if re.fullmatch(r"\d+", folder.name)
        and (folder / "bin" / "initdb").exists()
        and (share / folder.name / "extension" / "postgis.control").exists()
    ]
    return sorted((v for v in found if v >= OLDEST), key=lambda v: (v != PREFERRED, -v))


def programs(major: int | None = None, library: Path = LIBRARY, share: Path = SHARE) -> Path:
    """Folder of initdb, pg_ctl, postgres and psql.

    Args:
        major: the version that the database files were made by; None: no files yet, take the best one.
        library: where the server versions are.
        share: where their extensions are.

    Raises:
        Failed: no such version with PostGIS is installed.
    """
    have = versions(library, share)
    if major is None and have:
        return library / str(have[0]) / "bin"
    if major in have:
        return library / str(major) / "bin"
    if major is None:
        raise Failed(
            f"no PostgreSQL {OLDEST} or newer with PostGIS is installed",
            hint=INSTALL.format(PREFERRED),
        )
    others = ", ".join(map(str, have)) or "none"
    raise Failed(
        f"the database files are of PostgreSQL {major}; installed with PostGIS: {others}",
        hint=INSTALL.format(major),
    )
