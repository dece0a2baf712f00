//! Weights, estimated by counting database accesses; benchmarks have not replaced them yet.
//!
//! Each estimate takes the slower of the two databases that the SDK has measured (RocksDB), counts every storage item that
//! a call can touch in its worst case, holds and inboxes included, and adds time for decoding and computing.

use frame_support::weights::{
	Weight,
	constants::{RocksDbWeight, WEIGHT_REF_TIME_PER_MICROS},
};

/// The weight of each call.
pub trait WeightInfo {
	/// Of `establish` and `change_provider`.
	fn establish() -> Weight;
	/// Of `accept`.
	fn accept() -> Weight;
	/// Of `reject`.
	fn reject() -> Weight;
	/// Of `suspend` and `resume`.
	fn change_state() -> Weight;
	/// Of `end`.
	fn end() -> Weight;
	/// Of `remove_relationship`.
	fn remove_relationship() -> Weight;
	/// Of `adopt` with this many records.
	fn adopt(records: u32) -> Weight;
	/// Of `add_record` with this many attestors.
	fn propose_record(attestors: u32) -> Weight;
	/// Of `update_record` with this many attestors.
	fn update_record(attestors: u32) -> Weight;
	/// Of `verify_record`.
	fn verify_record() -> Weight;
	/// Of `reject_record` and `withdraw_record`.
	fn drop_proposal() -> Weight;
	/// Of `attest`.
	fn attest() -> Weight;
	/// Of `remove_record`.
	fn remove_record() -> Weight;
	/// Of `grant` with this many additional query strings.
	fn grant(queries: u32) -> Weight;
	/// Of `revoke`.
	fn revoke() -> Weight;
	/// Of `receipt` with this many listed receipts.
	fn receipt(listed: u32) -> Weight;
	/// Of `succeed`.
	fn succeed() -> Weight;
	/// Of `acknowledge` that removes this many notices.
	fn acknowledge(notices: u32) -> Weight;
}

impl WeightInfo for () {
	fn establish() -> Weight {
		// Registry four times, role, Relationships, Between, Invitations, NextRelationship, hold; index twice; one notice.
		estimate(80, 13, 8).saturating_add(notice())
	}
	fn accept() -> Weight {
		// Two relationships, registry four times, role, Uses, Invitations, Between; two notices.
		estimate(80, 10, 5).saturating_add(notice().saturating_mul(2))
	}
	fn reject() -> Weight {
		// Relationship, registry twice, Invitations, Between, index twice, hold; one notice.
		estimate(70, 6, 7).saturating_add(notice())
	}
	fn change_state() -> Weight {
		// Relationship, registry four times; one notice.
		estimate(40, 5, 1).saturating_add(notice())
	}
	fn end() -> Weight {
		// Relationship, registry twice, Between; one notice.
		estimate(40, 3, 2).saturating_add(notice())
	}
	fn remove_relationship() -> Weight {
		// Relationship, registry twice, Uses, hold, index twice, log and its batches.
		estimate(80, 6, 23)
	}
	fn adopt(records: u32) -> Weight {
		// Relationship, registry four times, two holds; a record and two holds for each.
		estimate(60, 9, 5).saturating_add(estimate(40, 5, 5).saturating_mul(records.into()))
	}
	fn propose_record(attestors: u32) -> Weight {
		// Relationship, role, NextRecord, time, hold, proposal, index; one notice. Four look-ups for each attestor.
		estimate(80, 6, 6).saturating_add(notice()).saturating_add(estimate(8, 5, 0).saturating_mul(attestors.into()))
	}
	fn update_record(attestors: u32) -> Weight {
		// As for a new one; and the permission of a writer.
		estimate(50, 7, 0).saturating_add(Self::propose_record(attestors))
	}
	fn verify_record() -> Weight {
		// Proposal, relationship, registry four times, record, hold, contribution, bonus; a notice for each of eight attestors.
		estimate(120, 12, 8).saturating_add(notice().saturating_mul(8))
	}
	fn drop_proposal() -> Weight {
		// Proposal, relationship, registry twice, record, index, hold; one notice.
		estimate(80, 7, 5).saturating_add(notice())
	}
	fn attest() -> Weight {
		// Proposal, relationship, role, Between, own relationship, record, hold, contribution twice, bonus; three notices.
		estimate(120, 13, 8).saturating_add(notice().saturating_mul(3))
	}
	fn remove_record() -> Weight {
		// Record, relationship, registry twice, proposal, index, hold; one notice.
		estimate(80, 7, 5).saturating_add(notice())
	}
	fn grant(queries: u32) -> Weight {
		// Two relationships, registry four times, Between, record, permission, index, hold; two notices.
		estimate(80, 11, 6)
			.saturating_add(notice().saturating_mul(2))
			.saturating_add(estimate(3, 0, 0).saturating_mul(queries.into()))
	}
	fn revoke() -> Weight {
		// Permission, two relationships, registry twice, record, index, hold; two notices.
		estimate(80, 8, 6).saturating_add(notice().saturating_mul(2))
	}
	fn receipt(listed: u32) -> Weight {
		// Relationship, role, log, batch; one notice. Two hashes for each receipt.
		estimate(50, 3, 2).saturating_add(notice()).saturating_add(estimate(4, 0, 0).saturating_mul(listed.into()))
	}
	fn succeed() -> Weight {
		// Relationship, identity twice, registry twice, role, Between and index twice, two holds; one notice.
		estimate(90, 11, 9).saturating_add(notice())
	}
	fn acknowledge(notices: u32) -> Weight {
		// Registry twice, mailbox. All notices of a full inbox are read.
		estimate(100, 131, 1).saturating_add(estimate(2, 0, 1).saturating_mul(notices.into()))
	}
}

/// Mailbox and notice.
fn notice() -> Weight {
	estimate(10, 1, 2)
}

fn estimate(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
		.saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}
