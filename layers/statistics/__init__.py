"""Statistics with numerator and denominator (统计), and places where more happens than elsewhere (高发)."""

from layers.statistics.events import Question, Row, Rules, Statistics, default_rules, events
from layers.statistics.getis_ord import Adjustment
from layers.statistics.hotspots import Baseline, HotSpot, HotSpots, Search, hot_spots
from layers.statistics.keys import Grouping
from layers.statistics.period import Compare
from layers.statistics.selection import Selection
from layers.statistics.sheet import Value

__all__ = [
    "Adjustment",
    "Baseline",
    "Compare",
    "Grouping",
    "HotSpot",
    "HotSpots",
    "Question",
    "Row",
    "Rules",
    "Search",
    "Selection",
    "Statistics",
    "Value",
    "default_rules",
    "events",
    "hot_spots",
]
