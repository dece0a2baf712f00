use bpiiot_asert::{Params, Retarget, difficulty_to_target, target_to_difficulty};
use frame_support::traits::{Hooks, OnInitialize, OnTimestampSet};
use proptest::prelude::*;
use sp_core::U256;
use sp_io::storage::root;
use sp_runtime::StateVersion;

use crate::{Schedule, mock::*};

// covers M4
#[test]
fn blocks_on_time_keep_the_difficulty() {
	ExtBuilder::default().build_and_execute(|| {
		blocks_on_time(1_000);
		assert_eq!(Difficulty::difficulty(), U256::from(60_000));
		assert_eq!(Difficulty::anchor().map(|anchor| anchor.height), Some(1));
	});
}

// covers M4
#[test]
fn quick_blocks_raise_the_difficulty_and_slow_ones_lower_it() {
	ExtBuilder::default().build_and_execute(|| {
		blocks_on_time(2);
		// 150 blocks in no time are one half-life ahead of the schedule.
		for _ in 0..150 {
			block_at(Timestamp::get() + 1);
		}
		let raised = Difficulty::difficulty();
		assert!(raised > U256::from(119_900) && raised <= U256::from(120_000), "{raised}");
		// 150 blocks of twice the target time each make up for them.
		for _ in 0..150 {
			block_at(Timestamp::get() + 2 * BLOCK_TIME);
		}
		let lowered = Difficulty::difficulty();
		assert!(lowered > U256::from(59_950) && lowered <= U256::from(60_000), "{lowered}");
	});
}

#[test]
fn one_block_moves_the_retarget_once() {
	ExtBuilder::default().build_and_execute(|| {
		blocks_on_time(5);
		block_at(Timestamp::get() + 100);
		let before = root(StateVersion::V1);
		<Difficulty as OnTimestampSet<u64>>::on_timestamp_set(Timestamp::get() + 1_000_000);
		assert_eq!(root(StateVersion::V1), before);
	});
}

#[test]
fn the_difficulty_of_the_next_block_is_not_changed_before_its_timestamp() {
	ExtBuilder::default().build_and_execute(|| {
		blocks_on_time(5);
		let due = block_at(Timestamp::get() + 100);
		System::initialize(&(System::block_number() + 1), &Default::default(), &Default::default());
		AllPalletsWithSystem::on_initialize(System::block_number());
		assert_eq!(Difficulty::difficulty(), due);
	});
}

#[test]
fn the_difficulty_stops_at_the_least_and_rises_from_there_at_once() {
	ExtBuilder::default().initial_difficulty(12).build_and_execute(|| {
		blocks_on_time(1);
		for _ in 0..2_000 {
			block_at(Timestamp::get() + 4 * BLOCK_TIME);
			assert!(Difficulty::difficulty() >= MinimumDifficulty::get());
		}
		assert_eq!(Difficulty::difficulty(), MinimumDifficulty::get());
		// No debt is left: one half-life ahead doubles the difficulty, however long it was at the least.
		for _ in 0..150 {
			block_at(Timestamp::get() + 1);
		}
		assert_eq!(Difficulty::difficulty(), U256::from(19));
	});
}

#[test]
fn a_time_that_runs_backwards_or_past_all_clocks_changes_nothing_for_the_worse() {
	ExtBuilder::default().build_and_execute(|| {
		blocks_on_time(5);
		// Timestamp would refuse the block; the pallet does not rely on it.
		System::set_block_number(6);
		<Difficulty as OnTimestampSet<u64>>::on_timestamp_set(0);
		let state = Schedule::<Test>::get().expect("the schedule has started");
		assert_eq!((state.last_height, state.last_time), (6, (START + 4 * BLOCK_TIME) as i64));
		System::set_block_number(7);
		<Difficulty as OnTimestampSet<u64>>::on_timestamp_set(u64::MAX);
		assert!(Difficulty::difficulty() > U256::from(47_000));
	});
}

#[test]
fn an_upgrade_that_changes_a_setting_causes_no_jump() {
	ExtBuilder::default().build_and_execute(|| {
		blocks_on_time(10_000);
		TargetBlockTime::set(12_000);
		// Counted from block 1 with the new block time, the chain would be 66 half-lives ahead.
		assert_eq!(block_at(Timestamp::get() + 12_000), U256::from(60_000));
		assert_eq!(Difficulty::anchor().map(|anchor| anchor.height), Some(10_000));
		MinimumDifficulty::set(U256::from(100_000));
		assert_eq!(block_at(Timestamp::get() + 12_000), U256::from(100_000));
	});
}

#[test]
#[should_panic = "the difficulty's settings cannot work: the half-life is zero"]
fn a_half_life_of_zero_is_found_before_the_chain_runs() {
	HalfLife::set(0);
	<Difficulty as Hooks<u64>>::integrity_test();
}

#[test]
#[should_panic = "MinimumDifficulty is 0"]
fn a_least_difficulty_of_zero_is_found_before_the_chain_runs() {
	MinimumDifficulty::set(U256::zero());
	<Difficulty as Hooks<u64>>::integrity_test();
}

#[test]
fn try_state_finds_a_difficulty_that_does_not_follow_from_the_schedule() {
	ExtBuilder::default().build_and_execute(|| {
		blocks_on_time(3);
		let right = Difficulty::difficulty();
		crate::Difficulty::<Test>::put(right + 1);
		assert_eq!(
			Difficulty::do_try_state(),
			Err("The difficulty is not the one that follows from the schedule.".into())
		);
		crate::Difficulty::<Test>::put(right);
	});
}

// covers M4
proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	/// proptest prints the solve times and the seed of a case that fails.
	#[test]
	fn the_chain_agrees_with_the_retarget_run_beside_it(
		initial in 10u64.., solve_times in prop::collection::vec(prop_oneof![1..30_000u64, 1..10_000_000u64], 1..200),
	) {
		ExtBuilder::default().initial_difficulty(initial).build_and_execute(|| {
			blocks_on_time(1);
			let params = Params::new(BLOCK_TIME, 900_000, difficulty_to_target(10.into())).expect("no parameter is zero");
			let mut beside = Retarget::start(&params, difficulty_to_target(initial.into()), 1, START as i64);
			let mut time = START;
			for (height, solve_time) in (2..).zip(solve_times) {
				time += solve_time;
				let expected = target_to_difficulty(beside.advance(&params, height, time as i64));
				assert_eq!(block_at(time), expected, "block {height}");
			}
		});
	}
}
