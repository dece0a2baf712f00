//! What the pallet stores about verification nodes.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_staking::SessionIndex;

extern crate alloc;
use alloc::vec::Vec;

/// Most entries that a view function returns at once, so that a query cannot keep a node busy.
pub const MAX_PAGE: u32 = 100;

/// Somebody who would like to become a verifier; its bond is held already.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Application<Balance, BlockNumber> {
	/// What is held, in planck.
	pub bond: Balance,
	/// The block in which it applied.
	pub since: BlockNumber,
}

/// What a verifier is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Status {
	/// It belongs to every set that is planned from now on.
	Active,
	/// Admitted, but in no set that is planned from now on, until it resumes.
	StoodDown,
	/// It has left or was removed; its bond is kept until it can no longer be punished.
	Leaving,
	/// It has voted for two different blocks. Its bond is gone, and neither its account nor its key is accepted again until
	/// it is pardoned.
	Slashed,
}

/// The record of a verifier, from its admission until its bond is given back.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Verifier<Balance> {
	/// The bond with which it was admitted, in planck. It identifies the verifier in the history of sessions, and therefore
	/// stays as it is after a punishment.
	pub bond: Balance,
	/// What it is doing.
	pub status: Status,
	/// The last session of which its heartbeat has arrived, or the one before its first.
	pub seen: SessionIndex,
	/// The last session in which it could vote, once it no longer belongs to the planned set.
	pub last_session: Option<SessionIndex>,
}

/// A verifier's word that its node runs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Heartbeat<AccountId> {
	/// The session in which it is sent; it counts for no other.
	pub session: SessionIndex,
	/// Whose it is.
	pub verifier: AccountId,
}

impl<AccountId: Encode> Heartbeat<AccountId> {
	/// The bytes that the verifier's GRANDPA key signs, on the chain whose block 0 has the hash `genesis`.
	///
	/// The same key signs votes. Those start with a byte below four, this text with the compact length of its domain, so
	/// that neither can be taken for the other.
	pub fn payload<Hash: Encode>(&self, genesis: Hash) -> Vec<u8> {
		(&b"bpiiot/heartbeat/1"[..], genesis, self).encode()
	}
}
