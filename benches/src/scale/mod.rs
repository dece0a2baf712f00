//! A chain with very many devices and records: built of signed transactions in full blocks, and what is asked of it.
//!
//! [`plan`] says who sends what, [`chain`] makes blocks of it, [`queries`] and [`measure`] ask, [`storage`] counts the state, and
//! [`check`] runs the checks of `try-runtime`.

pub mod actors;
pub mod chain;
pub mod check;
pub mod figures;
pub mod landmarks;
pub mod measure;
pub mod plan;
pub mod queries;
pub mod storage;
#[cfg(test)]
mod tests;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

/// How many devices and records a chain has, or is to have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
	/// Registered devices.
	pub devices: u32,
	/// Records in effect.
	pub records: u64,
}

impl Sizes {
	/// Fewest devices: the first ones are used to build what only a few devices have.
	pub const FEWEST_DEVICES: u32 = 10;
	/// Fewest records.
	pub const FEWEST_RECORDS: u64 = 100;
	/// Most records to a device on average. A relationship takes 64 proposals at a time, and its own are proposed at once.
	pub const MOST_RECORDS_EACH: u64 = 50;

	/// Whether a chain of this size can be built.
	///
	/// # Errors
	/// When it cannot; says why.
	pub fn check(self) -> Result<()> {
		let Self { devices, records } = self;
		ensure!(devices >= Self::FEWEST_DEVICES, "there must be at least {} devices", Self::FEWEST_DEVICES);
		ensure!(records >= Self::FEWEST_RECORDS, "there must be at least {} records", Self::FEWEST_RECORDS);
		let most = Self::MOST_RECORDS_EACH * u64::from(devices);
		ensure!(records <= most, "{devices} devices can have at most {most} records");
		Ok(())
	}

	/// The sizes at which the chain is measured: a thousandth, a tenth, and all of it.
	pub fn stages(self) -> Vec<Self> {
		let mut stages: Vec<Self> = Vec::new();
		for part in [1_000, 10, 1] {
			let devices = (self.devices / part).max(Self::FEWEST_DEVICES);
			let records = (self.records / u64::from(part)).max(Self::FEWEST_RECORDS);
			let stage = Self { devices, records };
			if stages.last().is_none_or(|last| last.devices < devices && last.records < records) {
				stages.push(stage);
			}
		}
		if let Some(last) = stages.last_mut() {
			*last = self;
		}
		stages
	}
}
