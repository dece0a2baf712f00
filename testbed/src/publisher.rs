//! A sensor that speaks MQTT.

use std::{
	sync::{
		Arc,
		atomic::{AtomicU64, Ordering},
	},
	time::Duration,
};

use anyhow::{Context, Result};
use bpiiot_client::primitives::{Metric, Reading};
use rumqttc::v5::{
	AsyncClient, Event, MqttOptions,
	mqttbytes::{QoS, v5::Packet},
};
use tokio::{
	task::JoinHandle,
	time::{sleep, timeout},
};

use crate::unit::TOPIC;

/// Hands readings to a broker with QoS 1, and goes on with it after the broker was away.
#[derive(Debug)]
pub struct Publisher {
	client: AsyncClient,
	sent: u64,
	acknowledged: Arc<AtomicU64>,
	task: JoinHandle<()>,
}

impl Publisher {
	/// A sensor with a name of its own at the broker on `port`. Needs a tokio runtime.
	pub fn new(name: &str, port: u16) -> Self {
		let mut options = MqttOptions::new(name, "127.0.0.1", port);
		// A kept session, or the client would forget on reconnecting what the broker has not acknowledged.
		options.set_clean_start(false).set_session_expiry_interval(Some(u32::MAX));
		options.set_keep_alive(Duration::from_secs(30));
		let (client, mut events) = AsyncClient::new(options, 1_000);
		let acknowledged = Arc::new(AtomicU64::new(0));
		let counter = acknowledged.clone();
		let task = tokio::spawn(async move {
			loop {
				match events.poll().await {
					Ok(Event::Incoming(Packet::PubAck(_))) => drop(counter.fetch_add(1, Ordering::SeqCst)),
					Ok(_) => {}
					Err(_) => sleep(Duration::from_millis(100)).await,
				}
			}
		});
		Self { client, sent: 0, acknowledged, task }
	}

	/// Hands over one message of readings; waits only when a thousand are on their way.
	///
	/// # Errors
	/// When the client has ended.
	pub async fn publish(&mut self, readings: &[Reading]) -> Result<()> {
		self.publish_raw(readings_json(readings)).await
	}

	/// Hands over one message of any content.
	///
	/// # Errors
	/// When the client has ended.
	pub async fn publish_raw(&mut self, payload: impl Into<Vec<u8>>) -> Result<()> {
		self.client
			.publish(TOPIC, QoS::AtLeastOnce, false, payload.into())
			.await
			.context("the MQTT client has ended")?;
		self.sent += 1;
		Ok(())
	}

	/// Waits until the broker has acknowledged every message.
	///
	/// # Errors
	/// When it has not within `patience`.
	pub async fn flushed(&self, patience: Duration) -> Result<()> {
		let all = async {
			while self.acknowledged.load(Ordering::SeqCst) < self.sent {
				sleep(Duration::from_millis(10)).await;
			}
		};
		timeout(patience, all).await.with_context(|| {
			let done = self.acknowledged.load(Ordering::SeqCst);
			format!("the broker has acknowledged {done} of {} messages within {} s", self.sent, patience.as_secs())
		})
	}
}

impl Drop for Publisher {
	fn drop(&mut self) {
		self.task.abort();
	}
}

/// Readings as one message in the unit's JSON format.
fn readings_json(readings: &[Reading]) -> String {
	let items: Vec<String> = readings.iter().map(reading_json).collect();
	format!("[{}]", items.join(","))
}

/// One reading in the unit's JSON format, with its value exact to the last millionth.
pub fn reading_json(reading: &Reading) -> String {
	let metric = match reading.channel.metric {
		Metric::Temperature => "\"temperature\"".into(),
		Metric::Vibration => "\"vibration\"".into(),
		Metric::Pressure => "\"pressure\"".into(),
		Metric::Displacement => "\"displacement\"".into(),
		Metric::Custom(number) => format!("{{\"custom\":{number}}}"),
	};
	let sign = if reading.value < 0 { "-" } else { "" };
	let size = reading.value.unsigned_abs();
	format!(
		r#"{{"metric":{metric},"position":{},"value":{sign}{}.{:06},"at":{}}}"#,
		reading.channel.position,
		size / 1_000_000,
		size % 1_000_000,
		reading.at
	)
}

#[cfg(test)]
mod tests {
	use bpiiot_client::primitives::Channel;

	use super::*;

	#[test]
	fn values_are_exact() {
		let channel = Channel { metric: Metric::Custom(7), position: 2 };
		for (value, text) in [(0, "0.000000"), (-273_216, "-0.273216"), (89_173_200, "89.173200"), (-1, "-0.000001")] {
			let json = reading_json(&Reading { channel, value, at: 5 });
			assert_eq!(json, format!(r#"{{"metric":{{"custom":7}},"position":2,"value":{text},"at":5}}"#));
		}
	}
}
