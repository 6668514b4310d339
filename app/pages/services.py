"""What the shell lends to every page: jobs, preferences, notices and the list of models."""

from __future__ import annotations

from dataclasses import dataclass

from app.jobs.runner import JobRunner
from app.pages.model_index import ModelIndex
from app.pages.notices import Notices
from app.pages.preferences_store import PreferencesStore


@dataclass(frozen=True, slots=True)
class Services:
    """One of each for a window; pages take what they need and own none of it."""

    jobs: JobRunner
    preferences: PreferencesStore
    notices: Notices
    models: ModelIndex
