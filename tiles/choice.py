"""What of a layer a subject wants."""

from layers.catalogue import Field, Layer
from layers.filters import Filter
from layers.filters.columns import named
from layers.steps import Step
from tiles.subject import Subject

__all__ = ["applied", "carried"]


def carried(layer: Layer, subject: Subject, step: Step) -> list[Field]:
    """The fields that features of a layer carry beside their number: what was asked for, or the step has."""
    fields = [one for one in layer.visible(internal=subject.internal) if one.name != "id"]
    wanted = step.fields if subject.properties is None else subject.properties
    return [one for one in fields if (one.tile if wanted is None else one.name in wanted)]


def applied(layer: Layer, subject: Subject) -> Filter | None:
    """The filter of a subject, when the layer has all that it names."""
    wanted = subject.filter
    return wanted if wanted and wanted.fields <= set(named(layer, internal=subject.internal)) else None
