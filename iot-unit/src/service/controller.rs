//! The controller: counts Table 1 at the edge.

use std::collections::HashMap;

use bpiiot_primitives::{ActionKind, Channel, Counter, Reading, Threshold};

use super::Terms;
use crate::device::RuleKey;

/// A rule with its counter.
#[derive(Clone, Debug)]
pub struct Watch {
	/// Agreement and place of the rule.
	pub key: RuleKey,
	/// When it fires.
	pub threshold: Threshold,
	/// What it does when it fires.
	pub action: ActionKind,
	/// How often the threshold has been exceeded since it last fired.
	pub counter: Counter,
}

/// All rules in force.
#[derive(Clone, Debug, Default)]
pub struct Controller {
	watches: Vec<Watch>,
	/// Places in `watches` for each channel, so that a reading touches only the rules that watch it.
	by_channel: HashMap<Channel, Vec<usize>>,
}

impl Controller {
	/// The rules of the active agreements, with counters as far as there are any; the others begin at zero.
	pub fn new(terms: &[Terms], counters: &HashMap<RuleKey, Counter>) -> Self {
		let mut controller = Self::default();
		for agreement in terms.iter().filter(|terms| terms.active) {
			for (index, rule) in agreement.rules.iter().enumerate() {
				let Ok(index) = u8::try_from(index) else { break };
				let key = (agreement.agreement, index);
				let place = controller.watches.len();
				controller.by_channel.entry(rule.threshold.channel).or_default().push(place);
				controller.watches.push(Watch {
					key,
					threshold: rule.threshold,
					action: rule.action.kind(),
					counter: counters.get(&key).copied().unwrap_or_default(),
				});
			}
		}
		controller
	}

	/// Counts a reading. Calls `changed` with each rule whose counter has changed and whether that rule fires.
	pub fn count(&mut self, reading: &Reading, mut changed: impl FnMut(&Watch, bool)) {
		for place in self.by_channel.get(&reading.channel).into_iter().flatten() {
			let watch = &mut self.watches[*place];
			let before = watch.counter;
			let fires = watch.counter.count(&watch.threshold, reading);
			if fires || watch.counter != before {
				changed(watch, fires);
			}
		}
	}

	/// All rules in force.
	pub fn watches(&self) -> &[Watch] {
		&self.watches
	}

	/// The counters of all rules in force.
	pub fn counters(&self) -> HashMap<RuleKey, Counter> {
		self.watches.iter().map(|watch| (watch.key, watch.counter)).collect()
	}
}

#[cfg(test)]
mod tests {
	use bpiiot_primitives::{Action, Metric, Rule};
	use rand::{Rng, SeedableRng, rngs::StdRng};

	use super::*;

	const VIBRATION: Channel = Channel { metric: Metric::Vibration, position: 1 };

	fn rule(channel: Channel, value: i64, count: u32) -> Rule {
		Rule { threshold: Threshold::above(channel, value, count), action: Action::RequestService }
	}

	fn terms(agreement: u32, rules: Vec<Rule>) -> Terms {
		Terms { agreement, active: true, rules }
	}

	fn fired(controller: &mut Controller, channel: Channel, value: i64) -> Vec<RuleKey> {
		let mut fired = Vec::new();
		controller.count(&Reading { channel, value, at: 0 }, |watch, fires| {
			if fires {
				fired.push(watch.key);
			}
		});
		fired
	}

	// covers M59
	#[test]
	fn a_rule_fires_at_1001_exceedances_and_starts_again() {
		let mut controller = Controller::new(&[terms(3, vec![rule(VIBRATION, 200, 1000)])], &HashMap::new());
		for round in 0..3 {
			for exceedance in 1..=1001 {
				assert_eq!(fired(&mut controller, VIBRATION, 200), [], "the threshold itself is not exceeded");
				let expected: &[RuleKey] = if exceedance == 1001 { &[(3, 0)] } else { &[] };
				assert_eq!(fired(&mut controller, VIBRATION, 201), expected, "round {round} exceedance {exceedance}");
				let counter = if exceedance == 1001 { 0 } else { exceedance };
				assert_eq!(controller.counters()[&(3, 0)], Counter::at(counter));
			}
		}
	}

