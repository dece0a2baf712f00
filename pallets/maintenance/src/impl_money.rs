//! Holds, deposits and payments.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::Balance;
use codec::{Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		Get,
		fungible::{Inspect, MutateHold},
		tokens::{
			Fortitude::{Force, Polite},
			Precision::Exact,
			Preservation::Protect,
			Restriction::Free,
		},
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::DispatchResult;

use crate::{
	AgreementOf, AgreementStatus, Config, Deposits, Error, Evidences, HoldReason, ListedPart, Pallet, PlanEntry,
	RecordOf, RequestOf, Spares, TermsOf,
	types::{Name, PartOf},
};

/// The bytes of an agreement beside its terms: its fixed fields, counters, and the entries in the indices.
const AGREEMENT_BYTES: usize = 512;
/// The bytes of a template beside its terms.
const TEMPLATE_BYTES: usize = 192;

impl<T: Config> Pallet<T> {
	/// What storing things costs now.
	pub(crate) fn view_deposits() -> Deposits {
		let account = T::AccountId::max_encoded_len();
		let part = PartOf::<T::AccountId>::max_encoded_len();
		let request = RequestOf::<T>::max_encoded_len()
			.saturating_add(Evidences::<BlockNumberFor<T>>::max_encoded_len())
			.saturating_add(16);
		Deposits {
			part: deposit::<T>(1, part.saturating_add(ListedPart::max_encoded_len())),
			spares: deposit::<T>(1, account.saturating_add(part).saturating_add(Spares::max_encoded_len())),
			request: deposit::<T>(3, request),
			record: deposit::<T>(1, RecordOf::<T>::max_encoded_len().saturating_add(8)),
			plan_entry: deposit::<T>(2, PlanEntry::<BlockNumberFor<T>>::max_encoded_len().saturating_add(16)),
			template: deposit::<T>(2, TEMPLATE_BYTES),
			agreement: deposit::<T>(5, AGREEMENT_BYTES),
			byte: T::DepositPerByte::get(),
		}
	}

	/// What an agreement with these terms costs to store, in planck.
	pub(crate) fn agreement_deposit(terms: &TermsOf<T>) -> Balance {
		Self::deposits().agreement.saturating_add(deposit::<T>(0, terms.encoded_size()))
	}

	/// What a template with this name and these terms costs to store, in planck.
	pub(crate) fn template_deposit(name: &Name, terms: &TermsOf<T>) -> Balance {
		let bytes = terms.encoded_size().saturating_add(name.len());
		Self::deposits().template.saturating_add(deposit::<T>(0, bytes))
	}

	/// Holds free money, but for the existential deposit and what a freeze claims of it. Balances lets a freeze be covered by
	/// holds, so one does not keep what is held here from being paid; see [`Self::pay`].
	pub(crate) fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount > 0 {
			ensure!(T::Currency::reducible_balance(who, Protect, Polite) >= amount, Error::<T>::InsufficientFunds);
			T::Currency::hold(&reason.into(), who, amount)?;
		}
		Ok(())
	}

	/// Frees held money.
	pub(crate) fn release(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount > 0 {
			T::Currency::release(&reason.into(), who, amount, Exact)?;
		}
		Ok(())
	}

	/// Moves held money from one reason to another.
	pub(crate) fn move_hold(from: HoldReason, to: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount > 0 {
			T::Currency::release(&from.into(), who, amount, Exact)?;
			T::Currency::hold(&to.into(), who, amount)?;
		}
		Ok(())
	}

	/// Pays the provider out of the escrow. Freezes on the owner's account do not matter: it has promised the money, and could
	/// otherwise take it back by a freeze.
	pub(crate) fn pay(request: &RequestOf<T>, amount: Balance) -> DispatchResult {
		if amount > 0 {
			let reason = HoldReason::Escrow.into();
			T::Currency::transfer_on_hold(&reason, &request.owner, &request.provider, amount, Exact, Free, Force)
				.map_err(|_| Error::<T>::CannotBePaid)?;
		}
		Ok(())
	}

	/// Burns a part of the escrow.
	pub(crate) fn burn(owner: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount > 0 {
			T::Currency::burn_held(&HoldReason::Escrow.into(), owner, amount, Exact, Force)?;
		}
		Ok(())
	}

	/// Pays a part of the arbiter's fee, if its account can receive it; says how much was paid. An arbiter whose account is
	/// gone must not keep the two from their money.
	pub(crate) fn pay_arbiter(
		reason: HoldReason,
		from: &T::AccountId,
		arbiter: &T::AccountId,
		amount: Balance,
	) -> Balance {
		let transfer = || T::Currency::transfer_on_hold(&reason.into(), from, arbiter, amount, Exact, Free, Force);
		if amount > 0 && with_storage_layer(transfer).is_ok() { amount } else { 0 }
	}

	/// Gives escrow back: to the budget, or freely when the agreement has been cancelled.
	pub(crate) fn refund(agreement: &mut AgreementOf<T>, amount: Balance) -> DispatchResult {
		if agreement.status == AgreementStatus::Cancelled {
			return Self::release(HoldReason::Escrow, &agreement.owner, amount);
		}
		Self::move_hold(HoldReason::Escrow, HoldReason::Budget, &agreement.owner, amount)?;
		agreement.budget = agreement.budget.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		Ok(())
	}
}

fn deposit<T: Config>(items: u32, bytes: usize) -> Balance {
	let bytes = Balance::try_from(bytes).unwrap_or(Balance::MAX);
	T::DepositPerItem::get().saturating_mul(items.into()).saturating_add(T::DepositPerByte::get().saturating_mul(bytes))
}
