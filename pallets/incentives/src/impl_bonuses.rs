//! Mining-bonus queries: attached to a record's update, owned by the author of its block, redeemed once at the provider.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use bpiiot_primitives::{
	DeviceId, Hash, RecordId,
	device::Registry,
	incentives::{BonusQueries, Query},
};
use codec::Encode;
use frame_support::{
	StorageHasher, Twox64Concat, ensure,
	traits::{Get, fungible::MutateHold, tokens::Precision::Exact},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, DispatchResult, traits::Saturating};

use crate::{
	AttachedIn, Bonus, BonusId, BonusOf, BonusState, Bonuses, BonusesAt, BonusesOf, Config, Error, Event, HoldReason,
	MAX_PAGE, NextBonus, Outcome, Pallet, Standing, Standings,
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
		// Whoever has stolen the key of an account that its identity has given up must not answer with it.
		let provider = T::Registry::successor_of(&bonus.provider);
		ensure!(who == *provider.as_ref().unwrap_or(&bonus.provider), Error::<T>::NotProvider);
		match bonus.state {
			BonusState::Open { .. } => return Err(Error::<T>::NotRedeemed.into()),
			BonusState::Answered { .. } => return Err(Error::<T>::AlreadyAnswered.into()),
			BonusState::Redeemed { until } => ensure!(Self::now() <= until, Error::<T>::AnswerPeriodOver),
		}
		let until = Self::in_blocks(T::AnswerPeriod::get());
		bonus.state = BonusState::Answered { result, until };
		Bonuses::<T>::insert(id, bonus);
		Self::deposit_event(Event::BonusAnswered { bonus: id, result });
		Ok(())
	}

	pub(crate) fn do_remove_bonus(who: T::AccountId, id: BonusId) -> DispatchResult {
		let bonus = Bonuses::<T>::get(id).ok_or(Error::<T>::BonusNotFound)?;
		let (now, owns) = (Self::now(), who == bonus.owner);
		let (outcome, over) = match bonus.state {
			BonusState::Open { until } if now > until => (Outcome::Expired, true),
			BonusState::Open { .. } => (Outcome::Declined, owns),
			BonusState::Redeemed { until } => (Outcome::Unanswered, now > until),
			BonusState::Answered { until, .. } => (Outcome::Answered, now > until || owns),
		};
		ensure!(over, Error::<T>::NotOver);
		Self::conclude(id, bonus, outcome)
	}

	pub(crate) fn do_withdraw_bonus(who: T::AccountId, id: BonusId) -> DispatchResult {
		let bonus = Bonuses::<T>::get(id).ok_or(Error::<T>::BonusNotFound)?;
		let device_side = T::Registry::owner_of(bonus.device).as_ref() == Some(&who)
			|| T::Registry::device_of(&who) == Some(bonus.device);
		ensure!(device_side, Error::<T>::NotDeviceSide);
		match bonus.state {
			BonusState::Open { until } => ensure!(Self::now() <= until, Error::<T>::BonusExpired),
			// Nothing is left to be kept secret, and a mark that is due stays so.
			BonusState::Redeemed { until } => ensure!(Self::now() <= until, Error::<T>::AnswerPeriodOver),
			BonusState::Answered { .. } => return Err(Error::<T>::AlreadyAnswered.into()),
		}
		Self::conclude(id, bonus, Outcome::Withdrawn)
	}

	pub(crate) fn do_contest_bonus(who: T::AccountId, id: BonusId) -> DispatchResult {
		let bonus = Bonuses::<T>::get(id).ok_or(Error::<T>::BonusNotFound)?;
		ensure!(bonus.owner == who, Error::<T>::NotOwner);
		let BonusState::Answered { until, .. } = bonus.state else { return Err(Error::<T>::NotAnswered.into()) };
		ensure!(Self::now() <= until, Error::<T>::TooLateToContest);
		Self::conclude(id, bonus, Outcome::Contested)
	}

	pub(crate) fn do_remove_standing(provider: T::AccountId) -> DispatchResult {
		ensure!(Standings::<T>::contains_key(&provider), Error::<T>::NoStanding);
		let gone = T::Registry::role(&provider).is_none() && T::Registry::successor_of(&provider).is_none();
		ensure!(gone, Error::<T>::ProviderNotGone);
		Standings::<T>::remove(&provider);
		Self::deposit_event(Event::StandingRemoved { provider });
		Ok(())
	}

	/// Removes a bonus query, returns its deposit, and counts what its provider did.
	fn conclude(id: BonusId, bonus: BonusOf<T>, outcome: Outcome) -> DispatchResult {
		if bonus.deposit > 0 {
			T::Currency::release(&HoldReason::Bonus.into(), &bonus.provider, bonus.deposit, Exact)?;
		}
		let before = Standings::<T>::get(&bonus.provider);
		let after = before.with(outcome);
		if after != before {
			Standings::<T>::insert(&bonus.provider, after);
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

	/// Those of all accounts of the provider's identity, at most 32, in the order of one account's.
	pub(crate) fn view_bonuses_at(provider: T::AccountId, after: Option<BonusId>, limit: u32) -> Vec<BonusId> {
		let limit = limit.min(MAX_PAGE) as usize;
		let mut found = Vec::new();
		for provider in Self::accounts_of(provider) {
			let keys = match after {
				Some(id) => {
					BonusesAt::<T>::iter_key_prefix_from(&provider, BonusesAt::<T>::hashed_key_for(&provider, id))
				}
				None => BonusesAt::<T>::iter_key_prefix(&provider),
			};
			found.extend(keys.take(limit));
		}
		found.sort_by_cached_key(|id| id.using_encoded(Twox64Concat::hash));
		found.truncate(limit);
		found
	}

	pub(crate) fn view_standing(provider: T::AccountId) -> Standing {
		let standings = Self::accounts_of(provider).into_iter().map(Standings::<T>::get);
		standings.fold(Standing::default(), Standing::plus)
	}

	/// All accounts that are, or were, the same provider's.
	fn accounts_of(provider: T::AccountId) -> Vec<T::AccountId> {
		let accounts = T::Registry::accounts_of(&provider);
		if accounts.is_empty() { alloc::vec![provider] } else { accounts }
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
