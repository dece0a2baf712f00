//! The supply: only rewards add to it, only burning takes from it, transfers do neither.

use bpiiot_primitives::Balance;
use frame_support::{assert_noop, assert_ok};
use proptest::{
	prelude::*,
	test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sp_runtime::{ArithmeticError, Digest, TokenError, traits::Dispatchable};

use super::{free, issuance};
use crate::{Event, TotalRewards, mock::*};

const NAMES: [&str; 4] = ["alice", "bob", "carol", "miner"];

// covers M90
#[test]
fn a_transfer_conserves_the_supply_and_one_that_is_not_covered_changes_nothing() {
	execute(|| {
		System::set_block_number(1);
		let give =
			|amount| Balances::transfer_allow_death(RuntimeOrigin::signed(account("alice")), account("bob"), amount);
		assert_ok!(give(RICH / 4));
		assert_eq!((free("alice"), free("bob"), issuance()), (RICH - RICH / 4, RICH + RICH / 4, GENESIS));
		System::assert_last_event(
			pallet_balances::Event::Transfer { from: account("alice"), to: account("bob"), amount: RICH / 4 }.into(),
		);
		assert_noop!(give(free("alice") + 1), TokenError::FundsUnavailable);
		// More than there is in the world.
		assert_noop!(give(Balance::MAX), ArithmeticError::Underflow);
	});
}

// covers M87, M90
#[test]
fn issuance_is_genesis_plus_rewards_minus_what_was_burned() {
	let seed = super::seed("supply");
	let config = Config { cases: 200, failure_persistence: None, ..Default::default() };
	let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
	let transfer = (0..4usize, 0..4usize, prop_oneof![0..3 * ED, 0..RICH, Just(Balance::MAX)]);
	let a_block = (proptest::option::of(0..4usize), 0..3 * ED, 0..2 * ED, proptest::collection::vec(transfer, 0..4));
	let result = runner.run(&proptest::collection::vec(a_block, 1..30), |blocks| {
		execute(|| {
			let (mut rewarded, mut burned) = (0, 0);
			for (author, reward, fee, transfers) in blocks {
				BlockReward::set(reward);
				let digest = author.map_or(Digest::default(), |index| by(NAMES[index]));
				block(&digest, || {
					for (from, to, value) in transfers {
						let call = pallet_balances::Call::transfer_allow_death { dest: account(NAMES[to]), value };
						let _ = RuntimeCall::from(call).dispatch(RuntimeOrigin::signed(account(NAMES[from])));
					}
					pay_fee(fee);
				});
				// The cap is that of the schedule with the largest of the rewards.
				BlockReward::set(3 * ED);
				let expected = issuance();
				for event in System::events().into_iter().map(|record| record.event) {
					match event {
						RuntimeEvent::Incentives(Event::Rewarded { amount, treasury, pot, .. }) => {
							rewarded += amount + treasury + pot
						}
						RuntimeEvent::Incentives(Event::FeesBurned { amount }) => burned += amount,
						// Dust of an account that fell below the existential deposit.
						RuntimeEvent::Balances(pallet_balances::Event::DustLost { amount, .. }) => burned += amount,
						_ => (),
					}
				}
				assert_eq!(expected, GENESIS + rewarded - burned);
				assert_eq!(TotalRewards::<Test>::get(), rewarded);
				assert_sound();
			}
		});
		Ok(())
	});
	result.unwrap_or_else(|error| panic!("seed {seed:02x?}: {error}"));
}

/// Takes a fee from whoever can pay it and hands it to the author.
fn pay_fee(fee: Balance) {
	use frame_support::traits::{
		OnUnbalanced,
		fungible::Balanced,
		tokens::{Fortitude::Polite, Precision::Exact, Preservation::Preserve},
	};
	let paid = NAMES.iter().find_map(|name| Balances::withdraw(&account(name), fee, Exact, Preserve, Polite).ok());
	if let Some(credit) = paid {
		crate::AuthorFees::<Test>::on_unbalanced(credit);
	}
}
