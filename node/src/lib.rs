//! The BPIIoT node: joins the on-chain network, and mines when it is told to.
//!
//! The program `bpiiot-node` is [`command::run`]; tests and benches use the parts of a node directly.

// The SDK's errors are as large as they are, and each is made once in a node's life.
#![allow(clippy::result_large_err)]

pub mod chain_spec;
pub mod cli;
pub mod command;
pub mod mining_rpc;
pub mod pow_rpc;
pub mod preflight;
pub mod rpc;
pub mod service;
#[cfg(test)]
mod tests;
