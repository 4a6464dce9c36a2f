"""Long jobs: tables that are geocoded in the background, one after the other.

A job is a folder, so every worker of the service sees it and it outlives them all. What people sent lies in
it for `KEEP_DAYS` after the job's end at most, readable for the service's user only.
"""

from gis_api.jobs.runner import end_process, kept
from gis_api.jobs.store import KEEP_DAYS, Job, Jobs, State

__all__ = ["KEEP_DAYS", "Job", "Jobs", "State", "end_process", "kept"]
