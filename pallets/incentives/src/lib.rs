//! # Incentives
//!
//! The tokens: how they come into being with each block, who gets the fees, what uploads and verifications of data
//! earn, and the queries that a miner may put to a provider (paper, section V.C and Table 2).
//!
//! ## Calls
//!
//! * Stake: `bond`, `unbond`, `withdraw_unbonded`. Rewards for contributions: `claim`.
//! * Mining-bonus queries: `redeem_bonus`, `answer_bonus`, `transfer_bonus`, `remove_bonus`, `withdraw_bonus`,
//!   `contest_bonus`, `remove_standing`.
//!
//! None of them mints. The paper's Table 2 lets a call mint, behind a guard that compares the caller with itself and so
//! lets everyone through. Here only the start of a block mints, so nothing that a transaction carries can. Table 2's
//! transfer is that of the balances pallet: it moves the amount and says so in an event, or changes nothing.
//!
//! ## Overview
//!
//! **Rewards.** The author is read from the block's pre-runtime digest,
//! [`AuthorDigest`](bpiiot_primitives::AuthorDigest), which the proof of work covers. At the start of the block what
//! [`Config::Schedule`] says is minted: a part to the treasury, a part to the pot, the rest to the author, so that a
//! new account can receive the block's fees too. The schedule, a halving spread over its period, and its cap are
//! explained at [`Emission`](bpiiot_primitives::incentives::Emission).
//!
//! **Fees.** [`AuthorFees`] is the handler of fees and tips: the treasury gets [`Config::FeeShare`] of a fee, the
//! author the rest and the tips.
//!
//! **Contributions.** Who adds a record that its device verifies, or verifies or attests one, has contributed. In an
//! epoch as many contributions of an account are counted as its bond allows: one for each [`Config::StakePerPoint`].
//! When the epoch is over, the pot pays them, at most [`Config::MaxPerPoint`] each and all alike; what they get is
//! claimed, in any later epoch of the next [`Config::ClaimEpochs`], and is plain money, for instance for maintenance.
//! Devices have no money: what they do is counted for their owners.
//!
//! In the paper's example the device earns by uploading and the provider by verifying. Here the provider adds a record
//! and the device's side verifies it, as the paper has it in the rest of that section; so the one earns for the upload,
//! the other for the verification, and both the same.
//!
//! **Bonus queries.** A provider may offer one with an update of a record. If the device's side agrees, it belongs to
//! the author of the block in which the update takes effect. The owner can redeem it once within
//! [`Config::BonusLifetime`], decline it, or give it to somebody else who can; the provider then answers within
//! [`Config::AnswerPeriod`], off the chain, and puts the hash of its answer on the chain; for as long again the owner
//! can contest it. Until it is answered the device's side can take its consent back. What a provider did is noted in
//! its [`Standing`], which goes with its identity from account to account.
//!
//! ```text
#![doc = include_str!("tests/example.rs")]
//! ```
//!
//! ## Who could gain by cheating
//!
//! * *One who acts as many accounts* (a Sybil). Points need stake, a token counts for one account only in an epoch,
//!   since it counts from the epoch after it was bonded and stays held to the end of the last one that it counts in;
//!   and what is paid for points is rounded down. So stake that is split over k accounts earns at most what it earns in
//!   one: the gain is never above zero. What it costs are the fees of the other k − 1 accounts' transactions:
//!   registering, bonding, claiming, taking the stake out again. Existential deposits and the registration's deposit
//!   come back. Without stake nothing is earned.
//! * *One who trades records with itself*, as provider and as device. The chain cannot tell such records from others,
//!   so they have to cost more than they earn: each point takes a transaction, of whose fee the treasury gets a part
//!   that is at least [`Config::MaxPerPoint`] (the runtime derives the one from the other). That part is lost even if
//!   the cheat mines the block itself and gets all the rest back. And beyond that stake bounds it: a token earns at
//!   most MaxPerPoint / StakePerPoint an epoch.
//! * *A miner that pays itself*: the reward is minted once, for the one author in the digest, and no call mints. It gets no
//!   bonus query that device and provider have not agreed to, and those that it gets ask for aggregates only.
//! * *A provider that offers bonus queries to be mined sooner, and does not answer*: that is noted for all to see, and
//!   its deposit is held meanwhile. One that says it has answered and has not can be contested, and one that moves to
//!   another account takes its standing along. One cannot get it marked by asking twice or too late. This deters no
//!   more than a name is worth: a provider without free money attaches nothing and the record takes effect all the
//!   same; whoever begins as a new participant begins without marks; a provider that mines can answer itself; and a
//!   device's side that sides with its provider can take the consent back while it owes an answer. No more than the
//!   deposit's use for some weeks can be lost, and a miner should not count on more than the standing promises.
//! * *An owner that contests a right answer*: it can, once for each bonus query that it has mined or been given.
//!   `contested` is one's word against the other's and says little beside many answered ones.
//! * *A miner that learns single rows*: a bonus query is one aggregate over what one record covers, but answers can be
//!   compared; see [`Aggregate`](bpiiot_primitives::sharing::Aggregate). The device's side can take back its consent.
//! * *One who fills the state*: tallies need a bond, bonus queries a deposit of the provider, at most
//!   [`Config::MaxBonuses`] a block. Tallies of expired epochs are removed by idle blocks. A [`Standing`] holds no
//!   deposit: there is at most one for each participant, it takes the fees of a record's whole way to make one, and
//!   when the participant is gone anybody may remove it without a fee.
//! * *One who lets others' rewards expire*: only who has earned a reward claims it, and what expires falls back to the
//!   pot, to nobody.
//!
//! ## Low-level part
//!
//! Issuance = genesis + [`TotalRewards`] − what has been burned. [`TotalRewards`] never exceeds the schedule's cap:
//! what cannot be minted is not minted later. A part of a reward that cannot be credited leaves an event: when it would
//! push the issuance past the largest balance, or is smaller than the existential deposit and the account does not
//! exist. A block without a readable author is refused by the consensus engine before it is executed; should one be
//! executed all the same, nothing is minted. Nothing here panics, since a panic at the start of a block would stop the
//! chain.
//!
//! What closed epochs have promised is [`Reserved`] in the pot. The treasury and the pot are accounts without a key.

