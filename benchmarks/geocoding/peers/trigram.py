"""pg_trgm in PostGIS: the full texts in a table with a trigram index, the most similar one first."""

import time
from collections.abc import Sequence

import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.geocoding.peers.base import Guess, Loaded, rows_of

__all__ = ["Nearest", "Trigram"]

_TABLE = "CREATE TABLE address (code text, text text)"
_SIMILAR = "SELECT code FROM address WHERE text %% %s ORDER BY similarity(text, %s) DESC LIMIT 1"
_NEAREST = "SELECT code FROM address ORDER BY text <-> %s LIMIT 1"


class Trigram:
    """`%` over a GIN index at a threshold of similarity, in a database of its own on the same server."""

    index = "CREATE INDEX address_text ON address USING gin (text gin_trgm_ops)"
    database = "peer_trigram"

    def __init__(self, dsn: str, threshold: float) -> None:
        """Compare with the rows of `dsn`; texts less similar than the threshold are not found."""
        self.name = f"pg_trgm, GIN, similarity > {threshold}"
        self.source, self.threshold = dsn, threshold
        self.dsn = make_conninfo(dsn, dbname=self.database)

    def load(self) -> Loaded:
        """Copy the texts and index them."""
        self.close()
        with psycopg.connect(self.source, autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {self.database}")
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            conn.execute("CREATE EXTENSION pg_trgm")
            conn.execute(_TABLE)
            with conn.cursor().copy("COPY address FROM STDIN") as copy:
                for row in rows_of(self.source):
                    copy.write_row((row.code, row.full_text))
            begin = time.perf_counter()
            conn.execute("SET maintenance_work_mem = '512MB'")
            conn.execute(self.index)
            conn.execute("VACUUM ANALYZE address")
            return Loaded(time.perf_counter() - begin, self._megabytes())

    def _megabytes(self) -> float:
        with psycopg.connect(self.dsn) as conn:
            (size,) = conn.execute("SELECT pg_relation_size('address_text')").fetchone() or (0,)
        return float(size) / 1e6

    def ask(self, texts: Sequence[str]) -> list[Guess]:
        """One statement a text, prepared once."""
        guesses = []
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            conn.execute(f"SET pg_trgm.similarity_threshold = {self.threshold}")
            for text in texts:
                begin = time.perf_counter()
                found = self._find(conn, text)
                guesses.append(Guess(found[0] if found else None, time.perf_counter() - begin))
        return guesses

    def _find(self, conn: psycopg.Connection, text: str) -> tuple[str] | None:
        return conn.execute(_SIMILAR, (text, text), prepare=True).fetchone()

    def close(self) -> None:
        """Drop the database."""
        with psycopg.connect(self.source, autocommit=True) as conn:
            conn.execute(f"DROP DATABASE IF EXISTS {self.database}")


class Nearest(Trigram):
    """The nearest neighbour by trigrams over a GiST index: finds something to every text."""

    index = "CREATE INDEX address_text ON address USING gist (text gist_trgm_ops (siglen = 256))"
    database = "peer_nearest"

    def __init__(self, dsn: str) -> None:
        """Compare with the rows of `dsn`."""
        super().__init__(dsn, 0.0)
        self.name = "pg_trgm, GiST, nearest"

    def _find(self, conn: psycopg.Connection, text: str) -> tuple[str] | None:
        return conn.execute(_NEAREST, (text,), prepare=True).fetchone()
