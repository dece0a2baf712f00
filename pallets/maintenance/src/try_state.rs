//! What always holds in the pallet's storage.
//!
//! Indices are compared entry by entry and by their number, and lists are not collected, so that a large chain's fit into the
//! memory of the Wasm that checks them.

use alloc::{collections::BTreeMap, vec::Vec};

use bpiiot_primitives::{AgreementId, Balance, DeviceId, PartNumber};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;

use crate::{
	Agenda, AgendaCursor, AgendaLength, AgreementStatus, Agreements, AgreementsBy, AgreementsOf, CommitteeTemplates,
	Config, Counters, EvidenceOf, History, HistoryLength, HoldReason, LastReading, MAX_FAILURES, NextAgreement,
	NextPlan, NextRequest, NextTemplate, Pallet, Parts, Plans, Publisher, RequestKind, RequestStatus, Requests,
	RequestsOf, Schedule, Scheduled, SparesOf, Templates, TemplatesOf, Uses, Work, impl_requests::is_in_progress,
};

/// What should be held of each account for each reason.
struct Books<AccountId>(BTreeMap<AccountId, [Balance; 4]>);

impl<AccountId: Ord + Clone> Books<AccountId> {
	fn add(&mut self, who: &AccountId, reason: HoldReason, amount: Balance) -> Result<(), TryRuntimeError> {
		let sums = self.0.entry(who.clone()).or_default();
		let sum = match reason {
			HoldReason::Budget => &mut sums[0],
			HoldReason::Escrow => &mut sums[1],
			HoldReason::Deposit => &mut sums[2],
			HoldReason::Bond => &mut sums[3],
		};
		*sum = sum.checked_add(amount).ok_or("A sum of holds overflows.")?;
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error says which one is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut books = Books(BTreeMap::new());
		let mut uses = BTreeMap::<DeviceId, u32>::new();
		Self::try_stock(&mut books)?;
		Self::try_templates(&mut books)?;
		let (open, live) = Self::try_requests(&mut books, &mut uses)?;
		Self::try_agreements(&mut books, &mut uses, &open, &live)?;
		Self::try_plans(&mut books)?;
		Self::try_history(&mut books)?;
		for (device, told) in Uses::<T>::iter() {
			ensure!(uses.remove(&device) == Some(told), "The uses of a device are miscounted.");
		}
		ensure!(uses.is_empty(), "The uses of a device are miscounted.");

		for who in frame_system::Account::<T>::iter_keys() {
			let [budget, escrow, deposit, bond] = books.0.remove(&who).unwrap_or_default();
			let held = |reason: HoldReason| T::Currency::balance_on_hold(&reason.into(), &who);
			ensure!(
				held(HoldReason::Budget) == budget,
				"An owner's held budget is not the sum of its agreements' budgets."
			);
			ensure!(
				held(HoldReason::Escrow) == escrow,
				"An owner's escrow is not the sum of what its unsettled requests may pay."
			);
			ensure!(held(HoldReason::Deposit) == deposit, "A held deposit is not the sum of what its account stores.");
			ensure!(
				held(HoldReason::Bond) == bond,
				"A provider's bond is not the sum of the fees of arbiters that it may have to pay."
			);
		}
		ensure!(books.0.values().all(|sums| *sums == [0; 4]), "Something is held of an account that does not exist.");
		Ok(())
	}

	fn try_stock(books: &mut Books<T::AccountId>) -> Result<(), TryRuntimeError> {
		let mut transit = BTreeMap::<(T::AccountId, PartNumber), u64>::new();
		for request in Requests::<T>::iter_values() {
			let RequestKind::Part { part, quantity } = request.kind else {
				ensure!(!request.shipped, "Parts are in transit for a service.");
				continue;
			};
			if request.shipped {
				ensure!(request.status.is_unsettled(), "Parts are in transit for an order that is settled.");
				let sum = transit.entry((request.provider, part)).or_default();
				*sum = sum.saturating_add(quantity.into());
			}
		}
		for (provider, part, listed) in Parts::<T>::iter() {
			ensure!(listed.price > 0, "A part costs nothing.");
			let sum = transit.remove(&(provider.clone(), part)).unwrap_or_default();
			ensure!(sum == listed.in_transit, "The parts in transit are miscounted.");
			books.add(&provider, HoldReason::Deposit, listed.deposit)?;
		}
		ensure!(transit.is_empty(), "A part is in transit but not on a price list.");
		for (owner, _, spares) in SparesOf::<T>::iter() {
			ensure!(spares.quantity > 0, "Spare parts of which there are none take space.");
			books.add(&owner, HoldReason::Deposit, spares.deposit)?;
		}
		Ok(())
	}

