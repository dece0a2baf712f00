use std::{sync::atomic::Ordering, time::Duration};

use bpiiot_testbed::Broker;
use rumqttc::v5::{
	AsyncClient, Event, MqttOptions,
	mqttbytes::{QoS, v5::Packet},
};
use tokio::{
	sync::mpsc::{self, Receiver, Sender},
	task::JoinHandle,
	time::sleep,
};

use super::*;
use crate::{
	device::{
		Input,
		mqtt::{MqttSource, MqttStats, run},
	},
	network::journal::JournalError,
};

const TOPIC: &str = "plant/pump";

fn object(at: u64) -> Vec<u8> {
	format!(r#"{{"metric":"vibration","position":1,"value":1,"at":{at}}}"#).into_bytes()
}

async fn started_broker() -> Broker {
	let mut broker = Broker::new().unwrap();
	broker.start().await.unwrap();
	broker
}

/// Publishes messages with QoS 1 and returns when the broker has them all.
async fn publish(broker: &Broker, messages: Vec<Vec<u8>>) {
	let id = format!("sensor-{}", rand::random::<u32>());
	let (client, mut events) = AsyncClient::new(MqttOptions::new(id, "127.0.0.1", broker.port()), messages.len() + 1);
	let mut missing = messages.len();
	for message in messages {
		client.try_publish(TOPIC, QoS::AtLeastOnce, false, message).unwrap();
	}
	while missing > 0 {
		if let Event::Incoming(Packet::PubAck(_)) = events.poll().await.unwrap() {
			missing -= 1;
		}
	}
	client.try_disconnect().unwrap();
	while events.poll().await.is_ok() {}
}

struct Driver {
	stats: Arc<MqttStats>,
	task: JoinHandle<()>,
	queue: Sender<Input>,
}

fn driver(broker: &Broker) -> (Driver, Receiver<Input>) {
	let (queue, inputs) = mpsc::channel(crate::device::QUEUE);
	let stats = Arc::new(MqttStats::default());
	let source = MqttSource {
		host: "127.0.0.1".into(),
		port: broker.port(),
		client_id: "unit".into(),
		login: None,
		topics: vec![("plant/#".into(), None)],
	};
	let task = tokio::spawn(run(source, stats.clone(), queue.clone()));
	(Driver { stats, task, queue }, inputs)
}

async fn until(what: &str, condition: impl Fn() -> bool) {
	for _ in 0..3_000 {
		if condition() {
			return;
		}
		sleep(Duration::from_millis(20)).await;
	}
	panic!("this did not happen: {what}");
}

/// A unit without a chain: driver and engine.
struct Unit {
	driver: Driver,
	engine: JoinHandle<Result<(), JournalError>>,
	journal: Arc<Journal>,
	status: Arc<Status>,
}

impl Unit {
	async fn start(broker: &Broker, data: &Path) -> Self {
		let (engine, journal, status) = engine(data);
		let (driver, inputs) = driver(broker);
		let unit = Self { engine: tokio::spawn(engine.run(inputs)), driver, journal, status };
		until("the unit connects", || unit.driver.stats.connected.load(Ordering::Relaxed)).await;
		// The subscription follows at once; a message published before it would reach nobody.
		sleep(Duration::from_millis(300)).await;
		unit
	}

	async fn counted(&self, readings: u64) {
		until(&format!("{readings} readings"), || self.status.snapshot().readings == readings).await;
	}

	/// Ends like a killed process: nothing more is acknowledged.
	async fn kill(self) -> u64 {
		self.driver.task.abort();
		let _ = self.driver.task.await;
		self.engine.abort();
		let _ = self.engine.await;
		self.journal.head().0
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_and_huge_messages_are_counted_and_the_unit_goes_on() {
	let broker = started_broker().await;
	let data = tempfile::tempdir().unwrap();
	let unit = Unit::start(&broker, data.path()).await;
	let ten_mb = vec![b'1'; 10_000_000];
	// Larger than the packets that the unit takes: the broker drops it instead of sending it again and again.
	let twenty_mib = vec![b'1'; 20 * 1024 * 1024];
	let messages = vec![
		object(1),
		b"garbage".to_vec(),
		object(1),
		ten_mb.clone(),
		object(2),
		twenty_mib,
		object(3),
		object(1),
		ten_mb,
		br#"{"metric":"vibration","position":1,"value":"NaN","at":9}"#.to_vec(),
		object(4),
	];
	publish(&broker, messages).await;
	unit.counted(4).await;
	let shown = unit.status.snapshot();
	let rejected: Vec<(&str, u64)> = shown.rejected.into_iter().collect();
	assert_eq!(rejected, [("backwards", 1), ("duplicate", 1), ("malformed", 1), ("not_finite", 1), ("too_large", 2)]);
	assert_eq!(unit.driver.stats.connections.load(Ordering::Relaxed), 1, "the connection was never lost");

	// Everything is acknowledged: after a restart of the unit nothing comes again.
	sleep(Duration::from_millis(300)).await;
	unit.kill().await;
	let unit = Unit::start(&broker, data.path()).await;
	publish(&broker, vec![object(5)]).await;
	unit.counted(5).await;
	assert_eq!(unit.driver.stats.messages.load(Ordering::Relaxed), 1);
	unit.kill().await;
}

// covers M47, M48
#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_broker_is_found_again_and_nothing_is_lost() {
	let mut broker = started_broker().await;
	let data = tempfile::tempdir().unwrap();
	let unit = Unit::start(&broker, data.path()).await;
	publish(&broker, (1..=100).map(object).collect()).await;
	unit.counted(100).await;
	for round in 1..=2 {
		broker.stop();
		until("the loss is noticed", || !unit.driver.stats.connected.load(Ordering::Relaxed)).await;
		broker.start().await.unwrap();
		// Published before or after the unit is back: its session is kept either way.
		publish(&broker, (round * 100 + 1..=round * 100 + 100).map(object).collect()).await;
		unit.counted(100 + round * 100).await;
	}
	assert_eq!(unit.driver.stats.connections.load(Ordering::Relaxed), 3);
	unit.kill().await;
}

// covers M48
#[tokio::test(flavor = "multi_thread")]
async fn messages_that_come_while_the_unit_is_away_wait_for_it() {
	let broker = started_broker().await;
	let data = tempfile::tempdir().unwrap();
	let unit = Unit::start(&broker, data.path()).await;
	publish(&broker, vec![object(1)]).await;
	unit.counted(1).await;
	assert_eq!(unit.kill().await, 1);
	publish(&broker, (2..=500).map(object).collect()).await;
	let unit = Unit::start(&broker, data.path()).await;
	unit.counted(500).await;
	assert_eq!(unit.status.snapshot().rejected.len(), 0);
	unit.kill().await;
}

// covers M48
#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_unit_had_not_acknowledged_comes_again_and_counts_once() {
	let broker = started_broker().await;
	let data = tempfile::tempdir().unwrap();
	let unit = Unit::start(&broker, data.path()).await;
	unit.kill().await;

	// A unit that takes messages, commits only some of them and acknowledges none.
	publish(&broker, (1..=200).map(object).collect()).await;
	let (dying, mut inputs) = driver(&broker);
	{
		let (mut engine, journal, _) = engine(data.path());
		let mut lost = Vec::new();
		for _ in 0..120 {
			let Some(Input::Message { payload, channel, ack }) = inputs.recv().await else { panic!("a message") };
			lost.push(ack);
			if lost.len() <= 50 {
				engine.take(Input::Message { payload, channel, ack: None }).unwrap();
			}
		}
		engine.commit().unwrap();
		assert_eq!(journal.head().0, 50);
	}
	dying.task.abort();
	let _ = dying.task.await;
	drop((inputs, dying.queue));

	let unit = Unit::start(&broker, data.path()).await;
	unit.counted(200).await;
	until("the repeated ones are recognised", || unit.status.snapshot().rejected.values().sum::<u64>() == 50).await;
	assert_eq!(unit.journal.verify().unwrap(), 200);
	unit.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bench_counts_what_it_publishes() {
	let broker = started_broker().await;
	let data = tempfile::tempdir().unwrap();
	let result = crate::bench::mqtt_throughput("127.0.0.1", broker.port(), data.path(), 200, 50).await.unwrap();
	assert_eq!((result.readings, result.triggers), (10_000, 9));
	assert!(result.per_second() > 0.0);
	println!("{:.0} readings/s", result.per_second());
}
