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
//! A relationship has a device's side and a partner. The device's side is the device's own account or its owner; or an alias,
//! an account that was made for this one partner, which proposes the relationship and sends it what it needs for fees; the
//! registry knows nothing of it, and the two prove to each other off the chain whose it is. The partner either keeps data of the device (a service provider) or views
//! what the device's side lets it view (a provider or a third party). Either side can propose it, the other accepts.
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
//! * A provider that would delete history: only the device's side removes records. The provider can do so when the
//!   relationship has been over for [`Config::KeepPeriod`], and only those whose deposits the device's side did not
//!   take over.
//! * A device's side that would keep a provider's deposit for ever: the same rule gives it back.
//! * One who would flood an inbox: invitations cost a deposit, are limited for each sender, and take at most a quarter of
//!   an inbox; all else comes from partners that were accepted. What does not fit is counted, not lost.
//! * A thief of a key that its identity has given up: the former account is no participant any more, reads nothing, and can only
//!   bring things to an end; `succeed` moves a partner's relationships to the new one.
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

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Proposes a relationship, as the device's side or as the partner; the other side accepts or rejects it.
		///
		/// - `subject`: the device; or an alias, of which the registry knows nothing and which its partner proposes.
		/// - `partner`: the provider or third party; a registered participant.
		/// - `kind`: whether the partner keeps data of the device or views them.
		///
		/// Holds `RelationshipDeposit` on the signer's account. Fails with `UnknownDevice`, `NotParty`, `SameParty`,
		/// `NotRegistered`, `NotServiceProvider`, `AlreadyExists`, `TooManyInvitations`, `NumbersExhausted` or
		/// `CannotPayDeposit`. Emits `RelationshipEstablished`, and `Notified` unless an alias is asked.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::establish())]
		pub fn establish(
			origin: OriginFor<T>,
			subject: PartyOf<T>,
			partner: T::AccountId,
			kind: Kind,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_establish(who, subject, partner, kind, None)
		}

		/// Accepts a relationship as the side that was asked. If it replaces one with another provider, that one ends.
		///
		/// Fails with `RelationshipNotFound`, `NotParty`, `NotEstablished`, `OwnInvitation`, `NotRegistered`,
		/// `NotServiceProvider` or `Overflow`. Emits `RelationshipChanged`, `Notified`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::accept())]
		pub fn accept(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept(who, relationship)
		}

		/// Refuses a proposed relationship as the side that was asked, or withdraws it as the one who proposed or paid for
		/// it. Returns the deposit; nothing is left.
		///
		/// Fails with `RelationshipNotFound`, `NotParty` or `NotEstablished`. Emits `RelationshipRejected`, and `Notified`
		/// when it was refused.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::reject())]
		pub fn reject(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reject(who, relationship)
		}

		/// Stops a relationship for the time being, as the device's side: at once nobody else reads its records or uses it to
		/// read others.
		///
		/// Fails with `RelationshipNotFound`, `NotDeviceSide` or `NotOpen`. Emits `RelationshipChanged`, `Notified`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::change_state())]
		pub fn suspend(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_suspend(who, relationship)
		}

		/// Resumes a suspended relationship, as the device's side.
		///
		/// Fails with `RelationshipNotFound`, `NotDeviceSide`, `NotRegistered` or `NotSuspended`. Emits `RelationshipChanged`, `Notified`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::change_state())]
		pub fn resume(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_resume(who, relationship)
		}

		/// Ends a relationship as either side. Its records stay as history; its partner's permissions no longer hold.
		///
		/// Fails with `RelationshipNotFound`, `NotParty`, `NotAccepted` or `AlreadyEnded`. Emits `RelationshipChanged`,
		/// `Notified`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::end())]
		pub fn end(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_end(who, relationship)
		}

		/// Proposes to another provider to take the place of the present one, as the device's side. The present relationship
		/// ends when the new one is accepted; its records stay, and permissions on them can be given to the new provider.
		///
		/// Fails with `RelationshipNotFound`, `NotDeviceSide`, `NotKeeper`, `NotAccepted` and as `establish` does. Emits
		/// `RelationshipEstablished`, `Notified`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::establish())]
		pub fn change_provider(
			origin: OriginFor<T>,
			relationship: RelationshipId,
			provider: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_change_provider(who, relationship, provider)
		}

		/// Removes an ended relationship that has no records, proposals and permissions any more, and returns its deposit: as
		/// the device's side at any time, as the one who paid the deposit after the keep period.
		///
		/// Fails with `RelationshipNotFound`, `NotParty`, `NotEnded`, `KeepPeriodRunning` or `NotEmpty`. Emits
		/// `RelationshipRemoved`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::remove_relationship())]
		pub fn remove_relationship(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_relationship(who, relationship)
		}

		/// Takes over the deposits of a relationship and of records of it, as the device's side, so that those who paid them
		/// cannot remove the history.
		///
		/// Holds what it returns to the others on the signer's account. Fails with `RelationshipNotFound`, `NotDeviceSide`,
		/// `NotRegistered`, `NotAccepted`, `RecordNotFound` or `CannotPayDeposit`. Emits `Adopted`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::adopt(records.len() as u32))]
		pub fn adopt(origin: OriginFor<T>, relationship: RelationshipId, records: AdoptedRecords) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_adopt(who, relationship, records)
		}

		/// Proposes a new record as the provider of the relationship.
		///
		/// - `content`: what the record says, who has to attest it, and the bonus query that the provider offers.
		///
		/// Holds `RecordDeposit` on the signer's account. Fails with `RelationshipNotFound`, `NotKeeper`, `NotOpen`,
		/// `NotRegistered`, `TooManyProposals`, with the errors of invalid content (`InvalidTag` to
		/// `AttestorNotAuthorised`, `InvalidColumn`, `TooFewRows`, `BonusNeedsDevice`), `NumbersExhausted` or
		/// `CannotPayDeposit`. Emits `RecordProposed`, `RelationshipChanged` if it is the first to wait, `Notified`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::propose_record(Pallet::<T>::attestors(content)))]
		pub fn add_record(origin: OriginFor<T>, relationship: RelationshipId, content: ContentOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_add_record(who, relationship, content)
		}

		/// Proposes a change of a record, as its provider or a viewer with permission to write. The version in effect stays so
		/// until the change takes effect.
		///
		/// Holds `RecordDeposit` on the signer's account until then. Fails with `RecordNotFound`, `NotWriter`,
		/// `ProposalOpen`, `NotOpen`, `TooManyProposals`, with the errors of invalid content as `add_record` does,
		/// `NotKeeper` when a viewer offers a bonus query, or `CannotPayDeposit`. Emits `RecordProposed`,
		/// `RelationshipChanged` if it is the first to wait, `Notified`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::update_record(Pallet::<T>::attestors(content)))]
		pub fn update_record(origin: OriginFor<T>, record: RecordId, content: ContentOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_update_record(who, record, content)
		}

		/// Agrees to a proposal as the device's side. It takes effect at once, or when its quorum has attested it.
		///
		/// - `hash`: of the content that is agreed to, so that none can be slipped in instead.
		/// - `bonus`: whether the bonus query is agreed to.
		///
		/// Fails with `ProposalNotFound`, `NotDeviceSide`, `NotRegistered`, `NotOpen`, `AlreadyVerified`, `ChangedMeanwhile`,
		/// `NoBonusOffered` or `Overflow`. Emits `RecordVerified`; then `Notified` of each attestor, or `RecordEffective`, `BonusAttached` or
		/// `BonusNotAttached` if a bonus was agreed to, `RelationshipChanged` if nothing waits any more, `Notified`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::verify_record())]
		pub fn verify_record(origin: OriginFor<T>, record: RecordId, hash: Hash, bonus: bool) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_verify_record(who, record, hash, bonus)
		}

		/// Refuses a proposal as the device's side, in any state of the relationship; as anyone when the relationship has ended,
		/// since the proposal can never take effect. Returns the deposit; a version in effect stays.
		///
		/// Fails with `ProposalNotFound` or `NotDeviceSide`. Emits `ProposalDropped`, `RelationshipChanged` if nothing waits
		/// any more, `Notified`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::drop_proposal())]
		pub fn reject_record(origin: OriginFor<T>, record: RecordId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reject_record(who, record)
		}

		/// Withdraws a proposal as its author, in any state of the relationship. Returns the deposit.
		///
		/// Fails with `ProposalNotFound` or `NotAuthor`. Emits `ProposalDropped`, `RelationshipChanged` if nothing waits any
		/// more.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::drop_proposal())]
		pub fn withdraw_record(origin: OriginFor<T>, record: RecordId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_record(who, record)
		}

		/// Says as an attestor whether a verified proposal is right. With enough who agree it takes effect; when too many
		/// disagree it is dropped.
		///
		/// - `hash`: of the content that is attested.
		///
		/// Fails with `ProposalNotFound`, `NotAttestor`, `NotVerified`, `NotOpen`, `AttestorNotAuthorised`,
		/// `ChangedMeanwhile`, `AlreadyAttested` or `Overflow`. Emits `RecordAttested`; then as `verify_record` does when the
		/// record takes effect, or `ProposalDropped`, `RelationshipChanged` if nothing waits any more, `Notified`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::attest())]
		pub fn attest(origin: OriginFor<T>, record: RecordId, hash: Hash, valid: bool) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_attest(who, record, hash, valid)
		}

		/// Removes a record and returns its deposit: as the device's side at any time, as the one who paid the deposit when the
		/// relationship has ended and the keep period is over.
		///
		/// Fails with `RecordNotFound`, `NotParty`, `NotEnded`, `KeepPeriodRunning` or `ProposalOpen`. Emits
		/// `RecordRemoved`, `Notified`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::remove_record())]
		pub fn remove_record(origin: OriginFor<T>, record: RecordId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_record(who, record)
		}

		/// Permits a viewer to read or write records of a relationship, as the device's side, or changes what it may.
		///
		/// - `source`: the relationship whose records these are; open or ended.
		/// - `viewer`: an account with an open relationship with the same device.
		/// - `terms`: mode, purpose, expiry, and which additional query strings.
		///
		/// Holds `PermissionDeposit` on the signer's account for a new permission. Fails with `RelationshipNotFound`,
		/// `NotDeviceSide`, `NotRegistered`, `NotKeeper`, `NotOpen`, `ViewerNotAuthorised`, `OwnRecord`, `ExpiryInPast`, `DuplicateQuery`,
		/// `RecordNotFound`, `UnknownQuery`, `InvalidTag`, `Overflow` or `CannotPayDeposit`. Emits `PermissionGranted`,
		/// `Notified` of viewer and provider.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::grant(terms.queries.len() as u32))]
		pub fn grant(
			origin: OriginFor<T>,
			source: RelationshipId,
			viewer: T::AccountId,
			scope: Scope,
			terms: Terms<BlockNumberFor<T>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_grant(who, source, viewer, scope, terms)
		}

		/// Takes a permission back at once and returns its deposit: as the device's side, as the viewer, or as the one who paid
		/// the deposit; as anyone when it does not hold any more: expired, the viewer's relationship ended, or nothing left
		/// that it is about.
		///
		/// - `via`: the viewer's relationship to which the permission was given.
		///
		/// Fails with `PermissionNotFound` or `NotAuthorised`. Emits `PermissionRevoked`, `Notified` of viewer and provider
		/// when the device's side revokes it.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::revoke())]
		pub fn revoke(
			origin: OriginFor<T>,
			source: RelationshipId,
			via: RelationshipId,
			scope: Scope,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_revoke(who, source, via, scope)
		}

		/// Commits to a batch of reads that were answered or refused, as the provider of the relationship.
		///
		/// - `batch`: root and counts; when it lists all its receipts, the chain checks the root.
		///
		/// Fails with `RelationshipNotFound`, `NotKeeper`, `NotRegistered`, `NotAccepted`, `EmptyBatch`, `InvalidRange`, `WrongCounts`,
		/// `WrongRoot` or `Overflow`. Emits `ReadsReceipted`, and `Notified` of the device's side when reads were refused.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::receipt(batch.listed.len() as u32))]
		pub fn receipt(origin: OriginFor<T>, relationship: RelationshipId, batch: BatchOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_receipt(who, relationship, batch)
		}

		/// Acknowledges all notices of an inbox up to a number, as the account or the device's side, and so makes room.
		///
		/// Fails with `NotParty` or `NotSentYet`. Emits `Acknowledged`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::acknowledge(MAX_NOTICES))]
		pub fn acknowledge(origin: OriginFor<T>, party: PartyOf<T>, up_to: u64) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let removed = Self::do_acknowledge(who, party, up_to)?;
			Ok(Some(T::WeightInfo::acknowledge(removed)).into())
		}

		/// Takes a relationship over from the account that the signer's identity had before, with all permissions. Until then
		/// neither account can use it.
		///
		/// Holds the relationship's deposit on the signer's account if the former account paid it. Fails with
		/// `RelationshipNotFound`, `NotSuccessor`, `NotAccepted`, `SameParty`, `NotRegistered`, `NotServiceProvider`,
		/// `AlreadyExists` or `CannotPayDeposit`. Emits `RelationshipMoved`, `Notified`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::succeed())]
		pub fn succeed(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_succeed(who, relationship)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Whether an account may have the result of a query on a record, or of its first query when none is given, in
		/// the block `at`, or now if that is later.
		///
		/// The device's side reads everything, also of ended relationships, and writes while the relationship is open. The
		/// provider that keeps the data reads and writes while it is open. An attestor reads a verified proposal. Everyone else
		/// needs an open relationship with the device and a permission.
		pub fn may(
			viewer: T::AccountId,
			record: RecordId,
			mode: Mode,
			query: Option<Query>,
			at: BlockNumberFor<T>,
		) -> Answer {
			Self::answer(&viewer, record, mode, query.as_ref(), at)
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
