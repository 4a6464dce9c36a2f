"""A seeded, synthetic district in the place of 新洲区: only codes and names of streets are real."""

from importers.sample.beside import day_of
from importers.sample.load import load
from importers.sample.report import Report
from importers.sample.setting import CHINA

__all__ = ["CHINA", "Report", "day_of", "load"]
