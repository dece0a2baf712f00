//! Counting of readings, and the requests that rules raise.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::{collections::BTreeSet, vec::Vec};

use bpiiot_primitives::{Action, AgreementId, Reading, Rule, RuleIndex, TriggerSeq, device::Registry};
use frame_support::{ensure, storage::with_storage_layer, traits::Get};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
	AgreementOf, AgreementStatus, Agreements, Config, Counters, Error, Event, HoldReason, LastReading, LastTrigger,
	MAX_RULES, NextRequest, Pallet, Parts, Readings, Request, RequestKind, RequestStatus, Requests, RequestsOf,
};

impl<T: Config> Pallet<T> {
	/// How often rules can fire at most in a report of so many readings.
	pub(crate) fn most_firings(readings: usize) -> u32 {
		u32::try_from(readings).unwrap_or(u32::MAX).saturating_mul(MAX_RULES).min(T::MaxFirings::get())
	}

	/// Counts a report; says how many times rules have fired.
	pub(crate) fn do_report(who: &T::AccountId, id: AgreementId, readings: &Readings) -> Result<u32, DispatchError> {
		let agreement = Self::find_agreement(id)?;
		ensure_device::<T>(who, &agreement)?;
		ensure!(agreement.status == AgreementStatus::Active, Error::<T>::NotActive);
		let until = readings.last().ok_or(Error::<T>::EmptyReport)?.at;
		ensure_order::<T>(id, readings)?;

		let mut fired = Vec::<RuleIndex>::new();
		let most = T::MaxFirings::get() as usize;
		Counters::<T>::try_mutate(id, |counters| -> DispatchResult {
			for reading in readings {
				for ((index, rule), counter) in (0..).zip(&agreement.rules).zip(counters.iter_mut()) {
					if counter.count(&rule.threshold, reading) {
						ensure!(fired.len() < most, Error::<T>::TooManyFirings);
						fired.push(index);
					}
				}
			}
			Ok(())
		})?;
		LastReading::<T>::insert(id, until);

		let firings = fired.len() as u32;
		Self::deposit_event(Event::Reported { agreement: id, readings: readings.len() as u32, until, firings });
		for rule in fired {
			// The readings have been counted whatever becomes of the action, so a failure undoes the action alone.
			if let Err(error) = with_storage_layer(|| Self::raise(id, rule, None)) {
				Self::deposit_event(Event::ActionFailed { agreement: id, rule, error });
			}
		}
		Ok(firings)
	}

	/// Lets a rule fire that the device itself has counted; once for each trigger number.
	pub(crate) fn do_trigger(
		who: &T::AccountId,
		id: AgreementId,
		index: RuleIndex,
		trigger: TriggerSeq,
		orders_part: bool,
	) -> DispatchResult {
		let agreement = Self::find_agreement(id)?;
		ensure_device::<T>(who, &agreement)?;
		// First of all, so that a retransmission hears that its trigger has taken effect, whatever happened since.
		ensure!(
			LastTrigger::<T>::get(agreement.device).is_none_or(|last| trigger > last),
			Error::<T>::DuplicateTrigger
		);
		ensure!(agreement.status == AgreementStatus::Active, Error::<T>::NotActive);
		let rule = find_rule::<T>(&agreement, index)?;
		ensure!(matches!(rule.action, Action::OrderPart { .. }) == orders_part, Error::<T>::WrongAction);
		LastTrigger::<T>::insert(agreement.device, trigger);
		Self::raise(id, index, Some(trigger))
	}

	/// Raises the request of a rule and moves its price from the budget into escrow.
	fn raise(id: AgreementId, index: RuleIndex, trigger: Option<TriggerSeq>) -> DispatchResult {
		let mut agreement = Self::find_agreement(id)?;
		ensure!(agreement.open_requests < T::MaxOpenRequests::get(), Error::<T>::TooManyRequests);
		let (kind, price) = match find_rule::<T>(&agreement, index)?.action.clone() {
			Action::RequestService => (RequestKind::Service, agreement.service_price),
			Action::OrderPart { part, quantity, max_price } => {
				let listed = Parts::<T>::get(&agreement.provider, &part).ok_or(Error::<T>::UnknownPart)?;
				let price = listed.price.checked_mul(quantity.into()).ok_or(Error::<T>::Overflow)?;
				ensure!(price <= max_price, Error::<T>::PriceAboveCap);
				(RequestKind::Part { part, quantity }, price)
			}
		};
		let budget = agreement.budget.checked_sub(price).ok_or(Error::<T>::BudgetExceeded)?;
		let deadline = Self::block_after(agreement.response_blocks)?;
		let request = NextRequest::<T>::get();
		NextRequest::<T>::put(request.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?);
		let place = agreement.requests;
		agreement.requests = place.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;
		agreement.open_requests = agreement.open_requests.checked_add(1).ok_or(Error::<T>::Overflow)?;
		Self::add_use(agreement.device)?;

		Self::move_hold(HoldReason::Budget, HoldReason::Escrow, &agreement.owner, price)?;
		agreement.budget = budget;

		let device = agreement.device;
		RequestsOf::<T>::insert(id, place, request);
		Requests::<T>::insert(
			request,
			Request {
				agreement: id,
				rule: index,
				device,
				provider: agreement.provider.clone(),
				owner: agreement.owner.clone(),
				kind: kind.clone(),
				price,
				status: RequestStatus::Open,
				raised_at: frame_system::Pallet::<T>::block_number(),
				deadline,
				completed_at: None,
				trigger,
				evidence: None,
				returns: 0,
			},
		);
		Agreements::<T>::insert(id, agreement);
		Self::deposit_event(match kind {
			RequestKind::Service => {
				Event::ServiceRequested { request, agreement: id, device, rule: index, trigger, price }
			}
			RequestKind::Part { part, quantity } => {
				Event::PartOrdered { request, agreement: id, device, rule: index, trigger, part, quantity, price }
			}
		});
		Ok(())
	}
}

fn find_rule<T: Config>(agreement: &AgreementOf<T>, index: RuleIndex) -> Result<&Rule, DispatchError> {
	Ok(agreement.rules.get(usize::from(index)).ok_or(Error::<T>::RuleNotFound)?)
}

fn ensure_device<T: Config>(who: &T::AccountId, agreement: &AgreementOf<T>) -> DispatchResult {
	ensure!(T::Registry::device_of(who) == Some(agreement.device), Error::<T>::NotDevice);
	Ok(())
}

/// Each reading is counted once: times do not fall, and each channel has one reading at a time.
fn ensure_order<T: Config>(id: AgreementId, readings: &[Reading]) -> DispatchResult {
	let mut now = LastReading::<T>::get(id);
	let mut channels = BTreeSet::new();
	let mut first = true;
	for reading in readings {
		// Only within a report may a time be repeated, for another channel.
		let newer = now.is_none_or(|now| reading.at > now);
		ensure!(newer || !first && now == Some(reading.at), Error::<T>::ReadingOutOfOrder);
		if newer {
			channels.clear();
		}
		ensure!(channels.insert(reading.channel), Error::<T>::DuplicateReading);
		now = Some(reading.at);
		first = false;
	}
	Ok(())
}
