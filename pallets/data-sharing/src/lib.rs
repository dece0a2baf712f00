//! # Data sharing
//!
//! The paper's contracts SC and EPR (section V.C, figure 5): who keeps whose data, where they are, and who may read them.
//! The data stay in the providers' databases; the chain holds references, hashes and permissions.
//!
//! ## Calls
//!
//! * Relationship: `establish`, `accept`, `reject`, `suspend`, `resume`, `end`, `change_provider`, `remove_relationship`,
//!   `adopt`, `succeed`.
//! * Record: `add_record`, `update_record`, `verify_record`, `reject_record`, `withdraw_record`, `attest`,
//!   `remove_record`.
//! * Permission: `grant`, `revoke`.
//! * Receipts of reads: `receipt`. Inbox: `acknowledge`.
//!
//! ## Overview
//!
//! A relationship has a device's side and a partner. The device's side is the device's own account or its owner, also when the
//! owner's identity has moved to another account; or an alias, an account that was made for this one partner, which proposes the
//! relationship and sends it what it needs for fees; the registry knows nothing of it, and the two prove to each other off the
//! chain whose it is. What an alias's owner has to see to so that two aliases have nothing in common is with
//! [`Party`](bpiiot_primitives::sharing::Party). The partner either keeps data of the device (a service provider) or views what
//! the device's side lets it view (a provider or a third party). Either side can propose it, the other accepts.
//!
//! ```text
//!                accept                 proposal                   resume: back
//!   Established -------> Authorised <-------------> WaitingForUpdate <------+
//!      | reject              |        none left            |                |
//!      v                     +-----------+-----------------+--- suspend -> Suspended
//!     gone                               | end                              | end
//!                                        +------------> Ended <-------------+   remove: gone
//! ```
//!
//! A record, or a change of one, is a proposal of the provider until the device's side has verified it and, where the
//! proposal asks for it, k of n attestors have attested it. Until then the version before it stays in effect.
//!
//! A permission is about one record or one tag of a relationship (`source`), and holds through the viewer's own relationship
//! with the same device (`via`). One question answers all: [`Pallet::may`], asked by gatekeepers at a finalized block.
//!
//! After a change of provider the old relationship is ended, and its records remain: readable to the device's side, and to the
//! new provider if the device's side permits it.
//!
//! ```text
#![doc = include_str!("tests/example.rs")]
//! ```
//!
//! ## Who could gain by cheating
//!
//! * A provider that would slip in a false record: it counts only after the device's side, and the attestors if asked for,
//!   have agreed to exactly that content by its hash. Attestors cannot be the provider, the author or the device's side.
//! * A viewer that would read more: an additional query string must stand in the verified record *and* in the viewer's
//!   permission, so neither the provider nor the device's side alone can open more of the provider's database.
//! * A viewer that was revoked, expired, suspended, or whose relationship was ended and made anew: permissions hold only
//!   through the very relationship they were given to.
//! * A provider that ends a suspended relationship, so that its viewers read again: what was suspended when it ended opens by
//!   new permissions only.
//! * A partner that accepts an invitation after the device was sold or its owner expelled: an invitation is void when the
//!   account that has sent it does not act for the device any more.
//! * Attestors and an author whose permission is taken back while they wait: whether the author may write is asked again when the
//!   record takes effect. And a provider that would undo what a quorum has found right: a change needs a quorum as large.
//! * A provider that tells reads that never were, or tells them twice: a listed read is of a record of the relationship and is
//!   listed once, and no block belongs to two batches. What it leaves out, only those who read can show.
//! * A provider that would delete history: only the device's side removes records. The provider can do so when the
//!   relationship has been over for [`Config::KeepPeriod`], and only those whose deposits the device's side did not
//!   take over.
//! * A device's side that would keep a provider's deposit for ever: the same rule gives it back.
//! * One who would flood an inbox: invitations cost a deposit, are limited for each sender, and take at most a quarter of
//!   an inbox; reads and permissions are told in open relationships only, which the reader can end. What does not fit is
//!   counted, not lost.
//! * A thief of a key that its identity has given up, or an owner who was expelled: the account reads nothing, removes no record
//!   that it does not pay for, acknowledges nothing, and can only bring things to an end. The owner's new account acts for
//!   the device at once; `succeed` moves a partner's relationships to its new one.
//! * A miner with a bonus query: it can only be one aggregate over at least ten rows, agreed to by the device's side.
//!
//! ## Low-level part
//!
//! Deposits are flat, held on the account of the one who stored, and recorded with it, so that each payer gets back exactly
//! what was held. Sequence numbers of an inbox have no gaps other than missed notices.

