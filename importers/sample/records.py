"""Houses and organisations of one street (街道), and where its people live."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from importers.sample.addresses import Homes
from importers.sample.arrays import Texts
from importers.sample.buildings import Built, Codes
from importers.sample.identity import credit_code, given_names, surnames
from importers.sample.people import people
from importers.sample.tables import Columns, table
from importers.sample.town import Town, street_of_block
from importers.sample.words import words
from importers.sample.world import World

__all__ = ["record_tables"]

LIVED = ("residential",)
INDUSTRIES = {
    "商贸有限公司": "F52",
    "科技有限公司": "I65",
    "建筑工程有限公司": "E48",
    "物业服务有限公司": "K70",
    "餐饮管理有限公司": "H62",
    "教育咨询有限公司": "P83",
    "物流有限公司": "G54",
    "装饰设计有限公司": "E50",
}
"""Endings of company names, and the class of GB/T 4754 that each stands for."""

STAFF = {"institution": 80, "company": 60, "individual": 6}
"""One more than the most people of each kind."""
AUTHORITIES = {"institution": "12", "company": "91", "individual": "92"}
"""First two characters of the credit code: who registered it, as what."""


def record_tables(
    rng: Generator, world: World, town: Town, homes: Homes, built: Built, known: Codes, street: int
) -> Iterator[tuple[str, pa.Table]]:
    """People, houses and organisations, each on an address code."""
    source, code = world.setting.source, world.streets[street].code
    unit = homes.floor_unit[homes.room_floor]
    owner = homes.unit_building[unit]
    rooms = _codes(known, built.area_code[owner], homes.room_text)
    single = slice(len(homes.building), None)
    plates = _codes(known, built.area_code[single], built.text[single])
    flat = homes.unit_number[unit] > 0
    yield "house", _houses(rng, source, homes, built, rooms, plates)
    lived = np.append(rooms[flat], plates[np.isin(built.use[single], LIVED)])
    yield "person", people(rng, source, code, street + 1, lived)
    shops = plates[built.use[single] == "commercial"]
    shops = np.append(shops, plates[(built.use[single] != "commercial") & (rng.random(len(plates)) < 0.12)])
    yield "organisation", _organisations(rng, world, town, known, street, rooms[~flat], shops)


def _codes(known: Codes, areas: Texts, texts: Texts) -> Texts:
    return np.array([known[key] for key in zip(areas, texts, strict=True)], dtype=object)


def _houses(rng: Generator, source: str, homes: Homes, built: Built, rooms: Texts, plates: Texts) -> pa.Table:
    unit = homes.floor_unit[homes.room_floor]
    owner = np.append(homes.unit_building[unit], np.arange(len(homes.building), len(built.codes)))
    count = len(owner)
    rental = rng.random(count) < 0.16
    hazard = rng.choice(
        np.array(["A", "B", "C", "D", None], dtype=object), count, p=(0.5, 0.08, 0.015, 0.005, 0.4)
    )
    storeys = built.storeys[owner]
    columns: Columns = {
        "code": [f"{code}H" for code in built.room_codes]
        + [f"{code}H" for code in built.codes[len(homes.building) :]],
        "address_code": np.append(rooms, plates),
        "building_code": built.codes[owner],
        "room_code": pa.array([*built.room_codes, *[None] * len(plates)], pa.string()),
        "use": built.use[owner],
        "structure": np.where(
            storeys > 6, "钢筋混凝土结构", np.where(storeys > 3, "混合结构", "砖木结构")
        ).astype(object),
        "area_m2": np.round(rng.normal(98, 24, count).clip(35, 260), 1),
        "owner_kind": rng.choice(
            np.array(["私有", "国有", "集体"], dtype=object), count, p=(0.86, 0.08, 0.06)
        ),
        "rental": rental,
        "hazard_level": pa.array(hazard.tolist(), pa.string()),
    }
    return table(source, columns)


def _organisations(
    rng: Generator, world: World, town: Town, known: Codes, street: int, rooms: Texts, shops: Texts
) -> pa.Table:
    """The institution behind each gate, companies in offices, shops along the roads."""
    blocks = np.flatnonzero((street_of_block(world) == street) & (town.gate_plate >= 0))
    gate = town.gate_plate[blocks]
    area = world.community_code[world.ground.community[town.plates.cell[gate]]]
    seats = _codes(known, area, town.plates.text[gate] + town.compound[blocks])
    offices = rooms[rng.random(len(rooms)) < 0.45]
    owner = surnames(rng, len(shops)).astype(object)
    endings = list(INDUSTRIES)
    pool = words("company_words")
    firms = _pick(rng, pool, len(offices)) + _pick(rng, pool, len(offices))
    business = rng.integers(0, len(endings), len(offices))
    names = [
        *(f"{name}（{world.streets[street].name}）管理处" for name in town.compound[blocks]),
        *(f"武汉{firm}{endings[kind]}" for firm, kind in zip(firms, business.tolist(), strict=True)),
        *(
            f"{world.streets[street].name[:2]}{a}记{b}"
            for a, b in zip(owner, _pick(rng, words("shops"), len(shops)), strict=True)
        ),
    ]
    count = len(names)
    kinds = ["institution"] * len(blocks) + ["company"] * len(offices) + ["individual"] * len(shops)
    industry = ["S92"] * len(blocks) + [INDUSTRIES[endings[kind]] for kind in business] + ["F52"] * len(shops)
    columns: Columns = {
        "code": [f"{world.streets[street].code}N{n + 1:06d}" for n in range(count)],
        "name": names,
        "credit_code": [credit_code(street + 1, n + 1, AUTHORITIES[kind]) for n, kind in enumerate(kinds)],
        "kind": kinds,
        "industry": industry,
        "legal_representative": surnames(rng, count).astype(object)
        + given_names(rng, rng.random(count) < 0.65),
        "address_code": np.concatenate((seats, offices, shops)),
        "staff_count": rng.integers(1, np.array([STAFF[kind] for kind in kinds])),
        "state": rng.choice(np.array(["存续", "注销", "吊销"], dtype=object), count, p=(0.94, 0.05, 0.01)),
    }
    return table(world.setting.source, columns)


def _pick(rng: Generator, pool: object, count: int) -> Texts:
    return np.asarray(rng.choice(np.asarray(pool).astype(object), count), dtype=object)
