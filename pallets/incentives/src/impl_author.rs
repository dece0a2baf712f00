//! The reward of each block and its fees: to its author, the treasury, and the pot for contributions.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use core::marker::PhantomData;

use bpiiot_primitives::{AuthorDigest, Balance};
use frame_support::traits::{
	Get, Imbalance, OnUnbalanced,
	fungible::{Balanced, Credit, Inspect, Mutate},
};
use sp_runtime::{
	SaturatedConversion,
	traits::{AccountIdConversion, Zero},
};

use crate::{Config, Event, Pallet, Reserved, TotalRewards};

impl<T: Config> Pallet<T> {
	/// The account that is paid for the current block; none when the block's digest names none.
	pub fn author() -> Option<T::AccountId> {
		AuthorDigest::from_digest(&frame_system::Pallet::<T>::digest()).map(|author| author.reward_account)
	}

	/// The account of the treasury. Nobody can spend from it until the chain's governance is given it.
	pub fn treasury_account() -> T::AccountId {
		T::TreasuryId::get().into_account_truncating()
	}

	/// The account of the pot that contributions are paid from.
	pub fn pot_account() -> T::AccountId {
		T::PotId::get().into_account_truncating()
	}

	/// What the current block mints altogether, in planck: what the schedule says, within what is left of its cap.
	pub(crate) fn present_reward() -> Balance {
		let schedule = T::Schedule::get();
		let block = frame_system::Pallet::<T>::block_number().saturated_into::<u64>();
		schedule.reward(block).min(schedule.cap().saturating_sub(TotalRewards::<T>::get()))
	}

	/// Mints the reward of the current block.
	pub(crate) fn pay_reward() {
		let reward = Self::present_reward();
		let Some(author) = Self::author().filter(|_| reward > 0) else { return };
		let mut for_treasury = T::TreasuryShare::get().mul_floor(reward);
		let rest = reward.saturating_sub(for_treasury);
		let mut for_pot = T::PotShare::get().mul_floor(reward).min(rest);
		let for_author = rest.saturating_sub(for_pot);
		let pot_account = Self::pot_account();
		// What is promised is as good as spent; else rewards that nobody claims would keep later ones from being earned.
		let unpromised = T::Currency::balance(&pot_account).saturating_sub(Reserved::<T>::get());
		if unpromised >= T::PotLimit::get() {
			for_treasury = for_treasury.saturating_add(for_pot);
			for_pot = 0;
		}
		let amount = Self::mint(&author, for_author);
		let treasury = Self::mint(&Self::treasury_account(), for_treasury);
		let pot = Self::mint(&pot_account, for_pot);
		let minted = amount.saturating_add(treasury).saturating_add(pot);
		if minted > 0 {
			TotalRewards::<T>::mutate(|total| *total = total.saturating_add(minted));
			Self::deposit_event(Event::Rewarded { author, amount, treasury, pot });
		}
	}

	/// Mints a part of a reward; says how much has been minted.
	fn mint(account: &T::AccountId, amount: Balance) -> Balance {
		if amount == 0 {
			return 0;
		}
		T::Currency::mint_into(account, amount).unwrap_or_else(|error| {
			Self::deposit_event(Event::RewardSkipped { account: account.clone(), amount, error });
			0
		})
	}
}

/// Divides fees between the author of the block and the treasury, by [`Config::FeeShare`]; tips are the author's alone.
///
/// What an account cannot receive is burned, and so is the author's part in a block without an author.
pub struct AuthorFees<T>(PhantomData<T>);

type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

impl<T: Config> OnUnbalanced<CreditOf<T>> for AuthorFees<T> {
	/// The first is the fee of a transaction, the second its tip.
	fn on_unbalanceds(mut credits: impl Iterator<Item = CreditOf<T>>) {
		let Some(fee) = credits.next() else { return };
		let share = T::FeeShare::get().mul_floor(fee.peek());
		let (treasury, fee) = fee.split(share);
		let author = credits.fold(fee, Imbalance::merge);
		let unpaid = give::<T>(Some(Pallet::<T>::treasury_account()), treasury);
		let burned = give::<T>(Pallet::<T>::author(), author).saturating_add(unpaid);
		if burned > 0 {
			Pallet::<T>::deposit_event(Event::FeesBurned { amount: burned });
		}
	}

	fn on_nonzero_unbalanced(fee: CreditOf<T>) {
		Self::on_unbalanceds(core::iter::once(fee));
	}
}

/// Pays a credit to an account, or burns it; says how much has been burned.
fn give<T: Config>(to: Option<T::AccountId>, credit: CreditOf<T>) -> Balance {
	if credit.peek().is_zero() {
		return 0;
	}
	let left = match to {
		Some(account) => T::Currency::resolve(&account, credit).err(),
		None => Some(credit),
	};
	left.map_or(0, |left| left.peek())
}
