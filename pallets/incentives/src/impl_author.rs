//! The reward and the fees of the block's author.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use core::marker::PhantomData;

use bpiiot_primitives::AuthorDigest;
use frame_support::traits::{
	Get, Imbalance, OnUnbalanced,
	fungible::{Balanced, Credit, Mutate},
};

use crate::{Config, Event, Pallet, TotalRewards};

impl<T: Config> Pallet<T> {
	/// The account that is paid for the current block; none when the block's digest names none.
	pub fn author() -> Option<T::AccountId> {
		AuthorDigest::from_digest(&frame_system::Pallet::<T>::digest()).map(|author| author.reward_account)
	}

	/// Mints the reward of the current block.
	pub(crate) fn reward_author() {
		let amount = T::BlockReward::get();
		let Some(author) = Self::author().filter(|_| amount > 0) else { return };
		match T::Currency::mint_into(&author, amount) {
			Ok(minted) => {
				TotalRewards::<T>::mutate(|total| *total = total.saturating_add(minted));
				Self::deposit_event(Event::Rewarded { author, amount: minted });
			}
			Err(error) => Self::deposit_event(Event::RewardSkipped { author, amount, error }),
		}
	}
}

/// Pays fees and tips to the author of the block. What it cannot receive is burned.
pub struct AuthorFees<T>(PhantomData<T>);

impl<T: Config> OnUnbalanced<Credit<T::AccountId, T::Currency>> for AuthorFees<T> {
	fn on_nonzero_unbalanced(credit: Credit<T::AccountId, T::Currency>) {
		let amount = credit.peek();
		let left = match Pallet::<T>::author() {
			Some(author) => T::Currency::resolve(&author, credit).err(),
			None => Some(credit),
		};
		if let Some(burned) = left {
			drop(burned);
			Pallet::<T>::deposit_event(Event::FeesBurned { amount });
		}
	}
}
