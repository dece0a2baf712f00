//! Notices to parties that may be offline.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{RecordId, RelationshipId};

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum NoticeKind {
	/// Somebody proposes a relationship.
	Invited,
	/// The other side has accepted the relationship.
	Accepted,
	/// The other side has refused the relationship.
	Rejected,
	/// The device's side has suspended the relationship.
	Suspended,
	/// The device's side has resumed the relationship.
	Resumed,
	/// The other side has ended the relationship.
	Ended,
	/// A new or changed record waits for the device's side.
	RecordProposed,
	/// A proposal has taken effect.
	RecordAccepted,
	/// The device's side has refused a proposal.
	RecordRejected,
	/// Attestors have refused a proposal.
	RecordRefuted,
	/// The device's side has verified a proposal, which now needs the reader's attestation.
	AttestationAsked,
	/// A record has been removed.
	RecordRemoved,
	/// A permission has been given or changed.
	Granted,
	/// A permission has been taken back.
	Revoked,
	/// The provider has refused reads, and says so in a batch of receipts.
	ReadsRefused,
	/// The partner's identity has a new account, which has taken the relationship over.
	PartnerMoved,
}

/// One entry of an inbox. It says where to look; the state says what is.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Notice<BlockNumber> {
	/// What has happened.
	pub kind: NoticeKind,
	/// In which relationship.
	pub relationship: RelationshipId,
	/// To which record.
	pub record: Option<RecordId>,
	/// In which block.
	pub at: BlockNumber,
}

/// Notices that found the inbox full. Their numbers are those between `first` and `last` that the inbox does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Missed<BlockNumber> {
	/// How many.
	pub count: u32,
	/// The number of the first one.
	pub first: u64,
	/// The number of the last one.
	pub last: u64,
	/// The block of the first one: what has changed since has to be read from the state.
	pub since: BlockNumber,
}

/// The state of an inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Mailbox<BlockNumber> {
	/// The number of the next notice.
	pub next: u64,
	/// How many notices are stored.
	pub stored: u32,
	/// How many of them are invitations.
	pub invitations: u32,
	/// What did not fit in and has not been acknowledged.
	pub missed: Option<Missed<BlockNumber>>,
}