	fn try_templates(books: &mut Books<T::AccountId>) -> Result<(), TryRuntimeError> {
		let (mut templates, mut of_committee) = (0usize, 0u32);
		for (id, template) in Templates::<T>::iter() {
			ensure!(id < NextTemplate::<T>::get(), "A template has a number that has not been given out.");
			ensure!(TemplatesOf::<T>::contains_key(&template.publisher, id), "A template is missing from its index.");
			templates = templates.saturating_add(1);
			match template.publisher {
				Publisher::Committee => of_committee = of_committee.saturating_add(1),
				Publisher::Provider(who) => books.add(&who, HoldReason::Deposit, template.deposit)?,
			}
		}
		ensure!(TemplatesOf::<T>::iter_keys().count() == templates, "The index of templates names one that is gone.");
		ensure!(CommitteeTemplates::<T>::get() == of_committee, "The committee's templates are miscounted.");
		Ok(())
	}

	/// Says how many open and how many stored requests each agreement has.
	#[allow(clippy::type_complexity, reason = "two counts of the same kind")]
	fn try_requests(
		books: &mut Books<T::AccountId>,
		uses: &mut BTreeMap<DeviceId, u32>,
	) -> Result<(BTreeMap<AgreementId, u32>, BTreeMap<AgreementId, u32>), TryRuntimeError> {
		let (mut open, mut live) = (BTreeMap::new(), BTreeMap::new());
		let (mut requests, mut work) = (0usize, 0usize);
		for (id, request) in Requests::<T>::iter() {
			requests = requests.saturating_add(1);
			ensure!(id < NextRequest::<T>::get(), "A request has a number that has not been given out.");
			let agreement = Agreements::<T>::get(request.agreement).ok_or("A request belongs to no agreement.")?;
			ensure!(
				RequestsOf::<T>::get(request.agreement, request.place) == Some(id),
				"A request is missing from its index."
			);
			ensure!(request.paid <= request.price, "A request has paid more than its price.");
			ensure!(
				request.settled_at.is_some() != request.status.is_unsettled(),
				"A request is settled without a date, or has one without being settled."
			);
			books.add(&request.owner, HoldReason::Escrow, request.escrow())?;
			books.add(&request.provider, HoldReason::Bond, request.provider_bond())?;
			books.add(&request.owner, HoldReason::Deposit, request.deposit)?;
			count(live.entry(request.agreement).or_default());
			let mut busy = Vec::new();
			if request.keeps_device {
				ensure!(is_in_progress::<T>(&request), "A request keeps its device with nothing left to do on it.");
				count(uses.entry(request.device).or_default());
			}
			if request.status.is_unsettled() {
				count(open.entry(request.agreement).or_default());
				busy.extend([request.owner, request.provider]);
			}
			if request.status == RequestStatus::Disputed {
				let arbitration = agreement.terms.arbitration.ok_or("A dispute has no arbiter.")?;
				ensure!(request.dispute.is_some(), "A dispute has no complaint.");
				busy.push(arbitration.arbiter);
			}
			busy.sort_unstable();
			busy.dedup();
			ensure!(
				busy.iter().all(|who| Work::<T>::contains_key(who, id)),
				"The index of unsettled requests is not that of the requests that are."
			);
			work = work.saturating_add(busy.len());
		}
		ensure!(RequestsOf::<T>::iter_keys().count() == requests, "The index of requests names one that is gone.");
		ensure!(
			Work::<T>::iter_keys().count() == work,
			"The index of unsettled requests is not that of the requests that are."
		);
		ensure!(
			EvidenceOf::<T>::iter_keys().all(Requests::<T>::contains_key),
			"Evidence is about a request that is gone."
		);
		Ok((open, live))
	}

