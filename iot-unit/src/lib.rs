//! The BPIIoT IoT unit: joins machines to the chain.
//!
//! The layers of the paper, one module each: [`device`] reads sensors, [`network`] keeps the journal and reaches the chain,
//! [`service`] counts Table 1 and brings triggers to the chain, [`application`] shows what happens. [`run`] puts them
//! together.
//!
//! What a sensor says becomes a transaction only when a rule of an agreement fires. Until then it is counted here, in a
//! journal that survives a dead broker, a dead node and a killed process.

pub mod application;
pub mod bench;
pub mod config;
pub mod device;
pub mod network;
pub mod service;
#[cfg(test)]
mod tests;
mod unit;

pub use config::{Config, ConfigError};
pub use unit::{UnitError, run};
