//! # Maintenance
//!
//! The smart contract `maintenanceService` of the paper's Table 1, and what it takes to rely on one: agreements between the
//! owner of a device and a service provider, whose rules and plans request service and order parts by themselves, and pay.
//!
//! ## Calls
//!
//! * Price list and stock of a provider: `set_part`, `remove_part`, `replenish_part`, `write_off_part`; spare parts of an
//!   owner: `replenish_spares`, `write_off_spares`, `replace_part`.
//! * Templates: `publish_template`, `retire_template`.
//! * Agreement: `propose_agreement`, `propose_with_terms`, `propose_from_template`, `accept_agreement`, `cancel_agreement`,
//!   `remove_agreement`, `fund_budget`, `withdraw_budget`; its plan: `add_plan`, `remove_plan`.
//! * The device: `report` (the chain counts), `request_service`, `order_part`, `notify` and `request_planned` (the device has
//!   counted).
//! * Request: `accept_request`, `reject_request`, `complete_request`, `confirm_request`, `return_request`, `expire_request`,
//!   `submit_evidence`; when the two do not agree `dispute_request`, `award_request`, `offer_settlement`; afterwards
//!   `rate_provider`, `archive_request`, and `remove_records` when the device is gone.
//!
//! ## Overview
//!
//! A rule watches one channel of the device. Table 1 counts readings that exceed a threshold and fires when the count is
//! greater than a second one; the counter then starts again from zero. A plan acts by the calendar or by a meter. What fires
//! raises a request, and the request's price moves from the agreement's budget into escrow. Both are holds on the owner's
//! account, so no pallet account owns anybody's money. Accepted and completed work is paid out of the escrow, milestone by
//! milestone, when the owner confirms it, or by itself when the owner stays silent for [`Config::ReleasePeriod`]; work that is
//! turned down or late flows back.
//!
//! An agreement is *submitted* (`propose_…`, freely or from a template), *deployed* (`accept_agreement`), *used* (`report` and
//! the rest) and *cancelled*.
//!
//! ```text
//!            accept           complete            confirm, or silence (last milestone)
//!   Open ------------> Accepted -----> Completed ---------------------------------------> Paid
//!    | |                |  ^  <------    |  |   same offer of both
//!    | | reject         |  |    return   |  +-------------------------------------------> Awarded
//!    | +-> Rejected <---+  +-------------+ confirm, or silence (earlier milestone)           ^
//!    +---> TimedOut <---+   expire, after the deadline                                       |
//!                                                                     award, or same offer   |
//!   Completed, or Accepted after a return -- dispute --> Disputed ---------------------------+
//!                                                           | expire: silent arbiter         |
//!                                                           +--> Deadlocked -- same offer ---+
//!   From Disputed and Deadlocked the owner can confirm (Paid) and the provider reject (Rejected).
//! ```
//!
//! ## Who could gain by cheating
//!
//! * A stolen device key raises requests at the agreed provider, within the budget, and only those that a rule or the plan
//!   describes. Their deposits come out of the budget, too, so they do not eat into the rest of the owner's money.
//! * A provider who raises a price after the rule was made gets at most the rule's `max_price`.
//! * An owner who does not confirm pays after the release period; one who returns work over and over can do so
//!   [`Config::MaxReturns`] times for a milestone, and each time the provider gets the full response time again.
//! * A provider who says that a job is done without doing it gains nothing from the owner's last return: silence pays no
//!   more. Without an arbiter the price stays in escrow until the owner confirms, the provider rejects, or both offer the same
//!   split. Neither profits from holding out.
//! * A dispute costs the loser: both hold the arbiter's fee from the acceptance on, and pay it in the proportion in which they
//!   lose. Giving way before the award does not save the fee, so that nobody cheats the arbiter of it at the last moment.
//! * An arbiter whom one side has bribed to stay silent gains that side nothing: there is no award, no fee, and the escrow
//!   stays where it is until the two agree. An arbiter whom one side has bribed to decide wrongly cannot be told from an honest
//!   one; therefore both have to name it before there is anything to decide, and it is neither of them.
//! * An owner cannot keep a provider from its money by its stock of spares, nor an arbiter both by an account that cannot be
//!   paid; nor can a provider keep an owner from a refund by taking the part off its list.
//! * A ring that orders from itself to be rated well pays [`Config::RatingLevy`] of all that it moves, burned, beside the fees
//!   of six transactions a job, and jobs below [`Config::MinRatedValue`] do not count. As a rating weighs what the job has paid,
//!   outweighing honest jobs of W planck costs the ring the levy on W, as it has cost the honest.
//! * An owner cannot polish the history of a machine that it wants to sell: entries go when the device is gone, not before.
//! * Whoever fills the agenda delays others by no more than half of [`Config::MinPlanInterval`]; see `impl_plans`.
//! * Budget and escrow come from money that is not frozen, so a later freeze does not stop a payment.
//!
//! ## Low-level part
//!
//! Readings of an agreement are counted once: within a report times do not fall and no channel is repeated at one time, and
//! a report starts later than the agreement's last reading. Triggers that a device has counted carry a number that must
//! rise, so a retransmission has no second effect.
//!
//! Everything stored holds a deposit of who has it stored, and gives it back when it goes ([`HoldReason::Deposit`]). What does
//! not: templates of the committee, which are limited in number, a few bytes for each device (`LastTrigger`, `Uses`), and one
//! rating for each provider. A settled request can be archived: a record of it stays in the device's history, the rest goes.
//!
//! Sums per account, checked by `try_state`: hold(`Budget`) = budgets of its agreements; hold(`Escrow`) = what is unpaid of its
//! unsettled requests and its part of arbiters' fees; hold(`Bond`) = the provider's part of these; hold(`Deposit`) = the
//! deposits of all that it has stored. Parts: what a stock loses is in transit, and what is in transit ends in a stock.