	#[test]
	fn agreements_that_are_not_active_count_nothing() {
		let mut ended = terms(1, vec![rule(VIBRATION, 0, 0)]);
		ended.active = false;
		let mut controller = Controller::new(&[ended, terms(2, vec![rule(VIBRATION, 0, 0)])], &HashMap::new());
		assert_eq!(fired(&mut controller, VIBRATION, 1), [(2, 0)]);
	}

	#[test]
	fn counters_go_on_where_they_were() {
		let counters = [((1, 0), Counter::at(999)), ((9, 9), Counter::at(5))].into();
		let mut controller = Controller::new(&[terms(1, vec![rule(VIBRATION, 0, 1000)])], &counters);
		assert_eq!(fired(&mut controller, VIBRATION, 1), []);
		assert_eq!(fired(&mut controller, VIBRATION, 1), [(1, 0)]);
	}

	#[test]
	fn a_rule_that_pauses_and_one_that_watches_for_too_little() {
		let pausing =
			Rule { threshold: Threshold::above(VIBRATION, 0, 0).cooling(100), action: Action::RequestService };
		let low = Rule { threshold: Threshold::below(VIBRATION, 0, 1), action: Action::Notify };
		let mut controller = Controller::new(&[terms(1, vec![pausing, low])], &HashMap::new());
		let mut at = |value, at| {
			let mut fired = Vec::new();
			controller.count(&Reading { channel: VIBRATION, value, at }, |watch, fires| {
				if fires {
					fired.push((watch.key.1, watch.action));
				}
			});
			fired
		};
		assert_eq!(at(1, 1_000), [(0, ActionKind::RequestService)]);
		assert_eq!(at(1, 1_099), []);
		assert_eq!(at(-1, 1_100), []);
		assert_eq!(at(1, 1_101), [(0, ActionKind::RequestService)]);
		assert_eq!(at(-1, 1_102), [(1, ActionKind::Notify)]);
		assert_eq!(controller.counters()[&(1, 0)], Counter { count: 0, quiet_until: 1_201 });
	}

	/// Table 1 written down again from the paper: for one rule, the indices of the readings at which it fires, and what
	/// its counter holds at the end.
	fn table_1(limit: i64, times: u32, values: impl Iterator<Item = i64>) -> (Vec<usize>, u32) {
		let mut exceedances = Vec::new();
		for (index, value) in values.enumerate() {
			if value > limit {
				exceedances.push(index);
			}
		}
		// A rule fires at each (times + 1)th exceedance; what remains stays in its counter.
		let group = times as usize + 1;
		let fired = exceedances.chunks_exact(group).map(|chunk| chunk[group - 1]).collect();
		(fired, (exceedances.len() % group) as u32)
	}

	// covers M59
	#[test]
	fn agrees_with_the_reference_on_10_000_random_sequences() {
		let seed: u64 = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(rand::random);
		println!("SEED={seed}");
		let mut random = StdRng::seed_from_u64(seed);
		let metrics = [Metric::Temperature, Metric::Vibration, Metric::Custom(1)];
		for sequence in 0..10_000 {
			let channel = |random: &mut StdRng| Channel {
				metric: metrics[random.random_range(0..metrics.len())],
				position: random.random_range(0..2),
			};
			let rules: Vec<Rule> = (0..random.random_range(1..5))
				.map(|_| rule(channel(&mut random), random.random_range(-3..4), random.random_range(0..6)))
				.collect();
			let readings: Vec<Reading> = (0..random.random_range(0..60))
				.map(|at| Reading { channel: channel(&mut random), value: random.random_range(-5..6), at })
				.collect();
			let mut controller = Controller::new(&[terms(7, rules.clone())], &HashMap::new());
			let mut fired = vec![Vec::new(); rules.len()];
			for (index, reading) in readings.iter().enumerate() {
				controller.count(reading, |watch, fires| {
					if fires {
						fired[usize::from(watch.key.1)].push(index);
					}
				});
			}
			for (place, rule) in rules.iter().enumerate() {
				let threshold = rule.threshold;
				// The values of other channels count as none at all.
				let values = readings
					.iter()
					.map(|reading| if reading.channel == threshold.channel { reading.value } else { i64::MIN });
				let (expected, counter) = table_1(threshold.value, threshold.count, values);
				assert_eq!(fired[place], expected, "sequence {sequence}, SEED={seed}");
				assert_eq!(controller.counters()[&(7, place as u8)].count, counter, "sequence {sequence}, SEED={seed}");
			}
		}
	}
}
