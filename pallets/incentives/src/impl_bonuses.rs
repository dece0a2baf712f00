//! Mining-bonus queries: attached to a record's update, owned by the author of its block, redeemed once at the provider.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use bpiiot_primitives::{
	DeviceId, Hash, RecordId,
	device::Registry,
	incentives::{BonusQueries, Query},
};
use frame_support::{
	ensure,
	traits::{Get, fungible::MutateHold, tokens::Precision::Exact},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, DispatchResult, traits::Saturating};

use crate::{
	AttachedIn, Bonus, BonusId, BonusOf, BonusState, Bonuses, BonusesAt, BonusesOf, Config, Error, Event, HoldReason,
	MAX_PAGE, NextBonus, Outcome, Pallet, Standings,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_transfer_bonus(who: T::AccountId, id: BonusId, to: T::AccountId) -> DispatchResult {
		let mut bonus = Self::open_bonus(&who, id)?;
		bonus.owner = to.clone();
		BonusesOf::<T>::remove(&who, id);
		BonusesOf::<T>::insert(&to, id, ());
		Bonuses::<T>::insert(id, bonus);
		Self::deposit_event(Event::BonusTransferred { bonus: id, from: who, to });
		Ok(())
	}

	pub(crate) fn do_redeem_bonus(who: T::AccountId, id: BonusId) -> DispatchResult {
		let mut bonus = Self::open_bonus(&who, id)?;
		let until = Self::in_blocks(T::AnswerPeriod::get());
		bonus.state = BonusState::Redeemed { until };
		let provider = bonus.provider.clone();
		Bonuses::<T>::insert(id, bonus);
		Self::deposit_event(Event::BonusRedeemed { bonus: id, owner: who, provider, until });
		Ok(())
	}

	pub(crate) fn do_answer_bonus(who: T::AccountId, id: BonusId, result: Hash) -> DispatchResult {
		let mut bonus = Bonuses::<T>::get(id).ok_or(Error::<T>::BonusNotFound)?;
		let is_provider = bonus.provider == who || T::Registry::successor_of(&bonus.provider).as_ref() == Some(&who);
		ensure!(is_provider, Error::<T>::NotProvider);
		match bonus.state {
			BonusState::Open { .. } => return Err(Error::<T>::NotRedeemed.into()),
			BonusState::Answered { .. } => return Err(Error::<T>::AlreadyAnswered.into()),
			BonusState::Redeemed { until } => ensure!(Self::now() <= until, Error::<T>::AnswerPeriodOver),
		}
		let until = Self::in_blocks(T::AnswerPeriod::get());
		bonus.state = BonusState::Answered { result, until };
		Standings::<T>::mutate(&bonus.provider, |standing| standing.answered = standing.answered.saturating_add(1));
		Bonuses::<T>::insert(id, bonus);
		Self::deposit_event(Event::BonusAnswered { bonus: id, result });
		Ok(())
	}

	pub(crate) fn do_remove_bonus(who: T::AccountId, id: BonusId) -> DispatchResult {
		let bonus = Bonuses::<T>::get(id).ok_or(Error::<T>::BonusNotFound)?;
		let now = Self::now();
		let (outcome, over) = match bonus.state {
			BonusState::Open { until } => (Outcome::Expired, now > until),
			BonusState::Redeemed { until } => (Outcome::Unanswered, now > until),
			BonusState::Answered { until, .. } => (Outcome::Answered, now > until || who == bonus.owner),
		};
		ensure!(over, Error::<T>::NotOver);
		if bonus.deposit > 0 {
			T::Currency::release(&HoldReason::Bonus.into(), &bonus.provider, bonus.deposit, Exact)?;
		}
		if outcome == Outcome::Unanswered {
			Standings::<T>::mutate(&bonus.provider, |standing| {
				standing.unanswered = standing.unanswered.saturating_add(1)
			});
		}
		Bonuses::<T>::remove(id);
		BonusesOf::<T>::remove(&bonus.owner, id);
		BonusesAt::<T>::remove(&bonus.provider, id);
		Self::deposit_event(Event::BonusRemoved { bonus: id, outcome });
		Ok(())
	}

	/// A bonus query that its owner can redeem now.
	fn open_bonus(who: &T::AccountId, id: BonusId) -> Result<BonusOf<T>, DispatchError> {
		let bonus = Bonuses::<T>::get(id).ok_or(Error::<T>::BonusNotFound)?;
		ensure!(bonus.owner == *who, Error::<T>::NotOwner);
		let BonusState::Open { until } = bonus.state else { return Err(Error::<T>::AlreadyRedeemed.into()) };
		ensure!(Self::now() <= until, Error::<T>::BonusExpired);
		Ok(bonus)
	}

	fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	fn in_blocks(blocks: BlockNumberFor<T>) -> BlockNumberFor<T> {
		Self::now().saturating_add(blocks)
	}

	pub(crate) fn view_bonuses_of(owner: T::AccountId, after: Option<BonusId>, limit: u32) -> Vec<BonusId> {
		let keys = match after {
			Some(id) => BonusesOf::<T>::iter_key_prefix_from(&owner, BonusesOf::<T>::hashed_key_for(&owner, id)),
			None => BonusesOf::<T>::iter_key_prefix(&owner),
		};
		keys.take(limit.min(MAX_PAGE) as usize).collect()
	}

	pub(crate) fn view_bonuses_at(provider: T::AccountId, after: Option<BonusId>, limit: u32) -> Vec<BonusId> {
		let keys = match after {
			Some(id) => BonusesAt::<T>::iter_key_prefix_from(&provider, BonusesAt::<T>::hashed_key_for(&provider, id)),
			None => BonusesAt::<T>::iter_key_prefix(&provider),
		};
		keys.take(limit.min(MAX_PAGE) as usize).collect()
	}
}

impl<T: Config> BonusQueries<T::AccountId> for Pallet<T> {
	/// The author stands in the digest from the block's beginning on, so the query has its owner at once.
	fn attach(record: RecordId, device: DeviceId, provider: &T::AccountId, query: Query) -> Result<(), DispatchError> {
		let owner = Self::author().ok_or(Error::<T>::NoAuthor)?;
		let now = Self::now();
		let (block, attached) = AttachedIn::<T>::get();
		let attached = if block == now { attached } else { 0 };
		ensure!(attached < T::MaxBonuses::get(), Error::<T>::TooManyBonuses);
		let id = NextBonus::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;
		let deposit = T::BonusDeposit::get();
		if deposit > 0 {
			T::Currency::hold(&HoldReason::Bonus.into(), provider, deposit)
				.map_err(|_| Error::<T>::CannotPayDeposit)?;
		}
		let until = Self::in_blocks(T::BonusLifetime::get());
		let state = BonusState::Open { until };
		let (provider, owned_by) = (provider.clone(), owner.clone());
		AttachedIn::<T>::put((now, attached.saturating_add(1)));
		NextBonus::<T>::put(next);
		BonusesOf::<T>::insert(&owner, id, ());
		BonusesAt::<T>::insert(&provider, id, ());
		Bonuses::<T>::insert(
			id,
			Bonus { record, device, provider: provider.clone(), owner: owned_by, query, state, deposit },
		);
		Self::deposit_event(Event::BonusAssigned { bonus: id, record, provider, owner, until });
		Ok(())
	}
}
