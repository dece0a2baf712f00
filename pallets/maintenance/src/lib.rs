//! # Maintenance
//!
//! The smart contract `maintenanceService` of the paper's Table 1: agreements between the owner of a device and a service
//! provider, whose rules request service and order parts by themselves, and pay for them.
//!
//! ## Calls
//!
//! * Price list of a provider: `set_part`, `remove_part`.
//! * Agreement: `propose_agreement`, `accept_agreement`, `cancel_agreement`, `fund_budget`, `withdraw_budget`.
//! * The device: `report` (the chain counts), `request_service` and `order_part` (the device has counted).
//! * Request: `accept_request`, `reject_request`, `complete_request`, `confirm_request`, `return_request`,
//!   `expire_request`.
//!
//! ## Overview
//!
//! A rule watches one channel of the device. Table 1 counts readings that exceed a threshold and fires when the count is
//! greater than a second one; the counter then starts again from zero. A rule that fires raises a request, and the
//! request's price moves from the agreement's budget into escrow. Both are holds on the owner's account, so no pallet
//! account owns anybody's money. Accepted and completed work is paid out of the escrow when the owner confirms it, or by
//! itself when the owner stays silent for [`Config::ReleasePeriod`]; work that is turned down or late flows back.
//!
//! ```text
//!            accept           complete            confirm, or silence
//!   Open ------------> Accepted -----> Completed ---------------------> Paid
//!    | |                | |    <------
//!    | | reject         | |     return
//!    | +-> Rejected <---+ |
//!    +---> TimedOut <-----+   expire, after the deadline
//! ```
//!
//! ## Who could gain by cheating
//!
//! * A stolen device key raises requests at the agreed provider, within the budget, and only those that a rule describes.
//! * A provider who raises a price after the rule was made gets at most the rule's `max_price`.
//! * An owner who does not confirm pays after the release period; one who returns work over and over can do so
//!   [`Config::MaxReturns`] times, and each time the provider gets the full response time again.
//! * A provider who says that a job is done without doing it gains nothing from the owner's last return: silence pays no
//!   more, and the price stays in escrow until the owner confirms or the provider rejects. Neither profits from holding out.
//! * Budget and escrow come from money that is not frozen, so a later freeze does not stop a payment.
//!
//! ## Low-level part
//!
//! Readings of an agreement are counted once: within a report times do not fall and no channel is repeated at one time, and
//! a report starts later than the agreement's last reading. Triggers that a device has counted carry a number that must
//! rise, so a retransmission has no second effect. A request that has been settled stays in storage as the device's
//! maintenance history.

#![cfg_attr(not(feature = "std"), no_std)]

pub use pallet::*;
pub use types::{
	Agreement, AgreementStatus, ListedPart, MAX_NAME, MAX_PAGE, MAX_READINGS, MAX_RULES, Name, Readings, Request,
	RequestKind, RequestStatus, Rules,
};
pub use weights::WeightInfo;

mod errors;
mod events;
mod impl_agreements;
mod impl_requests;
mod impl_rules;
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

/// An agreement as this runtime stores it.
pub type AgreementOf<T> = Agreement<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// A request as this runtime stores it.
pub type RequestOf<T> = Request<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
#[allow(unused_qualifications, reason = "the pallet macros write full paths")]
pub mod pallet {
	use alloc::vec::Vec;

	use bpiiot_primitives::{
		AgreementId, Balance, Counter, DeviceId, Hash, Moment, PartNumber, RequestId, RuleIndex, TriggerSeq,
		device::Registry,
	};
	use frame_support::{pallet_prelude::*, traits::fungible};
	use frame_system::pallet_prelude::*;

	use super::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the runtime has to provide.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token; budgets and escrow are held in it.
		type Currency: fungible::Inspect<Self::AccountId, Balance = Balance>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Participants and devices.
		type Registry: Registry<Self::AccountId>;

		/// How many blocks an owner has to answer to completed work before it counts as confirmed.
		#[pallet::constant]
		type ReleasePeriod: Get<BlockNumberFor<Self>>;

		/// Longest response time of an agreement, in blocks. It keeps a slip of the pen from locking money for centuries.
		#[pallet::constant]
		type MaxResponse: Get<BlockNumberFor<Self>>;

		/// Most unsettled requests of an agreement. It keeps a stolen device key from flooding the provider with requests.
		#[pallet::constant]
		type MaxOpenRequests: Get<u32>;

		/// How often an owner can return a job. It keeps an owner from having work done without end and without payment.
		#[pallet::constant]
		type MaxReturns: Get<u8>;

