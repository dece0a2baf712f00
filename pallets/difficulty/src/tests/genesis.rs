use sp_core::U256;

use crate::{Schedule, mock::*};

#[test]
fn the_first_two_blocks_have_the_initial_difficulty() {
	ExtBuilder::default().initial_difficulty(1_452).build_and_execute(|| {
		assert_eq!(Difficulty::difficulty(), U256::from(1_452));
		assert_eq!(Difficulty::anchor(), None);

		assert_eq!(block_at(START), U256::from(1_452));
		let anchor = Difficulty::anchor().expect("block 1 sets the anchor");
		assert_eq!((anchor.height, anchor.time), (1, (START - BLOCK_TIME) as i64));
		assert_eq!(anchor.target, U256::MAX / 1_452);

		assert!(block_at(START + 1_000) > U256::from(1_452));
	});
}

#[test]
fn the_default_is_the_least_difficulty() {
	let genesis = crate::GenesisConfig::<Test>::default();
	assert_eq!(genesis.initial_difficulty, MinimumDifficulty::get());
}

#[test]
#[should_panic = "difficulty.initialDifficulty of the chain spec is 0"]
fn a_difficulty_of_zero_is_refused() {
	ExtBuilder::default().initial_difficulty(0).build_and_execute(|| {});
}

#[test]
#[should_panic = "difficulty.initialDifficulty of the chain spec is 9, below the least difficulty 10 of this runtime"]
fn a_difficulty_below_the_least_is_refused() {
	ExtBuilder::default().initial_difficulty(9).build_and_execute(|| {});
}

#[test]
fn the_greatest_difficulty_is_accepted() {
	ExtBuilder::default().initial_difficulty(U256::MAX).build_and_execute(|| {
		assert_eq!(block_at(START), U256::MAX);
		assert_eq!(block_at(START + 1), U256::MAX);
	});
}

#[test]
fn a_chain_that_got_the_pallet_by_an_upgrade_starts_at_the_least_difficulty() {
	ExtBuilder::default().build_and_execute(|| {
		crate::Difficulty::<Test>::kill();
		assert_eq!(Difficulty::difficulty(), MinimumDifficulty::get());
		assert_eq!(block_at(START), MinimumDifficulty::get());
		assert!(Schedule::<Test>::exists());
	});
}
