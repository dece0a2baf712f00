//! Weights, estimated by counting database accesses; benchmarks have not replaced them yet.
//!
//! Each estimate takes the slower of the two databases that the SDK has measured (RocksDB), counts every storage item that
//! a call can touch in its worst case, holds included, and adds time for decoding and for signatures.

use frame_support::weights::{
	Weight,
	constants::{RocksDbWeight, WEIGHT_REF_TIME_PER_MICROS},
};

/// The weight of each call.
pub trait WeightInfo {
	/// Of `register_participant`.
	fn register_participant() -> Weight;
	/// Of `register_device`.
	fn register_device() -> Weight;
	/// Of `update_device`.
	fn update_device() -> Weight;
	/// Of `remove_device`.
	fn remove_device() -> Weight;
	/// Of `fund_fees`.
	fn fund_fees() -> Weight;
	/// Of `withdraw_fees`.
	fn withdraw_fees() -> Weight;
}

impl WeightInfo for () {
	fn register_participant() -> Weight {
		// Participants, DeviceOf.
		estimate(30, 2, 1)
	}
	fn register_device() -> Weight {
		// Participants (two accounts), DeviceOf, NextDevice, genesis hash, RetiredNonce, System.Account; one signature.
		estimate(150, 7, 6)
	}
	fn update_device() -> Weight {
		// Devices.
		estimate(50, 1, 1)
	}
	fn remove_device() -> Weight {
		// Devices, the use of the device, FeeQuota, DeviceOf, DevicesOf, RetiredNonce, two accounts, Balances.Holds.
		estimate(80, 8, 8)
	}
	fn fund_fees() -> Weight {
		// Devices, FeeQuota, System.Account, Balances.Holds.
		estimate(60, 4, 3)
	}
	fn withdraw_fees() -> Weight {
		// As fund_fees.
		estimate(60, 4, 3)
	}
}

fn estimate(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
		.saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}
