//! Agreements and their budgets.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use bpiiot_primitives::{
	AgreementId, Balance, Counter, DeviceId, TemplateId,
	device::{DeviceUse, Registry},
};
use frame_support::{BoundedVec, ensure};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, DispatchResult, traits::CheckedAdd};

use crate::{
	Agreement, AgreementOf, AgreementStatus, Agreements, AgreementsBy, AgreementsOf, Config, Counters, Error, Event,
	HoldReason, LastReading, NextAgreement, Pallet, TermsOf, Uses,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_propose(
		owner: T::AccountId,
		device: DeviceId,
		provider: T::AccountId,
		terms: TermsOf<T>,
		template: Option<TemplateId>,
	) -> DispatchResult {
		let registered = T::Registry::owner_of(device).ok_or(Error::<T>::UnknownDevice)?;
		ensure!(registered == owner, Error::<T>::NotOwner);
		Self::ensure_admitted(&owner)?;
		Self::ensure_provider(&provider)?;
		Self::ensure_terms(Some(&provider), &terms)?;
		let arbiter = terms.arbitration.as_ref().map(|arbitration| &arbitration.arbiter);
		ensure!(arbiter != Some(&owner), Error::<T>::BadArbiter);
		let id = NextAgreement::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;

		let deposit = Self::agreement_deposit(&terms);
		Self::hold(HoldReason::Deposit, &owner, deposit)?;

		NextAgreement::<T>::put(next);
		Self::add_use(device)?;
		let counters = terms.rules.iter().map(|_| Counter::default()).collect::<Vec<_>>();
		Counters::<T>::insert(id, BoundedVec::truncate_from(counters));
		AgreementsOf::<T>::insert(device, id, ());
		AgreementsBy::<T>::insert(&owner, id, ());
		AgreementsBy::<T>::insert(&provider, id, ());
		Agreements::<T>::insert(
			id,
			Agreement {
				device,
				owner: owner.clone(),
				provider: provider.clone(),
				terms,
				template,
				budget: 0,
				status: AgreementStatus::Proposed,
				open_requests: 0,
				requests: 0,
				live_requests: 0,
				proposed_at: frame_system::Pallet::<T>::block_number(),
				deposit,
			},
		);
		Self::deposit_event(Event::AgreementProposed { agreement: id, device, owner, provider, template });
		Ok(())
	}

	pub(crate) fn do_accept_agreement(provider: T::AccountId, id: AgreementId) -> DispatchResult {
		let mut agreement = Self::find_agreement(id)?;
		ensure!(agreement.provider == provider, Error::<T>::NotProvider);
		ensure!(agreement.status == AgreementStatus::Proposed, Error::<T>::NotProposed);
		Self::ensure_provider(&provider)?;
		agreement.status = AgreementStatus::Active;
		let device = agreement.device;
		Agreements::<T>::insert(id, agreement);
		Self::deposit_event(Event::AgreementAccepted { agreement: id, device });
		Ok(())
	}

	pub(crate) fn do_cancel(who: T::AccountId, id: AgreementId) -> DispatchResult {
		let mut agreement = Self::find_agreement(id)?;
		ensure!(agreement.owner == who || agreement.provider == who, Error::<T>::NotParty);
		ensure!(agreement.status != AgreementStatus::Cancelled, Error::<T>::AlreadyCancelled);
		let released = core::mem::take(&mut agreement.budget);
		Self::release(HoldReason::Budget, &agreement.owner, released)?;
		Self::drop_plan(id, &agreement.owner)?;
		agreement.status = AgreementStatus::Cancelled;
		Self::drop_use(agreement.device);
		Agreements::<T>::insert(id, agreement);
		Self::deposit_event(Event::AgreementCancelled { agreement: id, by: who, released });
		Ok(())
	}

	pub(crate) fn do_remove_agreement(who: T::AccountId, id: AgreementId) -> DispatchResult {
		let agreement = Self::find_agreement(id)?;
		ensure!(agreement.owner == who || agreement.provider == who, Error::<T>::NotParty);
		ensure!(agreement.status == AgreementStatus::Cancelled, Error::<T>::NotCancelled);
		ensure!(agreement.live_requests == 0, Error::<T>::RequestsRemain);
		Self::release(HoldReason::Deposit, &agreement.owner, agreement.deposit)?;
		Agreements::<T>::remove(id);
		AgreementsOf::<T>::remove(agreement.device, id);
		AgreementsBy::<T>::remove(&agreement.owner, id);
		AgreementsBy::<T>::remove(&agreement.provider, id);
		Counters::<T>::remove(id);
		LastReading::<T>::remove(id);
		Self::deposit_event(Event::AgreementRemoved { agreement: id, released: agreement.deposit });
		Ok(())
	}

	pub(crate) fn do_fund_budget(owner: T::AccountId, id: AgreementId, amount: Balance) -> DispatchResult {
		let mut agreement = Self::find_agreement(id)?;
		ensure!(agreement.owner == owner, Error::<T>::NotOwner);
		ensure!(agreement.status != AgreementStatus::Cancelled, Error::<T>::AlreadyCancelled);
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		Self::ensure_admitted(&owner)?;
		let budget = agreement.budget.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		Self::hold(HoldReason::Budget, &owner, amount)?;
		agreement.budget = budget;
		Agreements::<T>::insert(id, agreement);
		Self::deposit_event(Event::BudgetFunded { agreement: id, amount, budget });
		Ok(())
	}

	pub(crate) fn do_withdraw_budget(owner: T::AccountId, id: AgreementId, amount: Balance) -> DispatchResult {
		let mut agreement = Self::find_agreement(id)?;
		ensure!(agreement.owner == owner, Error::<T>::NotOwner);
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let budget = agreement.budget.checked_sub(amount).ok_or(Error::<T>::BudgetExceeded)?;
		Self::release(HoldReason::Budget, &owner, amount)?;
		agreement.budget = budget;
		Agreements::<T>::insert(id, agreement);
		Self::deposit_event(Event::BudgetWithdrawn { agreement: id, amount, budget });
		Ok(())
	}

	pub(crate) fn find_agreement(id: AgreementId) -> Result<AgreementOf<T>, DispatchError> {
		Ok(Agreements::<T>::get(id).ok_or(Error::<T>::AgreementNotFound)?)
	}

	/// Keeps the device registered for one more reason.
	pub(crate) fn add_use(device: DeviceId) -> DispatchResult {
		let uses = Uses::<T>::get(device).checked_add(1).ok_or(Error::<T>::Overflow)?;
		Uses::<T>::insert(device, uses);
		Ok(())
	}

	/// Ends one reason to keep the device registered.
	pub(crate) fn drop_use(device: DeviceId) {
		Uses::<T>::mutate_exists(device, |uses| {
			*uses = uses.and_then(|uses| uses.checked_sub(1)).filter(|uses| *uses > 0);
		});
	}

	/// The block that is `blocks` after this one.
	pub(crate) fn block_after(blocks: BlockNumberFor<T>) -> Result<BlockNumberFor<T>, DispatchError> {
		let now = frame_system::Pallet::<T>::block_number();
		Ok(now.checked_add(&blocks).ok_or(Error::<T>::Overflow)?)
	}
}

impl<T: Config> DeviceUse for Pallet<T> {
	fn in_use(device: DeviceId) -> bool {
		Uses::<T>::contains_key(device)
	}
}
