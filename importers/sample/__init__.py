"""A seeded, synthetic district in the place of 新洲区: only codes and names of streets are real."""

from importers.sample.load import load
from importers.sample.report import Report

__all__ = ["Report", "load"]
