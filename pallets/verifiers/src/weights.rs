//! Weights, estimated by counting database accesses; benchmarks have not replaced them yet.
//!
//! Each estimate takes the slower of the two databases that the SDK has measured (RocksDB), counts every storage item that
//! a call can touch in its worst case, holds included, and adds time for decoding and for signatures.

use frame_support::weights::{
	Weight,
	constants::{RocksDbWeight, WEIGHT_REF_TIME_PER_MICROS},
};

/// The weight of each call, and of each check of a call that nobody signs.
pub trait WeightInfo {
	/// Of `apply`.
	fn apply() -> Weight;
	/// Of `withdraw_application`.
	fn withdraw_application() -> Weight;
	/// Of `reject`.
	fn reject() -> Weight;
	/// Of `admit`.
	fn admit() -> Weight;
	/// Of `remove`, with this many admitted verifiers.
	fn remove(verifiers: u32) -> Weight;
	/// Of `leave`, with this many admitted verifiers.
	fn leave(verifiers: u32) -> Weight;
	/// Of `withdraw_bond`.
	fn withdraw_bond() -> Weight;
	/// Of `stand_down`, with this many admitted verifiers.
	fn stand_down(verifiers: u32) -> Weight;
	/// Of `resume`.
	fn resume() -> Weight;
	/// Of `heartbeat`.
	fn heartbeat() -> Weight;
	/// Of checking a heartbeat.
	fn authorize_heartbeat() -> Weight;
	/// Of `report_equivocation`, with this many voters.
	fn report_equivocation(voters: u32) -> Weight;
	/// Of checking such a report, with this many voters.
	fn authorize_report_equivocation(voters: u32) -> Weight;
	/// Of `pardon`.
	fn pardon() -> Weight;
	/// Of `set_session_length`.
	fn set_session_length() -> Weight;
	/// Of `purge_keys`.
	fn purge_keys() -> Weight;
}

impl WeightInfo for () {
	fn apply() -> Weight {
		// Applications, Verifiers, Session.NextKeys, System.Account, Balances.Holds.
		estimate(60, 5, 3)
	}
	fn withdraw_application() -> Weight {
		// Applications, System.Account, Balances.Holds.
		estimate(60, 3, 3)
	}
	fn reject() -> Weight {
		Self::withdraw_application()
	}
	fn admit() -> Weight {
		// Applications, Session.NextKeys, Admitted, Session.CurrentIndex, Verifiers.
		estimate(60, 4, 3)
	}
	fn remove(verifiers: u32) -> Weight {
		Self::leave(verifiers)
	}
	fn leave(verifiers: u32) -> Weight {
		// Verifiers, Admitted; Verifiers and Session.NextKeys of the others.
		estimate(60, 2, 2).saturating_add(estimate(5, 2, 0).saturating_mul(verifiers.into()))
	}
	fn withdraw_bond() -> Weight {
		// Verifiers, Planned, Session.CurrentIndex, System.Account, Balances.Holds.
		estimate(60, 5, 3)
	}
	fn stand_down(verifiers: u32) -> Weight {
		Self::leave(verifiers)
	}
	fn resume() -> Weight {
		// Verifiers, Planned, Session.CurrentIndex, Session.NextKeys.
		estimate(50, 4, 1)
	}
	fn heartbeat() -> Weight {
		// Verifiers.
		estimate(30, 1, 1)
	}
	fn authorize_heartbeat() -> Weight {
		// Session.CurrentIndex, Session.Validators, Verifiers, Session.NextKeys, the genesis hash; one signature.
		estimate(150, 5, 0)
	}
	fn report_equivocation(voters: u32) -> Weight {
		// Grandpa.SetIdSession twice, Offences.Reports twice, Offences.ConcurrentReportsIndex, Session.CurrentIndex,
		// Session.Validators, Verifiers, Admitted, System.Account, Balances.Holds; two signatures; keys and bonds of all.
		estimate(400, 11, 7).saturating_add(estimate(20, 2, 0).saturating_mul(voters.into()))
	}
	fn authorize_report_equivocation(voters: u32) -> Weight {
		// The report itself and one more proof of who owns the key.
		Self::report_equivocation(voters).saturating_mul(2)
	}
	fn pardon() -> Weight {
		// Verifiers, Planned, Session.CurrentIndex.
		estimate(40, 3, 1)
	}
	fn set_session_length() -> Weight {
		// SessionLength.
		estimate(20, 0, 1)
	}
	fn purge_keys() -> Weight {
		// Verifiers, Planned, Session.CurrentIndex, Session.NextKeys, Session.KeyOwner, Session.ExternallySetKeys,
		// System.Account, Balances.Holds.
		estimate(80, 8, 5)
	}
}

fn estimate(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
		.saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}
