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
	/// Of `propose_agreement` with `r` rules.
	fn propose_agreement(r: u32) -> Weight;
	/// Of `accept_agreement`.
	fn accept_agreement() -> Weight;
	/// Of `cancel_agreement` with a full plan.
	fn cancel_agreement() -> Weight;
	/// Of `fund_budget`.
	fn fund_budget() -> Weight;
	/// Of `withdraw_budget`.
	fn withdraw_budget() -> Weight;
	/// Of `report` with `r` readings that make rules or plan entries fire `f` times.
	fn report(r: u32, f: u32) -> Weight;
	/// Of `request_service`.
	fn request_service() -> Weight;
	/// Of `order_part`.
	fn order_part() -> Weight;
	/// Of `accept_request`.
	fn accept_request() -> Weight;
	/// Of `reject_request`.
	fn reject_request() -> Weight;
	/// Of `complete_request`.
	fn complete_request() -> Weight;
	/// Of `confirm_request`.
	fn confirm_request() -> Weight;
	/// Of `return_request`.
	fn return_request() -> Weight;
	/// Of `expire_request`.
	fn expire_request() -> Weight;
	/// Of `publish_template` with `r` rules.
	fn publish_template(r: u32) -> Weight;
	/// Of `retire_template`.
	fn retire_template() -> Weight;
	/// Of `propose_from_template` with a template of most rules.
	fn propose_from_template() -> Weight;
	/// Of `propose_with_terms` with `r` rules.
	fn propose_with_terms(r: u32) -> Weight;
	/// Of `remove_agreement`.
	fn remove_agreement() -> Weight;
	/// Of `add_plan`.
	fn add_plan() -> Weight;
	/// Of `remove_plan`.
	fn remove_plan() -> Weight;
	/// Of `notify`.
	fn notify() -> Weight;
	/// Of `request_planned`.
	fn request_planned() -> Weight;
	/// Of `submit_evidence`.
	fn submit_evidence() -> Weight;
	/// Of `dispute_request`.
	fn dispute_request() -> Weight;
	/// Of `award_request`.
	fn award_request() -> Weight;
	/// Of `offer_settlement`.
	fn offer_settlement() -> Weight;
	/// Of `rate_provider`.
	fn rate_provider() -> Weight;
	/// Of `archive_request`.
	fn archive_request() -> Weight;
	/// Of `remove_records` with `n` entries.
	fn remove_records(n: u32) -> Weight;
	/// Of `replenish_part`.
	fn replenish_part() -> Weight;
	/// Of `write_off_part`.
	fn write_off_part() -> Weight;
	/// Of `replenish_spares`.
	fn replenish_spares() -> Weight;
	/// Of `write_off_spares`.
	fn write_off_spares() -> Weight;
	/// Of `replace_part`.
	fn replace_part() -> Weight;
	/// Of `adopt_records` with `n` entries.
	fn adopt_records(n: u32) -> Weight;
	/// Of `remove_record`.
	fn remove_record() -> Weight;
	/// Of the agenda with `s` steps, each of which may carry out an entry.
	fn on_initialize(s: u32) -> Weight;
}