#![cfg_attr(not(feature = "std"), no_std)]

pub use impl_author::AuthorFees;
pub use pallet::*;
pub use types::{
	Bond, Bonus, BonusId, BonusOf, BonusState, ClaimedEpochs, Epoch, EpochIndex, MAX_CLAIMS, MAX_CLEANED, MAX_PAGE,
	Outcome, Payout, Standing,
};
pub use weights::WeightInfo;

#[cfg(any(feature = "runtime-benchmarks", test))]
mod benchmarking;
mod errors;
mod events;
mod impl_author;
mod impl_bonds;
mod impl_bonuses;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

extern crate alloc;

use frame_support::pallet_macros::import_section;

#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
#[allow(unused_qualifications, reason = "the pallet macros write full paths")]
pub mod pallet {
	use alloc::vec::Vec;

	use bpiiot_primitives::{Balance, Hash, RecordId, device::Registry, incentives::Emission};
	use frame_support::{PalletId, pallet_prelude::*, traits::fungible};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{Permill, SaturatedConversion, traits::Zero};

	use super::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the runtime has to provide.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId = bpiiot_primitives::AccountId>
	{
		/// The token.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ fungible::Balanced<Self::AccountId>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Participants and devices.
		type Registry: Registry<Self::AccountId>;

		/// What each block mints. An initial reward of zero turns rewards off.
		#[pallet::constant]
		type Schedule: Get<Emission>;

		/// Which part of a block's reward the treasury gets.
		#[pallet::constant]
		type TreasuryShare: Get<Permill>;

		/// Which part of a block's reward the pot for contributions gets.
		#[pallet::constant]
		type PotShare: Get<Permill>;

		/// The pot's part goes to the treasury while the pot has this much that is not promised to anybody, in planck,
		/// so that nothing piles up unused.
		#[pallet::constant]
		type PotLimit: Get<Balance>;

		/// Which part of a fee the treasury gets. It is what a miner loses that fills its block with transactions of
		/// its own.
		#[pallet::constant]
		type FeeShare: Get<Permill>;

		/// Whose account the treasury's is.
		#[pallet::constant]
		type TreasuryId: Get<PalletId>;

		/// Whose account the pot's is.
		#[pallet::constant]
		type PotId: Get<PalletId>;

		/// How many blocks an epoch has.
		#[pallet::constant]
		type EpochLength: Get<BlockNumberFor<Self>>;

		/// For how many epochs after its own a reward can be claimed. It bounds what is stored and what stays reserved.
		#[pallet::constant]
		type ClaimEpochs: Get<u32>;

		/// How much stake allows one contribution in an epoch to be counted, in planck; the smallest bond.
		#[pallet::constant]
		type StakePerPoint: Get<Balance>;

		/// The most that is paid for a contribution, in planck. It keeps records that are made for the reward from paying.
		#[pallet::constant]
		type MaxPerPoint: Get<Balance>;

		/// Most bonus queries that a block carries.
		#[pallet::constant]
		type MaxBonuses: Get<u32>;

		/// What is held on the provider's account for a bonus query, in planck.
		#[pallet::constant]
		type BonusDeposit: Get<Balance>;

		/// In how many blocks a bonus query has to be redeemed.
		#[pallet::constant]
		type BonusLifetime: Get<BlockNumberFor<Self>>;

		/// In how many blocks a redeemed bonus query has to be answered; for as long its owner can look at the answer.
		#[pallet::constant]
		type AnswerPeriod: Get<BlockNumberFor<Self>>;

		/// The weights of the calls and of what each block does.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Stake that allows contributions to be counted.
		#[codec(index = 0)]
		Bond,
		/// A bonus query is stored.
		#[codec(index = 1)]
		Bonus,
	}

