"""A seeded, synthetic district in the place of 新洲区: real codes and names of streets, everything else made up."""

from importers.sample.load import load
from importers.sample.report import Report

__all__ = ["Report", "load"]
