//! Fees of devices, paid out of the quota that their owners hold.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use core::marker::PhantomData;

use bpiiot_primitives::DeviceId;
use frame_support::traits::{
	Contains, NoDrop,
	fungible::{BalancedHold, Credit, InspectHold, MutateHold},
};
use pallet_transaction_payment::{OnChargeTransaction, TxCreditHold};
use sp_runtime::{
	traits::{CheckedAdd, CheckedSub, DispatchInfoOf, PostDispatchInfoOf, Saturating, Zero},
	transaction_validity::{InvalidTransaction, TransactionValidityError},
};

use crate::{BalanceOf, Config, DeviceOf, Devices, Event, FeeQuota, HoldReason, Pallet};

/// Charges the fees of transactions: those of a device's sponsored calls to its owner's quota, all others through `Inner`.
///
/// A transaction is sponsored when its signer is the account of a registered device, [`Config::SponsoredCalls`] contains
/// the call, and there is no tip. Such a transaction is refused with `InvalidTransaction::Payment` when the quota does not
/// cover its greatest possible fee, already by `validate`, so that a flood does not reach a block; the device's own balance
/// never stands in, or a device could be made to spend it by its owner's neglect. Every other transaction is an ordinary
/// one, which the signer pays: a tip buys priority for the sender only, so an owner does not pay for it.
///
/// `Inner` is the adapter of ordinary payments, for instance
/// [`FungibleAdapter`](pallet_transaction_payment::FungibleAdapter). It also deposits the sponsored fees, to the same handler
/// as all others, and must take the default of its `LiquidityInfo` for "there is no tip".
pub struct SponsoredFees<Inner>(PhantomData<Inner>);

/// Who pays for a transaction; carried from before its execution to after it.
pub enum Payment<AccountId, Inner> {
	/// The signer, in the ordinary way.
	Ordinary(Inner),
	/// The quota of a device.
	Quota {
		/// The device that signed.
		device: DeviceId,
		/// Its owner when the fee was taken.
		owner: AccountId,
	},
}

impl<AccountId, Inner: Default> Default for Payment<AccountId, Inner> {
	fn default() -> Self {
		Self::Ordinary(Inner::default())
	}
}

/// The currency's credit.
type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

