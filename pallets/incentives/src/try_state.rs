//! What always holds in the pallet's storage.

use alloc::collections::BTreeMap;

use bpiiot_primitives::Balance;
use frame_support::{
	ensure,
	traits::{Get, fungible::InspectHold},
};
use sp_runtime::TryRuntimeError;

use crate::{
	AttachedIn, Bonds, Bonuses, BonusesAt, BonusesOf, Cleaned, Config, CurrentEpoch, EpochIndex, HoldReason, NextBonus,
	OldestPayout, Pallet, Payouts, Reserved, Tallies, TotalRewards,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error says which one is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(TotalRewards::<T>::get() <= T::Schedule::get().cap(), "More has been mined than the schedule's cap.");
		Self::check_bonds()?;
		Self::check_epochs()?;
		Self::check_bonuses()
	}

	fn check_bonds() -> Result<(), TryRuntimeError> {
		let epoch = CurrentEpoch::<T>::get().index;
		for (who, bond) in Bonds::<T>::iter() {
			let held = T::Currency::balance_on_hold(&HoldReason::Bond.into(), &who);
			ensure!(held == bond.held, "What an account has on hold is not its bond.");
			ensure!(bond.held > 0, "A bond holds nothing.");
			ensure!(bond.epoch <= epoch, "A bond was changed in an epoch that has not begun.");
			ensure!(bond.held >= bond.needed(bond.epoch), "Less is held than counts.");
			let whole = bond.next == 0 || bond.next >= T::StakePerPoint::get();
			ensure!(whole, "A bond is too small to count.");
		}
		Ok(())
	}

	fn check_epochs() -> Result<(), TryRuntimeError> {
		let current = CurrentEpoch::<T>::get();
		let (oldest, cleaned) = (OldestPayout::<T>::get(), Cleaned::<T>::get());
		ensure!(cleaned <= oldest, "Tallies were removed before their epoch expired.");
		ensure!(oldest <= current.index, "An epoch expired before it ended.");
		let mut points = BTreeMap::<EpochIndex, u64>::new();
		for (epoch, who, counted) in Tallies::<T>::iter() {
			ensure!(counted > 0, "A tally counts nothing.");
			ensure!(epoch >= cleaned, "A tally has been left behind.");
			ensure!(epoch <= current.index, "A tally is of an epoch that has not begun.");
			if epoch == current.index {
				let stake = Bonds::<T>::get(&who).map_or(0, |bond| bond.counted(epoch));
				ensure!(counted <= Self::allowance(stake), "More contributions are counted than the stake allows.");
			}
			let sum = points.entry(epoch).or_default();
			*sum = sum.checked_add(counted.into()).ok_or("The points of an epoch overflow.")?;
		}
		let counted = points.get(&current.index).copied().unwrap_or_default();
		ensure!(counted == current.points, "The epoch that runs miscounts its contributions.");
		let mut reserved: Balance = 0;
		for (epoch, payout) in Payouts::<T>::iter() {
			ensure!(epoch >= oldest && epoch < current.index, "An epoch pays that has expired or not ended.");
			ensure!(payout.left > 0 && payout.left <= payout.points, "An epoch pays for more or less than it counted.");
			let left = points.get(&epoch).copied().unwrap_or_default();
			ensure!(left == payout.left, "What is left to pay for and the tallies differ.");
			ensure!(payout.unpaid <= payout.budget, "An epoch pays more than its budget.");
			reserved = reserved.checked_add(payout.unpaid).ok_or("What is reserved overflows.")?;
		}
		ensure!(reserved == Reserved::<T>::get(), "What is reserved and what is promised differ.");
		ensure!(reserved <= Self::pot_balance(), "The pot does not cover what is promised.");
		Ok(())
	}

	fn check_bonuses() -> Result<(), TryRuntimeError> {
		let mut deposits = BTreeMap::<_, Balance>::new();
		let mut bonuses = 0usize;
		for (id, bonus) in Bonuses::<T>::iter() {
			bonuses = bonuses.saturating_add(1);
			ensure!(id < NextBonus::<T>::get(), "A bonus query has a number that has not been given out.");
			ensure!(
				BonusesOf::<T>::contains_key(&bonus.owner, id),
				"The index of owners and the bonus queries differ."
			);
			ensure!(
				BonusesAt::<T>::contains_key(&bonus.provider, id),
				"The index of providers and the bonus queries differ."
			);
			let sum = deposits.entry(bonus.provider).or_default();
			*sum = sum.checked_add(bonus.deposit).ok_or("A sum of deposits overflows.")?;
		}
		for (provider, sum) in deposits {
			let held = T::Currency::balance_on_hold(&HoldReason::Bonus.into(), &provider);
			ensure!(held == sum, "What a provider has on hold is not the sum of its deposits.");
		}
		ensure!(BonusesOf::<T>::iter_keys().count() == bonuses, "The index of owners and the bonus queries differ.");
		ensure!(BonusesAt::<T>::iter_keys().count() == bonuses, "The index of providers and the bonus queries differ.");
		let attached = AttachedIn::<T>::get().1;
		ensure!(attached <= T::MaxBonuses::get(), "A block carries more bonus queries than it may.");
		Ok(())
	}
}