#![cfg_attr(not(feature = "std"), no_std)]

pub use pallet::*;
pub use types::{
	Agreement, AgreementStatus, Arbitration, Cause, Deposits, Dispute, Evidence, Evidences, Happening, ListedPart,
	MAX_EVIDENCE, MAX_EVIDENCE_EACH, MAX_MILESTONES, MAX_NAME, MAX_PAGE, MAX_PLAN, MAX_READINGS, MAX_RULES, MAX_SCORE,
	Milestones, Name, Offer, PartOf, Party, PastRequest, Phase, Plan, PlanEntry, Publisher, Rating, Readings, Record,
	Replacement, Request, RequestKind, RequestStatus, Rules, Schedule, Spares, Template, Terms,
};
pub use weights::WeightInfo;

pub mod api;
#[cfg(any(feature = "runtime-benchmarks", test))]
mod benchmarking;
mod calls;
mod errors;
mod events;
mod impl_agreements;
mod impl_disputes;
mod impl_history;
mod impl_money;
mod impl_plans;
mod impl_requests;
mod impl_rules;
mod impl_stock;
mod impl_templates;
mod impl_views;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

extern crate alloc;

use frame_support::pallet_macros::import_section;
use frame_system::pallet_prelude::BlockNumberFor;

/// Terms as this runtime stores them.
pub type TermsOf<T> = Terms<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// A template as this runtime stores it.
pub type TemplateOf<T> = Template<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// An agreement as this runtime stores it.
pub type AgreementOf<T> = Agreement<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// A request as this runtime stores it.
pub type RequestOf<T> = Request<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// An entry of a device's history as this runtime stores it.
pub type RecordOf<T> = Record<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
#[allow(unused_qualifications, reason = "the pallet macros write full paths")]
pub mod pallet {
	use alloc::vec::Vec;

	use bpiiot_primitives::{
		Action, ActionKind, AgreementId, Balance, Counter, DeviceId, Hash, Moment, PartNumber, PlanId, RequestId,
		RuleIndex, TemplateId, TriggerSeq, device::Registry, table1::Value,
	};
	use frame_support::{pallet_prelude::*, traits::fungible};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Permill;

	use super::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the runtime has to provide.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token; budgets, escrow, bonds and deposits are held in it.
		type Currency: fungible::Inspect<Self::AccountId, Balance = Balance>
			+ fungible::Mutate<Self::AccountId>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Participants and devices.
		type Registry: Registry<Self::AccountId>;

		/// Who publishes templates that are good for every provider.
		type CommitteeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// How many blocks an owner has to answer to completed work before it counts as confirmed.
		#[pallet::constant]
		type ReleasePeriod: Get<BlockNumberFor<Self>>;