	fn try_agreements(
		books: &mut Books<T::AccountId>,
		uses: &mut BTreeMap<DeviceId, u32>,
		open: &BTreeMap<AgreementId, u32>,
		live: &BTreeMap<AgreementId, u32>,
	) -> Result<(), TryRuntimeError> {
		let mut agreements = 0usize;
		for (id, agreement) in Agreements::<T>::iter() {
			agreements = agreements.saturating_add(1);
			ensure!(id < NextAgreement::<T>::get(), "An agreement has a number that has not been given out.");
			ensure!(AgreementsOf::<T>::contains_key(agreement.device, id), "An agreement is missing from its device.");
			ensure!(
				AgreementsBy::<T>::contains_key(&agreement.owner, id)
					&& AgreementsBy::<T>::contains_key(&agreement.provider, id),
				"An agreement is missing from one of its parties."
			);
			let rules = &agreement.terms.rules;
			ensure!(Counters::<T>::get(id).len() == rules.len(), "A rule has no counter.");
			for (counter, rule) in Counters::<T>::get(id).iter().zip(rules) {
				ensure!(counter.count <= rule.threshold.count, "A counter is past its threshold and has not fired.");
			}
			let counted = |counts: &BTreeMap<AgreementId, u32>| counts.get(&id).copied().unwrap_or_default();
			ensure!(counted(open) == agreement.open_requests, "An agreement miscounts its open requests.");
			ensure!(counted(live) == agreement.live_requests, "An agreement miscounts its stored requests.");
			ensure!(
				agreement.live_requests <= agreement.requests,
				"An agreement has more requests than it has raised."
			);
			if agreement.status == AgreementStatus::Cancelled {
				ensure!(agreement.budget == 0, "A cancelled agreement still has a budget.");
			} else {
				count(uses.entry(agreement.device).or_default());
			}
			books.add(&agreement.owner, HoldReason::Budget, agreement.budget)?;
			books.add(&agreement.owner, HoldReason::Deposit, agreement.deposit)?;
		}
		ensure!(AgreementsOf::<T>::iter_keys().count() == agreements, "A device has an agreement that is gone.");
		ensure!(
			AgreementsBy::<T>::iter_keys().count() == agreements.saturating_mul(2),
			"A party has an agreement that is gone."
		);
		ensure!(Counters::<T>::iter_keys().count() == agreements, "Counters belong to an agreement that is gone.");
		ensure!(
			LastReading::<T>::iter_keys().all(Agreements::<T>::contains_key),
			"A last reading belongs to an agreement that is gone."
		);
		Ok(())
	}

	fn try_plans(books: &mut Books<T::AccountId>) -> Result<(), TryRuntimeError> {
		let mut scheduled = 0u32;
		let cursor = AgendaCursor::<T>::get();
		for (id, plan) in Plans::<T>::iter() {
			let agreement = Agreements::<T>::get(id).ok_or("A plan belongs to no agreement.")?;
			ensure!(agreement.status == AgreementStatus::Active, "An agreement that is not active has a plan.");
			ensure!(!plan.is_empty(), "An empty plan takes space.");
			for entry in plan {
				ensure!(entry.id < NextPlan::<T>::get(), "A plan entry has a number that has not been given out.");
				books.add(&agreement.owner, HoldReason::Deposit, entry.deposit)?;
				ensure!(entry.failures < MAX_FAILURES, "A plan entry has failed too often and is there still.");
				if let Schedule::Time { next, .. } = entry.schedule {
					scheduled = scheduled.saturating_add(1);
					ensure!((next, entry.place) >= cursor, "The agenda has passed a plan entry that is due.");
					ensure!(
						Agenda::<T>::get(next, entry.place) == Some((id, entry.id)),
						"A plan entry is not on the agenda in its place."
					);
					ensure!(
						entry.place < AgendaLength::<T>::get(next),
						"A place of the agenda has not been given out."
					);
				}
			}
		}
		ensure!(Scheduled::<T>::get() == scheduled, "The entries that go by the calendar are miscounted.");
		ensure!(
			u32::try_from(Agenda::<T>::iter_keys().count()) == Ok(scheduled),
			"Something is on the agenda that is in no plan."
		);
		for (block, length) in AgendaLength::<T>::iter() {
			ensure!(scheduled > 0 && block >= cursor.0, "A block that the agenda has passed takes space.");
			let passed = if block == cursor.0 { cursor.1 } else { 0 };
			let places = u32::try_from(Agenda::<T>::iter_key_prefix(block).count()).unwrap_or(u32::MAX);
			ensure!(
				length.checked_sub(passed) == Some(places),
				"The places of a block's agenda are not those that have been given out."
			);
		}
		Ok(())
	}

	fn try_history(books: &mut Books<T::AccountId>) -> Result<(), TryRuntimeError> {
		let mut records = BTreeMap::<DeviceId, u32>::new();
		for (device, place, record) in History::<T>::iter() {
			ensure!(place < HistoryLength::<T>::get(device), "A history has an entry behind its end.");
			books.add(&record.owner, HoldReason::Deposit, record.deposit)?;
			count(records.entry(device).or_default());
		}
		for (device, length) in HistoryLength::<T>::iter() {
			let stored = records.remove(&device).unwrap_or_default();
			ensure!(stored <= length, "A history has more entries than places.");
		}
		ensure!(records.is_empty(), "A history has entries and no length.");
		Ok(())
	}
}

fn count(counter: &mut u32) {
	*counter = counter.saturating_add(1);
}
