//! The device manager: starts the drivers and keeps them going.

use std::sync::Arc;

use bpiiot_primitives::Moment;
use tokio::{sync::mpsc::Sender, task::JoinSet};

use crate::{
	application::Status,
	config::Config,
	device::{Input, mqtt, mqtt::MqttStats, replay, replay::Recording},
	network::journal::{Journal, JournalError},
};

/// The running drivers. They end when this is dropped.
pub struct Manager {
	drivers: JoinSet<()>,
}

impl Manager {
	/// Checks what can be checked before the start, so that a mistake is told at once.
	///
	/// # Errors
	/// When the recording cannot be read or lacks a column.
	pub fn check(config: &Config) -> Result<(), replay::ReplayError> {
		match &config.replay {
			Some(replay) => Recording::open(&replay.file, &replay.columns).map(|_| ()),
			None => Ok(()),
		}
	}

	/// Starts the configured drivers.
	///
	/// # Errors
	/// When the journal cannot be read.
	pub fn start(
		config: &Config,
		journal: &Journal,
		status: &Status,
		queue: &Sender<Input>,
	) -> Result<Self, JournalError> {
		let mut drivers = JoinSet::new();
		if let Some(source) = config.mqtt.clone() {
			let stats = Arc::new(MqttStats::default());
			status.set_mqtt(stats.clone());
			drivers.spawn(mqtt::run(source, stats, queue.clone()));
		}
		if let Some(replay) = config.replay.clone() {
			let resume = resume(journal, &replay)?;
			let queue = queue.clone();
			drivers.spawn(async move {
				match replay::run(&replay, resume, &queue).await {
					Ok(()) => tracing::info!("the recording {} is played to its end", replay.file.display()),
					Err(e) => tracing::error!("{e}"),
				}
			});
		}
		Ok(Self { drivers })
	}

	/// Ends the drivers.
	pub async fn stop(mut self) {
		self.drivers.shutdown().await;
	}
}

/// The time up to which every channel of a recording is in the journal.
fn resume(journal: &Journal, replay: &replay::Replay) -> Result<Option<Moment>, JournalError> {
	let last = journal.recover()?.channels;
	Ok(replay.columns.values().map(|channel| last.get(channel).copied()).min().flatten())
}
