//! The events; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An account has become a participant.
		ParticipantRegistered {
			/// The account.
			who: T::AccountId,
			/// Its role.
			role: Role,
		},
		/// A device has been registered.
		DeviceRegistered {
			/// Its number.
			device: DeviceId,
			/// Its owner.
			owner: T::AccountId,
			/// The account with which it signs.
			account: T::AccountId,
		},
		/// A device's record has been replaced.
		DeviceUpdated {
			/// Its number.
			device: DeviceId,
		},
		/// A device has been removed and its quota given back.
		DeviceRemoved {
			/// Its number.
			device: DeviceId,
			/// Its owner.
			owner: T::AccountId,
			/// What was left of its quota, in planck.
			released: BalanceOf<T>,
		},
		/// An owner has set money aside for the fees of a device.
		FeesFunded {
			/// The device.
			device: DeviceId,
			/// How much was added, in planck.
			amount: BalanceOf<T>,
			/// The quota afterwards, in planck.
			quota: BalanceOf<T>,
		},
		/// An owner has taken money back from the quota of a device.
		FeesWithdrawn {
			/// The device.
			device: DeviceId,
			/// How much was taken, in planck.
			amount: BalanceOf<T>,
			/// The quota afterwards, in planck.
			quota: BalanceOf<T>,
		},
		/// A device's quota has paid the fee of one of its calls.
		FeeSponsored {
			/// The device that sent the call.
			device: DeviceId,
			/// Its owner, who paid.
			owner: T::AccountId,
			/// The fee after the refund for unused weight, in planck.
			fee: BalanceOf<T>,
		},
		/// The policy of admission has been set.
		PolicySet {
			/// Who may become a participant from now on.
			policy: AdmissionPolicy,
		},
		/// The committee has admitted an account, which can register now.
		Admitted {
			/// The account.
			who: T::AccountId,
		},
		/// The committee has taken back an admission that was not used.
		AdmissionWithdrawn {
			/// The account.
			who: T::AccountId,
		},
		/// A participant answers for a newcomer, who can register now.
		Sponsored {
			/// The newcomer.
			newcomer: T::AccountId,
			/// Who answers.
			sponsor: T::AccountId,
			/// What the sponsor loses when the newcomer is expelled, in planck.
			stake: BalanceOf<T>,
		},
		/// A participant no longer answers for another, and has the stake back.
		SponsorshipEnded {
			/// For whom.
			newcomer: T::AccountId,
			/// Who had answered.
			sponsor: T::AccountId,
			/// What was given back, in planck.
			stake: BalanceOf<T>,
		},
		/// A sponsor has lost the stake, which nobody gets: it is burned.
		StakeBurned {
			/// For whom the sponsor had answered.
			newcomer: T::AccountId,
			/// Who had answered.
			sponsor: T::AccountId,
			/// How much was burned, in planck.
			amount: BalanceOf<T>,
		},
		/// The committee has expelled a participant, or one who has just left.
		Expelled {
			/// The account.
			who: T::AccountId,
		},
		/// The committee has taken a participant back.
		Readmitted {
			/// The account.
			who: T::AccountId,
		},
		/// A participant has left.
		ParticipantLeft {
			/// The account.
			who: T::AccountId,
		},
		/// An identity has been registered.
		IdentityRegistered {
			/// Its number.
			identity: IdentityId,
			/// Its string.
			handle: Handle,
			/// Its account.
			account: T::AccountId,
		},
		/// An identity has moved to another account.
		AccountChanged {
			/// The identity.
			identity: IdentityId,
			/// The account before.
			old: T::AccountId,
			/// The account since.
			new: T::AccountId,
		},
		/// An identity has been retired: its keys are no longer valid, its string stays taken.
		IdentityRetired {
			/// The identity.
			identity: IdentityId,
		},
		/// A retired identity has been removed with its history; its string is free.
		IdentityRemoved {
			/// The identity.
			identity: IdentityId,
		},
		/// An identity has another pair of keys.
		KeysAdded {
			/// The identity.
			identity: IdentityId,
			/// The number of the pair.
			index: KeyIndex,
		},
		/// An identity has replaced a pair of keys.
		KeysRotated {
			/// The identity.
			identity: IdentityId,
			/// The pair that is no longer valid.
			old: KeyIndex,
			/// The pair in its place.
			new: KeyIndex,
		},
		/// A pair of keys is no longer valid.
		KeysRetired {
			/// The identity.
			identity: IdentityId,
			/// The pair.
			index: KeyIndex,
		},
		/// A pair of keys that nothing needs any more has been deleted.
		KeysPruned {
			/// The identity.
			identity: IdentityId,
			/// The pair.
			index: KeyIndex,
		},
		/// An owner has offered a device to somebody.
		DeviceOffered {
			/// The device.
			device: DeviceId,
			/// To whom.
			to: T::AccountId,
			/// What is offered.
			terms: Terms<BlockNumberFor<T>>,
		},
		/// An offer has been withdrawn or declined.
		OfferWithdrawn {
			/// The device.
			device: DeviceId,
			/// Who has done so.
			by: T::AccountId,
		},
		/// A device has a new owner; what was left of its quota has gone back to the old one.
		DeviceTransferred {
			/// The device.
			device: DeviceId,
			/// The owner before.
			from: T::AccountId,
			/// The owner since.
			to: T::AccountId,
			/// What was left of its quota, in planck.
			released: BalanceOf<T>,
		},
		/// A device has been lent.
		DeviceLent {
			/// The device.
			device: DeviceId,
			/// To whom.
			borrower: T::AccountId,
			/// The block at which the loan ends.
			until: BlockNumberFor<T>,
		},
		/// A loan has been ended early, or its record deleted after its end.
		LoanEnded {
			/// The device.
			device: DeviceId,
			/// To whom it was lent.
			borrower: T::AccountId,
		},
		/// A device signs with another account.
		AccountReplaced {
			/// The device.
			device: DeviceId,
			/// The account before.
			old: T::AccountId,
			/// The account since.
			new: T::AccountId,
		},
		/// It has been said what a device is doing, and with which firmware.
		StatusSet {
			/// The device.
			device: DeviceId,
			/// What it is doing.
			status: DeviceStatus,
			/// blake2b-256 of its firmware image.
			firmware: Option<Hash>,
			/// Who has said so.
			by: T::AccountId,
		},
		/// What is kept with a device has been set.
		InventorySet {
			/// The device.
			device: DeviceId,
			/// How many kinds of things.
			kinds: u32,
		},
		/// Entries of a removed device's history have been deleted, the latest first.
		HistoryCleared {
			/// The device.
			device: DeviceId,
			/// How many entries.
			cleared: u32,
			/// How many are left.
			left: u32,
		},
		/// The nonce of an account that belonged to a device is no longer kept.
		AccountForgotten {
			/// The account.
			account: T::AccountId,
		},
		/// A party has registered an alias of a device; of which one, only the two parties know.
		AliasRegistered {
			/// The party.
			party: T::AccountId,
			/// The alias.
			alias: Hash,
		},
		/// A party has removed an alias.
		AliasRemoved {
			/// The party.
			party: T::AccountId,
			/// The alias.
			alias: Hash,
		},
	}
}
