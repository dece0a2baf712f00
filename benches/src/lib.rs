//! Measurements of BPIIoT: each binary prints its figures beside a reference and fails when a bound is missed.

pub mod asert_simulation;
