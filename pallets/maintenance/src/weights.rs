//! Weights, estimated by counting database accesses; benchmarks have not replaced them yet.
//!
//! Each estimate takes the slower of the two databases that the SDK has measured (RocksDB), counts every storage item that
//! a call can touch in its worst case, holds included, and adds time for decoding and computing.

use frame_support::weights::{
	Weight,
	constants::{RocksDbWeight, WEIGHT_REF_TIME_PER_MICROS},
};

/// The weight of each call.
pub trait WeightInfo {
	/// Of `set_part`.
	fn set_part() -> Weight;
	/// Of `remove_part`.
	fn remove_part() -> Weight;
	/// Of `propose_agreement` with this many rules.
	fn propose_agreement(rules: u32) -> Weight;
	/// Of `accept_agreement`.
	fn accept_agreement() -> Weight;
	/// Of `cancel_agreement`.
	fn cancel_agreement() -> Weight;
	/// Of `fund_budget` and `withdraw_budget`.
	fn change_budget() -> Weight;
	/// Of `report` with this many readings that make rules fire this many times.
	fn report(readings: u32, firings: u32) -> Weight;
	/// Of `request_service` and `order_part`.
	fn trigger() -> Weight;
	/// Of a call that moves a request on without settling it.
	fn advance_request() -> Weight;
	/// Of a call that settles a request: payment or refund.
	fn settle_request() -> Weight;
}

impl WeightInfo for () {
	fn set_part() -> Weight {
		// Participants; Parts.
		estimate(30, 2, 1)
	}
	fn remove_part() -> Weight {
		// Parts.
		estimate(30, 1, 1)
	}
	fn propose_agreement(rules: u32) -> Weight {
		// Device, provider, NextAgreement, Uses; Agreements, AgreementsOf, Counters, NextAgreement, Uses. A part per rule.
		estimate(60, 5, 5).saturating_add(estimate(2, 1, 0).saturating_mul(rules.into()))
	}
	fn accept_agreement() -> Weight {
		// Agreements.
		estimate(50, 1, 1)
	}
	fn cancel_agreement() -> Weight {
		// Agreements, Uses, System.Account, Balances.Holds.
		estimate(80, 4, 4)
	}
	fn change_budget() -> Weight {
		// Agreements, System.Account, Balances.Holds.
		estimate(80, 3, 3)
	}
	fn report(readings: u32, firings: u32) -> Weight {
		// DeviceOf, Agreements, Counters, LastReading. Two microseconds compare a reading with all rules.
		estimate(50, 4, 3)
			.saturating_add(estimate(2, 0, 0).saturating_mul(readings.into()))
			.saturating_add(raise().saturating_mul(firings.into()))
	}
	fn trigger() -> Weight {
		// DeviceOf, LastTrigger.
		estimate(20, 2, 1).saturating_add(raise())
	}
	fn advance_request() -> Weight {
		// Requests, Agreements.
		estimate(50, 2, 1)
	}
	fn settle_request() -> Weight {
		// Requests, Agreements, Uses, two accounts, Balances.Holds.
		estimate(120, 6, 6)
	}
}

/// One rule that fires: Agreements, Parts, NextRequest, Uses, Requests, RequestsOf, System.Account, Balances.Holds.
fn raise() -> Weight {
	estimate(120, 6, 7)
}

fn estimate(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
		.saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}
