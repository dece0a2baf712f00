//! Journeys through several real processes.

mod demo;
mod job;
mod kill;
mod network;
mod outages;
mod start_errors;
mod world;
