//! Journeys through several real processes.

mod crash;
mod demo;
mod finality;
mod hostile;
mod job;
mod kill;
mod mining;
mod network;
mod outages;
mod partition;
mod sharing;
mod start_errors;
mod user_data;
mod world;
