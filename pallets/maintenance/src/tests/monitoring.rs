//! How well rules find the faults of a machine: four metrics at two positions each, noise, stray values, and injected faults.

use bpiiot_primitives::{Action, Channel, Direction, Metric, Reading, Rule, RuleIndex, Threshold};
use frame_support::assert_ok;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{Cause, Event, Rules, mock::*};

/// How many seconds are watched, with a reading of each channel in each.
const SECONDS: u64 = 3_000;
/// Each channel has one fault in each stretch of so many seconds.
const STRETCH: u64 = 300;
/// How long a fault lasts, in seconds.
const FAULT: u64 = 40;
/// For how long a rule pauses, in seconds: longer than a fault, so that it is told of once.
const PAUSE: u64 = 60;
/// How many readings in a thousand are stray ones without a fault.
const STRAY: u32 = 2;
/// From which deviation on readings count, in standard deviations of the noise.
const LIMIT: f64 = 4.0;

/// What a metric shows, its noise, and on which side a fault is; in millionths of its unit.
const METRICS: [(Metric, f64, f64, Direction); 4] = [
	(Metric::Temperature, 80e6, 1e6, Direction::Above),
	(Metric::Vibration, 0.25e6, 0.02e6, Direction::Above),
	(Metric::Pressure, 5e6, 0.1e6, Direction::Below),
	(Metric::Displacement, 0.5e6, 0.03e6, Direction::Above),
];

/// A channel that is watched.
struct Watched {
	channel: Channel,
	base: f64,
	noise: f64,
	direction: Direction,
	/// When its faults begin, and how strong they are, in standard deviations of the noise.
	faults: Vec<(u64, f64)>,
}

impl Watched {
	/// A value that deviates by so many standard deviations to the bad side.
	fn value(&self, deviation: f64) -> i64 {
		let sign = if self.direction == Direction::Above { 1.0 } else { -1.0 };
		(self.base + sign * deviation * self.noise) as i64
	}

	/// The fault that is there in a second.
	fn fault(&self, second: u64) -> Option<(usize, f64)> {
		let found = self.faults.iter().position(|(from, _)| (*from..from + FAULT).contains(&second))?;
		Some((found, self.faults[found].1))
	}
}

/// Noise of mean 0 and deviation 1.
fn normal(rng: &mut ChaCha8Rng) -> f64 {
	(0..12).map(|_| rng.random_range(0.0..1.0)).sum::<f64>() - 6.0
}

fn machine(rng: &mut ChaCha8Rng) -> Vec<Watched> {
	let mut all = Vec::new();
	for (metric, base, noise, direction) in METRICS {
		for position in [1, 2] {
			let faults = (0..SECONDS / STRETCH)
				.map(|stretch| {
					let begin = stretch * STRETCH + rng.random_range(PAUSE..STRETCH - FAULT);
					// The weakest reach the limit only now and then.
					(begin, rng.random_range(3.0..9.0))
				})
				.collect();
			all.push(Watched { channel: Channel { metric, position }, base, noise, direction, faults });
		}
	}
	all
}

/// What rules with this count threshold say about the machine: right alarms, false ones, and faults that were found, of how many.
fn watch(machine: &[Watched], count: u32, mut rng: ChaCha8Rng) -> (u32, u32, usize, usize) {
	let rules: Vec<Rule> = machine
		.iter()
		.map(|watched| {
			let threshold = Threshold {
				channel: watched.channel,
				value: watched.value(LIMIT),
				count,
				direction: watched.direction,
				cool_down: PAUSE * 1_000,
			};
			Rule { threshold, action: Action::Notify }
		})
		.collect();
	let (mut right, mut wrong) = (0, 0);
	let mut found = vec![std::collections::BTreeSet::new(); machine.len()];
	ExtBuilder::default().with_rules(0, Rules::truncate_from(rules)).build_and_execute(|| {
		for second in 0..SECONDS {
			let readings = machine.iter().map(|watched| {
				let stray = rng.random_range(0..1_000) < STRAY;
				let fault = watched.fault(second).map_or(0.0, |(_, strength)| strength);
				let deviation = if stray { rng.random_range(5.0..20.0) } else { fault + normal(&mut rng) };
				Reading { channel: watched.channel, value: watched.value(deviation), at: START + second * 1_000 }
			});
			System::reset_events();
			assert_ok!(send("robot", report(0, readings.collect())));
			for event in events() {
				let Event::Notified { cause: Cause::Rule(rule), .. } = event else { continue };
				// An alarm is right when the very channel that it names has a fault.
				match machine[usize::from(rule as RuleIndex)].fault(second) {
					Some((fault, _)) => {
						right += 1;
						found[usize::from(rule)].insert(fault);
					}
					None => wrong += 1,
				}
			}
		}
	});
	let faults = machine.iter().map(|watched| watched.faults.len()).sum();
	(right, wrong, found.iter().map(|found| found.len()).sum(), faults)
}

// covers M58
#[test]
fn rules_find_the_faults_of_each_metric_and_position_and_little_else() {
	let seed = super::seed("monitoring");
	let mut rng = ChaCha8Rng::from_seed(seed);
	let machine = machine(&mut rng);
	let score = |count| {
		let (right, wrong, found, faults) = watch(&machine, count, rng.clone());
		let precision = f64::from(right) / f64::from(right + wrong);
		let recall = found as f64 / faults as f64;
		println!("count threshold {count}: precision {precision:.3}, recall {recall:.3}, {faults} faults");
		(precision, recall)
	};
	let (precision, recall) = score(9);
	assert!(precision >= 0.95 && recall >= 0.85, "precision {precision}, recall {recall}, seed {seed:02x?}");
	// What the count is for: the first value beyond the limit is a stray one too often.
	let (hasty, _) = score(0);
	assert!(hasty < precision - 0.1, "precision {hasty}, seed {seed:02x?}");
}
