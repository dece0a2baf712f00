//! Properties of the retarget over random inputs. proptest prints the input and the seed of a case that fails.

use bpiiot_asert::{
	Anchor, CompactError, MAX_COUNTED_TARGETS, MAX_STEP, Params, ParamsError, Retarget, U256, compact_to_target,
	difficulty_to_target, is_possible_step, next_target, target_to_compact, target_to_difficulty,
};
use proptest::prelude::*;

const IDEAL: u64 = 6_000;
const HALF_LIFE: u64 = 900_000;

/// The chain's parameters with the least difficulty given.
fn chain(least_difficulty: u64) -> Params {
	Params::new(IDEAL, HALF_LIFE, difficulty_to_target(least_difficulty.into())).expect("no parameter is zero")
}

fn any_u256() -> impl Strategy<Value = U256> {
	prop_oneof![
		any::<[u64; 4]>().prop_map(U256),
		(any::<u64>(), 0usize..256).prop_map(|(value, shift)| U256::from(value) << shift),
		Just(U256::MAX),
	]
}

fn any_params() -> impl Strategy<Value = Params> {
	let time = || prop_oneof![any::<u64>(), 1..1_000_000u64, Just(u64::MAX)];
	(time(), time(), any_u256())
		.prop_filter_map("a parameter is zero", |(ideal, half_life, limit)| Params::new(ideal, half_life, limit).ok())
}

fn any_time() -> impl Strategy<Value = i64> {
	prop_oneof![any::<i64>(), 0..4_000_000_000_000i64, Just(i64::MIN), Just(i64::MAX)]
}

fn any_height() -> impl Strategy<Value = u64> {
	prop_oneof![any::<u64>(), 0..100_000_000u64, Just(u64::MAX)]
}

