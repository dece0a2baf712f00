//! Benchmarks of all calls, and of what blocks do, each in its worst case. They also run as tests, on the runtime of
//! the tests.

use alloc::vec::Vec;

use bpiiot_primitives::{
	AuthorDigest, Balance, DeviceId, Hash, Role,
	device::Registry,
	incentives::{BonusQueries, Query},
};
use frame_benchmarking::{BenchmarkError, v2::*};
use frame_support::{
	BoundedVec,
	traits::{
		Get, Hooks, OnUnbalanced,
		fungible::{Balanced, Inspect, Mutate},
	},
	weights::Weight,
};
use frame_system::{RawOrigin, pallet_prelude::BlockNumberFor};
use sp_core::sr25519;
use sp_runtime::traits::{One, Saturating, Zero};

use crate::{
	AuthorFees, Bond, Bonds, Bonuses, Call, Cleaned, Config, CurrentEpoch, Epoch, EpochIndex, MAX_CLAIMS, MAX_CLEANED,
	OldestPayout, Pallet, Payout, Payouts, Reserved, Standing, Standings, Tallies, TotalRewards,
};

/// Gives an account money for everything here.
fn fund<T: Config>(who: &T::AccountId) {
	let most = T::StakePerPoint::get().max(T::BonusDeposit::get()).max(1_000_000_000_000).saturating_mul(1_000);
	T::Currency::set_balance(who, T::Currency::balance(who).saturating_add(most));
}

/// An account with money.
fn funded<T: Config>(name: &'static str) -> T::AccountId {
	let who = account(name, 0, 0);
	fund::<T>(&who);
	who
}

/// What [`Contributions::prepare`] promises: an author, and a bond that counts.
pub(crate) fn prepare<T: Config>(who: &T::AccountId) {
	if Pallet::<T>::author().is_none() {
		mined_by::<T>("miner");
	}
	let who = Pallet::<T>::earner(who);
	fund::<T>(&who);
	Pallet::<T>::do_bond(who, T::StakePerPoint::get().saturating_mul(500)).expect("has money");
	in_epoch::<T>(CurrentEpoch::<T>::get().index.saturating_add(1));
}

/// The block is the miner's.
fn mined_by<T: Config>(name: &'static str) -> T::AccountId {
	let reward_account: T::AccountId = account(name, 0, 0);
	let author = AuthorDigest { key: sr25519::Public::from_raw([1; 32]), reward_account: reward_account.clone() };
	frame_system::Pallet::<T>::deposit_log(author.to_item());
	reward_account
}

fn go_on<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks).saturating_add(One::one()));
}

/// The epoch that runs has this number.
fn in_epoch<T: Config>(index: EpochIndex) {
	CurrentEpoch::<T>::put(Epoch { index, started: frame_system::Pallet::<T>::block_number(), points: 0 });
}

/// An account of whose bond a part is leaving since the epoch before.
fn leaving<T: Config>() -> T::AccountId {
	let who = funded::<T>("staker");
	let stake = T::StakePerPoint::get();
	Pallet::<T>::do_bond(who.clone(), stake.saturating_mul(3)).expect("has money");
	in_epoch::<T>(1);
	Pallet::<T>::do_unbond(who.clone(), stake).expect("is bonded");
	in_epoch::<T>(2);
	who
}

/// A bonus query of a provider about a device, owned by the miner.
fn attached_to<T: Config>(device: DeviceId) -> Result<(T::AccountId, T::AccountId), BenchmarkError> {
	let provider = funded::<T>("provider");
	T::Registry::register(&provider, Role::ServiceProvider, b"benchmark-provider")?;
	let owner = mined_by::<T>("miner");
	let query: Query = BoundedVec::truncate_from(alloc::vec![b'q'; 256]);
	Pallet::<T>::attach(0, device, &provider, query)?;
	Ok((owner, provider))
}

fn attached<T: Config>() -> Result<(T::AccountId, T::AccountId), BenchmarkError> {
	attached_to::<T>(0)
}

