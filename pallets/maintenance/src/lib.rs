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
//!   `rate_provider`, `archive_request`.
//! * The history: `adopt_records` and `remove_record` when the device has been sold, `remove_records` when it is gone.
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
//! ```text
#![doc = include_str!("tests/example.rs")]
//! ```
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
//!    +---> TimedOut <---+   expire, after the deadline; Open also after a cancellation       |
//!                                                                     award, or same offer   |
//!   Completed, or Accepted after a return -- dispute --> Disputed ---------------------------+
//!                                                           | expire: silent arbiter         |
//!                                                           +--> Deadlocked -- same offer ---+
//!   From Disputed and Deadlocked the owner can confirm (Paid) and the provider reject (Rejected).
//!   From Deadlocked, and from Completed after the last return: Forfeited, expire after the stand-off's period.
//! ```
//!
//! ## Who could gain by cheating
//!
//! * A stolen device key raises requests at the agreed provider, within the budget, and only those that a rule or the plan
//!   describes. Their deposits come out of the budget, too, so they do not eat into the rest of the owner's money. It cannot
//!   silence the machine afterwards: neither by a trigger number ([`MAX_TRIGGER_STEP`]), nor by a reading of the far future
//!   ([`MAX_AHEAD`]; it can for a day), nor by a meter that has run on for ever ([`MAX_METER_LEAP`]).
//! * One who was expelled, or whose signature a proxy or a multisig stands for, promises nothing new: the calls ask for
//!   admission themselves. It can still deliver what it has accepted, and be paid.
//! * A provider who raises a price after the rule was made gets at most the rule's `max_price`.
//! * An owner who does not confirm pays after the release period; one who returns work over and over can do so
//!   [`Config::MaxReturns`] times for a milestone, and each time the provider gets the full response time again.
//! * A provider who says that a job is done without doing it gains nothing from the owner's last return: silence pays no
//!   more. Without an arbiter the price stays in escrow until the owner confirms, the provider rejects, or both offer the
//!   same split; after [`Config::StandoffPeriod`] it can be burned by anyone. Neither gains by holding out: any part of it
//!   for either side would be worth waiting for, to one that refuses good work or to one that has done none. Whoever does not
//!   trust the other to that length names an arbiter.
//! * A provider cannot hold the machine hostage, nor can an owner tie it to a quarrel: from the last return on, and in a
//!   deadlock, it can be sold and removed. Before that each step has a deadline. An owner whose provider does not answer
//!   cancels, and has the money of what nobody has accepted back at once.
//! * A dispute costs the loser: both hold the arbiter's fee from the acceptance on, and pay it in the proportion in which they
//!   lose. Giving way before the award does not save the fee, so that nobody cheats the arbiter of it at the last moment.
//! * An arbiter whom one side has bribed to stay silent gains that side nothing: there is no award, no fee, and the escrow
//!   stays where it is until the two agree, or burns. An arbiter whom one side has bribed to decide wrongly cannot be told
//!   from an honest one; therefore both have to name it before there is anything to decide, and it is neither of them.
//! * An owner cannot keep a provider from its money by its stock of spares, nor an arbiter both by an account that cannot be
//!   paid; nor can a provider keep an owner from a refund by taking the part off its list.
//! * A ring that orders from itself to be rated well pays [`Config::RatingLevy`] of all that it moves, burned, beside the
//!   fees of six transactions a job, and jobs below [`Config::MinRatedValue`] do not count. As a rating weighs what the job
//!   has paid, outweighing honest jobs of W planck costs the ring the levy on W, as it has cost the honest.
//! * An owner cannot polish the history of a machine that it wants to sell: entries go when the device is gone, not before. Who
//!   has sold it gets its deposits back from a buyer that adopts the entries, or takes those away that are older than
//!   [`Config::KeepPeriod`] and that nobody wanted to keep.
//! * Whoever fills the agenda delays others by no more than half of [`Config::MinPlanInterval`], and pays for keeping others
//!   out; see `impl_plans`.
//! * A freeze on the owner's account does not stop a payment out of budget and escrow.
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
//! Sums per account, checked by `try_state`: hold(`Budget`) = budgets of its agreements; hold(`Escrow`) = what is unpaid of
//! its unsettled requests and its part of arbiters' fees; hold(`Bond`) = the provider's part of these; hold(`Deposit`) = the
//! deposits of all that it has stored. Parts: what a stock loses is in transit, and what is in transit ends in a stock. A
//! device is used by each agreement that is not cancelled and each request that keeps it; then it is neither sold nor
//! removed.

