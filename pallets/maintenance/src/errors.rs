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
		/// A rule has a threshold value of zero.
		ZeroThreshold,
		/// A rule has a count threshold of zero.
		ZeroCount,
		/// A rule orders a quantity of zero.
		ZeroQuantity,
		/// A rule orders a part but allows it to cost nothing.
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
		/// The owner's free balance does not cover the amount.
		InsufficientFunds,
		/// The agreement's budget is smaller than the price or the amount.
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
		/// Rules fire too often in this report; send it in smaller parts.
		TooManyFirings,
		/// A trigger with this number, or a later one, has already taken effect.
		DuplicateTrigger,
		/// The agreement has no rule with this index.
		RuleNotFound,
		/// The rule asks for the other action.
		WrongAction,
		/// There is no request with this number.
		RequestNotFound,
		/// The request does not wait for the provider's acceptance.
		NotOpen,
		/// The provider has not accepted the request, or has already completed it.
		NotAccepted,
		/// The provider has not said that the job is done.
		NotCompleted,
		/// The request has been paid, turned down or timed out.
		AlreadySettled,
		/// The provider is too late; the request can only expire.
		DeadlinePassed,
		/// Neither the deadline nor the release period is over.
		NotExpired,
		/// The owner has returned this job as often as it can; only its confirmation or the provider's rejection ends it.
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
	}
}
