//! Outages and losses of hash rate, with the mean solve time for each block.

use bpiiot_asert::{Anchor, Params, difficulty_to_target, next_target, target_to_difficulty};
use sp_core::U256;

use crate::mock::*;

const HOUR: u64 = 3_600_000;
/// Solutions per second that fit the initial difficulty of 60,000.
const HASH_RATE: u64 = 10_000;

/// Mean solve time at the present difficulty, ms.
fn mean_solve_time(hash_rate: u64) -> u64 {
	(Difficulty::difficulty() * U256::from(1_000) / U256::from(hash_rate)).low_u64().max(1)
}

// covers M4
#[test]
fn no_burst_follows_an_outage() {
	ExtBuilder::default().build_and_execute(|| {
		blocks_on_time(500);
		let resumed = Timestamp::get() + 48 * HOUR;
		block_at(resumed);
		// 50 target times count, less the one that was due: 60,000 / 2^(49/150) is 47,843, and the cubic is off by 0.013 % at most.
		let after = Difficulty::difficulty().low_u64();
		assert!((47_836..=47_850).contains(&after), "{after}");

		let mut blocks = 0;
		while Timestamp::get() < resumed + HOUR {
			block_at(Timestamp::get() + mean_solve_time(HASH_RATE));
			blocks += 1;
		}
		assert!((600..=720).contains(&blocks), "{blocks} blocks in the first hour");
	});
}

#[test]
fn plain_asert_would_fall_to_the_least_difficulty() {
	// What the cap prevents; shows that the test above can fail.
	let params = Params::new(BLOCK_TIME, 900_000, difficulty_to_target(10.into())).expect("no parameter is zero");
	let anchor = Anchor { height: 1, time: 0, target: difficulty_to_target(60_000.into()) };
	let after = next_target(&params, &anchor, 501, (501 * BLOCK_TIME + 48 * HOUR) as i64);
	assert_eq!(target_to_difficulty(after), U256::from(10));
}

#[test]
fn many_outages_do_not_add_up_to_a_burst() {
	ExtBuilder::default().build_and_execute(|| {
		blocks_on_time(500);
		for _ in 0..20 {
			block_at(Timestamp::get() + 48 * HOUR);
			for _ in 0..600 {
				block_at(Timestamp::get() + mean_solve_time(HASH_RATE));
			}
			let least = Difficulty::difficulty();
			assert!(least > U256::from(54_000), "{least} an hour after an outage");
		}
	});
}

// covers M4
#[test]
fn the_chain_recovers_from_a_hundredth_of_its_hash_rate() {
	ExtBuilder::default().build_and_execute(|| {
		blocks_on_time(500);
		let start = Timestamp::get();
		while mean_solve_time(HASH_RATE / 100) > BLOCK_TIME * 12 / 10 {
			block_at(Timestamp::get() + mean_solve_time(HASH_RATE / 100));
		}
		assert!(Timestamp::get() - start < 3 * HOUR, "{} h", (Timestamp::get() - start) / HOUR);
	});
}