impl<T, Inner> OnChargeTransaction<T> for SponsoredFees<Inner>
where
	T: Config + pallet_transaction_payment::Config,
	T::OnChargeTransaction: TxCreditHold<T, Credit = NoDrop<CreditOf<T>>>,
	Inner: OnChargeTransaction<T, Balance = BalanceOf<T>>,
	Self: TxCreditHold<T>,
{
	type Balance = BalanceOf<T>;
	type LiquidityInfo = Payment<T::AccountId, Inner::LiquidityInfo>;

	fn withdraw_fee(
		who: &T::AccountId,
		call: &<T as frame_system::Config>::RuntimeCall,
		info: &DispatchInfoOf<<T as frame_system::Config>::RuntimeCall>,
		fee_with_tip: Self::Balance,
		tip: Self::Balance,
	) -> Result<Self::LiquidityInfo, TransactionValidityError> {
		let Some((device, owner)) = sponsor::<T>(who, call, fee_with_tip, tip) else {
			return Inner::withdraw_fee(who, call, info, fee_with_tip, tip).map(Payment::Ordinary);
		};
		let quota = quota_after::<T>(device, &owner, fee_with_tip)?;
		let (credit, missing) = T::Currency::slash(&HoldReason::FeeQuota.into(), &owner, fee_with_tip);
		if !missing.is_zero() {
			// Cannot be, since the hold has just been seen to cover it; an invalid transaction changes no storage.
			return Err(InvalidTransaction::Payment.into());
		}
		Pallet::<T>::set_quota(device, quota);
		pallet_transaction_payment::Pallet::<T>::deposit_txfee(credit);
		Ok(Payment::Quota { device, owner })
	}

	fn can_withdraw_fee(
		who: &T::AccountId,
		call: &<T as frame_system::Config>::RuntimeCall,
		info: &DispatchInfoOf<<T as frame_system::Config>::RuntimeCall>,
		fee_with_tip: Self::Balance,
		tip: Self::Balance,
	) -> Result<(), TransactionValidityError> {
		match sponsor::<T>(who, call, fee_with_tip, tip) {
			Some((device, owner)) => quota_after::<T>(device, &owner, fee_with_tip).map(|_| ()),
			None => Inner::can_withdraw_fee(who, call, info, fee_with_tip, tip),
		}
	}

	fn correct_and_deposit_fee(
		who: &T::AccountId,
		info: &DispatchInfoOf<<T as frame_system::Config>::RuntimeCall>,
		post_info: &PostDispatchInfoOf<<T as frame_system::Config>::RuntimeCall>,
		corrected_fee_with_tip: Self::Balance,
		tip: Self::Balance,
		payment: Self::LiquidityInfo,
	) -> Result<(), TransactionValidityError> {
		let (device, owner) = match payment {
			Payment::Ordinary(inner) => {
				return Inner::correct_and_deposit_fee(who, info, post_info, corrected_fee_with_tip, tip, inner);
			}
			Payment::Quota { device, owner } => (device, owner),
		};
		let taken: BalanceOf<T> = pallet_transaction_payment::Pallet::<T>::remaining_txfee();
		let refund = taken.saturating_sub(corrected_fee_with_tip);
		// With the owner as the payer, the refund comes to its free balance, from where it goes back under the hold.
		Inner::correct_and_deposit_fee(&owner, info, post_info, corrected_fee_with_tip, tip, Default::default())?;
		refill::<T>(device, &owner, refund);
		let fee = taken.saturating_sub(refund);
		Pallet::<T>::deposit_event(Event::FeeSponsored { device, owner, fee });
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn endow_account(who: &T::AccountId, amount: Self::Balance) {
		Inner::endow_account(who, amount)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn minimum_balance() -> Self::Balance {
		Inner::minimum_balance()
	}
}

impl<T, Inner> TxCreditHold<T> for SponsoredFees<Inner>
where
	T: Config + pallet_transaction_payment::Config,
	T::Currency: 'static,
	NoDrop<CreditOf<T>>: codec::FullCodec
		+ codec::DecodeWithMemTracking
		+ codec::MaxEncodedLen
		+ scale_info::TypeInfo
		+ frame_support::traits::SuppressedDrop,
{
	type Credit = NoDrop<CreditOf<T>>;
}

/// The device and the owner whose quota has to pay for this transaction, if any.
fn sponsor<T: Config>(
	who: &T::AccountId,
	call: &<T as frame_system::Config>::RuntimeCall,
	fee: BalanceOf<T>,
	tip: BalanceOf<T>,
) -> Option<(DeviceId, T::AccountId)> {
	if fee.is_zero() || !tip.is_zero() || !T::SponsoredCalls::contains(call) {
		return None;
	}
	let device = DeviceOf::<T>::get(who)?;
	Some((device, Devices::<T>::get(device)?.owner))
}

/// What a fee would leave of the quota; an error when quota or hold does not cover it.
fn quota_after<T: Config>(
	device: DeviceId,
	owner: &T::AccountId,
	fee: BalanceOf<T>,
) -> Result<BalanceOf<T>, TransactionValidityError> {
	let left = FeeQuota::<T>::get(device).checked_sub(&fee).ok_or(InvalidTransaction::Payment)?;
	if T::Currency::balance_on_hold(&HoldReason::FeeQuota.into(), owner) < fee {
		return Err(InvalidTransaction::Payment.into());
	}
	Ok(left)
}

/// Puts a refund back into the quota. Where that is impossible, or the device is somebody else's by now, it stays in the
/// owner's free balance.
fn refill<T: Config>(device: DeviceId, owner: &T::AccountId, refund: BalanceOf<T>) {
	if refund.is_zero() || Devices::<T>::get(device).is_none_or(|device| device.owner != *owner) {
		return;
	}
	let Some(quota) = FeeQuota::<T>::get(device).checked_add(&refund) else { return };
	match T::Currency::hold(&HoldReason::FeeQuota.into(), owner, refund) {
		Ok(()) => Pallet::<T>::set_quota(device, quota),
		Err(error) => log::warn!(
			target: "runtime::device-registry",
			"The refund of a fee stays in the free balance of the owner of device {device}: {error:?}"
		),
	}
}