impl WeightInfo for () {
	fn set_part() -> Weight {
		// Participants, Parts, account, holds.
		estimate(40, 4, 3)
	}
	fn remove_part() -> Weight {
		// Parts, account, holds.
		estimate(40, 3, 3)
	}
	fn propose_agreement(r: u32) -> Weight {
		// Device, provider, arbiter, NextAgreement, Uses, account, holds; Agreements, Counters, three indices. A part for each rule.
		estimate(80, 7, 9).saturating_add(estimate(2, 1, 0).saturating_mul(r.into()))
	}
	fn accept_agreement() -> Weight {
		// Agreements.
		estimate(50, 1, 1)
	}
	fn cancel_agreement() -> Weight {
		// Agreements, Uses, account, holds. For each of eight entries: Plans, AgendaLength, Agenda twice, and what takes its place.
		estimate(80, 4, 4).saturating_add(estimate(20, 5, 6).saturating_mul(8))
	}
	fn fund_budget() -> Weight {
		// Agreements, account, holds.
		estimate(80, 3, 3)
	}
	fn withdraw_budget() -> Weight {
		// Agreements, account, holds.
		estimate(80, 3, 3)
	}
	fn report(r: u32, f: u32) -> Weight {
		// DeviceOf, Agreements, Counters, LastReading, Plans. Three microseconds compare a reading with all rules and meters.
		estimate(60, 5, 4)
			.saturating_add(estimate(3, 0, 0).saturating_mul(r.into()))
			.saturating_add(raise().saturating_mul(f.into()))
	}
	fn request_service() -> Weight {
		// DeviceOf, LastTrigger, Agreements.
		estimate(20, 3, 1).saturating_add(raise())
	}
	fn order_part() -> Weight {
		// As `request_service`.
		estimate(20, 3, 1).saturating_add(raise())
	}
	fn accept_request() -> Weight {
		// Requests, Agreements, account, holds.
		estimate(80, 4, 3)
	}
	fn reject_request() -> Weight {
		settle()
	}
	fn complete_request() -> Weight {
		// Requests, Parts.
		estimate(60, 2, 2)
	}
	fn confirm_request() -> Weight {
		settle()
	}
	fn return_request() -> Weight {
		// Requests, Agreements.
		estimate(50, 2, 1)
	}
	fn expire_request() -> Weight {
		settle()
	}
	fn publish_template(r: u32) -> Weight {
		// Provider, arbiter, NextTemplate, account, holds; Templates, TemplatesOf. A part for each rule.
		estimate(80, 5, 5).saturating_add(estimate(2, 1, 0).saturating_mul(r.into()))
	}
	fn retire_template() -> Weight {
		// Templates, TemplatesOf, account, holds.
		estimate(60, 3, 4)
	}
	fn propose_from_template() -> Weight {
		// Templates.
		estimate(20, 1, 0).saturating_add(Self::propose_agreement(crate::MAX_RULES))
	}
	fn propose_with_terms(r: u32) -> Weight {
		Self::propose_agreement(r)
	}
	fn remove_agreement() -> Weight {
		// Agreements, account, holds; three indices, Counters, LastReading.
		estimate(60, 3, 8)
	}
	fn add_plan() -> Weight {
		// Agreements, Parts, NextPlan, Plans, Scheduled, AgendaCursor, AgendaLength, account, holds; Agenda.
		estimate(80, 9, 9)
	}
	fn remove_plan() -> Weight {
		// Agreements, Plans, account, holds, AgendaLength, Agenda twice, Plans of another, Scheduled.
		estimate(80, 8, 8)
	}
	fn notify() -> Weight {
		// DeviceOf, LastTrigger, Agreements twice, Devices.
		estimate(60, 4, 1)
	}
	fn request_planned() -> Weight {
		// DeviceOf, LastTrigger, Agreements, Plans.
		estimate(30, 4, 2).saturating_add(raise())
	}
	fn submit_evidence() -> Weight {
		// Requests, DeviceOf, EvidenceOf.
		estimate(50, 3, 1)
	}
	fn dispute_request() -> Weight {
		// Requests, Agreements, Work.
		estimate(50, 2, 2)
	}
	fn award_request() -> Weight {
		settle()
	}
	fn offer_settlement() -> Weight {
		settle()
	}
	fn rate_provider() -> Weight {
		// Requests, Ratings, account, issuance.
		estimate(80, 4, 4)
	}
	fn archive_request() -> Weight {
		// Requests, Agreements, account, holds, HistoryLength; RequestsOf, EvidenceOf, History.
		estimate(80, 5, 8)
	}
	fn remove_records(n: u32) -> Weight {
		// Devices, HistoryLength; for each History, account, holds.
		estimate(30, 2, 1).saturating_add(estimate(30, 3, 3).saturating_mul(n.into()))
	}
	fn replenish_part() -> Weight {
		// Parts.
		estimate(40, 1, 1)
	}
	fn write_off_part() -> Weight {
		// Parts.
		estimate(40, 1, 1)
	}
	fn replenish_spares() -> Weight {
		// Participants, SparesOf, Parts, account, holds.
		estimate(50, 5, 3)
	}
	fn write_off_spares() -> Weight {
		// SparesOf, account, holds.
		estimate(50, 3, 3)
	}
	fn replace_part() -> Weight {
		// Devices, SparesOf, account, holds, HistoryLength; History.
		estimate(60, 5, 5)
	}
	fn adopt_records(n: u32) -> Weight {
		// Devices, Participants, HistoryLength; for each History, and the accounts and holds of two.
		estimate(50, 3, 0).saturating_add(estimate(80, 5, 5).saturating_mul(n.into()))
	}
	fn remove_record() -> Weight {
		// History, Devices, account, holds.
		estimate(50, 4, 3)
	}
	fn on_initialize(s: u32) -> Weight {
		// Scheduled, AgendaCursor. For each step: Agenda, Plans, AgendaLength twice; a request.
		estimate(10, 2, 1).saturating_add(estimate(20, 4, 4).saturating_add(raise()).saturating_mul(s.into()))
	}
}

/// One request that is raised: Agreements, Devices, Parts, NextRequest, Uses, account, holds; Requests, RequestsOf, Work twice.
fn raise() -> Weight {
	estimate(140, 8, 10)
}

/// One request that is settled in the worst way, by an award for parts: Requests, Agreements, Parts, SparesOf, Uses, Work
/// three times, and the accounts and holds of three.
fn settle() -> Weight {
	estimate(220, 11, 14)
}

fn estimate(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
		.saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}