	/// The sum of all rewards that have been minted, in planck.
	#[pallet::storage]
	pub type TotalRewards<T: Config> = StorageValue<_, Balance, ValueQuery>;

	/// The epoch that runs.
	#[pallet::storage]
	pub type CurrentEpoch<T: Config> = StorageValue<_, Epoch<BlockNumberFor<T>>, ValueQuery>;

	/// The bonds. Accounts can be chosen, hence the cryptographic hasher.
	#[pallet::storage]
	pub type Bonds<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Bond>;

	/// How many contributions of each account have been counted in each epoch and not been paid for. Epochs are
	/// numbered by the pallet; accounts can be chosen, hence their cryptographic hasher.
	#[pallet::storage]
	pub type Tallies<T: Config> =
		StorageDoubleMap<_, Twox64Concat, EpochIndex, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// The epochs that can be claimed for. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Payouts<T: Config> = StorageMap<_, Twox64Concat, EpochIndex, Payout>;

	/// The first epoch that has not expired.
	#[pallet::storage]
	pub type OldestPayout<T: Config> = StorageValue<_, EpochIndex, ValueQuery>;

	/// The first epoch whose tallies have not been removed.
	#[pallet::storage]
	pub type Cleaned<T: Config> = StorageValue<_, EpochIndex, ValueQuery>;

	/// How much in the pot is promised to those who have not claimed it, in planck.
	#[pallet::storage]
	pub type Reserved<T: Config> = StorageValue<_, Balance, ValueQuery>;

	/// The bonus queries. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Bonuses<T: Config> = StorageMap<_, Twox64Concat, BonusId, BonusOf<T>>;

	/// The number of the next bonus query.
	#[pallet::storage]
	pub type NextBonus<T: Config> = StorageValue<_, BonusId, ValueQuery>;

	/// The latest block with a bonus query, and how many it has.
	#[pallet::storage]
	pub type AttachedIn<T: Config> = StorageValue<_, (BlockNumberFor<T>, u32), ValueQuery>;

	/// The bonus queries of each owner. Accounts can be chosen, hence their cryptographic hasher; the pallet numbers
	/// queries.
	#[pallet::storage]
	pub type BonusesOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, BonusId, (), OptionQuery>;

	/// The bonus queries that each provider has to answer. Accounts can be chosen, hence their cryptographic hasher;
	/// the pallet numbers queries.
	#[pallet::storage]
	pub type BonusesAt<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, BonusId, (), OptionQuery>;

