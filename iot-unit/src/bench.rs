//! Measures how many readings a second pass from an MQTT broker through the controller into the journal.

use std::{
	path::Path,
	sync::Arc,
	time::{Duration, Instant},
};

use bpiiot_primitives::{Action, Channel, Metric, Rule, Threshold};
use rumqttc::v5::{AsyncClient, MqttOptions, mqttbytes::QoS};
use tokio::{
	sync::{Notify, mpsc},
	time::sleep,
};

use crate::{
	application::Status,
	device::{
		Input, QUEUE,
		mqtt::{self, MqttSource, MqttStats},
	},
	network::journal::{Journal, JournalError},
	service::{
		Terms,
		engine::{Engine, system_clock},
	},
};

/// What a measurement has shown.
#[derive(Clone, Copy, Debug)]
pub struct Throughput {
	/// Readings that were counted and committed.
	pub readings: u64,
	/// Rules that fired on the way.
	pub triggers: u64,
	/// From the first message sent to the last reading committed.
	pub time: Duration,
}

impl Throughput {
	/// Readings a second.
	pub fn per_second(&self) -> f64 {
		self.readings as f64 / self.time.as_secs_f64()
	}
}

/// Publishes `messages` MQTT messages of `per_message` readings each to the broker at `host` and `port`, with QoS 1, and
/// waits until all are counted and on the disk. The journal is made in `data`, which should be empty.
///
/// # Errors
/// When the journal cannot be written, or readings do not arrive for 30 seconds.
pub async fn mqtt_throughput(
	host: &str,
	port: u16,
	data: &Path,
	messages: u64,
	per_message: u64,
) -> Result<Throughput, JournalError> {
	let topic = format!("bpiiot/bench/{}", std::process::id());
	let journal = Arc::new(Journal::open(data, 1_000_000)?);
	let status = Arc::new(Status::new("bench".into()));
	let mut engine = Engine::new(journal.clone(), status.clone(), Arc::new(Notify::new()), system_clock)?;
	let channel = Channel { metric: Metric::Vibration, position: 1 };
	let threshold = Threshold::above(channel, 200, 1000);
	let rules = vec![Rule { threshold, action: Action::RequestService }];
	engine.take(Input::Terms { terms: vec![Terms { agreement: 0, active: true, rules }], first_trigger: 1 })?;
	let (queue, inputs) = mpsc::channel(QUEUE);
	let engine = tokio::task::spawn_blocking(move || {
		let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
		runtime.expect("a runtime without IO needs nothing that can be missing; qed").block_on(engine.run(inputs))
	});
	let stats = Arc::new(MqttStats::default());
	let source = MqttSource {
		host: host.into(),
		port,
		client_id: format!("bench-unit-{}", std::process::id()),
		login: None,
		topics: vec![(topic.clone(), None)],
	};
	let driver = tokio::spawn(mqtt::run(source, stats.clone(), queue.clone()));
	while !stats.connected.load(std::sync::atomic::Ordering::Relaxed) {
		sleep(Duration::from_millis(10)).await;
	}
	// The subscription follows the connection at once; messages sent before it would be lost.
	sleep(Duration::from_millis(500)).await;

	let (client, mut events) =
		AsyncClient::new(MqttOptions::new(format!("bench-sensor-{}", std::process::id()), host, port), 1_000);
	let sensor = tokio::spawn(async move {
		loop {
			if events.poll().await.is_err() {
				sleep(Duration::from_millis(100)).await;
			}
		}
	});
	let began = Instant::now();
	let first = system_clock().saturating_sub(messages * per_message);
	let publisher = tokio::spawn(async move {
		for message in 0..messages {
			let items: Vec<String> = (0..per_message)
				.map(|item| {
					let at = first + message * per_message + item;
					format!(r#"{{"metric":"vibration","position":1,"value":0.0270797,"at":{at}}}"#)
				})
				.collect();
			if client.publish(topic.clone(), QoS::AtLeastOnce, false, format!("[{}]", items.join(","))).await.is_err() {
				return;
			}
		}
	});
	let expected = messages * per_message;
	let (mut seen, mut moved) = (0, Instant::now());
	while seen < expected && moved.elapsed() < Duration::from_secs(30) {
		sleep(Duration::from_millis(5)).await;
		let now = journal.head().0;
		if now != seen {
			(seen, moved) = (now, Instant::now());
		}
	}
	let time = began.elapsed();
	for task in [&driver, &sensor, &publisher] {
		task.abort();
	}
	let _ = queue.send(Input::Stop).await;
	match engine.await {
		Ok(ended) => ended?,
		Err(e) => return Err(JournalError::Io { file: data.into(), reason: e.to_string() }),
	}
	Ok(Throughput { readings: seen, triggers: journal.totals()?.pending, time })
}
