//! Weights, estimated by counting database accesses; `scripts/weights` measures them.
//!
//! Each estimate counts every storage item that can be touched in the worst case, holds and inboxes included, and adds time for
//! decoding and computing.

use core::marker::PhantomData;

use bpiiot_primitives::sharing::{MAX_ATTESTORS, MAX_GRANTED, receipts::MAX_LISTED};
use frame_support::{
	traits::Get,
	weights::{Weight, constants::WEIGHT_REF_TIME_PER_MICROS},
};

use crate::{MAX_ADOPTED, MAX_NOTICES};

/// The weight of each call and of what it can come to.
pub trait WeightInfo {
	/// Of `establish`.
	fn establish() -> Weight;
	/// Of `accept` of a relationship that replaces another.
	fn accept() -> Weight;
	/// Of `reject`.
	fn reject() -> Weight;
	/// Of `suspend`.
	fn suspend() -> Weight;
	/// Of `resume`.
	fn resume() -> Weight;
	/// Of `end`.
	fn end() -> Weight;
	/// Of `change_provider`.
	fn change_provider() -> Weight;
	/// Of `remove_relationship`.
	fn remove_relationship() -> Weight;
	/// Of `adopt` of `n` records.
	fn adopt(n: u32) -> Weight;
	/// Of `add_record` with `n` attestors.
	fn add_record(n: u32) -> Weight;
	/// Of `update_record` with `n` attestors.
	fn update_record(n: u32) -> Weight;
	/// Of `verify_record` of a proposal that takes effect.
	fn verify_record() -> Weight;
	/// Of `verify_record` of a proposal that eight have to attest.
	fn ask_attestors() -> Weight;
	/// Of `reject_record`.
	fn reject_record() -> Weight;
	/// Of `withdraw_record`.
	fn withdraw_record() -> Weight;
	/// Of `attest` that lets a record take effect.
	fn attest() -> Weight;
	/// Of `remove_record`.
	fn remove_record() -> Weight;
	/// Of `grant` with `n` additional query strings.
	fn grant(n: u32) -> Weight;
	/// Of `revoke` by the device's side.
	fn revoke() -> Weight;
	/// Of `revoke` by anyone of a permission that holds no more.
	fn clear_permission() -> Weight;
	/// Of `receipt` with `n` listed receipts.
	fn receipt(n: u32) -> Weight;
	/// Of `acknowledge` that removes `n` notices.
	fn acknowledge(n: u32) -> Weight;
	/// Of `succeed`.
	fn succeed() -> Weight;
}