		/// How often rules can fire in one report. It keeps a report with tiny count thresholds from filling a block.
		#[pallet::constant]
		type MaxFirings: Get<u32>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money of an owner.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// It may be used by requests of its agreements.
		#[codec(index = 0)]
		Budget,
		/// It pays for requests that are not settled.
		#[codec(index = 1)]
		Escrow,
	}

	/// The price list of each provider. Providers choose the part numbers, hence the cryptographic hashers.
	#[pallet::storage]
	pub type Parts<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, PartNumber, ListedPart>;

	/// All agreements. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Agreements<T: Config> = StorageMap<_, Twox64Concat, AgreementId, AgreementOf<T>>;

	/// The agreements of each device. Both numbers are given out by pallets, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type AgreementsOf<T: Config> =
		StorageDoubleMap<_, Twox64Concat, DeviceId, Twox64Concat, AgreementId, (), OptionQuery>;

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

	/// All requests, settled ones too. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Requests<T: Config> = StorageMap<_, Twox64Concat, RequestId, RequestOf<T>>;

	/// The requests of each agreement in the order in which they were raised, from 0. The pallet gives out both numbers.
	#[pallet::storage]
	pub type RequestsOf<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AgreementId, Twox64Concat, u32, RequestId, OptionQuery>;

	/// The number of the next request.
	#[pallet::storage]
	pub type NextRequest<T: Config> = StorageValue<_, RequestId, ValueQuery>;

	/// How many agreements that are not cancelled and requests that are not settled each device has; it stays registered
	/// while there are any. The registry numbers devices itself, so keys cannot be made to collide.
	#[pallet::storage]
	pub type Uses<T: Config> = StorageMap<_, Twox64Concat, DeviceId, u32, ValueQuery>;

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
		/// Most entries that a view function returns.
		#[pallet::constant_name(MaxPage)]
		fn max_page() -> u32 {
			MAX_PAGE
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Puts a part on the signer's price list, or changes its name and price.
		///
		/// - `price`: of one, in planck; not zero. Rules of existing agreements are safe by their `max_price`.
		///
		/// Fails with `NotServiceProvider` or `ZeroPrice`. Emits `PartSet`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_part())]
		pub fn set_part(
			origin: OriginFor<T>,
			part: PartNumber,
			name: Name,
			#[pallet::compact] price: Balance,
		) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_set_part(provider, part, name, price)
		}

		/// Takes a part off the signer's price list; rules that order it cannot be carried out any more.
		///
		/// Fails with `UnknownPart`. Emits `PartRemoved`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::remove_part())]
		pub fn remove_part(origin: OriginFor<T>, part: PartNumber) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_remove_part(provider, part)
		}

		/// Proposes an agreement for a device of the signer.
		///
		/// - `service_price`: what each service request pays, in planck; zero when the contract covers service.
		/// - `response_blocks`: how many blocks the provider has from a request to its completion.
		/// - `rules`: when to request what.
		///
		/// Fails with `UnknownDevice`, `NotOwner`, `NotServiceProvider`, `NoRules`, `ZeroThreshold`, `ZeroCount`,
		/// `ZeroQuantity`, `ZeroMaxPrice`, `UnknownPart`, `ZeroResponse`, `ResponseTooLong`, `Overflow` or
		/// `NumbersExhausted`. Emits `AgreementProposed`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::propose_agreement(rules.len() as u32))]
		pub fn propose_agreement(
			origin: OriginFor<T>,
			device: DeviceId,
			provider: T::AccountId,
			#[pallet::compact] service_price: Balance,
			response_blocks: BlockNumberFor<T>,
			rules: Rules,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_propose(owner, device, provider, service_price, response_blocks, rules)
		}

		/// Accepts an agreement as its provider.
		///
		/// Fails with `AgreementNotFound`, `NotProvider` or `NotProposed`. Emits `AgreementAccepted`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::accept_agreement())]
		pub fn accept_agreement(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_accept_agreement(provider, agreement)
		}

		/// Ends an agreement, as its owner or its provider. What is left of the budget is free again; jobs that the
		/// provider has accepted run on, requests that it has not can only be rejected or expire.
		///
		/// Fails with `AgreementNotFound`, `NotParty` or `AlreadyCancelled`. Emits `AgreementCancelled`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::cancel_agreement())]
		pub fn cancel_agreement(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel(who, agreement)
		}

		/// Adds to the budget of an agreement, as its owner. The amount, in planck, is held on the signer's account.
		///
		/// Fails with `AgreementNotFound`, `NotOwner`, `AlreadyCancelled`, `ZeroAmount`, `Overflow` or
		/// `InsufficientFunds`. Emits `BudgetFunded`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::change_budget())]
		pub fn fund_budget(
			origin: OriginFor<T>,
			agreement: AgreementId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_fund_budget(owner, agreement, amount)
		}

		/// Takes an amount, in planck, out of the budget of an agreement, as its owner. Escrow is out of reach.
		///
		/// Fails with `AgreementNotFound`, `NotOwner`, `ZeroAmount` or `BudgetExceeded`. Emits `BudgetWithdrawn`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::change_budget())]
		pub fn withdraw_budget(
			origin: OriginFor<T>,
			agreement: AgreementId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_withdraw_budget(owner, agreement, amount)
		}

		/// Reports readings as the agreement's device; the chain counts them by Table 1 and rules that fire act at once.
		///
		/// - `readings`: times do not fall, no channel is repeated at one time, and the first reading is newer than the
		///   last one that was reported for the agreement. A report with a time in the far future therefore ends reporting
		///   for this agreement.
		///
		/// An action that cannot be carried out does not undo the report; see the event `ActionFailed`. Fails with
		/// `AgreementNotFound`, `NotDevice`, `NotActive`, `EmptyReport`, `ReadingOutOfOrder`, `DuplicateReading` or
		/// `TooManyFirings`. Emits `Reported`, then the event of each firing.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::report(readings.len() as u32, Pallet::<T>::most_firings(readings.len())))]
		pub fn report(origin: OriginFor<T>, agreement: AgreementId, readings: Readings) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let firings = Self::do_report(&who, agreement, &readings)?;
			Ok(Some(T::WeightInfo::report(readings.len() as u32, firings)).into())
		}

		/// Requests service as the agreement's device, whose unit has counted by Table 1 itself.
		///
		/// - `rule`: the index of the rule that has fired.
		/// - `trigger`: the device's number of this trigger; greater than all that have taken effect for the device.
		///
		/// Fails with `AgreementNotFound`, `NotDevice`, `DuplicateTrigger`, `NotActive`, `RuleNotFound`, `WrongAction`,
		/// `TooManyRequests`, `BudgetExceeded`, `Overflow` or `NumbersExhausted`. Emits `ServiceRequested`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::trigger())]
		pub fn request_service(
			origin: OriginFor<T>,
			agreement: AgreementId,
			rule: RuleIndex,
			trigger: TriggerSeq,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_trigger(&who, agreement, rule, trigger, false)
		}

		/// Orders the part that a rule names, as the agreement's device; arguments as for `request_service`.
		///
		/// Fails as `request_service` does, and with `UnknownPart` or `PriceAboveCap`. Emits `PartOrdered`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::trigger())]
		pub fn order_part(
			origin: OriginFor<T>,
			agreement: AgreementId,
			rule: RuleIndex,
			trigger: TriggerSeq,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_trigger(&who, agreement, rule, trigger, true)
		}

		/// Accepts a request as its provider, up to the deadline and while the agreement is active.
		///
		/// Fails with `RequestNotFound`, `NotProvider`, `NotOpen`, `DeadlinePassed` or `NotActive`. Emits
		/// `RequestAccepted`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::advance_request())]
		pub fn accept_request(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_accept_request(provider, request)
		}

		/// Turns down a request, or gives up an accepted one, as its provider. The escrow goes back to the budget, or to
		/// the owner's free balance when the agreement has been cancelled.
		///
		/// Fails with `RequestNotFound`, `NotProvider` or `NotOpen`. Emits `RequestRejected`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::settle_request())]
		pub fn reject_request(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_reject_request(provider, request)
		}

		/// Says as the provider that a job is done, up to the deadline.
		///
		/// - `evidence`: the hash of the report on the job, which stays off the chain.
		///
		/// Fails with `RequestNotFound`, `NotProvider`, `NotAccepted` or `DeadlinePassed`. Emits `RequestCompleted`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::advance_request())]
		pub fn complete_request(origin: OriginFor<T>, request: RequestId, evidence: Hash) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_complete_request(provider, request, evidence)
		}

		/// Confirms a completed job as the owner and pays the provider out of the escrow.
		///
		/// Fails with `RequestNotFound`, `NotOwner`, `NotCompleted` or `CannotBePaid`. Emits `Paid`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::settle_request())]
		pub fn confirm_request(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_confirm_request(owner, request)
		}

		/// Sends a completed job back to the provider as the owner, within the release period. The provider has the full
		/// response time again.
		///
		/// - `reason`: the hash of what is wrong, which stays off the chain.
		///
		/// Fails with `RequestNotFound`, `NotOwner`, `NotCompleted`, `ReleasePeriodOver`, `TooManyReturns` or `Overflow`.
		/// Emits `RequestReturned`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::advance_request())]
		pub fn return_request(origin: OriginFor<T>, request: RequestId, reason: Hash) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_return_request(owner, request, reason)
		}

		/// Settles a request whose time is over, by anyone who signs: one that was not completed by the deadline is
		/// refunded, one that the owner has not answered within the release period is paid.
		///
		/// Fails with `RequestNotFound`, `AlreadySettled`, `NotExpired` or `CannotBePaid`. Emits `RequestTimedOut` or
		/// `Paid`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::settle_request())]
		pub fn expire_request(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_expire_request(request)
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

		/// An agreement's requests with their numbers in the order in which they were raised, from the one with index
		/// `from` (0 is the first); at most `limit` and at most 100.
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
	}
}
