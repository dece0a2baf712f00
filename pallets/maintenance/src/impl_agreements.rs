//! Price lists, agreements and their budgets.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use bpiiot_primitives::{
	Action, AgreementId, Balance, Counter, DeviceId, PartNumber, Role, Rule,
	device::{DeviceUse, Registry},
};
use frame_support::{
	BoundedVec, ensure,
	traits::{
		Get,
		fungible::{Inspect, MutateHold},
		tokens::{Fortitude::Polite, Precision::Exact, Preservation::Protect},
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	DispatchError, DispatchResult,
	traits::{CheckedAdd, Zero},
};

use crate::{
	Agreement, AgreementOf, AgreementStatus, Agreements, AgreementsOf, Config, Counters, Error, Event, HoldReason,
	ListedPart, Name, NextAgreement, Pallet, Parts, Rules, Uses,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_part(provider: T::AccountId, part: PartNumber, name: Name, price: Balance) -> DispatchResult {
		ensure_provider::<T>(&provider)?;
		ensure!(price > 0, Error::<T>::ZeroPrice);
		Parts::<T>::insert(&provider, &part, ListedPart { name, price });
		Self::deposit_event(Event::PartSet { provider, part, price });
		Ok(())
	}

	pub(crate) fn do_remove_part(provider: T::AccountId, part: PartNumber) -> DispatchResult {
		ensure!(Parts::<T>::take(&provider, &part).is_some(), Error::<T>::UnknownPart);
		Self::deposit_event(Event::PartRemoved { provider, part });
		Ok(())
	}

	pub(crate) fn do_propose(
		owner: T::AccountId,
		device: DeviceId,
		provider: T::AccountId,
		service_price: Balance,
		response_blocks: BlockNumberFor<T>,
		rules: Rules,
	) -> DispatchResult {
		let registered = T::Registry::owner_of(device).ok_or(Error::<T>::UnknownDevice)?;
		ensure!(registered == owner, Error::<T>::NotOwner);
		ensure_provider::<T>(&provider)?;
		ensure!(!response_blocks.is_zero(), Error::<T>::ZeroResponse);
		ensure!(response_blocks <= T::MaxResponse::get(), Error::<T>::ResponseTooLong);
		ensure!(!rules.is_empty(), Error::<T>::NoRules);
		rules.iter().try_for_each(|rule| ensure_rule::<T>(&provider, rule))?;

		let id = NextAgreement::<T>::get();
		NextAgreement::<T>::put(id.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?);
		Self::add_use(device)?;
		let counters = rules.iter().map(|_| Counter::default()).collect::<Vec<_>>();
		Counters::<T>::insert(id, BoundedVec::truncate_from(counters));
		AgreementsOf::<T>::insert(device, id, ());
		Agreements::<T>::insert(
			id,
			Agreement {
				device,
				owner: owner.clone(),
				provider: provider.clone(),
				service_price,
				response_blocks,
				rules,
				budget: 0,
				status: AgreementStatus::Proposed,
				open_requests: 0,
				requests: 0,
				proposed_at: frame_system::Pallet::<T>::block_number(),
			},
		);
		Self::deposit_event(Event::AgreementProposed { agreement: id, device, owner, provider });
		Ok(())
	}

	pub(crate) fn do_accept_agreement(provider: T::AccountId, id: AgreementId) -> DispatchResult {
		let mut agreement = Self::find_agreement(id)?;
		ensure!(agreement.provider == provider, Error::<T>::NotProvider);
		ensure!(agreement.status == AgreementStatus::Proposed, Error::<T>::NotProposed);
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
		agreement.status = AgreementStatus::Cancelled;
		Self::drop_use(agreement.device);
		Agreements::<T>::insert(id, agreement);
		Self::deposit_event(Event::AgreementCancelled { agreement: id, by: who, released });
		Ok(())
	}

	pub(crate) fn do_fund_budget(owner: T::AccountId, id: AgreementId, amount: Balance) -> DispatchResult {
		let mut agreement = Self::find_agreement(id)?;
		ensure!(agreement.owner == owner, Error::<T>::NotOwner);
		ensure!(agreement.status != AgreementStatus::Cancelled, Error::<T>::AlreadyCancelled);
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let budget = agreement.budget.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		// Frozen money must not get in, or a payment out of the escrow would break the freeze.
		ensure!(T::Currency::reducible_balance(&owner, Protect, Polite) >= amount, Error::<T>::InsufficientFunds);
		T::Currency::hold(&HoldReason::Budget.into(), &owner, amount)?;
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

	/// Frees held money of the owner.
	pub(crate) fn release(reason: HoldReason, owner: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount > 0 {
			T::Currency::release(&reason.into(), owner, amount, Exact)?;
		}
		Ok(())
	}

	/// Moves held money of the owner from one reason to the other.
	pub(crate) fn move_hold(from: HoldReason, to: HoldReason, owner: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount > 0 {
			T::Currency::release(&from.into(), owner, amount, Exact)?;
			T::Currency::hold(&to.into(), owner, amount)?;
		}
		Ok(())
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

fn ensure_provider<T: Config>(who: &T::AccountId) -> DispatchResult {
	ensure!(T::Registry::role(who) == Some(Role::ServiceProvider), Error::<T>::NotServiceProvider);
	Ok(())
}

fn ensure_rule<T: Config>(provider: &T::AccountId, rule: &Rule) -> DispatchResult {
	ensure!(rule.threshold.value != 0, Error::<T>::ZeroThreshold);
	ensure!(rule.threshold.count > 0, Error::<T>::ZeroCount);
	if let Action::OrderPart { part, quantity, max_price } = &rule.action {
		ensure!(*quantity > 0, Error::<T>::ZeroQuantity);
		ensure!(*max_price > 0, Error::<T>::ZeroMaxPrice);
		ensure!(Parts::<T>::contains_key(provider, part), Error::<T>::UnknownPart);
	}
	Ok(())
}
