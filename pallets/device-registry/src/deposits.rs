//! Money that is held for what is stored.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use frame_support::{
	ensure,
	traits::{
		Get,
		fungible::{InspectHold, MutateHold},
		tokens::Precision::Exact,
	},
};
use sp_runtime::{
	DispatchResult,
	traits::{CheckedSub, Saturating, Zero},
};

use crate::{BalanceOf, Config, Error, HoldReason, Pallet};

/// Entries of a device: its record, its account's way back to it, its place in the owner's list, and the account itself.
pub(crate) const DEVICE_ENTRIES: u32 = 4;
/// Entries of an identity beside its keys: its record, its string, and its first account twice.
pub(crate) const IDENTITY_ENTRIES: u32 = 4;
/// Entries of a further account of an identity: the history, and the account's way back.
pub(crate) const ACCOUNT_ENTRIES: u32 = 2;
/// Entries of a pair of keys: its record, and each key's way back.
pub(crate) const KEY_ENTRIES: u32 = 3;
/// Entries of a sponsorship: its record, and its place in the sponsor's list.
pub(crate) const SPONSORSHIP_ENTRIES: u32 = 2;
/// Entries of a loan: its record, and its place in the borrower's list.
pub(crate) const LOAN_ENTRIES: u32 = 2;

impl<T: Config> Pallet<T> {
	/// What is held for so many entries of the state with so many bytes in their variable parts, in planck.
	pub fn deposit_for(entries: u32, bytes: usize) -> BalanceOf<T> {
		let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
		let base = T::DepositBase::get().saturating_mul(entries.into());
		base.saturating_add(T::DepositPerByte::get().saturating_mul(bytes.into()))
	}

	/// Holds money of an account; zero is nothing.
	pub(crate) fn hold(reason: HoldReason, who: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		if amount.is_zero() {
			return Ok(());
		}
		let reason = reason.into();
		ensure!(T::Currency::can_hold(&reason, who, amount), Error::<T>::InsufficientFunds);
		T::Currency::hold(&reason, who, amount)
	}

	/// Gives held money back; zero is nothing.
	pub(crate) fn release(reason: HoldReason, who: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		if !amount.is_zero() {
			T::Currency::release(&reason.into(), who, amount, Exact)?;
		}
		Ok(())
	}

	/// Holds or gives back what two deposits differ by.
	pub(crate) fn correct_deposit(who: &T::AccountId, old: BalanceOf<T>, new: BalanceOf<T>) -> DispatchResult {
		match new.checked_sub(&old) {
			Some(more) => Self::hold(HoldReason::Deposit, who, more),
			None => Self::release(HoldReason::Deposit, who, old.saturating_sub(new)),
		}
	}
}
