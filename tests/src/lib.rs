//! Journeys that need several processes; they are in `tests/journeys`.