// covers M4
proptest! {
	#![proptest_config(ProptestConfig::with_cases(4_096))]

	#[test]
	fn any_input_gives_a_target_in_bounds(
		params in any_params(), anchor in (any_height(), any_time(), any_u256()), height in any_height(), time in any_time(),
	) {
		let anchor = Anchor { height: anchor.0, time: anchor.1, target: anchor.2 };
		let target = next_target(&params, &anchor, height, time);
		prop_assert!(target >= U256::one() && target <= params.target_limit());
	}

	#[test]
	fn any_blocks_keep_the_state_in_bounds(
		params in any_params(), start in (any_u256(), any_height(), any_time()),
		blocks in prop::collection::vec((any_height(), any_time()), 0..20),
	) {
		let mut retarget = Retarget::start(&params, start.0, start.1, start.2);
		for (height, time) in blocks {
			let before = retarget;
			let target = retarget.advance(&params, height, time);
			prop_assert!(target >= U256::one() && target <= params.target_limit());
			prop_assert!(retarget.last_height >= before.last_height);
			prop_assert!(retarget.last_time >= before.last_time);
			prop_assert!(retarget.anchor.target <= params.target_limit());
			if height <= before.last_height {
				prop_assert_eq!(retarget, before);
			}
		}
	}

	/// The cubic between the shifts is the only inexact part: it is off from 2^x by less than 0.013 %.
	#[test]
	fn the_target_follows_the_power_of_two(late in -20_000_000i64..20_000_000) {
		let params = chain(1);
		let anchor = Anchor { height: 7, time: 0, target: U256::one() << 128 };
		let target = next_target(&params, &anchor, 7, late + IDEAL as i64);
		let found = (target >> 64).as_u128() as f64 / 2f64.powi(64);
		let expected = 2f64.powf(late as f64 / HALF_LIFE as f64);
		prop_assert!((found / expected - 1.0).abs() < 1.6e-4, "{found} for {expected}");
	}

	#[test]
	fn a_later_block_never_makes_the_next_one_harder(
		target in any_u256(), height in 0..1_000_000u64, time in 0..10_000_000_000i64, more in 0..10_000_000_000i64,
	) {
		let anchor = Anchor { height: 0, time: 0, target };
		let params = chain(1);
		prop_assert!(next_target(&params, &anchor, height, time + more) >= next_target(&params, &anchor, height, time));
		prop_assert!(next_target(&params, &anchor, height + 1, time) <= next_target(&params, &anchor, height, time));
	}

	#[test]
	fn without_an_outage_the_chain_runs_plain_asert(
		solve_times in prop::collection::vec(1..=IDEAL as i64 * MAX_COUNTED_TARGETS as i64, 1..100), shift in 60usize..120,
	) {
		let params = chain(1);
		let start = U256::one() << shift;
		let mut retarget = Retarget::start(&params, start, 1, 5_000);
		let first = retarget.anchor;
		let mut time = 5_000;
		for (height, solve_time) in (2..).zip(solve_times) {
			time += solve_time;
			prop_assert_eq!(retarget.advance(&params, height, time), next_target(&params, &first, height, time));
			prop_assert_eq!(retarget.anchor, first);
		}
	}

	#[test]
	fn however_long_an_outage_it_counts_for_fifty_targets(
		solve_times in prop::collection::vec(1..60_000i64, 1..50), outage in 300_000i64..1_000_000_000_000,
		after in prop::collection::vec(1..60_000i64, 1..50),
	) {
		let params = chain(1);
		let start = U256::one() << 128;
		let mut long = Retarget::start(&params, start, 1, 0);
		let mut capped = long;
		let (mut long_time, mut capped_time) = (0, 0);
		let outages = solve_times.into_iter().map(|time| (time, time)).chain([(outage, 300_000)]);
		for (height, (solve_time, counted)) in (2..).zip(outages.chain(after.into_iter().map(|time| (time, time)))) {
			long_time += solve_time;
			capped_time += counted;
			prop_assert_eq!(long.advance(&params, height, long_time), capped.advance(&params, height, capped_time));
		}
	}

	#[test]
	fn time_that_runs_backwards_counts_as_standing_still(
		time in 0..1_000_000_000i64, back in prop::collection::vec(0..1_000_000_000i64, 1..20),
	) {
		let params = chain(1);
		let mut claimed = Retarget::start(&params, U256::one() << 128, 1, time);
		let mut still = claimed;
		for (height, back) in (2..).zip(back) {
			prop_assert_eq!(claimed.advance(&params, height, time - back), still.advance(&params, height, time));
			prop_assert_eq!(claimed, still);
		}
	}

	/// Blocks at once, outages, clocks that run backwards and targets at their bounds, in any order.
	#[test]
	fn no_block_changes_the_difficulty_by_more_than_a_step(
		ideal in 1..100_000u64, half_lives in MAX_COUNTED_TARGETS..1_000, limit in any_u256(), start in any_u256(),
		solve_times in prop::collection::vec(
			prop_oneof![Just(0i64), 0..600_000i64, 4_000_000..1_000_000_000i64, -1_000_000..0i64], 1..100,
		),
	) {
		let limit = limit.max(U256::one());
		let params = Params::new(ideal, ideal * half_lives, limit).expect("no parameter is zero");
		prop_assert!(params.steps_are_bounded());
		let mut retarget = Retarget::start(&params, start, 1, 0);
		let (mut before, mut time) = (target_to_difficulty(retarget.target(&params)), 0);
		for (height, solve_time) in (2..).zip(solve_times) {
			time += solve_time;
			let after = target_to_difficulty(retarget.advance(&params, height, time));
			prop_assert!(is_possible_step(before, after), "{before} to {after} at height {height}");
			before = after;
		}
	}

	#[test]
	fn a_difficulty_survives_the_way_to_a_target_and_back(low in 1..=u128::MAX, high in any_u256()) {
		prop_assert_eq!(target_to_difficulty(difficulty_to_target(low.into())), U256::from(low));
		prop_assert!(target_to_difficulty(difficulty_to_target(high)) >= high);
		prop_assert!(difficulty_to_target(high) > U256::zero());
		prop_assert!(target_to_difficulty(high) > U256::zero());
	}

	#[test]
	fn a_compact_target_rounds_down_and_keeps_sixteen_bits(target in any_u256()) {
		let back = compact_to_target(target_to_compact(target)).expect("a shortened target can be read");
		prop_assert!(back <= target);
		prop_assert!(target - back <= target >> 15);
		prop_assert_eq!(target_to_compact(back), target_to_compact(target));
	}

	#[test]
	fn any_compact_bits_are_read_or_refused(bits in any::<u32>()) {
		if let Ok(target) = compact_to_target(bits) {
			prop_assert_eq!(compact_to_target(target_to_compact(target)), Ok(target));
		}
	}
}

