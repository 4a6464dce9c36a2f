"""Numbers of people and organisations: right check characters, an area that nobody has (`setting.PREFIX`)."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.arrays import Texts
from importers.sample.setting import PREFIX
from importers.sample.words import words
from layers.check_characters import credit_code_check_character, organisation_code_check_character

__all__ = ["citizen_ids", "credit_code", "given_names", "phones", "surnames"]

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""Of the 17 digits, from the left (GB 11643-1999)."""
CHECKS = "10X98765432"


def credit_code(part: int, number: int, kind: str = "91") -> str:
    """Unified social credit code of the nth organisation of a part of the district (0 to 99)."""
    own = f"{number:08d}"
    body = f"{kind}{PREFIX}{part:02d}{own}{organisation_code_check_character(own)}"
    return body + credit_code_check_character(body)


def citizen_ids(part: int, birth: NDArray[np.datetime64], male: NDArray[np.bool_]) -> Texts:
    """Identity numbers of people by day of birth; two of a day and sex differ by their sequence."""
    calendar = np.datetime_as_string(birth, unit="D")
    day = np.array([int(text.replace("-", "")) for text in calendar.tolist()], dtype=np.int64)
    order = np.lexsort((male, day))
    key = day[order] * 2 + male[order]
    sequence = np.empty(len(day), dtype=np.int64)
    sequence[order] = 2 * (np.arange(len(day)) - np.searchsorted(key, key)) + np.where(male[order], 1, 2)
    body = int(f"{PREFIX}{part:02d}") * 10**11 + day * 1000 + sequence
    total = sum((body // 10 ** (16 - place) % 10) * weight for place, weight in enumerate(WEIGHTS))
    rests = (np.asarray(total) % 11).tolist()
    return np.array([f"{b}{CHECKS[r]}" for b, r in zip(body.tolist(), rests, strict=True)], dtype=object)


def surnames(rng: Generator, count: int) -> NDArray[np.str_]:
    """Surnames, the first of the list by far the commonest."""
    pool = words("surnames")
    weight = 1 / (np.arange(len(pool)) + 4)
    return rng.choice(pool, count, p=weight / weight.sum())


def given_names(rng: Generator, male: NDArray[np.bool_]) -> Texts:
    """Given names of one or two characters."""
    count = len(male)
    first = np.where(male, rng.choice(words("given_male"), count), rng.choice(words("given_female"), count))
    second = np.where(male, rng.choice(words("given_male"), count), rng.choice(words("given_female"), count))
    single = (rng.random(count) < 0.15) | (first == second)
    return np.asarray(first.astype(object) + np.where(single, "", second).astype(object), dtype=object)


def phones(rng: Generator, count: int) -> Texts:
    """Numbers that look like mobile ones and reach nobody: none begins with 100."""
    return np.array([f"100{n:08d}" for n in rng.integers(0, 10**8, count).tolist()], dtype=object)