	/// What providers did with bonus queries, by the account that had the deposit. Accounts can be chosen, hence the
	/// cryptographic hasher. An entry takes a record, its verification, and a redeemed query with its deposit. It stays
	/// as long as its participant, or a mark would not be one; `remove_standing` removes it afterwards.
	#[pallet::storage]
	pub type Standings<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Standing, ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			Self::pay_reward();
			if Self::turn_epoch(now) { T::WeightInfo::turn_epoch() } else { T::WeightInfo::reward() }
		}

		fn on_idle(_now: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::clean(remaining)
		}

		fn integrity_test() {
			let parts = [T::TreasuryShare::get(), T::PotShare::get()].map(Permill::deconstruct);
			assert!(parts.iter().sum::<u32>() <= 1_000_000, "More than the whole reward is shared out.");
			assert!(!T::EpochLength::get().is_zero(), "An epoch has no blocks.");
			assert!(T::ClaimEpochs::get() > 0, "Rewards expire before they can be claimed.");
			assert!(T::StakePerPoint::get() > 0, "Contributions need no stake.");
			assert!(T::TreasuryId::get() != T::PotId::get(), "The treasury can spend the pot.");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_n: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	/// The accounts and limits that are no parameters.
	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The account of the treasury.
		#[pallet::constant_name(TreasuryAccount)]
		fn treasury() -> T::AccountId {
			Self::treasury_account()
		}
		/// The account of the pot that contributions are paid from.
		#[pallet::constant_name(PotAccount)]
		fn pot() -> T::AccountId {
			Self::pot_account()
		}
		/// No more than this is ever mined, in planck.
		#[pallet::constant_name(EmissionCap)]
		fn emission_cap() -> Balance {
			T::Schedule::get().cap()
		}
		/// Most entries that a view function returns.
		#[pallet::constant_name(MaxPage)]
		fn max_page() -> u32 {
			MAX_PAGE
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Bonds stake: in each epoch from the next one on, one more contribution is counted for every `StakePerPoint`.
		///
		/// - `amount`: how much to add to the bond, in planck. What has been taken out and is still held is used first.
		///
		/// Holds the amount on the signer's account. Fails with `ZeroAmount`, `DeviceAccount`, `BondTooSmall`,
		/// `CannotPayBond` or `Overflow`. Emits `Bonded`, and `Withdrawn` if something that was taken out earlier is
		/// free now.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::bond())]
		pub fn bond(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_bond(who, amount)
		}

		/// Takes stake out of the bond. It counts no more from the next epoch on; what counts in this one stays held to
		/// its end.
		///
		/// - `amount`: how much, in planck. What stays bonded has to be nothing or at least `StakePerPoint`.
		///
		/// Fails with `ZeroAmount`, `NotBonded`, `BondExceeded` or `BondTooSmall`. Emits `Unbonded`, and `Withdrawn` with
		/// what is given back at once.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::unbond())]
		pub fn unbond(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unbond(who, amount)
		}

		/// Gives back what was taken out of the bond in an earlier epoch.
		///
		/// Fails with `NotBonded` or `NothingToWithdraw`. Emits `Withdrawn`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::withdraw_unbonded())]
		pub fn withdraw_unbonded(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(who)
		}

		/// Pays the signer what its contributions have earned. `claimable` says where there is something to claim.
		///
		/// - `epochs`: the epochs to be paid for, each once.
		///
		/// Fails with `NothingToClaim` if one of the epochs has nothing for the signer. Emits `Claimed`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::claim(epochs.len() as u32))]
		pub fn claim(origin: OriginFor<T>, epochs: ClaimedEpochs) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim(who, epochs)
		}

		/// Redeems a bonus query as its owner, once: the provider now owes it the result.
		///
		/// The owner then asks the provider off the chain, as the account that owns the query; the provider finds in
		/// the state of a finalized block that it has to answer.
		///
		/// Fails with `BonusNotFound`, `NotOwner`, `AlreadyRedeemed` or `BonusExpired`. Emits `BonusRedeemed`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::redeem_bonus())]
		pub fn redeem_bonus(origin: OriginFor<T>, #[pallet::compact] bonus: BonusId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_redeem_bonus(who, bonus)
		}

		/// Confirms as the provider, with its identity's present account, that a redeemed bonus query has been answered.
		///
		/// - `result`: the hash of the result that the owner has been sent.
		///
		/// Fails with `BonusNotFound`, `NotProvider`, `NotRedeemed`, `AlreadyAnswered` or `AnswerPeriodOver`. Emits
		/// `BonusAnswered`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::answer_bonus())]
		pub fn answer_bonus(origin: OriginFor<T>, #[pallet::compact] bonus: BonusId, result: Hash) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_answer_bonus(who, bonus, result)
		}

		/// Gives a bonus query that has not been redeemed to another account, as its owner.
		///
		/// Fails with `BonusNotFound`, `NotOwner`, `AlreadyRedeemed` or `BonusExpired`. Emits `BonusTransferred`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::transfer_bonus())]
		pub fn transfer_bonus(
			origin: OriginFor<T>,
			#[pallet::compact] bonus: BonusId,
			to: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_transfer_bonus(who, bonus, to)
		}

		/// Removes a bonus query that is over and returns its deposit to the provider: as anyone one that was not
		/// redeemed in time, not answered in time, or answered `AnswerPeriod` ago; as its owner also one that it does
		/// not want, or whose answer it lets stand. Whether the provider answered is noted in its standing.
		///
		/// Fails with `BonusNotFound` or `NotOver`. Emits `BonusRemoved`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::remove_bonus())]
		pub fn remove_bonus(origin: OriginFor<T>, #[pallet::compact] bonus: BonusId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_bonus(who, bonus)
		}

		/// Takes back the consent to a bonus query, as the device that it is about or the device's owner, as long as it
		/// can be redeemed or answered. The deposit goes back to the provider, which is not marked.
		///
		/// Fails with `BonusNotFound`, `NotDeviceSide`, `BonusExpired`, `AnswerPeriodOver` or `AlreadyAnswered`. Emits
		/// `BonusRemoved`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::withdraw_bonus())]
		pub fn withdraw_bonus(origin: OriginFor<T>, #[pallet::compact] bonus: BonusId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_bonus(who, bonus)
		}

		/// Says as the owner of a bonus query that the provider has not answered it, or not rightly, within
		/// `AnswerPeriod` of its answer. It is removed, and the provider's standing says so.
		///
		/// Fails with `BonusNotFound`, `NotOwner`, `NotAnswered` or `TooLateToContest`. Emits `BonusRemoved`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::contest_bonus())]
		pub fn contest_bonus(origin: OriginFor<T>, #[pallet::compact] bonus: BonusId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_contest_bonus(who, bonus)
		}

		/// Forgets, as anyone, what a provider did with bonus queries that is gone: no participant any more, and no
		/// identity leads to another account. Costs no fee when it succeeds.
		///
		/// Fails with `NoStanding` or `ProviderNotGone`. Emits `StandingRemoved`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::remove_standing())]
		pub fn remove_standing(origin: OriginFor<T>, provider: T::AccountId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_remove_standing(provider)?;
			Ok(Pays::No.into())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What the present block mints, in planck: the parts of the treasury and the pot included, fees not.
		pub fn reward() -> Balance {
			Self::present_reward()
		}

		/// What a block mints by the schedule, in planck.
		pub fn reward_at(block: BlockNumberFor<T>) -> Balance {
			T::Schedule::get().reward(block.saturated_into())
		}

		/// The sum of all rewards that have been minted, in planck.
		pub fn total_rewards() -> Balance {
			TotalRewards::<T>::get()
		}

		/// The epoch that runs.
		pub fn epoch() -> Epoch<BlockNumberFor<T>> {
			CurrentEpoch::<T>::get()
		}

		/// The bond of an account.
		pub fn bond_of(who: T::AccountId) -> Option<Bond> {
			Bonds::<T>::get(who)
		}

		/// How many contributions of an account, or of the owner of a device, have been counted in this epoch, and how
		/// many are counted at most.
		pub fn contributions_of(who: T::AccountId) -> (u32, u32) {
			let who = Self::earner(&who);
			let epoch = CurrentEpoch::<T>::get().index;
			let stake = Bonds::<T>::get(&who).map_or(0, |bond| bond.counted(epoch));
			(Tallies::<T>::get(epoch, who), Self::allowance(stake))
		}

		/// What an account can claim, in planck, by epoch: at most `limit` and at most 100 epochs, those that follow
		/// `after`, or the oldest ones.
		pub fn claimable(who: T::AccountId, after: Option<EpochIndex>, limit: u32) -> Vec<(EpochIndex, Balance)> {
			Self::view_claimable(who, after, limit)
		}

		/// What an epoch that is over pays, as long as it can be claimed for.
		pub fn payout(epoch: EpochIndex) -> Option<Payout> {
			Payouts::<T>::get(epoch)
		}

		/// What the pot can pay, and what of it is promised to those who have not claimed it, in planck.
		pub fn pot_state() -> (Balance, Balance) {
			(Self::pot_balance(), Reserved::<T>::get())
		}

		/// The bonus query with this number.
		pub fn bonus(bonus: BonusId) -> Option<BonusOf<T>> {
			Bonuses::<T>::get(bonus)
		}

		/// Numbers of the bonus queries of an owner, in the order of the storage: at most `limit` and at most 100,
		/// those that follow `after`, or the first ones.
		pub fn bonuses_of(owner: T::AccountId, after: Option<BonusId>, limit: u32) -> Vec<BonusId> {
			Self::view_bonuses_of(owner, after, limit)
		}

		/// Numbers of the bonus queries at a provider, also at former accounts of its identity, in the order of the
		/// storage: at most `limit` and at most 100, those that follow `after`, or the first ones.
		pub fn bonuses_at(provider: T::AccountId, after: Option<BonusId>, limit: u32) -> Vec<BonusId> {
			Self::view_bonuses_at(provider, after, limit)
		}

		/// What a provider did with the bonus queries that were put to it, under whichever account of its identity.
		pub fn standing(provider: T::AccountId) -> Standing {
			Self::view_standing(provider)
		}
	}
}
