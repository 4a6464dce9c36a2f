"""What of a layer a subject wants."""

from layers.catalogue import Field, Layer
from layers.filters import Filter
from layers.filters.columns import named
from tiles.subject import Subject

__all__ = ["applied", "carried"]


def carried(layer: Layer, subject: Subject) -> list[Field]:
    """The fields that features of a layer carry beside their number."""
    fields = layer.visible(internal=subject.internal)
    if subject.properties is None:
        return [one for one in fields if one.tile and one.name != "id"]
    return [one for one in fields if one.name in subject.properties and one.name != "id"]


def applied(layer: Layer, subject: Subject) -> Filter | None:
    """The filter of a subject, when the layer has all that it names."""
    wanted = subject.filter
    return wanted if wanted and wanted.fields <= set(named(layer, internal=subject.internal)) else None
