"""Changes of a small library by plain SQL, drawn by chance: what a hand, an import or an operation may do."""

import random

import psycopg

from tests.builder import Builder

PLACE = "POINT({x:.4f} 30.84)"
ROADS = ("红旗路", "建设路", "解放大道", "人民路")
LEAVES = """
SELECT a.id, a.code FROM onemap.address a WHERE level = 'plate' {more}
AND NOT EXISTS (SELECT FROM onemap.address b WHERE b.merged_into = a.code) ORDER BY a.id
"""


class Library:
    """A few roads with houses; every method changes something and says which texts that is about."""

    def __init__(self, conn: psycopg.Connection, seed: int) -> None:
        """Add the roads and houses; `conn` commits each statement."""
        self.conn, self.add, self.random = conn, Builder(conn), random.Random(seed)
        self.texts: set[str] = set()
        self.numbers = iter(range(1, 10_000))
        for road in ROADS:
            self._road(road)
        for _ in range(20):
            self.add_house()

    def change(self) -> str:
        """Make one change, and name it."""
        names = [name for name in dir(self) if name.startswith(("add_", "end_", "name_", "move_"))]
        name = self.random.choice(names)
        getattr(self, name)()
        return name

    def add_house(self, state: str = "active") -> None:
        road = self._one("SELECT id, code, name FROM onemap.address WHERE level = 'road' ORDER BY id")
        number = f"{next(self.numbers)}号"
        self._put("plate", number, road[2] + number, road[1], state)

    def add_proposal(self) -> None:
        self.add_house("proposed")

    def add_road(self) -> None:
        self._road(f"新{next(self.numbers)}号桥路")

    def add_alias(self) -> None:
        text = f"别名大厦{next(self.numbers)}"
        self.texts.add(text)
        self.add("address_alias", address_code=self._leaf()[1], text=text, local_text=text)

    def end_alias(self) -> None:
        self.conn.execute(
            "DELETE FROM onemap.address_alias WHERE id = (SELECT min(id) FROM onemap.address_alias)"
        )

    def end_leaf(self) -> None:
        self._set(self._leaf("AND state = 'active'")[0], state="retired")

    def end_road(self) -> None:
        road = self._one("SELECT id FROM onemap.address WHERE level = 'road' ORDER BY id")
        state = self.random.choice(["active", "retired"])
        self._set(road[0], state=state)

    def end_by_deleting(self) -> None:
        row = self._leaf("AND NOT EXISTS (SELECT FROM onemap.address_alias WHERE address_code = a.code)")
        self.conn.execute("DELETE FROM onemap.address WHERE id = %s", row[:1])

    def end_by_merging(self) -> None:
        one, other = self._leaf("AND state = 'active'"), self._leaf("AND state = 'active'")
        if one != other:
            self._set(one[0], state="merged", merged_into=other[1])

    def add_again(self) -> None:
        row = self.conn.execute(LEAVES.format(more="AND state <> 'active'").encode()).fetchone()
        if row:
            self._set(row[0], state="active", merged_into=None)

    def name_leaf(self) -> None:
        name = f"{next(self.numbers)}号"
        text = self.random.choice(ROADS) + name
        self.texts.add(text)
        self._set(self._leaf()[0], name=name, local_text=text, full_text=text)

    def name_former(self) -> None:
        """What one was called before becomes the name of another."""
        row = self.conn.execute(
            "SELECT h.local_text FROM onemap_history.address h WHERE h.level = 'plate' AND NOT EXISTS "
            "(SELECT FROM onemap.address a WHERE a.local_text = h.local_text) ORDER BY h.id LIMIT 1"
        ).fetchone()
        if row:
            self._set(self._leaf()[0], local_text=row[0])

    def name_road(self) -> None:
        """Of the road only: what stands on it keeps its texts."""
        row = self._one("SELECT id FROM onemap.address WHERE level = 'road' ORDER BY id")
        name = f"改名{next(self.numbers)}路"
        self.texts.add(name)
        self._set(row[0], name=name, local_text=name, full_text=name)

    def move_leaf(self) -> None:
        x = 114.8 + self.random.randrange(100) / 1000
        self.conn.execute(
            "UPDATE onemap.address SET geom = ST_GeomFromText(%s, 4490) WHERE id = %s",
            (PLACE.format(x=x), self._leaf()[0]),
        )

    def move_to_road(self) -> None:
        road = self._one("SELECT code FROM onemap.address WHERE level = 'road' ORDER BY id")
        self._set(self._leaf()[0], parent_code=road[0])

    def _road(self, name: str) -> None:
        self._put("road", name, name, None, "active")

    def _put(self, level: str, name: str, text: str, parent: str | None, state: str) -> None:
        x = 114.8 + self.random.randrange(100) / 1000
        self.texts.add(text)
        self.add(
            "address", level=level, name=name, local_text=text, full_text=f"新洲区{text}", parent_code=parent,
            state=state, geom=PLACE.format(x=x),
        )  # fmt: skip

    def _leaf(self, more: str = "") -> tuple[int, str]:
        return self._one(LEAVES.format(more=more))

    def _one(self, query: str) -> tuple[object, ...]:
        return self.random.choice(self.conn.execute(query.encode()).fetchall())

    def _set(self, number: object, **values: object) -> None:
        columns = ", ".join(f"{name} = %({name})s" for name in values)
        self.conn.execute(
            f"UPDATE onemap.address SET {columns} WHERE id = %(id)s".encode(), values | {"id": number}
        )