/// One epoch pays, two expire at the next block's beginning. The block is the miner's; neither it nor the treasury has
/// an account.
fn last_block_of_an_epoch<T: Config>() -> T::AccountId {
	T::Currency::set_balance(&Pallet::<T>::pot_account(), T::PotLimit::get().saturating_sub(1));
	let index = T::ClaimEpochs::get().saturating_add(1);
	for epoch in [0, 1] {
		Payouts::<T>::insert(epoch, Payout { points: 1, left: 1, budget: 1, unpaid: 1 });
	}
	Reserved::<T>::put(2);
	CurrentEpoch::<T>::put(Epoch { index, started: frame_system::Pallet::<T>::block_number(), points: 5 });
	mined_by::<T>("miner")
}

/// That all three parts of the reward have been minted.
fn assert_rewarded<T: Config>(miner: &T::AccountId) {
	assert!(TotalRewards::<T>::get() > 0);
	for account in [miner, &Pallet::<T>::treasury_account(), &Pallet::<T>::pot_account()] {
		assert!(T::Currency::balance(account) > 0);
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn reward() {
		let miner = mined_by::<T>("miner");
		go_on::<T>(Zero::zero());
		let now = frame_system::Pallet::<T>::block_number();
		CurrentEpoch::<T>::put(Epoch { index: 0, started: now, points: 0 });
		Reserved::<T>::put(1);
		#[block]
		{
			Pallet::<T>::on_initialize(now);
		}
		assert_rewarded::<T>(&miner);
		assert_eq!(CurrentEpoch::<T>::get().index, 0);
	}

	#[benchmark]
	fn turn_epoch() {
		let miner = last_block_of_an_epoch::<T>();
		let index = CurrentEpoch::<T>::get().index;
		go_on::<T>(T::EpochLength::get());
		#[block]
		{
			Pallet::<T>::on_initialize(frame_system::Pallet::<T>::block_number());
		}
		assert_rewarded::<T>(&miner);
		assert_eq!(OldestPayout::<T>::get(), 2);
		assert!(Payouts::<T>::contains_key(index));
	}

	/// Of a fee and a tip that bring the author's account and the treasury's to life.
	#[benchmark]
	fn fees() {
		let miner = mined_by::<T>("miner");
		let amount = T::BonusDeposit::get().max(1_000_000_000_000);
		let credits = [T::Currency::issue(amount), T::Currency::issue(amount)];
		#[block]
		{
			AuthorFees::<T>::on_unbalanceds(credits.into_iter());
		}
		assert!(T::Currency::balance(&miner) > amount);
		assert!(T::Currency::balance(&Pallet::<T>::treasury_account()) > 0);
	}

	#[benchmark]
	fn clean(n: Linear<0, MAX_CLEANED>) {
		OldestPayout::<T>::put(1);
		CurrentEpoch::<T>::mutate(|epoch| epoch.index = 2);
		for index in 0..n {
			Tallies::<T>::insert(0, account::<T::AccountId>("contributor", index, 0), 1);
		}
		#[block]
		{
			Pallet::<T>::clean(Weight::MAX);
		}
		assert_eq!(Tallies::<T>::iter_prefix(0).count(), 0);
		assert_eq!(Cleaned::<T>::get(), u32::from(n < MAX_CLEANED));
	}

	#[benchmark]
	fn bond() {
		let who = leaving::<T>();
		let amount = T::StakePerPoint::get().saturating_mul(10);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), amount);
		assert_eq!(Bonds::<T>::get(&who).map(|stored| stored.held), Some(T::StakePerPoint::get().saturating_mul(12)));
	}

	#[benchmark]
	fn unbond() {
		let who = leaving::<T>();
		let amount = T::StakePerPoint::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), amount);
		assert_eq!(Bonds::<T>::get(&who).map(|stored| stored.next), Some(amount));
	}

	#[benchmark]
	fn withdraw_unbonded() {
		let who = leaving::<T>();
		let stake = T::StakePerPoint::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		let two = stake.saturating_mul(2);
		assert_eq!(Bonds::<T>::get(&who), Some(Bond { held: two, epoch: 2, counts: two, next: two }));
	}

	#[benchmark]
	fn claim(n: Linear<1, MAX_CLAIMS>) {
		let who = funded::<T>("contributor");
		T::Currency::set_balance(&Pallet::<T>::pot_account(), Balance::MAX / 4);
		// Others have something left in each epoch, so that it is stored again.
		for epoch in 0..n {
			Tallies::<T>::insert(epoch, &who, 1);
			Payouts::<T>::insert(epoch, Payout { points: 3, left: 3, budget: 3_000, unpaid: 3_000 });
		}
		Reserved::<T>::put(Balance::from(n).saturating_mul(3_000));
		let epochs = (0..n).collect::<Vec<_>>();
		let before = T::Currency::balance(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), BoundedVec::truncate_from(epochs));
		assert_eq!(T::Currency::balance(&who), before.saturating_add(Balance::from(n).saturating_mul(1_000)));
	}

	#[benchmark]
	fn redeem_bonus() -> Result<(), BenchmarkError> {
		let (owner, _) = attached::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(owner.clone()), 0);
		assert!(Pallet::<T>::do_redeem_bonus(owner, 0).is_err());
		Ok(())
	}

	#[benchmark]
	fn answer_bonus() -> Result<(), BenchmarkError> {
		let (owner, provider) = attached::<T>()?;
		Pallet::<T>::do_redeem_bonus(owner.clone(), 0)?;
		let successor: T::AccountId = account("successor", 0, 0);
		T::Registry::move_identity(&provider, &successor)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(successor), 0, Hash::repeat_byte(1));
		assert!(Pallet::<T>::do_contest_bonus(owner, 0).is_ok());
		Ok(())
	}

	#[benchmark]
	fn transfer_bonus() -> Result<(), BenchmarkError> {
		let (owner, _) = attached::<T>()?;
		let to: T::AccountId = account("heir", 0, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), 0, to.clone());
		assert_eq!(Bonuses::<T>::get(0).map(|bonus| bonus.owner), Some(to));
		Ok(())
	}

	#[benchmark]
	fn remove_bonus() -> Result<(), BenchmarkError> {
		let (owner, provider) = attached::<T>()?;
		Pallet::<T>::do_redeem_bonus(owner.clone(), 0)?;
		go_on::<T>(T::AnswerPeriod::get());
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), 0);
		assert_eq!(Standings::<T>::get(&provider).unanswered, 1);
		assert!(!Bonuses::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn withdraw_bonus() -> Result<(), BenchmarkError> {
		let (owner, key): (T::AccountId, T::AccountId) = (account("owner", 0, 0), account("device", 0, 0));
		T::Registry::register(&owner, Role::EquipmentOwner, b"benchmark-owner")?;
		let device = T::Registry::register_device(&owner, &key)?;
		let (miner, _) = attached_to::<T>(device)?;
		Pallet::<T>::do_redeem_bonus(miner, 0)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(key), 0);
		assert!(!Bonuses::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn contest_bonus() -> Result<(), BenchmarkError> {
		let (owner, provider) = attached::<T>()?;
		Pallet::<T>::do_redeem_bonus(owner.clone(), 0)?;
		Pallet::<T>::do_answer_bonus(provider.clone(), 0, Hash::repeat_byte(1))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), 0);
		assert_eq!(Standings::<T>::get(&provider).contested, 1);
		Ok(())
	}

	#[benchmark]
	fn remove_standing() {
		let provider: T::AccountId = account("gone", 0, 0);
		#[cfg(test)]
		crate::mock::remove_participant(&provider);
		Standings::<T>::insert(&provider, Standing { unanswered: 1, ..Default::default() });
		#[extrinsic_call]
		_(RawOrigin::Signed(account("caller", 0, 0)), provider.clone());
		assert!(!Standings::<T>::contains_key(&provider));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