#[test]
fn the_compact_form_has_the_published_examples() {
	for (bits, target) in [
		(0x0112_3456, Ok(0x12)),
		(0x0212_3456, Ok(0x1234)),
		(0x0312_3456, Ok(0x12_3456)),
		(0x0412_3456, Ok(0x1234_5600)),
		(0x0500_9234, Ok(0x9234_0000)),
		(0x0080_0000, Ok(0)),
		(0x0492_3456, Err(CompactError::Negative)),
		(0x01fe_dcba, Err(CompactError::Negative)),
		(0xff12_3456, Err(CompactError::Overflow)),
		(0x2300_0001, Err(CompactError::Overflow)),
	] {
		assert_eq!(compact_to_target(bits), target.map(|target: u64| U256::from(target)), "{bits:#010x}");
	}
	assert_eq!(compact_to_target(0x2200_00ff), Ok(U256::from(0xff) << 248));
	assert_eq!(target_to_compact(0x12.into()), 0x0112_0000);
	assert_eq!(target_to_compact(0x80.into()), 0x0200_8000);
	assert_eq!(target_to_compact(0x1234_5600.into()), 0x0412_3456);
	assert_eq!(target_to_compact(U256::MAX), 0x2100_ffff);
	assert_eq!(target_to_compact(U256::zero()), 0);
}

#[test]
fn zero_parameters_are_refused_by_name() {
	assert_eq!(Params::new(0, 1, U256::one()), Err(ParamsError::ZeroBlockTime));
	assert_eq!(Params::new(1, 0, U256::one()), Err(ParamsError::ZeroHalfLife));
	assert_eq!(Params::new(1, 1, U256::zero()), Err(ParamsError::ZeroTargetLimit));
}

#[test]
fn the_bound_on_a_step_is_reached_and_not_met_by_shorter_half_lives() {
	let fall = |half_lives| {
		let params = Params::new(IDEAL, IDEAL * half_lives, U256::MAX).expect("no parameter is zero");
		let mut retarget = Retarget::start(&params, difficulty_to_target(1_000_000.into()), 1, 0);
		(params.steps_are_bounded(), target_to_difficulty(retarget.advance(&params, 2, i64::MAX)))
	};
	let (bounded, after) = fall(MAX_COUNTED_TARGETS);
	assert!(bounded && is_possible_step(1_000_000.into(), after));
	assert!(after < U256::from(1_000_000 * 10 / 19), "an outage comes close to the bound: {after}");
	let (bounded, after) = fall(MAX_COUNTED_TARGETS - 2);
	assert!(!bounded && !is_possible_step(1_000_000.into(), after), "{after}");
	// The chain's own half-life of 150 blocks: a quarter down at most.
	assert!(fall(150).0 && fall(150).1 > U256::from(790_000));
}

#[test]
fn a_step_is_judged_at_its_edges() {
	let step = |before: u64, after: u64| is_possible_step(before.into(), after.into());
	assert!(step(1_000, 500) && step(1_000, 1_000 * MAX_STEP + 1));
	assert!(!step(1_000, 499) && !step(1_000, 1_000 * MAX_STEP + 2));
	assert!(step(1, 1) && is_possible_step(U256::MAX, U256::MAX) && !is_possible_step(U256::MAX, U256::one()));
}

#[test]
fn one_half_life_behind_the_schedule_halves_the_difficulty() {
	let params = chain(1);
	let mut retarget = Retarget::start(&params, difficulty_to_target(1_000.into()), 1, 0);
	// Each solve time is at the cap of 300 s and 294 s late: three of them make 882 s, four 1176 s, of a half-life of 900 s.
	let targets: Vec<_> = (1..=4).map(|block| retarget.advance(&params, 1 + block, 300_000 * block as i64)).collect();
	assert_eq!(target_to_difficulty(targets[2]), 506.into());
	assert_eq!(target_to_difficulty(targets[3]), 404.into());
}

#[test]
fn each_half_life_off_the_schedule_is_one_shift() {
	let params = chain(1);
	let anchor = Anchor { height: 9, time: 0, target: U256::one() << 128 };
	for half_lives in -128i64..=127 {
		let time = IDEAL as i64 + half_lives * HALF_LIFE as i64;
		assert_eq!(next_target(&params, &anchor, 9, time), U256::one() << (128 + half_lives) as usize, "{half_lives}");
	}
	assert_eq!(next_target(&params, &anchor, 9, -200 * HALF_LIFE as i64), U256::one());
	assert_eq!(next_target(&params, &anchor, 9, 200 * HALF_LIFE as i64), U256::MAX);
}

#[test]
fn weak_miners_at_the_least_difficulty_run_up_no_debt() {
	let params = chain(1_000);
	let mut retarget = Retarget::start(&params, params.target_limit(), 1, 0);
	// A day of blocks that take four times the ideal time.
	for block in 1..=3_600 {
		assert_eq!(retarget.advance(&params, 1 + block, 24_000 * block as i64), params.target_limit());
	}
	// A stronger miner meets a rising difficulty with its first quick block.
	let target = retarget.advance(&params, 3_602, 24_000 * 3_600 + 1_000);
	assert!(target_to_difficulty(target) > 1_000.into());
}
