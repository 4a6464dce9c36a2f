"""The three 实 records: real people, real houses, real organisations. Each hangs on an address code."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Float, Index, Integer, Text, text

from layers.schema.base import code_reference, layer_table, one_of

RESIDENCE_KINDS = ("registered", "floating", "overseas", "separated")
"""户籍人口, 流动人口, 境外人员, 人户分离."""

person = layer_table(
    "person",
    Column("name", Text, nullable=False),
    Column("sex", Text),
    Column("birth_date", Date),
    Column("id_type", Text, nullable=False, server_default=text("'111'")),
    Column("id_number", Text, nullable=False),
    code_reference("address_code", "address", nullable=False),
    Column("household_area", Text),
    Column("residence_kind", Text),
    Column("relation", Text),
    Column("phone", Text),
    Column("education", Text),
    # GB/T 2261.1: unknown, male, female, not stated.
    one_of("sex", ("0", "1", "2", "9")),
    one_of("residence_kind", RESIDENCE_KINDS),
    # GA/T 517: 111 is the resident identity card.
    CheckConstraint("id_type <> '111' OR onemap.is_citizen_id(id_number)", name="id_number"),
    Index("person_id_number", "id_type", "id_number", unique=True),
)

house = layer_table(
    "house",
    code_reference("address_code", "address", nullable=False),
    Column("building_code", Text, index=True),
    Column("room_code", Text, index=True),
    Column("use", Text),
    Column("structure", Text),
    Column("area_m2", Float),
    Column("owner_kind", Text),
    Column("rental", Boolean),
    Column("hazard_level", Text),
)

organisation = layer_table(
    "organisation",
    Column("name", Text, nullable=False),
    Column("credit_code", Text, nullable=False, unique=True),
    Column("kind", Text),
    Column("industry", Text),
    Column("legal_representative", Text),
    code_reference("address_code", "address", nullable=False),
    Column("staff_count", Integer),
    Column("state", Text),
    CheckConstraint("onemap.is_credit_code(credit_code)", name="credit_code"),
)