#![cfg_attr(not(feature = "std"), no_std)]

pub use pallet::*;
pub use types::{
	Agreement, AgreementStatus, Arbitration, Cause, Deposits, Dispute, Evidence, Evidences, Happening, ListedPart,
	MAX_AHEAD, MAX_EVIDENCE, MAX_EVIDENCE_EACH, MAX_FAILURES, MAX_METER_LEAP, MAX_MILESTONES, MAX_NAME, MAX_PAGE,
	MAX_PLAN, MAX_READINGS, MAX_RULES, MAX_SCORE, MAX_TRIGGER_STEP, Milestones, Name, Offer, PartOf, Party,
	PastRequest, Phase, Plan, PlanEntry, Publisher, Rating, Readings, Record, Replacement, Request, RequestKind,
	RequestStatus, Rules, Schedule, Spares, Template, Terms,
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
mod storage;
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
#[import_section(storage::storage)]
#[frame_support::pallet]
#[allow(unused_qualifications, reason = "the pallet macros write full paths")]
pub mod pallet {
	use alloc::vec::Vec;

	use bpiiot_primitives::{
		Action, ActionKind, AgreementId, Balance, Counter, DeviceId, Hash, Moment, PartNumber, PlanId, RequestId,
		RuleIndex, TemplateId, TriggerSeq, device::Registry, table1::Value,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{UnixTime, fungible},
	};
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

		/// The chain's clock, against which the times of readings are checked.
		type Time: UnixTime;

		/// Who publishes templates that are good for every provider.
		type CommitteeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// How many blocks an owner has to answer to completed work before it counts as confirmed.
		#[pallet::constant]
		type ReleasePeriod: Get<BlockNumberFor<Self>>;

		/// How many blocks an arbiter has to decide.
		#[pallet::constant]
		type ArbitrationPeriod: Get<BlockNumberFor<Self>>;

		/// How many blocks the two have to agree, from the last completion of a job that the owner has returned as often as
		/// it can, or from the end of a silent arbiter's time. Then what is not confirmed can be burned, so that it does not
		/// lie there for ever.
		#[pallet::constant]
		type StandoffPeriod: Get<BlockNumberFor<Self>>;

		/// How many blocks an entry stays in the history of a device that its owner has sold. The buyer can adopt it meanwhile.
		#[pallet::constant]
		type KeepPeriod: Get<BlockNumberFor<Self>>;

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

		/// How often an owner can return a milestone. It keeps an owner from having work done without end and without
		/// payment. To lower it needs a migration that lets go of the devices of those that have been returned as often
		/// already.
		#[pallet::constant]
		type MaxReturns: Get<u8>;

		/// How often rules and plan entries can fire in one report; at least once each, so that a single reading always gets
		/// through. It keeps a report with tiny count thresholds from filling a block.
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
			assert!(
				T::MaxFirings::get() >= MAX_RULES.saturating_add(MAX_PLAN),
				"A single reading at which every rule and every meter fires could not be reported.",
			);
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
		/// Most that a device's trigger number runs ahead of its last one.
		#[pallet::constant_name(MaxTriggerStep)]
		fn max_trigger_step() -> TriggerSeq {
			MAX_TRIGGER_STEP
		}
		/// Most that a reported reading is ahead of the chain's clock, in milliseconds.
		#[pallet::constant_name(MaxAhead)]
		fn max_ahead() -> Moment {
			MAX_AHEAD
		}
		/// How often in a row a plan's entry that goes by the calendar can fail, until it goes.
		#[pallet::constant_name(MaxFailures)]
		fn max_failures() -> u8 {
			MAX_FAILURES
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

		/// What has happened to a device, in its order: the entries with the places from `from` (0 is the first) to
		/// `from + limit`, at most 100. Requests come into it when they are archived; entries that a former owner has taken
		/// away are left out.
		pub fn history_of(device: DeviceId, from: u32, limit: u32) -> Vec<RecordOf<T>> {
			Self::view_history_of(device, from, limit)
		}

		/// How many places in the history of a device have been given out.
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