/// The weights, with the runtime's costs of database accesses.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn establish() -> Weight {
		// Registry six times, role, Relationships, Between, Invitations, NextRelationship, hold; index twice; one notice.
		estimate::<T>(80, 15, 8).saturating_add(notice::<T>())
	}
	fn accept() -> Weight {
		// Two relationships, registry twelve times, role, Uses, Invitations, Between; two notices.
		estimate::<T>(80, 18, 5).saturating_add(notice::<T>().saturating_mul(2))
	}
	fn reject() -> Weight {
		// Relationship, registry four times, Invitations, Between, index twice, hold; one notice.
		estimate::<T>(70, 8, 7).saturating_add(notice::<T>())
	}
	fn suspend() -> Weight {
		// Relationship, registry four times; one notice.
		estimate::<T>(40, 5, 1).saturating_add(notice::<T>())
	}
	fn resume() -> Weight {
		// Relationship, registry nine times; one notice.
		estimate::<T>(40, 10, 1).saturating_add(notice::<T>())
	}
	fn end() -> Weight {
		// Relationship, registry four times, Between, Uses; one notice.
		estimate::<T>(40, 6, 3).saturating_add(notice::<T>())
	}
	fn change_provider() -> Weight {
		// As `establish`, and the relationship before.
		Self::establish().saturating_add(estimate::<T>(20, 6, 0))
	}
	fn remove_relationship() -> Weight {
		// Relationship, registry six times, hold, index twice, log and its batches.
		estimate::<T>(80, 9, 23)
	}
	fn adopt(n: u32) -> Weight {
		// Relationship, registry nine times, two holds; a record and two holds for each.
		estimate::<T>(60, 14, 5).saturating_add(estimate::<T>(40, 5, 5).saturating_mul(n.into()))
	}
	fn add_record(n: u32) -> Weight {
		// Relationship, role, NextRecord, time, hold, proposal, index; one notice. Seven look-ups for each attestor.
		estimate::<T>(80, 8, 6)
			.saturating_add(notice::<T>())
			.saturating_add(estimate::<T>(8, 7, 0).saturating_mul(n.into()))
	}
	fn update_record(n: u32) -> Weight {
		// As for a new one; and the permission of a writer.
		estimate::<T>(50, 12, 0).saturating_add(Self::add_record(n))
	}
	fn verify_record() -> Weight {
		// Proposal, relationship, registry twelve times, record, hold, contribution, bonus; two notices.
		estimate::<T>(120, 40, 20).saturating_add(notice::<T>().saturating_mul(2))
	}
	fn ask_attestors() -> Weight {
		// Proposal, relationship, registry nine times, contribution; eight notices.
		estimate::<T>(120, 18, 4).saturating_add(notice::<T>().saturating_mul(8))
	}
	fn reject_record() -> Weight {
		// Proposal, relationship, registry four times, record, index, hold; one notice.
		estimate::<T>(80, 9, 5).saturating_add(notice::<T>())
	}
	fn withdraw_record() -> Weight {
		// Proposal, relationship, identity twice, record, index, hold.
		estimate::<T>(80, 7, 5)
	}
	fn attest() -> Weight {
		// As `verify_record`; role, Between, own relationship; three notices.
		Self::verify_record().saturating_add(estimate::<T>(10, 4, 1)).saturating_add(notice::<T>())
	}
	fn remove_record() -> Weight {
		// Record, relationship, registry six times, proposal, index, hold; one notice.
		estimate::<T>(80, 11, 5).saturating_add(notice::<T>())
	}
	fn grant(n: u32) -> Weight {
		// Two relationships, registry nine times, Between, record, permission, index, hold; two notices.
		estimate::<T>(80, 16, 6)
			.saturating_add(notice::<T>().saturating_mul(2))
			.saturating_add(estimate::<T>(3, 0, 0).saturating_mul(n.into()))
	}
	fn revoke() -> Weight {
		// Permission, two relationships, registry four times, index, hold; two notices.
		estimate::<T>(80, 9, 6).saturating_add(notice::<T>().saturating_mul(2))
	}
	fn clear_permission() -> Weight {
		// Permission, two relationships, registry six times, record, index, hold.
		estimate::<T>(80, 12, 6)
	}
	fn receipt(n: u32) -> Weight {
		// Relationship, role, log, batch; one notice. An index entry and two hashes for each receipt.
		estimate::<T>(50, 5, 2)
			.saturating_add(notice::<T>())
			.saturating_add(estimate::<T>(5, 1, 0).saturating_mul(n.into()))
	}
	fn acknowledge(n: u32) -> Weight {
		// Registry nine times, mailbox. All notices of a full inbox are read.
		estimate::<T>(100, 138, 1).saturating_add(estimate::<T>(2, 0, 1).saturating_mul(n.into()))
	}
	fn succeed() -> Weight {
		// Relationship, identity twice, registry four times, role, Between and index twice, two holds; one notice.
		estimate::<T>(90, 14, 9).saturating_add(notice::<T>())
	}
}

impl<T: frame_system::Config> SubstrateWeight<T> {
	/// Each weight where it is greatest, with its name.
	pub fn greatest() -> impl IntoIterator<Item = (&'static str, Weight)> {
		[
			("establish", Self::establish()),
			("accept", Self::accept()),
			("reject", Self::reject()),
			("suspend", Self::suspend()),
			("resume", Self::resume()),
			("end", Self::end()),
			("change_provider", Self::change_provider()),
			("remove_relationship", Self::remove_relationship()),
			("adopt", Self::adopt(MAX_ADOPTED)),
			("add_record", Self::add_record(MAX_ATTESTORS)),
			("update_record", Self::update_record(MAX_ATTESTORS)),
			("verify_record", Self::verify_record()),
			("ask_attestors", Self::ask_attestors()),
			("reject_record", Self::reject_record()),
			("withdraw_record", Self::withdraw_record()),
			("attest", Self::attest()),
			("remove_record", Self::remove_record()),
			("grant", Self::grant(MAX_GRANTED)),
			("revoke", Self::revoke()),
			("clear_permission", Self::clear_permission()),
			("receipt", Self::receipt(MAX_LISTED)),
			("acknowledge", Self::acknowledge(MAX_NOTICES)),
			("succeed", Self::succeed()),
		]
	}
}

/// Mailbox and notice, and whether the device is there.
fn notice<T: frame_system::Config>() -> Weight {
	estimate::<T>(10, 2, 2)
}

fn estimate<T: frame_system::Config>(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
		.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
}
