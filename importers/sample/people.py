"""People of one street (街道): households in flats and small houses."""

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from importers.sample.arrays import Ints, Texts, either
from importers.sample.identity import citizen_ids, given_names, phones, surnames
from importers.sample.setting import DAY, DISTRICT
from importers.sample.tables import Columns, table

__all__ = ["people"]

SIZES, CHANCES = (1, 2, 3, 4, 5), (0.2, 0.31, 0.29, 0.14, 0.06)
RELATIONS = ("户主", "配偶", "子女", "父母", "子女")
"""Of the first to the fifth member of a household."""
TODAY = np.datetime64(DAY)
EDUCATION = np.array(("小学", "初中", "高中", "大专", "本科", "研究生"), dtype=object)
KINDS = ("registered", "floating", "separated", "overseas")
HOMES = np.array([DISTRICT, "420116", "420117", "421102", "421181", "411500", "340800"], dtype=object)
"""Where people are registered: mostly here, some in counties nearby."""


def people(rng: Generator, source: str, street_code: str, part: int, dwellings: Texts) -> pa.Table:
    """Fill most dwellings with a household.

    Args:
        rng: random numbers of this street.
        source: of every row.
        street_code: begins the codes.
        part: two digits of the identity numbers that tell streets apart.
        dwellings: address codes.
    """
    lived = dwellings[rng.random(len(dwellings)) < 0.88]
    size = rng.choice(SIZES, len(lived), p=CHANCES)
    home = np.repeat(np.arange(len(lived)), size)
    member = np.arange(len(home)) - np.repeat(np.cumsum(size) - size, size)
    male = rng.random(len(home)) < 0.51
    head = member == 0
    male[member == 1] = ~male[head][home[member == 1]]
    age = _ages(rng, home, member, len(lived))
    birth = TODAY - (age * 365.25 + rng.integers(0, 365, len(age))).astype("timedelta64[D]")
    family = surnames(rng, len(lived))[home]
    own = np.isin(member, (1, 3)) | (rng.random(len(home)) < 0.02)
    family = np.where(own, surnames(rng, len(home)), family)
    kind = rng.choice(KINDS, len(lived), p=(0.72, 0.19, 0.085, 0.005))[home]
    adult = age >= 16
    columns: Columns = {
        "code": [f"{street_code}P{n + 1:07d}" for n in range(len(home))],
        "name": family.astype(object) + given_names(rng, male),
        "sex": either(male, "1", "2"),
        "birth_date": birth,
        "id_type": "111",
        "id_number": citizen_ids(part, birth, male),
        "address_code": lived[home],
        "household_area": np.where(kind == "registered", DISTRICT, rng.choice(HOMES, len(home))).astype(
            object
        ),
        "residence_kind": kind.astype(object),
        "relation": np.array(RELATIONS, dtype=object)[member],
        "phone": pa.array(either(adult, phones(rng, len(home)), None), pa.string()),
        "education": pa.array(_education(rng, age), pa.string()),
    }
    return table(source, columns)


def _ages(rng: Generator, home: Ints, member: Ints, homes: int) -> Ints:
    """Ages that fit a family: spouses alike, children a generation younger, parents one older."""
    head = np.clip(rng.normal(46, 15, homes), 20, 92)[home]
    gap = rng.normal(27, 3, len(home))
    age = head + rng.normal(0, 3, len(home)) * (member == 1)
    age = np.where(np.isin(member, (2, 4)), np.maximum(head - np.abs(gap) - 2 * (member == 4), 0), age)
    age = np.where(member == 3, np.minimum(head + gap, 96), age)
    return np.asarray(np.clip(age, 0, 98).astype(np.int64))


def _education(rng: Generator, age: Ints) -> Texts:
    drawn = EDUCATION[np.clip(rng.normal(3.6 - age / 40, 1.2, len(age)).astype(np.int64), 0, 5)]
    return either(age < 7, None, either(age < 13, str(EDUCATION[0]), drawn))
