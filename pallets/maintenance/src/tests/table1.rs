//! The pallet against a reference model that is written from the paper's pseudo code alone.

use bpiiot_primitives::{Metric, Reading, RuleIndex};
use frame_support::assert_ok;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{Call, Counters, Event, mock::*};

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
	let seed = super::properties::seed("table1");
	let mut rng = ChaCha8Rng::from_seed(seed);
	MaxOpenRequests::set(u32::MAX);
	MaxFirings::set(u32::MAX);
	let mut fired = 0;
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("bob", set_part("bearing", 1)));
		for case in 0..10_000u32 {
			let temp = (rng.random_range(1..1_000), rng.random_range(1..8));
			let vibra = (rng.random_range(-1_000..0), rng.random_range(1..8));
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
					Event::ServiceRequested { rule, .. } | Event::PartOrdered { rule, .. } => Some(rule),
					Event::Reported { .. } => None,
					other => panic!("case {case}, seed {seed:02x?}: {other:?}"),
				})
				.collect();
			assert_eq!(raised, calls, "case {case}, seed {seed:02x?}");
			let counters: Vec<_> = Counters::<Test>::get(case).into_iter().map(|counter| counter.0).collect();
			assert_eq!(counters, counts, "case {case}, seed {seed:02x?}");
			fired += calls.len();
		}
	});
	assert!(fired > 10_000, "the sequences have to make rules fire; {fired} did");
	MaxOpenRequests::set(4);
	MaxFirings::set(8);
}
