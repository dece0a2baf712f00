//! The pump's sensors: a recording that is played to the broker.

use std::{
	collections::HashMap,
	path::Path,
	sync::{
		Arc, Mutex,
		atomic::{AtomicU64, Ordering},
	},
	time::Duration,
};

use anyhow::{Context, Result, anyhow, ensure};
use bpiiot_client::primitives::{Channel, Metric, Reading};
use bpiiot_iot_unit::device::replay::Recording;
use bpiiot_testbed::Publisher;
use tokio::{
	task::JoinHandle,
	time::{Instant, sleep_until},
};

/// Columns of the recording, and the channels that they are.
const COLUMNS: [(&str, Metric, u8); 5] = [
	("Accelerometer1RMS", Metric::Vibration, 1),
	("Accelerometer2RMS", Metric::Vibration, 2),
	("Temperature", Metric::Temperature, 1),
	("Thermocouple", Metric::Temperature, 2),
	("Pressure", Metric::Pressure, 1),
];

/// How long the broker may take to acknowledge the last reading.
const PATIENCE: Duration = Duration::from_secs(60);

/// A recording that has been read.
pub struct Sensors {
	readings: Vec<Reading>,
}

impl Sensors {
	/// Reads the recording; lines that cannot be read are left out.
	pub fn open(file: &Path) -> Result<Self> {
		let columns: HashMap<String, Channel> = COLUMNS
			.iter()
			.map(|(name, metric, position)| (name.to_string(), Channel { metric: *metric, position: *position }))
			.collect();
		let mut recording = Recording::open(file, &columns)?;
		let mut readings = Vec::new();
		while let Some(line) = recording.next_line()? {
			readings.extend(line.items.into_iter().flatten());
		}
		ensure!(!readings.is_empty(), "the recording {} holds no readings", file.display());
		Ok(Self { readings })
	}

	/// Plays it to the broker on `port`, `speed` times faster than recorded, each reading a message of its own.
	pub fn play(self, port: u16, speed: f64) -> Played {
		let (total, sent, failure) =
			(self.readings.len() as u64, Arc::new(AtomicU64::new(0)), Arc::new(Mutex::new(None)));
		let (counter, slot) = (sent.clone(), failure.clone());
		let task = tokio::spawn(async move {
			if let Err(e) = play(self.readings, port, speed, &counter).await {
				*slot.lock().expect("no holder panics; qed") = Some(e);
			}
		});
		Played { total, sent, failure, task }
	}
}

async fn play(readings: Vec<Reading>, port: u16, speed: f64, sent: &AtomicU64) -> Result<()> {
	let mut publisher = Publisher::new("pump", port);
	let first = readings.first().context("there are no readings")?.at;
	let start = Instant::now();
	for reading in readings {
		let after = Duration::from_millis(reading.at.saturating_sub(first)).div_f64(speed);
		sleep_until(start + after).await;
		publisher.publish(&[reading]).await?;
		sent.fetch_add(1, Ordering::Relaxed);
	}
	publisher.flushed(PATIENCE).await
}

/// A recording that is being played; it stops when this is dropped.
pub struct Played {
	/// Readings of the recording.
	pub total: u64,
	/// Those that were handed to the broker.
	pub sent: Arc<AtomicU64>,
	failure: Arc<Mutex<Option<anyhow::Error>>>,
	task: JoinHandle<()>,
}

impl Played {
	/// An error when the playing has failed.
	pub fn check(&self) -> Result<()> {
		match self.failure.lock().expect("no holder panics; qed").take() {
			Some(e) => Err(anyhow!("the sensors have failed: {e:#}")),
			None => Ok(()),
		}
	}
}

impl Drop for Played {
	fn drop(&mut self) {
		self.task.abort();
	}
}
