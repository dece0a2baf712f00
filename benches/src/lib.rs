//! Measurements of BPIIoT: each binary prints its figures beside a reference and fails when a bound is missed.

pub mod asert_simulation;
pub mod empty_chain;
pub mod local_node;
pub mod scale;
pub mod selfish_mining;
pub mod time_warp;
