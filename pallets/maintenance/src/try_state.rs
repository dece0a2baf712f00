//! What always holds in the pallet's storage.

use alloc::collections::BTreeMap;

use bpiiot_primitives::{AgreementId, Balance, DeviceId};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;

use crate::{
	AgreementStatus, Agreements, AgreementsOf, Config, Counters, HoldReason, NextAgreement, NextRequest, Pallet,
	Requests, RequestsOf, Uses,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error says which one is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut budgets = BTreeMap::<T::AccountId, Balance>::new();
		let mut escrows = BTreeMap::<T::AccountId, Balance>::new();
		let mut open = BTreeMap::<AgreementId, u32>::new();
		let mut uses = BTreeMap::<DeviceId, u32>::new();

		let mut requests = 0usize;
		for (id, request) in Requests::<T>::iter() {
			requests = requests.saturating_add(1);
			ensure!(id < NextRequest::<T>::get(), "A request has a number that has not been given out.");
			ensure!(Agreements::<T>::contains_key(request.agreement), "A request belongs to no agreement.");
			if request.status.is_unsettled() {
				add(escrows.entry(request.owner).or_default(), request.price)?;
				count(open.entry(request.agreement).or_default());
				count(uses.entry(request.device).or_default());
			}
		}

		let mut indexed = 0u64;
		for (id, agreement) in Agreements::<T>::iter() {
			indexed = indexed.saturating_add(agreement.requests.into());
			ensure!(id < NextAgreement::<T>::get(), "An agreement has a number that has not been given out.");
			ensure!(AgreementsOf::<T>::contains_key(agreement.device, id), "An agreement is missing from its device.");
			ensure!(Counters::<T>::get(id).len() == agreement.rules.len(), "A rule has no counter.");
			for (counter, rule) in Counters::<T>::get(id).iter().zip(&agreement.rules) {
				ensure!(counter.0 <= rule.threshold.count, "A counter is past its threshold and has not fired.");
			}
			ensure!(
				open.get(&id).copied().unwrap_or_default() == agreement.open_requests,
				"An agreement miscounts its open requests."
			);
			if agreement.status == AgreementStatus::Cancelled {
				ensure!(agreement.budget == 0, "A cancelled agreement still has a budget.");
			} else {
				count(uses.entry(agreement.device).or_default());
			}
			for place in 0..agreement.requests {
				let request = RequestsOf::<T>::get(id, place).and_then(Requests::<T>::get);
				ensure!(request.is_some_and(|request| request.agreement == id), "A request is missing from its index.");
			}
			let budget = budgets.entry(agreement.owner.clone()).or_default();
			add(budget, agreement.budget)?;
			escrows.entry(agreement.owner).or_default();
		}
		ensure!(u64::try_from(requests) == Ok(indexed), "The index of requests and the requests differ.");
		ensure!(Uses::<T>::iter().collect::<BTreeMap<_, _>>() == uses, "The uses of a device are miscounted.");

		for (owner, budget) in budgets {
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::Budget.into(), &owner) == budget,
				"An owner's held budget is not the sum of its agreements' budgets."
			);
		}
		for (owner, escrow) in escrows {
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::Escrow.into(), &owner) == escrow,
				"An owner's escrow is not the sum of the prices of its open requests."
			);
		}
		Ok(())
	}
}

fn add(sum: &mut Balance, amount: Balance) -> Result<(), TryRuntimeError> {
	*sum = sum.checked_add(amount).ok_or("A sum of budgets or prices overflows.")?;
	Ok(())
}

fn count(counter: &mut u32) {
	*counter = counter.saturating_add(1);
}
