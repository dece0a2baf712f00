//! # Device registry
//!
//! Who takes part in the platform, which devices they own, and who pays the fees of a device.
//!
//! ## Calls
//!
//! * `register_participant`: an account takes a role.
//! * `register_device`, `update_device`, `remove_device`: an equipment owner keeps the records of its devices.
//! * `fund_fees`, `withdraw_fees`: an owner sets money aside for the fees of one device.
//!
//! ## Overview
//!
//! A device signs its transactions with a key of its own and needs no tokens: its account exists by its registration (a
//! *sufficient* reference), and [`fees::SponsoredFees`] takes the fees of its calls out of a quota that its owner holds.
//! Nobody can register somebody else's device, since the device's key has to sign a claim that names the owner and the
//! chain: [`bpiiot_primitives::claim_payload`].
//!
//! ## What a stolen device key can do
//!
//! It can spend the device's remaining quota on fees of the calls that [`Config::SponsoredCalls`] lets through, and no more:
//! a tip or any other call is paid by the device's own account, which holds nothing. A call that fails costs its fee as
//! any other, so it cannot be repeated for nothing. The owner ends it by `withdraw_fees` or `remove_device`.
//!
//! ## Low-level part
//!
//! The account of a removed device may disappear and would start again with nonce 0, so that anyone could replay its old
//! transactions after it has been registered anew. [`RetiredNonce`] keeps the nonce, and a new registration goes on from it.

#![cfg_attr(not(feature = "std"), no_std)]

pub use pallet::*;
pub use types::{Details, Device, DeviceProfile, MAX_DETAILS, MAX_NAME, MAX_PAGE, MAX_PARTS, Name, Part, Participant};
pub use weights::WeightInfo;

pub mod fees;
mod impl_devices;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

extern crate alloc;

use frame_support::traits::fungible;

/// The currency's amount, in planck.
pub type BalanceOf<T> = <<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;
/// A device as this runtime stores it.
pub type DeviceRecordOf<T> =
	Device<<T as frame_system::Config>::AccountId, frame_system::pallet_prelude::BlockNumberFor<T>>;
/// A participant as this runtime stores it.
pub type ParticipantRecordOf<T> = Participant<frame_system::pallet_prelude::BlockNumberFor<T>>;

#[frame_support::pallet]
#[allow(unused_qualifications, reason = "the pallet macros write full paths")]
pub mod pallet {
	use alloc::vec::Vec;

	use bpiiot_primitives::{DeviceId, Role, device::DeviceUse};
	use frame_support::{
		pallet_prelude::*,
		traits::{Contains, fungible},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::{IdentifyAccount, Verify};

	use super::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the runtime has to provide.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token; quotas are held in it.
		type Currency: fungible::Inspect<Self::AccountId>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::BalancedHold<Self::AccountId>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// What a device's key signs its claim with.
		type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>> + Parameter;

		/// The calls whose fees a quota pays. Only calls that are of use to the device's owner belong here, and none that
		/// carries other calls within it, since those would be sponsored too.
		type SponsoredCalls: Contains<<Self as frame_system::Config>::RuntimeCall>;

		/// Tells whether a device is still needed, which keeps it from being removed.
		type DeviceUse: DeviceUse;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Set aside by an owner for the fees of its devices.
		#[codec(index = 0)]
		FeeQuota,
	}

	/// All participants. They choose their keys, hence the cryptographic hasher.
	#[pallet::storage]
	pub type Participants<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ParticipantRecordOf<T>>;

	/// All devices. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Devices<T: Config> = StorageMap<_, Twox64Concat, DeviceId, DeviceRecordOf<T>>;

	/// The device to which an account belongs. Owners choose the accounts, hence the cryptographic hasher.
	#[pallet::storage]
	pub type DeviceOf<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, DeviceId>;

	/// The devices of each owner. Accounts are chosen by users (cryptographic hasher), numbers by the pallet.
	#[pallet::storage]
	pub type DevicesOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, DeviceId, (), OptionQuery>;

	/// The number of the next device; numbers are never used again.
	#[pallet::storage]
	pub type NextDevice<T: Config> = StorageValue<_, DeviceId, ValueQuery>;

	/// What is left of the money for each device's fees, in planck; held on the owner's account. The pallet numbers the
	/// devices itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type FeeQuota<T: Config> = StorageMap<_, Twox64Concat, DeviceId, BalanceOf<T>, ValueQuery>;

