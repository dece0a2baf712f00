//! Journeys through several real processes.

mod job;
mod kill;
mod network;
mod outages;
mod start_errors;
mod world;
