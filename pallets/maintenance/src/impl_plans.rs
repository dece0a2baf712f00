//! Maintenance plans: entries that raise requests by themselves, by the calendar or by a meter.
//!
//! The agenda holds the entries that go by the calendar, under the block in which they are due, each in a place of its own. A
//! cursor goes through it and never skips an entry: what a block has no time for comes first in the next one. Nobody is
//! starved, since there are at most [`Config::MaxScheduled`] entries, none of which is due twice within
//! [`Config::MinPlanInterval`], and the blocks of that interval can carry out twice as many (`integrity_test`).
//!
//! The places are limited, so someone could take them all to keep others out. Entries that fail go after [`MAX_FAILURES`]
//! times, which takes the entries of those whose budget is empty, whose machine is sold or whose provider is gone. What stays
//! are entries that act: each holds its deposit and an eighth of an agreement's as long as it stays, and unless it only gives
//! notice it asks a provider for something with every interval, out of a budget. To hold [`Config::MaxScheduled`] places
//! costs as many deposits, locked for the whole time; the runtime's configuration says how much that is.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{Action, AgreementId, Channel, PlanId, table1::Value};
use frame_support::{ensure, traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	DispatchResult,
	traits::{One, Saturating},
};

use crate::{
	Agenda, AgendaCursor, AgendaLength, AgreementStatus, Agreements, Cause, Config, Error, Event, HoldReason, NextPlan,
	Pallet, PlanEntry, Plans, Schedule, Scheduled, WeightInfo,
	types::{MAX_FAILURES, MAX_METER_LEAP, Run},
};

impl<BlockNumber> Schedule<BlockNumber> {
	/// The meter's channel, for an entry that goes by one.
	pub fn channel(&self) -> Option<Channel> {
		match self {
			Self::Usage { channel, .. } => Some(*channel),
			Self::Time { .. } => None,
		}
	}