	/// The nonce that the account of a removed device had, where it would start again from zero. Owners choose the
	/// accounts, hence the cryptographic hasher.
	#[pallet::storage]
	pub type RetiredNonce<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, T::Nonce>;

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
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The account is a participant already; a role cannot be changed.
		AlreadyExists,
		/// The account is not a participant. Register it first.
		NotParticipant,
		/// Only an equipment owner can register devices.
		NotEquipmentOwner,
		/// The account already belongs to a device or to a participant.
		AccountTaken,
		/// The claim is not the device key's signature over this chain's genesis hash and the owner's account.
		BadClaim,
		/// There is no device with this number.
		NotFound,
		/// The device belongs to somebody else.
		NotAuthorized,
		/// The device still has an agreement or a job that is not over.
		InUse,
		/// A part is listed with a quantity of zero.
		ZeroQuantity,
		/// All device numbers have been given out.
		NumbersExhausted,
		/// The amount is zero.
		ZeroAmount,
		/// The owner's free balance does not cover the amount.
		InsufficientFunds,
		/// The device's quota is smaller than the amount.
		QuotaTooSmall,
		/// The sum is greater than the largest balance.
		Overflow,
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
		/// Most kinds of parts in a device's profile.
		#[pallet::constant_name(MaxParts)]
		fn max_parts() -> u32 {
			MAX_PARTS
		}
		/// Most entries that a view function returns.
		#[pallet::constant_name(MaxPage)]
		fn max_page() -> u32 {
			MAX_PAGE
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Makes the signer a participant.
		///
		/// - `role`: what it will be; it cannot be changed.
		/// - `name`: how it wants to be called, UTF-8.
		///
		/// Fails with `AlreadyExists` for a participant and `AccountTaken` for the account of a device.
		/// Emits `ParticipantRegistered`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_participant())]
		pub fn register_participant(origin: OriginFor<T>, role: Role, name: Name) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_participant(who, role, name)
		}

		/// Registers a device of the signer, an equipment owner.
		///
		/// - `account`: the account of the device's own key. It starts to exist and can sign without any balance.
		/// - `claim`: the signature of that key over `claim_payload(genesis hash, owner)`.
		/// - `profile`: the device's record.
		///
		/// Fails with `NotParticipant`, `NotEquipmentOwner`, `AccountTaken`, `BadClaim`, `ZeroQuantity` or
		/// `NumbersExhausted`. Emits `DeviceRegistered`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::register_device())]
		pub fn register_device(
			origin: OriginFor<T>,
			account: T::AccountId,
			claim: T::Signature,
			profile: DeviceProfile,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_register_device(owner, account, claim, profile)
		}

		/// Replaces the record of a device of the signer.
		///
		/// - `device`: its number.
		/// - `profile`: the whole new record.
		///
		/// Fails with `NotFound`, `NotAuthorized` or `ZeroQuantity`. Emits `DeviceUpdated`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::update_device())]
		pub fn update_device(origin: OriginFor<T>, device: DeviceId, profile: DeviceProfile) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_update_device(owner, device, profile)
		}

		/// Removes a device of the signer and gives back what is left of its quota.
		///
		/// - `device`: its number, which is never used again.
		///
		/// Fails with `NotFound`, `NotAuthorized` or `InUse`. Emits `DeviceRemoved`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::remove_device())]
		pub fn remove_device(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_remove_device(owner, device)
		}

		/// Sets money of the signer aside for the fees of one of its devices.
		///
		/// - `device`: its number.
		/// - `amount`: how much, in planck; it is held on the signer's account.
		///
		/// Fails with `NotFound`, `NotAuthorized`, `ZeroAmount`, `Overflow` or `InsufficientFunds`. Emits `FeesFunded`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::fund_fees())]
		pub fn fund_fees(
			origin: OriginFor<T>,
			device: DeviceId,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_fund_fees(owner, device, amount)
		}

		/// Takes money back from the quota of one of the signer's devices.
		///
		/// - `device`: its number.
		/// - `amount`: how much, in planck.
		///
		/// Fails with `NotFound`, `NotAuthorized`, `ZeroAmount` or `QuotaTooSmall`. Emits `FeesWithdrawn`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::withdraw_fees())]
		pub fn withdraw_fees(
			origin: OriginFor<T>,
			device: DeviceId,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_withdraw_fees(owner, device, amount)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The participant with this account.
		pub fn participant(account: T::AccountId) -> Option<ParticipantRecordOf<T>> {
			Participants::<T>::get(account)
		}

		/// The device with this number.
		pub fn device(device: DeviceId) -> Option<DeviceRecordOf<T>> {
			Devices::<T>::get(device)
		}

		/// The number and the record of the device that signs with this account.
		pub fn device_by_account(account: T::AccountId) -> Option<(DeviceId, DeviceRecordOf<T>)> {
			let id = DeviceOf::<T>::get(account)?;
			Some((id, Devices::<T>::get(id)?))
		}

		/// Numbers of the owner's devices in the order of the storage: at most `limit` and at most 100, those that follow
		/// `after`, or the first ones.
		pub fn devices_of(owner: T::AccountId, after: Option<DeviceId>, limit: u32) -> Vec<DeviceId> {
			let keys = match after {
				Some(id) => DevicesOf::<T>::iter_key_prefix_from(&owner, DevicesOf::<T>::hashed_key_for(&owner, id)),
				None => DevicesOf::<T>::iter_key_prefix(&owner),
			};
			keys.take(limit.min(MAX_PAGE) as usize).collect()
		}

		/// What is left of the money for a device's fees, in planck.
		pub fn fee_quota(device: DeviceId) -> BalanceOf<T> {
			FeeQuota::<T>::get(device)
		}
	}
}
