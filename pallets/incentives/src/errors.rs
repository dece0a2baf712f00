//! The errors; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's errors.
#[pallet_section]
mod errors {
	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The amount is zero.
		ZeroAmount,
		/// The account has no bond.
		NotBonded,
		/// What would be bonded afterwards is less than the stake for one contribution, and not nothing.
		BondTooSmall,
		/// More is to be taken out of the bond than is in it.
		BondExceeded,
		/// The account's free balance does not cover the bond.
		CannotPayBond,
		/// Nothing that has been taken out of the bond can be given back yet; what counts in an epoch is held to its end.
		NothingToWithdraw,
		/// The account has no reward to claim from one of these epochs: none was earned, it has been claimed, it has
		/// expired, or the epoch is not over.
		NothingToClaim,
		/// There is no bonus query with this number.
		BonusNotFound,
		/// The bonus query belongs to another account.
		NotOwner,
		/// Only the provider of the bonus query can answer it, as the account that its identity has now.
		NotProvider,
		/// The bonus query has been redeemed before.
		AlreadyRedeemed,
		/// The time to redeem the bonus query is over.
		BonusExpired,
		/// The bonus query has not been redeemed.
		NotRedeemed,
		/// The bonus query has been answered before.
		AlreadyAnswered,
		/// The time to answer the bonus query is over.
		AnswerPeriodOver,
		/// The bonus query can be redeemed or answered still, or its owner may look at the answer for some time yet.
		NotOver,
		/// The block has no author to whom the bonus query could belong.
		NoAuthor,
		/// The block carries as many bonus queries as it may.
		TooManyBonuses,
		/// The provider's free balance does not cover the deposit for the bonus query.
		CannotPayDeposit,
		/// All numbers have been given out.
		NumbersExhausted,
		/// A sum is too large.
		Overflow,
		/// The account is a device's. What a device does is counted for its owner, by the owner's bond.
		DeviceAccount,
		/// Only the device or its owner can take back the consent to the bonus query.
		NotDeviceSide,
		/// The bonus query has not been answered.
		NotAnswered,
		/// The time in which the owner can look at the answer is over.
		TooLateToContest,
		/// Nothing has been noted about this provider.
		NoStanding,
		/// The provider is a participant, or its identity has another account now.
		ProviderNotGone,
	}
}
