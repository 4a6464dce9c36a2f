"""The builder of test rows fits every table."""

import pytest

from layers.schema import metadata

OWNED = sorted(
    t.name
    for t in metadata.tables.values()
    if t.schema == "onemap" and t.name not in {"area_level", "change_log"}
)


@pytest.mark.parametrize("name", OWNED)
def test_a_row_can_be_added_to_any_table_by_its_name_alone(add, name):
    assert add(name)