#![cfg_attr(not(feature = "std"), no_std)]

pub use pallet::*;
pub use types::{
	AdoptedRecords, BatchOf, BatchSummaryOf, ContentOf, DropReason, KEPT_BATCHES, MAX_ADOPTED, MAX_HISTORY,
	MAX_INVITATION_NOTICES, MAX_NOTICES, MAX_PAGE, MailboxOf, NoticeOf, NoticesOf, PartyOf, PermissionOf, ProposalOf,
	RecordOf, RelationshipOf,
};
pub use weights::WeightInfo;

#[cfg(any(feature = "runtime-benchmarks", test))]
mod benchmarking;
mod calls;
mod errors;
mod events;
mod impl_answers;
mod impl_inbox;
mod impl_permissions;
mod impl_receipts;
mod impl_records;
mod impl_relationships;
mod impl_views;
#[cfg(test)]
mod mock;
mod storage;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

extern crate alloc;

use frame_support::pallet_macros::import_section;

#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
#[allow(unused_qualifications, reason = "the pallet macros write full paths")]
pub mod pallet {
	use alloc::vec::Vec;

	use bpiiot_primitives::{
		Balance, DeviceId, Hash, Moment, RecordId, RelationshipId,
		device::Registry,
		incentives::{BonusQueries, Contributions, Query},
		sharing::{Answer, Kind, Mailbox, Mode, Scope, Side, State, Terms, receipts::ReceiptLog},
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{Time, fungible},
	};
	use frame_system::pallet_prelude::*;

	use super::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the runtime has to provide.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token in which deposits are held.
		type Currency: fungible::Inspect<Self::AccountId, Balance = Balance>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Participants and devices.
		type Registry: Registry<Self::AccountId>;

		/// The chain's clock, in milliseconds since the Unix epoch.
		type Time: Time<Moment = Moment>;

		/// Who counts uploads and verifications.
		type Contributions: Contributions<Self::AccountId>;

		/// Who takes the bonus queries.
		type BonusQueries: BonusQueries<Self::AccountId>;

		/// What is held for a relationship, in planck. It also pays for its batches of receipts and its part of the inboxes.
		#[pallet::constant]
		type RelationshipDeposit: Get<Balance>;

		/// What is held for a record or a proposal, in planck; the same for each, so that an update settles by itself.
		#[pallet::constant]
		type RecordDeposit: Get<Balance>;

		/// What is held for a permission, in planck.
		#[pallet::constant]
		type PermissionDeposit: Get<Balance>;

		/// Most unanswered invitations of an account. It keeps one account from reaching out to everybody at once.
		#[pallet::constant]
		type MaxInvitations: Get<u32>;

		/// Most proposals of a relationship that wait. It keeps a provider from burying the device's side in work.
		#[pallet::constant]
		type MaxProposals: Get<u32>;

