//! Types and limits of the pallet that only it needs; those that clients share are in `bpiiot_primitives::sharing`.

use alloc::vec::Vec;

use bpiiot_primitives::{
	RecordId,
	sharing::{
		Content, Mailbox, Notice, Party, Permission, Proposal, Record, Relationship,
		receipts::{Batch, BatchSummary},
	},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;

/// Most entries that a view function returns at once, so that a query cannot keep a node busy.
pub const MAX_PAGE: u32 = 100;
/// Most notices that an inbox stores. More would let one party fill the state through another's inbox.
pub const MAX_NOTICES: u32 = 128;
/// Most invitations among them, so that strangers with many accounts cannot push out what partners have to say.
pub const MAX_INVITATION_NOTICES: u32 = 32;
/// How many of the last batches of receipts of a relationship are stored; the hash chain covers the others.
pub const KEPT_BATCHES: u32 = 16;
/// Most records of which one call takes over the deposits. It bounds the call's weight.
pub const MAX_ADOPTED: u32 = 64;
/// How many predecessors the history of a relationship goes back at most.
pub const MAX_HISTORY: u32 = 32;

/// A party as this runtime stores it.
pub type PartyOf<T> = Party<<T as frame_system::Config>::AccountId>;
/// A relationship as this runtime stores it.
pub type RelationshipOf<T> = Relationship<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// A record as this runtime stores it.
pub type RecordOf<T> = Record<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// A proposal as this runtime stores it.
pub type ProposalOf<T> = Proposal<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// What a proposal proposes.
pub type ContentOf<T> = Content<<T as frame_system::Config>::AccountId>;
/// A permission as this runtime stores it.
pub type PermissionOf<T> = Permission<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// A notice as this runtime stores it.
pub type NoticeOf<T> = Notice<BlockNumberFor<T>>;
/// The state of an inbox.
pub type MailboxOf<T> = Mailbox<BlockNumberFor<T>>;
/// Notices with their numbers.
pub type NoticesOf<T> = Vec<(u64, NoticeOf<T>)>;
/// A batch of receipts.
pub type BatchOf<T> = Batch<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// What is stored of a batch.
pub type BatchSummaryOf<T> = BatchSummary<BlockNumberFor<T>>;
/// Records of which the deposits are taken over.
pub type AdoptedRecords = BoundedVec<RecordId, ConstU32<MAX_ADOPTED>>;

/// Why a proposal has been dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum DropReason {
	/// The device's side has refused it.
	Rejected,
	/// Its author has withdrawn it.
	Withdrawn,
	/// So many attestors have found it wrong that the quorum cannot be reached.
	Refuted,
}