		/// How many blocks an arbiter has to decide.
		#[pallet::constant]
		type ArbitrationPeriod: Get<BlockNumberFor<Self>>;

		/// How many blocks a settled request stays before it can be archived, so that everyone has seen how it ended and its
		/// evidence can still be read.
		#[pallet::constant]
		type ArchiveAfter: Get<BlockNumberFor<Self>>;

		/// Longest response time of an agreement, in blocks. It keeps a slip of the pen from locking money for centuries.
		#[pallet::constant]
		type MaxResponse: Get<BlockNumberFor<Self>>;

		/// Most that an arbiter's fee can be, in planck. It keeps a provider and an arbiter that are in league from ruining an
		/// owner by a fee that it has overlooked.
		#[pallet::constant]
		type MaxArbiterFee: Get<Balance>;

		/// Most unsettled requests of an agreement. It keeps a stolen device key from flooding the provider with requests.
		#[pallet::constant]
		type MaxOpenRequests: Get<u32>;

		/// How often an owner can return a milestone. It keeps an owner from having work done without end and without payment.
		#[pallet::constant]
		type MaxReturns: Get<u8>;

		/// How often rules and plan entries can fire in one report. It keeps a report with tiny count thresholds from filling a
		/// block.
		#[pallet::constant]
		type MaxFirings: Get<u32>;

		/// Most templates of the committee at a time, since they hold no deposit.
		#[pallet::constant]
		type MaxCommitteeTemplates: Get<u32>;

		/// Shortest interval of a plan entry that goes by the calendar, in blocks. Together with the next two it keeps anyone
		/// from filling the agenda so that others' entries wait without end.
		#[pallet::constant]
		type MinPlanInterval: Get<BlockNumberFor<Self>>;

		/// Longest interval of such an entry, in blocks, for the same reason as [`Config::MaxResponse`].
		#[pallet::constant]
		type MaxPlanInterval: Get<BlockNumberFor<Self>>;

		/// Most entries that go by the calendar, of all agreements together.
		#[pallet::constant]
		type MaxScheduled: Get<u32>;

		/// Most steps that a block takes through the agenda before its transactions: one for each entry, and one for itself.
		#[pallet::constant]
		type MaxDue: Get<u32>;

		/// The least that a job has to have paid to be rated, in planck. It keeps ratings from being collected with jobs that
		/// are none.
		#[pallet::constant]
		type MinRatedValue: Get<Balance>;

		/// What a rating costs, as a share of what the job has paid; burned. It makes a ring that rates itself pay for the
		/// weight of its ratings.
		#[pallet::constant]
		type RatingLevy: Get<Permill>;

		/// What is held for each entry in storage, in planck.
		#[pallet::constant]
		type DepositPerItem: Get<Balance>;

