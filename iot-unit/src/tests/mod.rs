//! Tests of several parts together.

mod engine;
mod journal;
mod mqtt;
mod submitter;
mod unit;

use std::{path::Path, sync::Arc};

use bpiiot_primitives::{Action, Channel, Metric, Moment, PartNumber, Reading, Rule, Threshold};
use tokio::sync::Notify;

use crate::{
	application::Status,
	network::journal::Journal,
	service::{
		Terms,
		engine::{Clock, Engine},
	},
};

/// The channel that the tests read from.
const VIBRATION: Channel = Channel { metric: Metric::Vibration, position: 1 };
const TEMPERATURE: Channel = Channel { metric: Metric::Temperature, position: 1 };

/// 2027-01-15 08:00:00 UTC.
fn fixed_clock() -> Moment {
	1_800_000_000_000
}

fn reading(channel: Channel, value: i64, at: Moment) -> Reading {
	Reading { channel, value, at }
}

/// Agreement 5: vibration above 10 more than twice requests service, temperature above 20 more than three times orders.
fn terms() -> Vec<Terms> {
	let part: PartNumber = b"bearing".to_vec().try_into().expect("7 of 32 bytes");
	vec![Terms {
		agreement: 5,
		active: true,
		rules: vec![
			Rule { threshold: Threshold::above(VIBRATION, 10, 2), action: Action::RequestService },
			Rule {
				threshold: Threshold::above(TEMPERATURE, 20, 3),
				action: Action::OrderPart { part, quantity: 1, max_price: 7 },
			},
		],
	}]
}

fn engine(data: &Path) -> (Engine, Arc<Journal>, Arc<Status>) {
	engine_with(data, fixed_clock)
}

fn engine_with(data: &Path, clock: Clock) -> (Engine, Arc<Journal>, Arc<Status>) {
	let journal = Arc::new(Journal::open(data, 1_000_000).unwrap());
	let status = Arc::new(Status::new("test".into()));
	let engine = Engine::new(journal.clone(), status.clone(), Arc::new(Notify::new()), clock).unwrap();
	(engine, journal, status)
}

/// The seed of a random test: from the environment variable `SEED`, or a new one; printed either way.
fn seed() -> u64 {
	let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(rand::random);
	println!("SEED={seed}");
	seed
}
