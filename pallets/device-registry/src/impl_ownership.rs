//! Devices that pass from hand to hand, and their history.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{Claim, DeviceId, device::DeviceUse};
use frame_support::{ensure, traits::Get};
use sp_runtime::{
	DispatchResult,
	traits::{CheckedAdd, Saturating},
};

use crate::{
	BalanceOf, Config, Devices, DevicesOf, Error, Event, FeeQuota, History, HistoryEntry, HistoryLength, HoldReason,
	Inventories, LentTo, Loan, LoanOf, Loans, MAX_PAGE, Offer, OfferOf, Offers, Pallet, Passage, PassageOf, Terms,
	deposits::LOAN_ENTRIES,
};
use frame_system::pallet_prelude::BlockNumberFor;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_offer_device(
		owner: T::AccountId,
		id: DeviceId,
		to: T::AccountId,
		terms: Terms<BlockNumberFor<T>>,
	) -> DispatchResult {
		Self::own_device(&owner, id)?;
		// One who has moved to another account brings the devices along.
		let moves = terms == Terms::Transfer && Self::new_account_of(&owner).as_ref() == Some(&to);
		if !moves {
			Self::ensure_admitted(&owner)?;
		}
		ensure!(to != owner, Error::<T>::OwnDevice);
		// What is held for a loan goes over to it, so that nobody's acceptance takes money from the owner.
		let entries = match terms {
			Terms::Transfer => {
				Self::ensure_equipment_owner(&to)?;
				1
			}
			Terms::Loan { until } => {
				Self::ensure_admitted(&to)?;
				let last = Self::now().checked_add(&T::MaxLoan::get()).ok_or(Error::<T>::BadLoanEnd)?;
				ensure!(until > Self::now() && until <= last, Error::<T>::BadLoanEnd);
				LOAN_ENTRIES.saturating_add(1)
			}
		};
		ensure!(!Offers::<T>::contains_key(id), Error::<T>::AlreadyOffered);
		Self::delete_ended_loan(id, &owner)?;
		let deposit = Self::deposit_for(entries, 0);
		Self::hold(HoldReason::Deposit, &owner, deposit)?;
		Offers::<T>::insert(id, Offer { to: to.clone(), terms, deposit });
		Self::deposit_event(Event::DeviceOffered { device: id, to, terms });
		Ok(())
	}

	pub(crate) fn do_withdraw_offer(who: T::AccountId, id: DeviceId) -> DispatchResult {
		let owner = Devices::<T>::get(id).ok_or(Error::<T>::NotFound)?.owner;
		let offer = Offers::<T>::get(id).ok_or(Error::<T>::NotOffered)?;
		ensure!(who == owner || who == offer.to, Error::<T>::NotAuthorized);
		// Or the old key could undo again and again what the new one has been offered.
		ensure!(who != owner || !Self::has_moved_on(&who), Error::<T>::Moved);
		Self::delete_offer(id, &owner)?;
		Self::deposit_event(Event::OfferWithdrawn { device: id, by: who });
		Ok(())
	}

	pub(crate) fn do_accept_device(
		who: T::AccountId,
		id: DeviceId,
		claim: Claim<T::Signature, BlockNumberFor<T>>,
	) -> DispatchResult {
		let mut device = Devices::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		// The account to which the owner has moved needs no offer of the old one, whose key may have been lost or stolen.
		if Self::new_account_of(&device.owner).as_ref() != Some(&who) {
			let offer = Self::offer_to(&who, id)?;
			ensure!(offer.terms == Terms::Transfer, Error::<T>::NotOffered);
			Self::ensure_admitted(&device.owner)?;
		}
		Self::ensure_equipment_owner(&who)?;
		ensure!(!T::DeviceUse::in_use(id), Error::<T>::InUse);
		Self::ensure_claim(&who, &device.account, &claim)?;
		let from = device.owner.clone();
		Self::delete_ended_loan(id, &from)?;
		Self::delete_offer(id, &from)?;

		let deposit = Self::device_deposit(&device.profile);
		Self::hold(HoldReason::Deposit, &who, deposit)?;
		Self::release(HoldReason::Deposit, &from, device.deposit)?;
		if let Some(inventory) = Inventories::<T>::get(id) {
			Self::hold(HoldReason::Deposit, &who, inventory.deposit)?;
			Self::release(HoldReason::Deposit, &from, inventory.deposit)?;
		}
		let entry = Self::deposit_for(1, 0);
		Self::hold(HoldReason::Deposit, &who, entry)?;
		let released = FeeQuota::<T>::take(id);
		Self::release(HoldReason::FeeQuota, &from, released)?;

		let passage = Passage::Transferred { from: from.clone(), to: who.clone() };
		Self::add_history(id, passage, &who, entry)?;
		DevicesOf::<T>::remove(&from, id);
		DevicesOf::<T>::insert(&who, id, ());
		device.owner = who.clone();
		device.deposit = deposit;
		Devices::<T>::insert(id, device);
		Self::deposit_event(Event::DeviceTransferred { device: id, from, to: who, released });
		Ok(())
	}

	pub(crate) fn do_accept_loan(who: T::AccountId, id: DeviceId) -> DispatchResult {
		let lender = Devices::<T>::get(id).ok_or(Error::<T>::NotFound)?.owner;
		let offer = Self::offer_to(&who, id)?;
		let Terms::Loan { until } = offer.terms else { return Err(Error::<T>::NotOffered.into()) };
		Self::ensure_admitted(&lender)?;
		Self::ensure_admitted(&who)?;
		ensure!(until > Self::now(), Error::<T>::BadLoanEnd);
		Self::delete_ended_loan(id, &lender)?;
		// The offer's deposit covers the loan and the entry.
		Offers::<T>::remove(id);
		let of_entry = Self::deposit_for(1, 0).min(offer.deposit);
		let deposit = offer.deposit.saturating_sub(of_entry);
		let passage = Passage::Lent { lender: lender.clone(), borrower: who.clone(), until };
		let entry = Self::add_history(id, passage, &lender, of_entry)?;
		LentTo::<T>::insert(&who, id, ());
		Loans::<T>::insert(id, Loan { borrower: who.clone(), until, entry, deposit });
		Self::deposit_event(Event::DeviceLent { device: id, borrower: who, until });
		Ok(())
	}

	pub(crate) fn do_end_loan(who: T::AccountId, id: DeviceId) -> DispatchResult {
		let owner = Devices::<T>::get(id).ok_or(Error::<T>::NotFound)?.owner;
		let loan = Loans::<T>::get(id).ok_or(Error::<T>::NotLent)?;
		ensure!(who == owner || who == loan.borrower, Error::<T>::NotAuthorized);
		ensure!(who == loan.borrower || !Self::is_running_loan(&loan), Error::<T>::Lent);
		Self::delete_loan(id, &owner, &loan)?;
		Self::deposit_event(Event::LoanEnded { device: id, borrower: loan.borrower });
		Ok(())
	}

	pub(crate) fn do_replace_account(
		owner: T::AccountId,
		id: DeviceId,
		account: T::AccountId,
		claim: Claim<T::Signature, BlockNumberFor<T>>,
	) -> DispatchResult {
		let mut device = Self::own_device(&owner, id)?;
		Self::ensure_admitted(&owner)?;
		Self::ensure_free_account(&account)?;
		Self::ensure_claim(&owner, &account, &claim)?;
		let entry = Self::deposit_for(1, 0);
		Self::hold(HoldReason::Deposit, &owner, entry)?;
		let old = core::mem::replace(&mut device.account, account.clone());
		Self::detach_account(&owner, &old, Self::deposit_for(1, 0))?;
		Self::attach_account(id, &account)?;
		Self::add_history(id, Passage::Rekeyed { old: old.clone(), new: account.clone() }, &owner, entry)?;
		Devices::<T>::insert(id, device);
		Self::deposit_event(Event::AccountReplaced { device: id, old, new: account });
		Ok(())
	}

	pub(crate) fn do_clear_history(id: DeviceId, limit: u32) -> DispatchResult {
		ensure!(!Devices::<T>::contains_key(id), Error::<T>::NotRemoved);
		let length = HistoryLength::<T>::get(id);
		let left = length.saturating_sub(limit.min(MAX_PAGE));
		ensure!(left < length, Error::<T>::NothingToClear);
		for index in (left..length).rev() {
			if let Some(entry) = History::<T>::take(id, index) {
				Self::release(HoldReason::Deposit, &entry.payer, entry.deposit)?;
			}
		}
		if left == 0 {
			HistoryLength::<T>::remove(id);
		} else {
			HistoryLength::<T>::insert(id, left);
		}
		Self::deposit_event(Event::HistoryCleared { device: id, cleared: length.saturating_sub(left), left });
		Ok(())
	}

	/// The loan of a device that has not ended.
	pub(crate) fn running_loan(id: DeviceId) -> Option<LoanOf<T>> {
		Loans::<T>::get(id).filter(Self::is_running_loan)
	}

	/// Whether a loan has not ended. It ends with its time, and with the borrower's place in the platform, which would
	/// otherwise keep the machine from its owner for years.
	fn is_running_loan(loan: &LoanOf<T>) -> bool {
		Self::now() < loan.until && Self::ensure_admitted(&loan.borrower).is_ok()
	}

	/// Whether this account's identity has moved to another one, which takes care of the devices.
	pub(crate) fn has_moved_on(who: &T::AccountId) -> bool {
		Self::new_account_of(who).is_some()
	}

	/// Who works with a device: its borrower, or else its owner.
	pub(crate) fn operator_of_device(id: DeviceId) -> Option<T::AccountId> {
		let owner = Devices::<T>::get(id)?.owner;
		Some(Self::running_loan(id).map_or(owner, |loan| loan.borrower))
	}

	/// Deletes the record of a loan that has ended.
	///
	/// # Errors
	/// When the loan has not ended.
	pub(crate) fn delete_ended_loan(id: DeviceId, owner: &T::AccountId) -> DispatchResult {
		let Some(loan) = Loans::<T>::get(id) else { return Ok(()) };
		ensure!(!Self::is_running_loan(&loan), Error::<T>::Lent);
		Self::delete_loan(id, owner, &loan)
	}

	/// Deletes an offer, if there is one.
	pub(crate) fn delete_offer(id: DeviceId, owner: &T::AccountId) -> DispatchResult {
		if let Some(offer) = Offers::<T>::take(id) {
			Self::release(HoldReason::Deposit, owner, offer.deposit)?;
		}
		Ok(())
	}

	/// Deletes the record of a loan, and notes in the history when it ended early.
	fn delete_loan(id: DeviceId, owner: &T::AccountId, loan: &LoanOf<T>) -> DispatchResult {
		let now = Self::now();
		if now < loan.until {
			History::<T>::mutate(id, loan.entry, |entry| {
				if let Some(HistoryEntry { passage: Passage::Lent { until, .. }, .. }) = entry {
					*until = now;
				}
			});
		}
		Self::release(HoldReason::Deposit, owner, loan.deposit)?;
		LentTo::<T>::remove(&loan.borrower, id);
		Loans::<T>::remove(id);
		Ok(())
	}

	fn offer_to(who: &T::AccountId, id: DeviceId) -> Result<OfferOf<T>, sp_runtime::DispatchError> {
		let offer = Offers::<T>::get(id).ok_or(Error::<T>::NotOffered)?;
		ensure!(offer.to == *who, Error::<T>::NotOffered);
		Ok(offer)
	}

	/// Adds an entry whose deposit is held, and returns its number.
	fn add_history(
		id: DeviceId,
		passage: PassageOf<T>,
		payer: &T::AccountId,
		deposit: BalanceOf<T>,
	) -> Result<u32, sp_runtime::DispatchError> {
		let index = HistoryLength::<T>::get(id);
		let length = index.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;
		HistoryLength::<T>::insert(id, length);
		History::<T>::insert(id, index, HistoryEntry { passage, at: Self::now(), payer: payer.clone(), deposit });
		Ok(index)
	}
}