		/// What is held for each byte in storage, in planck.
		#[pallet::constant]
		type DepositPerByte: Get<Balance>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Of an owner: it may be used by requests of its agreements.
		#[codec(index = 0)]
		Budget,
		/// Of an owner: it pays for requests that are not settled, and for the arbiter where it loses a dispute.
		#[codec(index = 1)]
		Escrow,
		/// Of anyone: for what is stored; given back when it is removed.
		#[codec(index = 2)]
		Deposit,
		/// Of a provider: it pays the arbiter where it loses a dispute.
		#[codec(index = 3)]
		Bond,
	}

	/// The price list of each provider. Providers choose the part numbers, hence the cryptographic hashers.
	#[pallet::storage]
	pub type Parts<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, PartNumber, ListedPart>;

	/// The spare parts of each owner. Accounts and part numbers are chosen by users, hence the cryptographic hashers.
	#[pallet::storage]
	pub type SparesOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, PartOf<T::AccountId>, Spares>;

	/// The published templates. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Templates<T: Config> = StorageMap<_, Twox64Concat, TemplateId, TemplateOf<T>>;

	/// The templates of each publisher. Accounts are chosen by users (cryptographic hasher), numbers by the pallet.
	#[pallet::storage]
	pub type TemplatesOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, Publisher<T::AccountId>, Twox64Concat, TemplateId, (), OptionQuery>;

	/// How many templates the committee has published.
	#[pallet::storage]
	pub type CommitteeTemplates<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The number of the next template.
	#[pallet::storage]
	pub type NextTemplate<T: Config> = StorageValue<_, TemplateId, ValueQuery>;

	/// All agreements. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Agreements<T: Config> = StorageMap<_, Twox64Concat, AgreementId, AgreementOf<T>>;

	/// The agreements of each device. Both numbers are given out by pallets, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type AgreementsOf<T: Config> =
		StorageDoubleMap<_, Twox64Concat, DeviceId, Twox64Concat, AgreementId, (), OptionQuery>;

	/// The agreements of each owner and each provider. Accounts are chosen by users (cryptographic hasher), numbers by the
	/// pallet.
	#[pallet::storage]
	pub type AgreementsBy<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, AgreementId, (), OptionQuery>;

	/// The number of the next agreement.
	#[pallet::storage]
	pub type NextAgreement<T: Config> = StorageValue<_, AgreementId, ValueQuery>;

	/// The counters of Table 1, one for each rule. The pallet numbers agreements itself, so keys cannot be made to collide.
	#[pallet::storage]
	pub type Counters<T: Config> =
		StorageMap<_, Twox64Concat, AgreementId, BoundedVec<Counter, ConstU32<MAX_RULES>>, ValueQuery>;

	/// The device's time of the last reading that was reported, in milliseconds since the Unix epoch. The pallet numbers
	/// agreements itself, so keys cannot be made to collide.
	#[pallet::storage]
	pub type LastReading<T: Config> = StorageMap<_, Twox64Concat, AgreementId, Moment>;

	/// The greatest trigger number that has taken effect for each device. The registry numbers devices itself, so keys
	/// cannot be made to collide.
	#[pallet::storage]
	pub type LastTrigger<T: Config> = StorageMap<_, Twox64Concat, DeviceId, TriggerSeq>;

	/// The plan of each agreement that has one. The pallet numbers agreements itself, so keys cannot be made to collide.
	#[pallet::storage]
	pub type Plans<T: Config> = StorageMap<_, Twox64Concat, AgreementId, Plan<BlockNumberFor<T>>, ValueQuery>;

	/// The number of the next plan entry.
	#[pallet::storage]
	pub type NextPlan<T: Config> = StorageValue<_, PlanId, ValueQuery>;

	/// The plan entries that are due in a block, in their places. Users choose blocks, but only within the longest interval
	/// and at the price of a deposit for each, and a block number is hashed with its full value behind the hash.
	#[pallet::storage]
	pub type Agenda<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BlockNumberFor<T>, Twox64Concat, u32, (AgreementId, PlanId), OptionQuery>;

	/// How many places of a block's agenda have been given out; those that the cursor has passed are empty. Keys as in
	/// `Agenda`.
	#[pallet::storage]
	pub type AgendaLength<T: Config> = StorageMap<_, Twox64Concat, BlockNumberFor<T>, u32, ValueQuery>;

	/// The block and the place up to which the agenda has been carried out. Without meaning while nothing is scheduled.
	#[pallet::storage]
	pub type AgendaCursor<T: Config> = StorageValue<_, (BlockNumberFor<T>, u32), ValueQuery>;

	/// How many plan entries are on the agenda.
	#[pallet::storage]
	pub type Scheduled<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// All requests that are not archived. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Requests<T: Config> = StorageMap<_, Twox64Concat, RequestId, RequestOf<T>>;

	/// The requests of each agreement in the order in which they were raised, from 0; archived ones leave gaps. The pallet
	/// gives out both numbers.
	#[pallet::storage]
	pub type RequestsOf<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AgreementId, Twox64Concat, u32, RequestId, OptionQuery>;

	/// The unsettled requests of each owner, provider and called arbiter. Accounts are chosen by users (cryptographic hasher),
	/// numbers by the pallet.
	#[pallet::storage]
	pub type Work<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, RequestId, (), OptionQuery>;

	/// What has been handed in about each request. The pallet numbers requests itself, so keys cannot be made to collide.
	#[pallet::storage]
	pub type EvidenceOf<T: Config> = StorageMap<_, Twox64Concat, RequestId, Evidences<BlockNumberFor<T>>, ValueQuery>;

	/// The number of the next request.
	#[pallet::storage]
	pub type NextRequest<T: Config> = StorageValue<_, RequestId, ValueQuery>;

	/// How many agreements that are not cancelled and requests that are not settled each device has; it stays registered
	/// while there are any. The registry numbers devices itself, so keys cannot be made to collide.
	#[pallet::storage]
	pub type Uses<T: Config> = StorageMap<_, Twox64Concat, DeviceId, u32, ValueQuery>;

	/// What has happened to each device, in its order, from 0. The registry and the pallet give out the numbers.
	#[pallet::storage]
	pub type History<T: Config> = StorageDoubleMap<_, Twox64Concat, DeviceId, Twox64Concat, u32, RecordOf<T>>;

	/// How many entries the history of each device has. The registry numbers devices itself.
	#[pallet::storage]
	pub type HistoryLength<T: Config> = StorageMap<_, Twox64Concat, DeviceId, u32, ValueQuery>;

	/// How each provider has been rated. Accounts are chosen by users, hence the cryptographic hasher.
	#[pallet::storage]
	pub type Ratings<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Rating, ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			Self::run_agenda(now)
		}

		fn integrity_test() {
			use sp_runtime::traits::UniqueSaturatedInto;

			let interval: u64 = T::MinPlanInterval::get().unique_saturated_into();
			let carried = interval.saturating_mul(u64::from(T::MaxDue::get().saturating_sub(1)));
			assert!(
				u64::from(T::MaxScheduled::get()) <= carried / 2,
				"The agenda would fall behind: MaxScheduled is more than half of what MinPlanInterval blocks carry out.",
			);
			assert!(T::MinPlanInterval::get() <= T::MaxPlanInterval::get(), "No interval of a plan would be allowed.");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_n: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	/// The limits of the stored data.
	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// Most rules of an agreement.
		#[pallet::constant_name(MaxRules)]
		fn max_rules() -> u32 {
			MAX_RULES
		}
		/// Most readings of a report.
		#[pallet::constant_name(MaxReadings)]
		fn max_readings() -> u32 {
			MAX_READINGS
		}
		/// Most milestones of a job.
		#[pallet::constant_name(MaxMilestones)]
		fn max_milestones() -> u32 {
			MAX_MILESTONES
		}
		/// Most entries of an agreement's plan.
		#[pallet::constant_name(MaxPlan)]
		fn max_plan() -> u32 {
			MAX_PLAN
		}
		/// Most pieces of evidence that one party hands in for one job.
		#[pallet::constant_name(MaxEvidenceEach)]
		fn max_evidence_each() -> u32 {
			MAX_EVIDENCE_EACH
		}
		/// Most entries that a view function returns.
		#[pallet::constant_name(MaxPage)]
		fn max_page() -> u32 {
			MAX_PAGE
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The agreement with this number.
		pub fn agreement(agreement: AgreementId) -> Option<AgreementOf<T>> {
			Agreements::<T>::get(agreement)
		}

		/// Numbers of a device's agreements, cancelled ones too, in the order of the storage: at most `limit` and at most
		/// 100, those that follow `after`, or the first ones.
		pub fn agreements_of(device: DeviceId, after: Option<AgreementId>, limit: u32) -> Vec<AgreementId> {
			Self::view_agreements_of(device, after, limit)
		}

		/// The request with this number.
		pub fn request(request: RequestId) -> Option<RequestOf<T>> {
			Requests::<T>::get(request)
		}

		/// An agreement's requests with their numbers in the order in which they were raised: those with the indices from
		/// `from` (0 is the first) to `from + limit`, at most 100. Archived ones are left out; see `history_of`.
		pub fn requests_of(agreement: AgreementId, from: u32, limit: u32) -> Vec<(RequestId, RequestOf<T>)> {
			Self::view_requests_of(agreement, from, limit)
		}

		/// The counters of an agreement's rules, and the device's time of the last reported reading in milliseconds since
		/// the Unix epoch.
		pub fn counters(agreement: AgreementId) -> (Vec<Counter>, Option<Moment>) {
			(Counters::<T>::get(agreement).into_inner(), LastReading::<T>::get(agreement))
		}

		/// The greatest trigger number that has taken effect for a device.
		pub fn last_trigger(device: DeviceId) -> Option<TriggerSeq> {
			LastTrigger::<T>::get(device)
		}

		/// A part of a provider's price list.
		pub fn part(provider: T::AccountId, part: PartNumber) -> Option<ListedPart> {
			Parts::<T>::get(provider, part)
		}

		/// A provider's price list in the order of the storage: at most `limit` and at most 100 parts, those that follow
		/// `after`, or the first ones.
		pub fn parts_of(
			provider: T::AccountId,
			after: Option<PartNumber>,
			limit: u32,
		) -> Vec<(PartNumber, ListedPart)> {
			Self::view_parts_of(provider, after, limit)
		}

		/// Numbers of the agreements of which an account is the owner or the provider; paged as `agreements_of`.
		pub fn agreements_by(who: T::AccountId, after: Option<AgreementId>, limit: u32) -> Vec<AgreementId> {
			Self::view_agreements_by(who, after, limit)
		}

		/// Numbers of the unsettled requests of which an account is the owner or the provider, or which lie before it as the
		/// arbiter, in the order of the storage: at most `limit` and at most 100, those that follow `after`, or the first ones.
		pub fn work_of(who: T::AccountId, after: Option<RequestId>, limit: u32) -> Vec<RequestId> {
			Self::view_work_of(who, after, limit)
		}

		/// What has been handed in about a request that is not archived.
		pub fn evidence(request: RequestId) -> Vec<Evidence<BlockNumberFor<T>>> {
			EvidenceOf::<T>::get(request).into_inner()
		}

		/// The template with this number.
		pub fn template(template: TemplateId) -> Option<TemplateOf<T>> {
			Templates::<T>::get(template)
		}

		/// Numbers of the templates of a provider or of the committee; paged as `agreements_of`.
		pub fn templates_of(
			publisher: Publisher<T::AccountId>,
			after: Option<TemplateId>,
			limit: u32,
		) -> Vec<TemplateId> {
			Self::view_templates_of(publisher, after, limit)
		}

		/// The plan of an agreement: at most 8 entries, each with its next time.
		pub fn plan(agreement: AgreementId) -> Vec<PlanEntry<BlockNumberFor<T>>> {
			Plans::<T>::get(agreement).into_inner()
		}

		/// The plan entries that are due in a block, in the order in which they are carried out: those with the places from
		/// `from` (0 is the first) to `from + limit`, at most 100.
		pub fn due_in(block: BlockNumberFor<T>, from: u32, limit: u32) -> Vec<(AgreementId, PlanId)> {
			Self::view_due_in(block, from, limit)
		}

		/// What has happened to a device, in its order, from the entry with index `from` (0 is the first); at most `limit` and
		/// at most 100. Requests come into it when they are archived.
		pub fn history_of(device: DeviceId, from: u32, limit: u32) -> Vec<RecordOf<T>> {
			Self::view_history_of(device, from, limit)
		}

		/// How many entries the history of a device has.
		pub fn history_length(device: DeviceId) -> u32 {
			HistoryLength::<T>::get(device)
		}

		/// How a provider has been rated, and the average score in thousandths, if it has been.
		pub fn rating(provider: T::AccountId) -> (Rating, Option<u32>) {
			let rating = Ratings::<T>::get(provider);
			(rating, rating.average())
		}

		/// How many spare parts of one kind an owner has.
		pub fn spares(owner: T::AccountId, provider: T::AccountId, part: PartNumber) -> u64 {
			SparesOf::<T>::get(owner, (provider, part)).map(|spares| spares.quantity).unwrap_or_default()
		}

		/// The spare parts of an owner in the order of the storage: at most `limit` and at most 100 kinds, those that follow
		/// `after`, or the first ones.
		pub fn spares_of(
			owner: T::AccountId,
			after: Option<PartOf<T::AccountId>>,
			limit: u32,
		) -> Vec<(PartOf<T::AccountId>, Spares)> {
			Self::view_spares_of(owner, after, limit)
		}

		/// What storing things costs now.
		pub fn deposits() -> Deposits {
			Self::view_deposits()
		}
	}

	impl<T: Config> Pallet<T> {
		/// Who publishes a template: the committee, or an account that signs.
		fn ensure_publisher(origin: OriginFor<T>) -> Result<Publisher<T::AccountId>, DispatchError> {
			match T::CommitteeOrigin::try_origin(origin) {
				Ok(_) => Ok(Publisher::Committee),
				Err(origin) => Ok(Publisher::Provider(ensure_signed(origin)?)),
			}
		}
	}
}
