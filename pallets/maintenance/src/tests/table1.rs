//! The pallet against a reference model that is written from the paper's pseudo code alone.

use bpiiot_primitives::{Direction, Metric, Reading, RuleIndex};
use frame_support::assert_ok;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{Call, Cause, Counters, Event, mock::*};

/// Table 1, line by line; `calls` receives the rule of each "call transaction".
fn table1(temp: (i64, u32), vibra: (i64, u32), readings: &[Reading]) -> (Vec<RuleIndex>, [u32; 2]) {
	let (temp_threshold, temp_count_threshold) = temp;
	let (vibra_threshold, vibra_count_threshold) = vibra;
	let (mut temp_count, mut vibra_count) = (0, 0);
	let mut calls = Vec::new();
	for reading in readings.iter().filter(|reading| reading.channel.position == 1) {
		if reading.channel.metric == Metric::Vibration && reading.value > vibra_threshold {
			vibra_count += 1;
		}
		if reading.channel.metric == Metric::Temperature && reading.value > temp_threshold {
			temp_count += 1;
		}
		if vibra_count > vibra_count_threshold {
			calls.push(VIBRATION);
			vibra_count = 0;
		}
		if temp_count > temp_count_threshold {
			calls.push(HEAT);
			temp_count = 0;
		}
	}
	(calls, [vibra_count, temp_count])
}

/// Values on both sides of the threshold, on it, and at the ends.
fn value(rng: &mut ChaCha8Rng, threshold: i64) -> i64 {
	match rng.random_range(0..20) {
		0 => i64::MIN,
		1 => i64::MAX,
		2..5 => threshold,
		_ => threshold + rng.random_range(-3..=5),
	}
}

// covers M59
#[test]
fn ten_thousand_random_sequences_agree_with_the_reference_model() {
	let seed = super::seed("table1");
	let mut rng = ChaCha8Rng::from_seed(seed);
	MaxOpenRequests::set(u32::MAX);
	MaxFirings::set(u32::MAX);
	let mut fired = 0;
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("bob", set_part("bearing", 1)));
		for case in 0..10_000u32 {
			let temp = (rng.random_range(0..1_000), rng.random_range(0..8));
			let vibra = (rng.random_range(-1_000..=0), rng.random_range(0..8));
			let mut rules = rules([service_rule(1, vibra.1), part_rule(1, temp.1, "bearing", 1, 1)]);
			rules[0].threshold.value = vibra.0;
			rules[1].threshold.value = temp.0;
			let call = Call::propose_agreement {
				device: 0,
				provider: account("bob"),
				service_price: 0,
				response_blocks: 10,
				rules,
			};
			assert_ok!(send("alice", call));
			assert_ok!(send("bob", Call::accept_agreement { agreement: case }));
			assert_ok!(send("alice", Call::fund_budget { agreement: case, amount: 90 }));

			let length = rng.random_range(1..80);
			let readings: Vec<_> = (0..length)
				.map(|at| {
					let (metric, threshold) = match rng.random_range(0..10) {
						0..5 => (Metric::Temperature, temp.0),
						5..9 => (Metric::Vibration, vibra.0),
						_ => (Metric::Pressure, 0),
					};
					let mut reading = reading(metric, 0, at);
					reading.value = value(&mut rng, threshold);
					reading.channel.position = if rng.random_range(0..10) == 0 { 2 } else { 1 };
					reading
				})
				.collect();

			System::reset_events();
			let mut rest = readings.as_slice();
			while !rest.is_empty() {
				let (now, later) = rest.split_at(rng.random_range(1..=rest.len()));
				assert_ok!(send("robot", report(case, now.to_vec())));
				rest = later;
			}
			let (calls, counts) = table1(temp, vibra, &readings);
			let raised: Vec<_> = events()
				.into_iter()
				.filter_map(|event| match event {
					Event::ServiceRequested { cause: Cause::Rule(rule), .. }
					| Event::PartOrdered { cause: Cause::Rule(rule), .. } => Some(rule),
					Event::Reported { .. } => None,
					other => panic!("case {case}, seed {seed:02x?}: {other:?}"),
				})
				.collect();
			assert_eq!(raised, calls, "case {case}, seed {seed:02x?}");
			let counters: Vec<_> = Counters::<Test>::get(case).into_iter().map(|counter| counter.count).collect();
			assert_eq!(counters, counts, "case {case}, seed {seed:02x?}");
			fired += calls.len();
		}
	});
	assert!(fired > 10_000, "the sequences have to make rules fire; {fired} did");
	MaxOpenRequests::set(4);
	MaxFirings::set(24);
}

/// One rule with a side and a pause, written down again without counters: which readings fire, seen from the whole sequence.
fn extended(threshold: (i64, u32), direction: Direction, pause: u64, readings: &[Reading]) -> Vec<usize> {
	let (limit, times) = threshold;
	let mut fired: Vec<usize> = Vec::new();
	let mut since: Vec<usize> = Vec::new();
	for (index, reading) in readings.iter().enumerate() {
		let beyond = match direction {
			Direction::Above => reading.value > limit,
			Direction::Below => reading.value < limit,
		};
		let paused = pause > 0 && fired.last().is_some_and(|last| reading.at - readings[*last].at < pause);
		if beyond && !paused {
			since.push(index);
		}
		if since.len() > times as usize {
			fired.push(index);
			since.clear();
		}
	}
	fired
}

#[test]
fn rules_with_a_side_and_a_pause_agree_with_their_reference_model() {
	let seed = super::seed("extended");
	let mut rng = ChaCha8Rng::from_seed(seed);
	let mut fired = 0;
	MaxFirings::set(u32::MAX);
	ExtBuilder::default().build_and_execute(|| {
		for case in 0..2_000u32 {
			let (limit, times) = (rng.random_range(1..1_000), rng.random_range(1..5));
			let direction = if rng.random_range(0..2) == 0 { Direction::Above } else { Direction::Below };
			let pause = if rng.random_range(0..3) == 0 { 0 } else { rng.random_range(1..40) };
			let mut rule = notify_rule(1, times);
			rule.threshold.value = limit;
			rule.threshold.direction = direction;
			rule.threshold.cool_down = pause;
			assert_ok!(send("alice", propose(rules([rule]))));
			assert_ok!(send("bob", Call::accept_agreement { agreement: case }));
			let mut at = 0;
			let readings: Vec<_> = (0..rng.random_range(1..80))
				.map(|_| {
					at += rng.random_range(1..9);
					Reading { value: value(&mut rng, limit), ..reading(Metric::Pressure, 0, at) }
				})
				.collect();
			System::reset_events();
			let mut found = Vec::new();
			for (index, reading) in readings.iter().enumerate() {
				assert_ok!(send("robot", report(case, vec![*reading])));
				if events().iter().any(|event| matches!(event, Event::Notified { cause: Cause::Rule(0), .. })) {
					found.push(index);
				}
				System::reset_events();
			}
			let expected = extended((limit, times), direction, pause, &readings);
			assert_eq!(found, expected, "case {case}, seed {seed:02x?}");
			fired += found.len();
		}
	});
	assert!(fired > 2_000, "the sequences have to make rules fire; {fired} did");
	MaxFirings::set(24);
}