	/// Takes a reading; says whether the entry is due by it. It is due again when the meter has run on by the interval,
	/// counted from the value at which it was due, so that late maintenance does not shift the plan.
	pub fn run_to(&mut self, of: Channel, value: Value) -> Run {
		let Self::Usage { channel, next, every } = self else { return Run::NotDue };
		if *channel != of || value < *next {
			return Run::NotDue;
		}
		let over = i128::from(value).saturating_sub((*next).into());
		let intervals = over.checked_div((*every).into()).unwrap_or_default().saturating_add(1);
		if intervals > MAX_METER_LEAP {
			return Run::Leap;
		}
		let after = i128::from(*next).saturating_add(intervals.saturating_mul((*every).into()));
		*next = Value::try_from(after).unwrap_or(Value::MAX);
		Run::Due
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_add_plan(
		owner: T::AccountId,
		id: AgreementId,
		schedule: Schedule<BlockNumberFor<T>>,
		action: Action,
	) -> DispatchResult {
		let agreement = Self::find_agreement(id)?;
		ensure!(agreement.owner == owner, Error::<T>::NotOwner);
		ensure!(agreement.status == AgreementStatus::Active, Error::<T>::NotActive);
		Self::ensure_admitted(&owner)?;
		ensure_schedule::<T>(&schedule)?;
		Self::ensure_action(Some(&agreement.provider), &action)?;
		let entry = NextPlan::<T>::get();
		let next = entry.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;

		let deposit = Self::deposits().plan_entry;
		Self::hold(HoldReason::Deposit, &owner, deposit)?;

		let place = match schedule {
			Schedule::Time { next, .. } => {
				ensure!(Scheduled::<T>::get() < T::MaxScheduled::get(), Error::<T>::AgendaFull);
				Self::arm(next, (id, entry))
			}
			Schedule::Usage { .. } => 0,
		};
		let entered = PlanEntry { id: entry, schedule, action, place, failures: 0, deposit };
		Plans::<T>::try_mutate(id, |plan| plan.try_push(entered)).map_err(|_| Error::<T>::PlanFull)?;
		NextPlan::<T>::put(next);
		Self::deposit_event(Event::PlanAdded { agreement: id, plan: entry });
		Ok(())
	}

	pub(crate) fn do_remove_plan(owner: T::AccountId, id: AgreementId, entry: PlanId) -> DispatchResult {
		let agreement = Self::find_agreement(id)?;
		ensure!(agreement.owner == owner, Error::<T>::NotOwner);
		let mut plan = Plans::<T>::get(id);
		let index = plan.iter().position(|found| found.id == entry).ok_or(Error::<T>::PlanNotFound)?;
		let removed = plan.remove(index);
		Self::release(HoldReason::Deposit, &owner, removed.deposit)?;
		put_plan::<T>(id, plan);
		Self::disarm(&removed);
		Self::deposit_event(Event::PlanRemoved { agreement: id, plan: entry });
		Ok(())
	}

	/// Removes the whole plan of an agreement.
	pub(crate) fn drop_plan(id: AgreementId, owner: &T::AccountId) -> DispatchResult {
		let mut plan = Plans::<T>::get(id);
		while let Some(entry) = plan.pop() {
			Self::release(HoldReason::Deposit, owner, entry.deposit)?;
			put_plan::<T>(id, plan);
			Self::disarm(&entry);
			Self::deposit_event(Event::PlanRemoved { agreement: id, plan: entry.id });
			// Another entry of this plan may have got a new place.
			plan = Plans::<T>::get(id);
		}
		Ok(())
	}

	/// Carries out what is due, at most [`Config::MaxDue`] steps; says what it has cost.
	pub(crate) fn run_agenda(now: BlockNumberFor<T>) -> Weight {
		if Scheduled::<T>::get() == 0 {
			return T::WeightInfo::on_initialize(0);
		}
		let (mut block, mut place) = AgendaCursor::<T>::get();
		let mut steps = 0u32;
		while steps < T::MaxDue::get() && block <= now {
			match Agenda::<T>::take(block, place) {
				Some((agreement, entry)) => {
					place = place.saturating_add(1);
					Self::carry_out(agreement, entry, block, now);
				}
				None => {
					AgendaLength::<T>::remove(block);
					block = block.saturating_add(One::one());
					place = 0;
				}
			}
			steps = steps.saturating_add(1);
		}
		AgendaCursor::<T>::put((block, place));
		if Scheduled::<T>::get() == 0 {
			AgendaLength::<T>::remove(block);
		}
		T::WeightInfo::on_initialize(steps)
	}

	/// Acts for an entry that was due in block `due` and has been taken off the agenda; puts it there again, unless it has
	/// failed too often.
	fn carry_out(id: AgreementId, entry: PlanId, due: BlockNumberFor<T>, now: BlockNumberFor<T>) {
		let mut plan = Plans::<T>::get(id);
		let Some(index) = plan.iter().position(|found| found.id == entry) else { return };
		let Some(found) = plan.get_mut(index) else { return };
		let Schedule::Time { next, every } = &mut found.schedule else { return };
		let succeeded = Self::try_raise(id, Cause::Plan(entry), &found.action);
		found.failures = if succeeded { 0 } else { found.failures.saturating_add(1) };
		if found.failures < MAX_FAILURES {
			// Counted from the time at which it was due, so that a full agenda does not shift the plan.
			*next = due.saturating_add(*every).max(now.saturating_add(One::one()));
			found.place = enqueue::<T>(*next, (id, entry));
			Plans::<T>::insert(id, plan);
			return;
		}
		let dropped = plan.remove(index);
		put_plan::<T>(id, plan);
		Scheduled::<T>::mutate(|count| *count = count.saturating_sub(1));
		if let Some(agreement) = Agreements::<T>::get(id) {
			// It is held for this entry, so this does not fail; and there is nobody here to tell.
			let _ = Self::release(HoldReason::Deposit, &agreement.owner, dropped.deposit);
		}
		Self::deposit_event(Event::PlanDropped { agreement: id, plan: entry });
	}

	/// Puts a new entry on the agenda of a block to come; says in which place.
	fn arm(block: BlockNumberFor<T>, entry: (AgreementId, PlanId)) -> u32 {
		let scheduled = Scheduled::<T>::get();
		if scheduled == 0 {
			// The cursor has not moved while there was nothing to do.
			let now = frame_system::Pallet::<T>::block_number();
			AgendaCursor::<T>::put((now.saturating_add(One::one()), 0));
		}
		Scheduled::<T>::put(scheduled.saturating_add(1));
		enqueue::<T>(block, entry)
	}

	/// Takes an entry off the agenda; the last one of its block takes its place, so that nothing dead is left to go through.
	fn disarm(entry: &PlanEntry<BlockNumberFor<T>>) {
		let Schedule::Time { next: block, .. } = entry.schedule else { return };
		let Some(last) = AgendaLength::<T>::get(block).checked_sub(1) else { return };
		Agenda::<T>::remove(block, entry.place);
		if let Some((agreement, moved)) = Agenda::<T>::take(block, last) {
			Agenda::<T>::insert(block, entry.place, (agreement, moved));
			Plans::<T>::mutate(agreement, |plan| {
				if let Some(found) = plan.iter_mut().find(|found| found.id == moved) {
					found.place = entry.place;
				}
			});
		}
		if last == 0 {
			AgendaLength::<T>::remove(block);
		} else {
			AgendaLength::<T>::insert(block, last);
		}
		let scheduled = Scheduled::<T>::get().saturating_sub(1);
		Scheduled::<T>::put(scheduled);
		if scheduled == 0 {
			// Of the block that is half done the places that are done have been given out still.
			AgendaLength::<T>::remove(AgendaCursor::<T>::get().0);
		}
	}
}

/// Puts an entry at the end of a block's agenda; says in which place.
fn enqueue<T: Config>(block: BlockNumberFor<T>, entry: (AgreementId, PlanId)) -> u32 {
	let place = AgendaLength::<T>::get(block);
	AgendaLength::<T>::insert(block, place.saturating_add(1));
	Agenda::<T>::insert(block, place, entry);
	place
}

/// Stores a plan; an empty one takes no space.
fn put_plan<T: Config>(id: AgreementId, plan: crate::Plan<BlockNumberFor<T>>) {
	if plan.is_empty() {
		Plans::<T>::remove(id);
	} else {
		Plans::<T>::insert(id, plan);
	}
}

fn ensure_schedule<T: Config>(schedule: &Schedule<BlockNumberFor<T>>) -> DispatchResult {
	match schedule {
		Schedule::Time { next, every } => {
			let now = frame_system::Pallet::<T>::block_number();
			let latest = now.saturating_add(T::MaxPlanInterval::get());
			ensure!(*next > now && *next <= latest, Error::<T>::BadStart);
			let allowed = T::MinPlanInterval::get()..=T::MaxPlanInterval::get();
			ensure!(allowed.contains(every), Error::<T>::BadInterval);
		}
		Schedule::Usage { every, .. } => ensure!(*every > 0, Error::<T>::BadInterval),
	}
	Ok(())
}