		/// How many blocks after the end of a relationship the device's side has to take over its deposits, before those who
		/// pay them can remove what they paid for.
		#[pallet::constant]
		type KeepPeriod: Get<BlockNumberFor<Self>>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A relationship is stored.
		#[codec(index = 0)]
		Relationship,
		/// A record or a proposal is stored.
		#[codec(index = 1)]
		Record,
		/// A permission is stored.
		#[codec(index = 2)]
		Permission,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_n: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	/// The limits of the stored data.
	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// Most entries that a view function returns.
		#[pallet::constant_name(MaxPage)]
		fn max_page() -> u32 {
			MAX_PAGE
		}
		/// Most notices that an inbox stores.
		#[pallet::constant_name(MaxNotices)]
		fn max_notices() -> u32 {
			MAX_NOTICES
		}
		/// Most invitations among the notices of an inbox.
		#[pallet::constant_name(MaxInvitationNotices)]
		fn max_invitation_notices() -> u32 {
			MAX_INVITATION_NOTICES
		}
		/// How many batches of receipts are stored for each relationship.
		#[pallet::constant_name(KeptBatches)]
		fn kept_batches() -> u32 {
			KEPT_BATCHES
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Whether an account may have the result of a query on a record, or of its first query when none is given, in
		/// the block `at`, or now if that is later.
		///
		/// The device's side reads everything, also of ended relationships, and writes while the relationship is open. The
		/// provider that keeps the data reads and writes while it is open. An attestor reads a verified proposal. Everyone else
		/// needs an open relationship with the device and a permission; a provider that has come back too, for what it kept
		/// before.
		///
		/// The device's side writes data, but proposes no changes of records. Everyone else who may write a record in effect may
		/// propose one.
		pub fn may(
			viewer: T::AccountId,
			record: RecordId,
			mode: Mode,
			query: Option<Query>,
			at: BlockNumberFor<T>,
		) -> Answer {
			Self::answer(&viewer, record, mode, query.as_ref(), at)
		}

		/// What has to be looked at before a proposal is verified or attested: the result of a query on the proposal of a record,
		/// or of its first query when none is given, also where the version in effect has the same query. It is for the
		/// device's side, the provider, the author and, once the proposal is verified, its attestors.
		pub fn review(viewer: T::AccountId, record: RecordId, query: Option<Query>) -> Answer {
			Self::answer_review(&viewer, record, query.as_ref())
		}

		/// The relationship with this number.
		pub fn relationship(relationship: RelationshipId) -> Option<RelationshipOf<T>> {
			Relationships::<T>::get(relationship)
		}

		/// Numbers of the relationships of a party on either side, ended ones too, in the order of the storage: at most `limit`
		/// and at most 100, those that follow `after`, or the first ones.
		pub fn relationships_of(party: PartyOf<T>, after: Option<RelationshipId>, limit: u32) -> Vec<RelationshipId> {
			Self::view_relationships_of(party, after, limit)
		}

		/// The relationship between a subject and a partner that has not ended.
		pub fn relationship_between(subject: PartyOf<T>, partner: T::AccountId) -> Option<RelationshipId> {
			Between::<T>::get(subject, partner)
		}

		/// A relationship and those with the providers before it, latest first; at most 32.
		pub fn history(relationship: RelationshipId) -> Vec<RelationshipId> {
			Self::view_history(relationship)
		}

		/// The record in effect with this number.
		pub fn record(record: RecordId) -> Option<RecordOf<T>> {
			Records::<T>::get(record)
		}

		/// The proposal that waits for this record.
		pub fn proposal(record: RecordId) -> Option<ProposalOf<T>> {
			Proposals::<T>::get(record)
		}

		/// Numbers of the records of a relationship, in effect or proposed, in the order of the storage: at most `limit` and at
		/// most 100, those that follow `after`, or the first ones.
		pub fn records_of(relationship: RelationshipId, after: Option<RecordId>, limit: u32) -> Vec<RecordId> {
			Self::view_records_of(relationship, after, limit)
		}

		/// The permission that a relationship (`via`) has on records of another (`source`).
		pub fn permission(source: RelationshipId, via: RelationshipId, scope: Scope) -> Option<PermissionOf<T>> {
			Permissions::<T>::get((source, via, scope))
		}

		/// The permissions on the records of a relationship, each with the viewer's relationship and the scope, in the order of
		/// the storage: at most `limit` and at most 100, those that follow `after`, or the first ones.
		pub fn permissions_on(
			source: RelationshipId,
			after: Option<(RelationshipId, Scope)>,
			limit: u32,
		) -> Vec<((RelationshipId, Scope), PermissionOf<T>)> {
			Self::view_permissions_on(source, after, limit)
		}

		/// Of what a relationship has permissions: source and scope, in the order of the storage: at most `limit` and at most
		/// 100, those that follow `after`, or the first ones.
		pub fn permissions_through(
			via: RelationshipId,
			after: Option<(RelationshipId, Scope)>,
			limit: u32,
		) -> Vec<(RelationshipId, Scope)> {
			Self::view_permissions_through(via, after, limit)
		}

		/// What has been receipted in a relationship, and the last batches, oldest first.
		pub fn receipts(relationship: RelationshipId) -> (ReceiptLog<BlockNumberFor<T>>, Vec<BatchSummaryOf<T>>) {
			Self::view_receipts(relationship)
		}

		/// An inbox, and its notices from the number `from` on with their numbers, in rising order; at most `limit` and at most
		/// 100.
		pub fn inbox(party: PartyOf<T>, from: u64, limit: u32) -> (MailboxOf<T>, NoticesOf<T>) {
			Self::view_inbox(party, from, limit)
		}
	}
}
