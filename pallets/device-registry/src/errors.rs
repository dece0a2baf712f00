//! The errors; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's errors.
#[pallet_section]
mod errors {
	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The account is a participant already; a role cannot be changed.
		AlreadyExists,
		/// The account is not a participant. Register it first.
		NotParticipant,
		/// Only an equipment owner can own devices.
		NotEquipmentOwner,
		/// The account already belongs to a device or to a participant.
		AccountTaken,
		/// The claim is not the device key's signature over this chain's genesis hash, the owner's account and the claim's end.
		BadClaim,
		/// There is no device with this number.
		NotFound,
		/// What the call is about belongs to somebody else.
		NotAuthorized,
		/// The device still has an agreement or a job that is not over.
		InUse,
		/// A part is listed with a quantity of zero.
		ZeroQuantity,
		/// All numbers have been given out.
		NumbersExhausted,
		/// The amount is zero.
		ZeroAmount,
		/// The free balance does not cover the amount, or the deposit.
		InsufficientFunds,
		/// The device's quota is smaller than the amount.
		QuotaTooSmall,
		/// The sum is greater than the largest balance.
		Overflow,
		/// A text is not valid UTF-8.
		NotText,
		/// A part names a container that does not stand before it in the list.
		BadParent,
		/// Parts are nested more deeply than the chain allows.
		TooDeep,
		/// The same part is listed twice at one place.
		DuplicatePart,
		/// The chain's policy wants newcomers to be admitted first, and this account has not been.
		NotAdmitted,
		/// The committee has expelled the account.
		Expelled,
		/// The identity has moved to another account; this one can only settle what is open.
		Moved,
		/// The account has not been expelled.
		NotExpelled,
		/// The account has been admitted already and can register.
		AlreadyAdmitted,
		/// Somebody answers for this account already.
		AlreadySponsored,
		/// The chain's policy has no use for sponsors.
		NoSponsors,
		/// Nobody answers for this account.
		NotSponsored,
		/// The newcomer's probation is not over; the stake stays until then.
		OnProbation,
		/// The participant still owns devices.
		OwnsDevices,
		/// A device is still lent to the participant.
		StillBorrowing,
		/// The participant still answers for a newcomer.
		StillSponsoring,
		/// The participant still has an identity; retire it first.
		HasIdentity,
		/// The string has less than three characters.
		HandleTooShort,
		/// The string has a character that is not among a–z, 0–9, '.', '-' and '_'.
		HandleCharacter,
		/// The string starts or ends with '.', '-' or '_', or has two of them together.
		HandleSeparator,
		/// The string is taken, or looks like one that is.
		HandleTaken,
		/// The account belongs or belonged to an identity. Take a fresh one.
		AccountUsed,
		/// The new account has another role.
		RoleDiffers,
		/// The consent is not the new account's signature over this change.
		BadConsent,
		/// The identity has had as many accounts as it can have.
		TooManyAccounts,
		/// The account has no identity.
		NoIdentity,
		/// There is no identity with this number.
		IdentityNotFound,
		/// The identity has been retired.
		IdentityRetired,
		/// The identity has not been retired, or not long enough ago for old records to be forgotten.
		IdentityNeeded,
		/// The signing key has not signed the keys, the account and this chain's genesis hash.
		BadSigningProof,
		/// The encryption key's Ed25519 form has not signed the keys, the account and this chain's genesis hash.
		BadEncryptionProof,
		/// One of the keys keeps no secret: its point has a small order.
		WeakKey,
		/// One of the keys is or was in use already.
		KeyTaken,
		/// The identity uses or stores as many pairs of keys as it can.
		TooManyKeys,
		/// The identity has no such pair of keys, or no longer uses it.
		KeyNotFound,
		/// An identity that can rotate its keys has at least one pair; rotate the last one or retire the identity.
		LastKeys,
		/// The pair of keys is valid, or was until so recently that old records still need it.
		KeyNeeded,
		/// The device is offered to somebody already.
		AlreadyOffered,
		/// The device is not offered to this account on these terms.
		NotOffered,
		/// A device cannot be offered to its owner.
		OwnDevice,
		/// The device is lent.
		Lent,
		/// The device is not lent.
		NotLent,
		/// A loan ends in the future, and not later than the chain allows.
		BadLoanEnd,
		/// The device exists, so its history stays.
		NotRemoved,
		/// There is nothing to clear.
		NothingToClear,
		/// The chain keeps no nonce for this account.
		NothingKept,
		/// The party has registered this alias already.
		AliasExists,
		/// The party has no such alias.
		AliasNotFound,
		/// The claim is no longer good, or for longer than the chain allows. Let the device make a new one.
		BadClaimEnd,
		/// The name is empty, or has characters that cannot be seen.
		BadName,
	}
}
