//! The events; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The reward of the block has been minted.
		Rewarded {
			/// The reward account of the block's author.
			author: T::AccountId,
			/// New tokens of the author, in planck.
			amount: Balance,
			/// New tokens of the treasury, in planck.
			treasury: Balance,
			/// New tokens of the pot for contributions, in planck.
			pot: Balance,
		},
		/// A part of the reward of the block has not been minted.
		RewardSkipped {
			/// Who would have received it.
			account: T::AccountId,
			/// What would have been minted, in planck.
			amount: Balance,
			/// Why it could not be.
			error: DispatchError,
		},
		/// Fees have been burned, since the block has no author, or an account cannot receive them.
		FeesBurned {
			/// How much, in planck.
			amount: Balance,
		},
		/// An epoch is over, and its contributions can be claimed for.
		EpochClosed {
			/// The epoch.
			epoch: EpochIndex,
			/// How many contributions were counted.
			points: u64,
			/// What is paid for them altogether, in planck.
			budget: Balance,
		},
		/// An epoch can be claimed for no more. What was not claimed is free in the pot again.
		EpochExpired {
			/// The epoch.
			epoch: EpochIndex,
			/// What was not claimed, in planck.
			unclaimed: Balance,
		},
		/// Stake has been bonded. It counts from the next epoch on.
		Bonded {
			/// The account.
			who: T::AccountId,
			/// How much was added, in planck.
			amount: Balance,
			/// What is bonded now, in planck.
			bonded: Balance,
		},
		/// Stake has been taken out of a bond. What counts in this epoch stays held to its end.
		Unbonded {
			/// The account.
			who: T::AccountId,
			/// How much, in planck.
			amount: Balance,
			/// What is bonded still, in planck.
			bonded: Balance,
		},
		/// Stake that had been taken out of a bond has been given back.
		Withdrawn {
			/// The account.
			who: T::AccountId,
			/// How much, in planck.
			amount: Balance,
		},
		/// Contributions have been paid out of the pot.
		Claimed {
			/// The account.
			who: T::AccountId,
			/// For how many epochs.
			epochs: u32,
			/// How much, in planck.
			amount: Balance,
		},
		/// A bonus query now belongs to the author of this block.
		BonusAssigned {
			/// Its number.
			bonus: BonusId,
			/// The record with whose update it came.
			record: RecordId,
			/// Who has to answer it.
			provider: T::AccountId,
			/// The reward account of the block's author.
			owner: T::AccountId,
			/// The last block in which it can be redeemed.
			until: BlockNumberFor<T>,
		},
		/// A bonus query has another owner.
		BonusTransferred {
			/// Its number.
			bonus: BonusId,
			/// Who owned it.
			from: T::AccountId,
			/// Who owns it.
			to: T::AccountId,
		},
		/// A bonus query has been redeemed; the provider has to answer.
		BonusRedeemed {
			/// Its number.
			bonus: BonusId,
			/// Who is entitled to the answer.
			owner: T::AccountId,
			/// Who has to answer.
			provider: T::AccountId,
			/// The last block in which it can answer.
			until: BlockNumberFor<T>,
		},
		/// A provider has answered a bonus query.
		BonusAnswered {
			/// Its number.
			bonus: BonusId,
			/// The hash of the result that it has sent to the owner.
			result: Hash,
		},
		/// A bonus query is over, and its deposit is back.
		BonusRemoved {
			/// Its number.
			bonus: BonusId,
			/// How it has ended.
			outcome: Outcome,
		},
		/// What a provider that is gone did with bonus queries has been forgotten.
		StandingRemoved {
			/// The provider.
			provider: T::AccountId,
		},
	}
}
