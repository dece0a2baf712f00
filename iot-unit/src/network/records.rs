//! What the journal stores.

use bpiiot_primitives::{ActionKind, AgreementId, Moment, Reading, RuleIndex, TriggerSeq};
use codec::{Decode, Encode};

/// A rule that has fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Trigger {
	/// Its number, rising by one; the chain takes each number once.
	pub seq: TriggerSeq,
	/// The agreement whose rule it is.
	pub agreement: AgreementId,
	/// Place of the rule in the agreement.
	pub rule: RuleIndex,
	/// What the rule does.
	pub action: ActionKind,
	/// Device time of the reading that made the rule fire, milliseconds since the Unix epoch.
	pub raised_at: Moment,
	/// Number of that reading in the journal.
	pub reading: u64,
}

/// What became of a trigger.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Fate {
	/// Not yet settled on the chain.
	Pending,
	/// Done on the chain, in this block or before it.
	Sent {
		/// Number of the block.
		block: u64,
	},
	/// The chain refused it for good, or was not asked because its agreement is not in force.
	Refused {
		/// Number of the block: the one that holds the refusal, or the one whose state is the reason.
		block: u64,
		/// The chain's error, such as `Maintenance.BudgetExceeded`, or why the trigger was not sent.
		error: String,
	},
}

/// A reading in the journal, with the hash that ties it to all before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Entry {
	/// What was measured.
	pub reading: Reading,
	/// blake2b-256 of the previous entry's hash, this entry's number and the reading, in SCALE.
	pub hash: [u8; 32],
}

impl Entry {
	/// The entry that follows one with the hash `previous`.
	pub fn new(previous: [u8; 32], number: u64, reading: Reading) -> Self {
		let mut bytes = Vec::with_capacity(64);
		(previous, number, reading).encode_to(&mut bytes);
		Self { reading, hash: bpiiot_client::blake2_256(&bytes) }
	}
}

/// How far the unit has followed the chain: everything up to this block is settled and booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Cursor {
	/// Number of the block.
	pub number: u64,
	/// Its hash.
	pub hash: [u8; 32],
	/// The device's account nonce after it.
	pub nonce: u64,
}
