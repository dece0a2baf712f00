//! Stake, contributions, epochs and what they pay.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use bpiiot_primitives::{
	Balance,
	device::Registry,
	incentives::{Contribution, Contributions},
};
use frame_support::{
	ensure,
	traits::{
		Get,
		fungible::{Inspect, Mutate, MutateHold},
		tokens::{Fortitude::Polite, Precision::Exact, Preservation::Preserve},
	},
	weights::Weight,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, DispatchResult, traits::Saturating};

use crate::{
	Bond, Bonds, ClaimedEpochs, Cleaned, Config, CurrentEpoch, Epoch, EpochIndex, Error, Event, HoldReason,
	MAX_CLEANED, MAX_PAGE, OldestPayout, Pallet, Payout, Payouts, Reserved, Tallies, WeightInfo,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_bond(who: T::AccountId, amount: Balance) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		ensure!(T::Registry::device_of(&who).is_none(), Error::<T>::DeviceAccount);
		let epoch = CurrentEpoch::<T>::get().index;
		let mut bond = Bonds::<T>::get(&who).unwrap_or_default().at(epoch);
		bond.next = bond.next.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		ensure!(bond.next >= T::StakePerPoint::get(), Error::<T>::BondTooSmall);
		Self::settle(&who, bond)?;
		Self::deposit_event(Event::Bonded { who, amount, bonded: bond.next });
		Ok(())
	}

	pub(crate) fn do_unbond(who: T::AccountId, amount: Balance) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let epoch = CurrentEpoch::<T>::get().index;
		let mut bond = Bonds::<T>::get(&who).ok_or(Error::<T>::NotBonded)?.at(epoch);
		bond.next = bond.next.checked_sub(amount).ok_or(Error::<T>::BondExceeded)?;
		ensure!(bond.next == 0 || bond.next >= T::StakePerPoint::get(), Error::<T>::BondTooSmall);
		Self::deposit_event(Event::Unbonded { who: who.clone(), amount, bonded: bond.next });
		Self::settle(&who, bond)
	}

	pub(crate) fn do_withdraw(who: T::AccountId) -> DispatchResult {
		let epoch = CurrentEpoch::<T>::get().index;
		let bond = Bonds::<T>::get(&who).ok_or(Error::<T>::NotBonded)?.at(epoch);
		ensure!(bond.held > bond.needed(epoch), Error::<T>::NothingToWithdraw);
		Self::settle(&who, bond)
	}

	/// Holds what a bond needs, gives back what it does not need any more, and stores it.
	fn settle(who: &T::AccountId, mut bond: Bond) -> DispatchResult {
		let reason = HoldReason::Bond.into();
		let needed = bond.needed(bond.epoch);
		let (missing, spare) = (needed.saturating_sub(bond.held), bond.held.saturating_sub(needed));
		if missing > 0 {
			T::Currency::hold(&reason, who, missing).map_err(|_| Error::<T>::CannotPayBond)?;
		}
		if spare > 0 {
			T::Currency::release(&reason, who, spare, Exact)?;
		}
		bond.held = needed;
		if needed > 0 {
			Bonds::<T>::insert(who, bond);
		} else {
			Bonds::<T>::remove(who);
		}
		if spare > 0 {
			Self::deposit_event(Event::Withdrawn { who: who.clone(), amount: spare });
		}
		Ok(())
	}

	/// How many contributions in an epoch a stake of this many planck allows.
	pub(crate) fn allowance(stake: Balance) -> u32 {
		let points = stake.checked_div(T::StakePerPoint::get()).unwrap_or_default();
		u32::try_from(points).unwrap_or(u32::MAX)
	}

	pub(crate) fn do_claim(who: T::AccountId, epochs: ClaimedEpochs) -> DispatchResult {
		ensure!(!epochs.is_empty(), Error::<T>::NothingToClaim);
		let mut paid: Balance = 0;
		let mut freed: Balance = 0;
		for epoch in &epochs {
			let mut payout = Payouts::<T>::get(epoch).ok_or(Error::<T>::NothingToClaim)?;
			let points = Tallies::<T>::take(epoch, &who);
			ensure!(points > 0, Error::<T>::NothingToClaim);
			let amount = payout.pays(points);
			paid = paid.checked_add(amount).ok_or(Error::<T>::Overflow)?;
			payout.left = payout.left.saturating_sub(points.into());
			payout.unpaid = payout.unpaid.saturating_sub(amount);
			if payout.left == 0 {
				// What was rounded off belongs to nobody.
				freed = freed.saturating_add(payout.unpaid);
				Payouts::<T>::remove(epoch);
			} else {
				Payouts::<T>::insert(epoch, payout);
			}
		}
		T::Currency::transfer(&Self::pot_account(), &who, paid, Preserve)?;
		Reserved::<T>::mutate(|reserved| *reserved = reserved.saturating_sub(paid).saturating_sub(freed));
		Self::deposit_event(Event::Claimed { who, epochs: epochs.len() as u32, amount: paid });
		Ok(())
	}

	/// Closes the epoch if it has had its blocks; says whether it has.
	pub(crate) fn turn_epoch(now: BlockNumberFor<T>) -> bool {
		let Epoch { index, started, points } = CurrentEpoch::<T>::get();
		if now.saturating_sub(started) < T::EpochLength::get() {
			return false;
		}
		let Some(next) = index.checked_add(1) else { return false };
		let budget = Self::budget(points);
		if budget > 0 {
			Payouts::<T>::insert(index, Payout { points, left: points, budget, unpaid: budget });
			Reserved::<T>::mutate(|reserved| *reserved = reserved.saturating_add(budget));
		}
		CurrentEpoch::<T>::put(Epoch { index: next, started: now, points: 0 });
		Self::deposit_event(Event::EpochClosed { epoch: index, points, budget });
		// One epoch is closed at a time; the second catches up when the time to claim has been shortened.
		for _ in 0..2 {
			Self::expire_oldest(next);
		}
		true
	}

	/// What this many contributions are paid altogether, in planck: no more for each than is worth cheating for, and no
	/// more than is in the pot and not promised to others.
	fn budget(points: u64) -> Balance {
		let free = Self::pot_balance().saturating_sub(Reserved::<T>::get());
		T::MaxPerPoint::get().saturating_mul(points.into()).min(free)
	}

	/// What the pot can pay, in planck; the existential deposit stays in it.
	pub(crate) fn pot_balance() -> Balance {
		T::Currency::reducible_balance(&Self::pot_account(), Preserve, Polite)
	}

	fn expire_oldest(current: EpochIndex) {
		let oldest = OldestPayout::<T>::get();
		if oldest.saturating_add(T::ClaimEpochs::get()) >= current {
			return;
		}
		if let Some(payout) = Payouts::<T>::take(oldest) {
			Reserved::<T>::mutate(|reserved| *reserved = reserved.saturating_sub(payout.unpaid));
			Self::deposit_event(Event::EpochExpired { epoch: oldest, unclaimed: payout.unpaid });
		}
		OldestPayout::<T>::put(oldest.saturating_add(1));
	}

	/// Removes tallies of an expired epoch, as far as the weight goes; says what it took.
	pub(crate) fn clean(remaining: Weight) -> Weight {
		let nothing = T::WeightInfo::clean(0);
		let each = T::WeightInfo::clean(1).saturating_sub(nothing);
		let Some(room) = remaining.checked_sub(&nothing) else { return Weight::zero() };
		let room = room.checked_div_per_component(&each).unwrap_or_default().min(MAX_CLEANED.into()) as u32;
		let epoch = Cleaned::<T>::get();
		if room == 0 || epoch >= OldestPayout::<T>::get() {
			return nothing;
		}
		let stale: Vec<_> = Tallies::<T>::iter_key_prefix(epoch).take(room as usize).collect();
		for who in &stale {
			Tallies::<T>::remove(epoch, who);
		}
		let removed = stale.len() as u32;
		if removed < room {
			Cleaned::<T>::put(epoch.saturating_add(1));
		}
		T::WeightInfo::clean(removed)
	}

	pub(crate) fn view_claimable(
		who: T::AccountId,
		after: Option<EpochIndex>,
		limit: u32,
	) -> Vec<(EpochIndex, Balance)> {
		let oldest = OldestPayout::<T>::get();
		let from = after.map_or(oldest, |after| after.saturating_add(1)).max(oldest);
		// At most as many epochs as can be claimed for.
		(from..CurrentEpoch::<T>::get().index)
			.filter_map(|epoch| {
				let points = Tallies::<T>::get(epoch, &who);
				let payout = Payouts::<T>::get(epoch).filter(|_| points > 0)?;
				Some((epoch, payout.pays(points)))
			})
			.take(limit.min(MAX_PAGE) as usize)
			.collect()
	}

	/// For whom what an account does is counted. A device has no money; its owner's bond is for all its machines, and
	/// it gets what they earn.
	pub(crate) fn earner(who: &T::AccountId) -> T::AccountId {
		T::Registry::device_of(who).and_then(T::Registry::owner_of).unwrap_or_else(|| who.clone())
	}

	/// Counts a contribution; says why it did not, if so.
	fn count(who: &T::AccountId) -> Result<(), DispatchError> {
		let who = &Self::earner(who);
		let mut epoch = CurrentEpoch::<T>::get();
		let bond = Bonds::<T>::get(who).ok_or(Error::<T>::NotBonded)?;
		let counted = Tallies::<T>::get(epoch.index, who);
		ensure!(counted < Self::allowance(bond.counted(epoch.index)), Error::<T>::BondTooSmall);
		epoch.points = epoch.points.checked_add(1).ok_or(Error::<T>::Overflow)?;
		Tallies::<T>::insert(epoch.index, who, counted.saturating_add(1));
		CurrentEpoch::<T>::put(epoch);
		Ok(())
	}
}

impl<T: Config> Contributions<T::AccountId> for Pallet<T> {
	fn contributed(who: &T::AccountId, _contribution: Contribution) {
		// Without a stake that allows it nothing is stored, so nobody fills the state this way, and nothing is owed.
		let _ = Self::count(who);
	}

	#[cfg(any(feature = "runtime-benchmarks", test))]
	fn prepare(who: &T::AccountId) {
		crate::benchmarking::prepare::<T>(who);
	}
}
