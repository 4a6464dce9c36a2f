"""Other names of addresses: short ones, nicknames, and the numbers of before."""

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from importers.sample.addresses import Homes
from importers.sample.buildings import Codes
from importers.sample.tables import Columns, table
from importers.sample.town import Town, street_of_block
from importers.sample.words import words
from importers.sample.world import World

__all__ = ["alias_table"]

NICKNAMES = ("老{}宿舍", "{}大院", "{}老区")
RENUMBERED = 0.02
"""Share of the plates along roads that had another number before."""


def alias_table(
    rng: Generator, world: World, town: Town, homes: Homes, known: Codes, street: int
) -> pa.Table:
    """Aliases of one street (街道), each pointing to an address code."""
    plates = town.plates
    ground = world.ground
    blocks = np.flatnonzero((street_of_block(world) == street) & (town.gate_plate >= 0))
    rows: list[tuple[str, str, str]] = []
    for block in blocks.tolist():
        gate = int(town.gate_plate[block])
        name, area = town.compound[block], world.community_code[ground.community[plates.cell[gate]]]
        code = known[area, plates.text[gate] + name]
        rows.append((code, name, "alias"))
        if rng.random() < 0.25:
            rows.append((code, _nickname(rng), "nickname"))
    rows += _short_buildings(world, town, homes, known)
    mine = np.flatnonzero(ground.street_of_community[ground.community[plates.cell]] == street)
    for plate in mine[(plates.kind[mine] == "road") & (rng.random(len(mine)) < RENUMBERED)].tolist():
        area = world.community_code[ground.community[plates.cell[plate]]]
        number = max(1, int(plates.number[plate]) + 2 * int(rng.integers(-20, 20)))
        rows.append((known[area, plates.text[plate]], f"{plates.parent[plate]}老{number}号", "old_name"))
    return _table(world, street, rows)


def _nickname(rng: Generator) -> str:
    return str(rng.choice(NICKNAMES)).format(rng.choice(words("company_words")))


def _short_buildings(world: World, town: Town, homes: Homes, known: Codes) -> list[tuple[str, str, str]]:
    """The buildings of compounds by the compound's name alone: 阳光花园3栋."""
    block = town.complexes.block[homes.building]
    cell = town.plates.cell[town.gate_plate[block]]
    areas = world.community_code[world.ground.community[cell]]
    plate = town.plates.text[town.gate_plate[block]]
    rows = zip(areas.tolist(), homes.building_text.tolist(), plate.tolist(), strict=True)
    return [(known[area, text], text.removeprefix(gate), "alias") for area, text, gate in rows]


def _table(world: World, street: int, rows: list[tuple[str, str, str]]) -> pa.Table:
    texts = [text for _, text, _ in rows]
    columns: Columns = {
        "code": [f"{world.streets[street].code}A{n + 1:05d}" for n in range(len(rows))],
        "address_code": [code for code, _, _ in rows],
        "text": texts, "local_text": texts, "kind": [kind for _, _, kind in rows],
    }  # fmt: skip
    return table(world.setting.source, columns)
