//! # Incentives
//!
//! Pays the author of each block: a reward of new tokens at its start, and the fees of its transactions.
//!
//! ## Calls
//!
//! None. The paper's Table 2 lets a call mint, behind a guard that compares the caller with itself and so lets everyone
//! through. Here only the start of a block mints, so nothing that a transaction carries can.
//!
//! ## Overview
//!
//! The author is read from the block's pre-runtime digest, [`AuthorDigest`](bpiiot_primitives::AuthorDigest), which the proof of work covers. At the start of
//! the block [`Config::BlockReward`] is minted to its reward account, so that a new account can receive the block's fees too. [`AuthorFees`] is the handler that pays it fees and
//! tips. A block without a readable author is refused by the consensus engine before it is executed; should one be executed
//! all the same, nobody is rewarded and its fees are burned.
//!
//! A reward that cannot be credited is not minted and leaves an event: when it would push the issuance past the largest
//! balance, or when it is smaller than the existential deposit and the account does not exist. Nothing here panics, since a
//! panic at the start of a block would stop the chain.
//!
//! ## Low-level part
//!
//! All rewards together are in [`TotalRewards`]: issuance = genesis + total rewards − what has been burned.

#![cfg_attr(not(feature = "std"), no_std)]

pub use impl_author::AuthorFees;
pub use pallet::*;
pub use weights::WeightInfo;

mod impl_author;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
pub mod weights;

#[frame_support::pallet]
#[allow(unused_qualifications, reason = "the pallet macros write full paths")]
pub mod pallet {
	use bpiiot_primitives::Balance;
	use frame_support::{pallet_prelude::*, traits::fungible};
	use frame_system::pallet_prelude::*;

	use super::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the runtime has to provide.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId = bpiiot_primitives::AccountId>
	{
		/// The token.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance> + fungible::Balanced<Self::AccountId>;

		/// What the author of a block is paid, in planck; zero turns rewards off.
		#[pallet::constant]
		type BlockReward: Get<Balance>;

		/// The weight of the reward.
		type WeightInfo: WeightInfo;
	}

	/// The sum of all rewards that have been minted, in planck.
	#[pallet::storage]
	pub type TotalRewards<T: Config> = StorageValue<_, Balance, ValueQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The author of the block has been rewarded.
		Rewarded {
			/// The reward account.
			author: T::AccountId,
			/// The new tokens, in planck.
			amount: Balance,
		},
		/// A reward has not been minted.
		RewardSkipped {
			/// The reward account.
			author: T::AccountId,
			/// What would have been minted, in planck.
			amount: Balance,
			/// Why it could not be.
			error: DispatchError,
		},
		/// Fees and tips of a transaction have been burned, since the block has no author whose account can receive them.
		FeesBurned {
			/// How much, in planck.
			amount: Balance,
		},
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
			Self::reward_author();
			T::WeightInfo::reward()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What the author of a block is paid, in planck, without fees.
		pub fn reward() -> Balance {
			T::BlockReward::get()
		}

		/// The sum of all rewards that have been minted, in planck.
		pub fn total_rewards() -> Balance {
			TotalRewards::<T>::get()
		}
	}
}
