//! The errors; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's errors.
#[pallet_section]
mod errors {
	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The account is not registered as a service provider.
		NotServiceProvider,
		/// A price of zero; leave a part off the list instead.
		ZeroPrice,
		/// The provider's price list has no such part.
		UnknownPart,
		/// There is no device with this number.
		UnknownDevice,
		/// Only the owner of the device or of the agreement can do this.
		NotOwner,
		/// Only the provider of the agreement can do this.
		NotProvider,
		/// Only the agreement's own device can do this.
		NotDevice,
		/// Only the owner or the provider of the agreement can do this.
		NotParty,
		/// An agreement needs at least one rule.
		NoRules,
		/// A quantity of zero.
		ZeroQuantity,
		/// An order of parts that is allowed to cost nothing.
		ZeroMaxPrice,
		/// The provider would have no time to respond.
		ZeroResponse,
		/// The response time is longer than the chain allows.
		ResponseTooLong,
		/// The amount is zero.
		ZeroAmount,
		/// There is no agreement with this number.
		AgreementNotFound,
		/// The agreement does not wait for the provider's answer.
		NotProposed,
		/// The agreement is not active: not accepted yet, or cancelled.
		NotActive,
		/// The agreement has been cancelled already.
		AlreadyCancelled,
		/// The account's free balance does not cover the amount or the deposit.
		InsufficientFunds,
		/// The agreement's budget is smaller than the amount, or than the price with the request's deposit and the owner's part
		/// of the arbiter's fee.
		BudgetExceeded,
		/// The order would cost more than the rule allows.
		PriceAboveCap,
		/// The agreement has as many unsettled requests as it can.
		TooManyRequests,
		/// The report holds no readings.
		EmptyReport,
		/// A reading is older than one before it, or not newer than the agreement's last reported reading.
		ReadingOutOfOrder,
		/// The report holds two readings of one channel at one time.
		DuplicateReading,
		/// Rules and plan entries fire too often in this report; send it in smaller parts.
		TooManyFirings,
		/// A trigger with this number, or a later one, has already taken effect.
		DuplicateTrigger,
		/// The agreement has no rule with this index.
		RuleNotFound,
		/// The rule asks for another action.
		WrongAction,
		/// There is no request with this number; it may have been archived.
		RequestNotFound,
		/// The request does not wait for the provider's acceptance.
		NotOpen,
		/// The provider has not accepted the request, or has already completed it.
		NotAccepted,
		/// The provider has not said that the job is done.
		NotCompleted,
		/// The request has been paid, turned down, split or timed out.
		AlreadySettled,
		/// The provider is too late; the request can only expire.
		DeadlinePassed,
		/// The time after which this request expires is not over.
		NotExpired,
		/// Owner and provider do not agree, and silence settles nothing before the stand-off has lasted too long: the owner
		/// confirms, the provider rejects, both make the same offer, or one calls the arbiter, if there is one.
		Disputed,
		/// The owner's time to answer is over; the job counts as confirmed.
		ReleasePeriodOver,
		/// The owner has returned this job as often as it can.
		TooManyReturns,
		/// The provider's account cannot receive the payment; it may be below the existential deposit.
		CannotBePaid,
		/// All numbers have been given out.
		NumbersExhausted,
		/// A sum, a price or a block number is greater than the largest number.
		Overflow,
		/// A name or a part number is empty or not UTF-8.
		BadText,
		/// There is no template with this number; it may have been retired.
		TemplateNotFound,
		/// Only who has published the template can do this.
		NotPublisher,
		/// The template is another provider's.
		WrongProvider,
		/// The committee has published as many templates as it can.
		TooManyTemplates,
		/// The shares of the milestones do not add up to exactly one, or one of them is zero.
		BadShares,
		/// The arbiter is the owner, the provider or a device.
		BadArbiter,
		/// The arbiter's fee is higher than the chain allows.
		FeeTooHigh,
		/// The agreement names no arbiter.
		NoArbiter,
		/// Only the arbiter of the agreement can do this.
		NotArbiter,
		/// The job does not lie before the arbiter.
		NotDisputed,
		/// Only delivered work can be disputed: by the owner until silence has confirmed it, by the provider after the owner
		/// has returned it.
		NotDisputable,
		/// There is nothing left to pay that could be disputed.
		NothingInDispute,
		/// The arbiter's time is over; the request can only expire.
		ArbitrationOver,
		/// The provider would get more than there is in escrow for it.
		AwardTooHigh,
		/// The device is not registered under the agreement's owner any more.
		DeviceMoved,
		/// The agreement has to be cancelled first.
		NotCancelled,
		/// The agreement has requests that are not archived.
		RequestsRemain,
		/// The request is not settled.
		NotSettled,
		/// The time in which a settled request stays is not over.
		ArchiveTooEarly,
		/// The plan has no entry with this number.
		PlanNotFound,
		/// The agreement's plan has as many entries as it can.
		PlanFull,
		/// As many entries as the chain can carry out in time are due by the calendar already.
		AgendaFull,
		/// The first time has passed, or is further away than the longest interval.
		BadStart,
		/// The interval is shorter or longer than the chain allows.
		BadInterval,
		/// The entry goes by the calendar, not by a meter.
		NotMetered,
		/// The meter has not reached the value at which the entry is due.
		NotDue,
		/// The provider has fewer of this part in stock; it has to replenish first.
		OutOfStock,
		/// There are fewer of this part in stock.
		StockTooSmall,
		/// The part is delivered for orders that are not settled.
		PartInTransit,
		/// This party has handed in as much evidence as it can.
		TooMuchEvidence,
		/// The provider has not been paid for this job.
		NotPaid,
		/// The score is not between 1 and 5.
		BadScore,
		/// The job has been rated.
		AlreadyRated,
		/// The job has paid less than a job that can be rated.
		ValueTooSmall,
		/// The device is registered, so its history stays.
		DeviceRegistered,
		/// The device has no history, or none of these entries.
		NoRecords,
		/// The account, or the owner of the device that it belongs to, takes part no more: it is not registered, or was
		/// expelled.
		NotAdmitted,
		/// The trigger's number is too far ahead of the last one.
		TriggerTooFar,
		/// A reading is more than a day ahead of the chain's clock.
		ReadingInFuture,
		/// The meter has run on by more intervals at once than a machine can; if it is right, remove the entry and add it anew.
		MeterLeap,
		/// The entry of the history is another account's.
		NotRecordOwner,
		/// The entry of the history has to stay: the device is the signer's, or the entry is not old enough.
		RecordKept,
	}
}
