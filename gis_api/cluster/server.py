"""Make, start, ask and stop the private cluster."""

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from gis_api import processes
from gis_api.cluster import place, tuning
from gis_api.cluster.account import Account
from gis_api.cluster.making import hint, last_line, make
from gis_api.cluster.programs import programs
from layers.errors import Failed

START_SECONDS = 300  # crash recovery of a large cluster takes its time
STOP_SECONDS = 60


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL data folder with its server: the program's own."""

    base: Path
    """Folder with `data`, `run` and `log`."""
    account: Account
    """System user that owns the files and runs the server."""

    @classmethod
    def of(cls, home: Path) -> Self | None:
        """The cluster of this home folder; None when there is none yet."""
        base = place.existing(home)
        if base is None:
            return None
        return cls(base, Account.of(base))

    @classmethod
    def make(cls, home: Path) -> Self:
        """Make the cluster of this home folder; it does not run yet."""
        make(home, programs())
        made = cls.of(home)
        if made is None:
            raise Failed(f"{home}/cluster has vanished while it was made", hint="call it again")
        return made

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.base / "data"

    @property
    def programs(self) -> Path:
        """Folder of PostgreSQL's programs, of the version that the data is of."""
        return programs(int((self.data / "PG_VERSION").read_text()))

    @property
    def start_log(self) -> Path:
        """What the server said while it started; later words are in `log`, one file a weekday."""
        return self.base / "log" / "start.log"

    def dsn(self, database: str = place.DATABASE) -> str:
        """Connection string to a database of this cluster."""
        run = place.sockets(self.base)
        return make_conninfo(host=str(run), port=place.PORT, user=place.ROLE, dbname=database)

    def postmaster(self) -> int | None:
        """The server's process; None when it does not run, whatever a stale file says."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if processes.works_in(pid, self.data) else None

    def start(self) -> None:
        """Start the server if it does not run, and wait until it takes connections."""
        if self.postmaster() is not None and self._answers():
            return
        self._clear()
        self._configure()
        self.start_log.unlink(missing_ok=True)
        wait = ("-w", "-t", str(START_SECONDS))
        log = ("-D", self.data, "-l", self.start_log)
        done = self.account.run(self.programs / "pg_ctl", "start", *wait, *log)
        if done.returncode != 0:
            raise self._failure(done.stderr)

    def stop(self) -> bool:
        """Stop the server; False when it did not run."""
        pid = self.postmaster()
        if pid is None:
            return False
        if processes.end([pid], signal.SIGINT, STOP_SECONDS):  # SIGINT: don't wait for clients
            processes.end([pid], signal.SIGQUIT, STOP_SECONDS)
        run = place.sockets(self.base)
        if run.parent != self.base:
            with contextlib.suppress(OSError):
                run.rmdir()
        return True

    def prepare(self) -> None:
        """Make the database where it is missing; PostGIS comes with the first migration."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as conn:
            known = conn.execute("SELECT FROM pg_database WHERE datname = %s", [place.DATABASE])
            if not known.rowcount:
                conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(place.DATABASE)))

    def _clear(self) -> None:
        """Remove what a killed server left: children still at work, and the files that name its process.

        PostgreSQL would take a zombie, or a stranger with the same number, for the server itself.
        """
        orphans = processes.working_in(self.data)
        if processes.end(orphans, signal.SIGQUIT, STOP_SECONDS):
            raise Failed(
                f"a killed server still works in {self.data}", hint="wait a minute and call it again"
            )
        run = place.sockets(self.base)
        for stale in (self.data / "postmaster.pid", *run.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)

    def _configure(self) -> None:
        run = place.prepare_sockets(self.base, self.account)
        (self.data / "onemap.conf").write_text(
            "# Written at each start. For changes of your own use ALTER SYSTEM, which wins over this file.\n"
            + tuning.render(
                {
                    "listen_addresses": "",
                    "port": str(place.PORT),
                    "unix_socket_directories": str(run),
                    "unix_socket_permissions": "0700",
                    "logging_collector": "on",
                    "log_directory": str(self.base / "log"),
                    "log_filename": "%a.log",
                    "log_truncate_on_rotation": "on",
                    "log_rotation_size": "0",
                    "log_min_duration_statement": "2s",
                    "log_parameter_max_length": "0",  # parameters may be personal data
                    "timezone": "UTC",
                    **tuning.parallel_memory(),
                    **tuning.settings(tuning.memory(), os.cpu_count() or 1),
                }
            )
        )

    def _answers(self) -> bool:
        """Wait until the running server takes connections; False when it ends instead."""
        limit = time.monotonic() + START_SECONDS
        while time.monotonic() < limit:
            try:
                psycopg.connect(self.dsn("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if self.postmaster() is None:
                    return False
                time.sleep(0.1)
            else:
                return True
        raise Failed(
            f"the database is not ready after {START_SECONDS} s", hint=f"see {self.start_log.parent}"
        )

    def _failure(self, said: str) -> Failed:
        """The reason in the server's own words: its newest log, or else what pg_ctl said."""
        logs = sorted(self.start_log.parent.glob("*.log"), key=lambda path: path.stat().st_mtime)
        text = "\n".join([said, *(path.read_text(errors="replace")[-20_000:] for path in logs[-1:])])
        return Failed(f"the database does not start: {last_line(text)}", hint=hint(text))
