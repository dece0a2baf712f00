//! Counting of readings, and the requests that rules and plans raise.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::{collections::BTreeSet, vec::Vec};

use bpiiot_primitives::{
	Action, ActionKind, AgreementId, PlanId, Reading, Rule, RuleIndex, TriggerSeq, device::Registry, table1::Value,
};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{Get, UnixTime},
};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
	AgreementOf, AgreementStatus, Agreements, Cause, Config, Counters, Error, Event, HoldReason, LastReading,
	LastTrigger, MAX_AHEAD, MAX_PLAN, MAX_RULES, MAX_TRIGGER_STEP, NextRequest, Pallet, Parts, Plans, Readings,
	Request, RequestKind, RequestStatus, Requests, RequestsOf, Work, types::Run,
};

impl<T: Config> Pallet<T> {
	/// How often rules and plan entries can fire at most in a report of so many readings.
	pub(crate) fn most_firings(readings: usize) -> u32 {
		u32::try_from(readings)
			.unwrap_or(u32::MAX)
			.saturating_mul(MAX_RULES.saturating_add(MAX_PLAN))
			.min(T::MaxFirings::get())
	}

	/// Counts a report; says how many times rules and plan entries have fired.
	pub(crate) fn do_report(who: &T::AccountId, id: AgreementId, readings: &Readings) -> Result<u32, DispatchError> {
		let agreement = Self::find_agreement(id)?;
		ensure_device::<T>(who, &agreement)?;
		ensure!(agreement.status == AgreementStatus::Active, Error::<T>::NotActive);
		let until = readings.last().ok_or(Error::<T>::EmptyReport)?.at;
		ensure_order::<T>(id, readings)?;
		let now = u64::try_from(T::Time::now().as_millis()).unwrap_or(u64::MAX);
		ensure!(until <= now.saturating_add(MAX_AHEAD), Error::<T>::ReadingInFuture);

		let mut fired = Vec::<(Cause, Result<Action, Error<T>>)>::new();
		let mut fire = |cause, action| -> DispatchResult {
			ensure!((fired.len() as u32) < T::MaxFirings::get(), Error::<T>::TooManyFirings);
			fired.push((cause, action));
			Ok(())
		};
		let mut plan = Plans::<T>::get(id);
		let mut plan_has_fired = false;
		let mut leapt = BTreeSet::new();
		Counters::<T>::try_mutate(id, |counters| -> DispatchResult {
			for reading in readings {
				for ((index, rule), counter) in (0..).zip(&agreement.terms.rules).zip(counters.iter_mut()) {
					if counter.count(&rule.threshold, reading) {
						fire(Cause::Rule(index), Ok(rule.action.clone()))?;
					}
				}
				for entry in plan.iter_mut() {
					match entry.schedule.run_to(reading.channel, reading.value) {
						Run::Due => {
							plan_has_fired = true;
							fire(Cause::Plan(entry.id), Ok(entry.action.clone()))?;
						}
						// A broken meter says so with every reading; once is enough.
						Run::Leap if leapt.insert(entry.id) => {
							fire(Cause::Plan(entry.id), Err(Error::<T>::MeterLeap))?;
						}
						Run::Leap | Run::NotDue => (),
					}
				}
			}
			Ok(())
		})?;
		if plan_has_fired {
			Plans::<T>::insert(id, plan);
		}
		LastReading::<T>::insert(id, until);

		let firings = fired.len() as u32;
		Self::deposit_event(Event::Reported { agreement: id, readings: readings.len() as u32, until, firings });
		for (cause, action) in fired {
			// The readings have been counted whatever becomes of the action, so a failure undoes the action alone.
			match action {
				Ok(action) => {
					Self::try_raise(id, cause, &action);
				}
				Err(error) => {
					Self::deposit_event(Event::ActionFailed { agreement: id, cause, error: error.into() });
				}
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
		kind: ActionKind,
	) -> DispatchResult {
		let agreement = Self::ensure_trigger(who, id, trigger)?;
		let rule = find_rule::<T>(&agreement, index)?;
		ensure!(rule.action.kind() == kind, Error::<T>::WrongAction);
		LastTrigger::<T>::insert(agreement.device, trigger);
		// What the device has counted must not be counted here again, should it report readings as well.
		Counters::<T>::mutate(id, |counters| {
			if let Some(counter) = counters.get_mut(usize::from(index)) {
				counter.count = 0;
			}
		});
		Self::raise(id, Cause::Rule(index), &rule.action, Some(trigger))
	}

	/// Lets an entry of the plan act whose meter the device itself reads; once for each trigger number.
	pub(crate) fn do_request_planned(
		who: &T::AccountId,
		id: AgreementId,
		entry: PlanId,
		meter: Value,
		trigger: TriggerSeq,
	) -> DispatchResult {
		let agreement = Self::ensure_trigger(who, id, trigger)?;
		let mut plan = Plans::<T>::get(id);
		let found = plan.iter_mut().find(|found| found.id == entry).ok_or(Error::<T>::PlanNotFound)?;
		let channel = found.schedule.channel().ok_or(Error::<T>::NotMetered)?;
		match found.schedule.run_to(channel, meter) {
			Run::Due => (),
			Run::NotDue => return Err(Error::<T>::NotDue.into()),
			Run::Leap => return Err(Error::<T>::MeterLeap.into()),
		}
		let action = found.action.clone();
		LastTrigger::<T>::insert(agreement.device, trigger);
		Plans::<T>::insert(id, plan);
		Self::raise(id, Cause::Plan(entry), &action, Some(trigger))
	}

	/// Carries out an action that nobody waits for; a failure leaves an event and nothing else. Says whether it succeeded.
	pub(crate) fn try_raise(id: AgreementId, cause: Cause, action: &Action) -> bool {
		let raised = with_storage_layer(|| Self::raise(id, cause, action, None));
		if let Err(error) = raised {
			Self::deposit_event(Event::ActionFailed { agreement: id, cause, error });
		}
		raised.is_ok()
	}

	/// The agreement's device sends a trigger that has not taken effect yet.
	fn ensure_trigger(
		who: &T::AccountId,
		id: AgreementId,
		trigger: TriggerSeq,
	) -> Result<AgreementOf<T>, DispatchError> {
		let agreement = Self::find_agreement(id)?;
		ensure_device::<T>(who, &agreement)?;
		// First of all, so that a retransmission hears that its trigger has taken effect, whatever happened since.
		let last = LastTrigger::<T>::get(agreement.device);
		ensure!(last.is_none_or(|last| trigger > last), Error::<T>::DuplicateTrigger);
		let furthest = last.unwrap_or_default().saturating_add(MAX_TRIGGER_STEP);
		ensure!(trigger <= furthest, Error::<T>::TriggerTooFar);
		ensure!(agreement.status == AgreementStatus::Active, Error::<T>::NotActive);
		Ok(agreement)
	}

	/// Carries out an action: raises a request and moves its price from the budget into escrow, or gives notice.
	fn raise(id: AgreementId, cause: Cause, action: &Action, trigger: Option<TriggerSeq>) -> DispatchResult {
		let mut agreement = Self::find_agreement(id)?;
		let device = agreement.device;
		// A machine that was sold must not spend its former owner's money.
		ensure!(T::Registry::owner_of(device).as_ref() == Some(&agreement.owner), Error::<T>::DeviceMoved);
		if *action != Action::Notify {
			// One who was expelled could not accept it.
			Self::ensure_provider(&agreement.provider)?;
		}
		let deposits = Self::deposits();
		let (kind, price, deposit) = match action.clone() {
			Action::Notify => {
				Self::deposit_event(Event::Notified { agreement: id, device, cause, trigger });
				return Ok(());
			}
			Action::RequestService => (RequestKind::Service, agreement.terms.service_price, deposits.request),
			Action::OrderPart { part, quantity, max_price } => {
				let listed = Parts::<T>::get(&agreement.provider, &part).ok_or(Error::<T>::UnknownPart)?;
				let price = listed.price.checked_mul(quantity.into()).ok_or(Error::<T>::Overflow)?;
				ensure!(price <= max_price, Error::<T>::PriceAboveCap);
				let deposit = deposits.request.saturating_add(deposits.spares);
				(RequestKind::Part { part, quantity }, price, deposit)
			}
		};
		ensure!(agreement.open_requests < T::MaxOpenRequests::get(), Error::<T>::TooManyRequests);
		// About nothing there is no dispute.
		let fee = agreement.terms.arbitration.as_ref().map(|arbitration| arbitration.fee).unwrap_or_default();
		let bond = if price > 0 { fee } else { 0 };
		let escrow = price.checked_add(bond).ok_or(Error::<T>::Overflow)?;
		let budget = agreement
			.budget
			.checked_sub(escrow)
			.and_then(|budget| budget.checked_sub(deposit))
			.ok_or(Error::<T>::BudgetExceeded)?;
		let deadline = Self::block_after(agreement.terms.response_blocks)?;
		let request = NextRequest::<T>::get();
		let next = request.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;
		let place = agreement.requests;
		agreement.requests = place.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;
		agreement.open_requests = agreement.open_requests.checked_add(1).ok_or(Error::<T>::Overflow)?;
		agreement.live_requests = agreement.live_requests.checked_add(1).ok_or(Error::<T>::Overflow)?;

		Self::move_hold(HoldReason::Budget, HoldReason::Escrow, &agreement.owner, escrow)?;
		Self::move_hold(HoldReason::Budget, HoldReason::Deposit, &agreement.owner, deposit)?;
		agreement.budget = budget;

		NextRequest::<T>::put(next);
		Self::add_use(device)?;
		RequestsOf::<T>::insert(id, place, request);
		Work::<T>::insert(&agreement.owner, request, ());
		Work::<T>::insert(&agreement.provider, request, ());
		Requests::<T>::insert(
			request,
			Request {
				agreement: id,
				place,
				cause,
				device,
				provider: agreement.provider.clone(),
				owner: agreement.owner.clone(),
				kind: kind.clone(),
				price,
				paid: 0,
				bond,
				deposit,
				status: RequestStatus::Open,
				raised_at: frame_system::Pallet::<T>::block_number(),
				deadline,
				completed_at: None,
				settled_at: None,
				trigger,
				evidence: None,
				returns: 0,
				milestone: 0,
				shipped: false,
				keeps_device: true,
				dispute: None,
				offer: None,
				score: None,
			},
		);
		Agreements::<T>::insert(id, agreement);
		Self::deposit_event(match kind {
			RequestKind::Service => Event::ServiceRequested { request, agreement: id, device, cause, trigger, price },
			RequestKind::Part { part, quantity } => {
				Event::PartOrdered { request, agreement: id, device, cause, trigger, part, quantity, price }
			}
		});
		Ok(())
	}
}

fn find_rule<T: Config>(agreement: &AgreementOf<T>, index: RuleIndex) -> Result<&Rule, DispatchError> {
	Ok(agreement.terms.rules.get(usize::from(index)).ok_or(Error::<T>::RuleNotFound)?)
}

fn ensure_device<T: Config>(who: &T::AccountId, agreement: &AgreementOf<T>) -> DispatchResult {
	ensure!(T::Registry::device_of(who) == Some(agreement.device), Error::<T>::NotDevice);
	Pallet::<T>::ensure_admitted(who)
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
