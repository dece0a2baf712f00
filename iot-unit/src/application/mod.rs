//! Application layer: what the unit tells the people and programs beside it.
//!
//! A small HTTP server on loopback: `GET /status` is JSON, `GET /metrics` is for Prometheus. It shows nothing secret and
//! changes nothing.

use std::{
	collections::BTreeMap,
	fmt::Write,
	net::SocketAddr,
	sync::{Arc, Mutex, atomic::Ordering},
	time::Instant,
};

use axum::{Json, Router, extract::State, http::header, response::IntoResponse, routing::get};
use bpiiot_primitives::{Direction, Metric};
use serde::Serialize;

use crate::{
	device::{Cause, mqtt::MqttStats},
	network::journal::{Batch, Totals},
	service::controller::Watch,
};

/// What the parts of the unit report.
#[derive(Default)]
pub struct Status {
	shown: Mutex<Snapshot>,
	mqtt: Mutex<Option<Arc<MqttStats>>>,
	rate: Mutex<Option<Rate>>,
}

struct Rate {
	since: Instant,
	readings: u64,
	last: f64,
}

/// What a status request shows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Snapshot {
	/// The device's account, SS58.
	pub account: String,
	/// The device's number on the chain.
	pub device: Option<u32>,
	/// Readings accepted since the journal began.
	pub readings: u64,
	/// Readings a second over the last seconds.
	pub readings_per_second: f64,
	/// Readings rejected since the journal began, by cause.
	pub rejected: BTreeMap<&'static str, u64>,
	/// The rules in force and their counters.
	pub counters: Vec<CounterView>,
	/// Triggers.
	pub triggers: TriggersView,
	/// The link to the chain.
	pub chain: ChainView,
	/// The link to the MQTT broker, when there is one.
	pub mqtt: Option<MqttView>,
	/// The last thing that went wrong, in words.
	pub last_error: Option<String>,
}

/// A rule and its counter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CounterView {
	/// Number of the agreement.
	pub agreement: u32,
	/// Place of the rule.
	pub rule: u8,
	/// What is measured.
	pub metric: String,
	/// Where.
	pub position: u8,
	/// A reading counts beyond this, in millionths of the unit.
	pub threshold: i64,
	/// Which side is beyond: `above` or `below`.
	pub direction: &'static str,
	/// The rule fires when the count exceeds this.
	pub limit: u32,
	/// The count.
	pub count: u32,
}

/// Triggers by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TriggersView {
	/// Not yet settled on the chain.
	pub pending: u64,
	/// Done on the chain.
	pub sent: u64,
	/// Refused by the chain.
	pub refused: u64,
}

/// The link to the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChainView {
	/// Whether the last attempt reached the node.
	pub connected: bool,
	/// Number of the best block.
	pub best: u64,
	/// Up to which block triggers are settled.
	pub settled: u64,
}

/// The link to the broker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MqttView {
	/// Whether the broker is connected.
	pub connected: bool,
	/// Connections made since the start.
	pub connections: u64,
	/// Messages received since the start.
	pub messages: u64,
}

impl Status {
	/// A status for the device with this account.
	pub fn new(account: String) -> Self {
		let status = Self::default();
		status.edit(|shown| shown.account = account);
		status
	}

	fn edit(&self, change: impl FnOnce(&mut Snapshot)) {
		change(&mut self.shown.lock().expect("no holder panics; qed"));
	}

	/// A batch was committed.
	pub fn committed(&self, batch: &Batch, watches: &[Watch]) {
		self.edit(|shown| {
			shown.readings += batch.readings.len() as u64;
			for (cause, count) in &batch.rejected {
				*shown.rejected.entry(cause.name()).or_default() += count;
			}
			for (view, watch) in shown.counters.iter_mut().zip(watches) {
				view.count = watch.counter.count;
			}
		});
	}

	/// The rules in force have changed.
	pub fn set_watches(&self, watches: &[Watch]) {
		let views = watches.iter().map(|watch| CounterView {
			agreement: watch.key.0,
			rule: watch.key.1,
			metric: metric_name(watch.threshold.channel.metric),
			position: watch.threshold.channel.position,
			threshold: watch.threshold.value,
			direction: match watch.threshold.direction {
				Direction::Above => "above",
				Direction::Below => "below",
			},
			limit: watch.threshold.count,
			count: watch.counter.count,
		});
		self.edit(|shown| shown.counters = views.collect());
	}

	/// The totals of the journal.
	pub fn set_totals(&self, totals: Totals) {
		self.edit(|shown| {
			shown.readings = totals.readings;
			shown.rejected = totals.rejected.iter().map(|(cause, count)| (cause.name(), *count)).collect();
			shown.triggers = TriggersView { pending: totals.pending, sent: totals.sent, refused: totals.refused };
		});
	}

	/// The triggers of the journal have been settled.
	pub fn set_triggers(&self, totals: &Totals) {
		self.edit(|shown| {
			shown.triggers = TriggersView { pending: totals.pending, sent: totals.sent, refused: totals.refused };
		});
	}

	/// The chain answers.
	pub fn set_chain(&self, best: u64, settled: u64) {
		self.edit(|shown| shown.chain = ChainView { connected: true, best, settled });
	}

	/// The chain does not answer.
	pub fn set_chain_lost(&self) {
		self.edit(|shown| shown.chain.connected = false);
	}

	/// The chain knows the device.
	pub fn set_device(&self, device: u32) {
		self.edit(|shown| shown.device = Some(device));
	}

	/// Something went wrong, or nothing does any more.
	pub fn set_error(&self, error: Option<String>) {
		self.edit(|shown| shown.last_error = error);
	}

	/// Where the MQTT driver counts.
	pub fn set_mqtt(&self, stats: Arc<MqttStats>) {
		*self.mqtt.lock().expect("no holder panics; qed") = Some(stats);
	}

	/// Everything at this moment.
	pub fn snapshot(&self) -> Snapshot {
		let mut shown = self.shown.lock().expect("no holder panics; qed").clone();
		if let Some(stats) = &*self.mqtt.lock().expect("no holder panics; qed") {
			shown.mqtt = Some(MqttView {
				connected: stats.connected.load(Ordering::Relaxed),
				connections: stats.connections.load(Ordering::Relaxed),
				messages: stats.messages.load(Ordering::Relaxed),
			});
		}
		let mut rate = self.rate.lock().expect("no holder panics; qed");
		let rate = rate.get_or_insert(Rate { since: Instant::now(), readings: shown.readings, last: 0.0 });
		let seconds = rate.since.elapsed().as_secs_f64();
		if seconds >= 1.0 {
			let last = (shown.readings - rate.readings) as f64 / seconds;
			*rate = Rate { since: Instant::now(), readings: shown.readings, last };
		}
		shown.readings_per_second = rate.last;
		shown
	}

	/// The Prometheus text format.
	pub fn metrics(&self) -> String {
		let shown = self.snapshot();
		let mut text = String::new();
		let mut family = |name: &str, kind: &str, help: &str, samples: &[(String, u64)]| {
			let _ = writeln!(text, "# HELP bpiiot_unit_{name} {help}\n# TYPE bpiiot_unit_{name} {kind}");
			for (labels, value) in samples {
				let _ = writeln!(text, "bpiiot_unit_{name}{labels} {value}");
			}
		};
		let one = |value: u64| [(String::new(), value)];
		family("readings_total", "counter", "Readings accepted.", &one(shown.readings));
		let rejected = Cause::ALL.map(|cause| {
			let count = shown.rejected.get(cause.name()).copied().unwrap_or_default();
			(format!("{{cause=\"{cause}\"}}"), count)
		});
		family("rejected_total", "counter", "Readings rejected.", &rejected);
		let triggers = [
			("{state=\"pending\"}".into(), shown.triggers.pending),
			("{state=\"sent\"}".into(), shown.triggers.sent),
			("{state=\"refused\"}".into(), shown.triggers.refused),
		];
		family("triggers", "gauge", "Triggers by what became of them.", &triggers);
		let counters: Vec<_> = shown
			.counters
			.iter()
			.map(|view| {
				let labels = format!(
					"{{agreement=\"{}\",rule=\"{}\",metric=\"{}\",position=\"{}\"}}",
					view.agreement, view.rule, view.metric, view.position
				);
				(labels, u64::from(view.count))
			})
			.collect();
		family("rule_count", "gauge", "Exceedances since the rule last fired.", &counters);
		family("chain_connected", "gauge", "Whether the node answers.", &one(u64::from(shown.chain.connected)));
		family("chain_best_block", "gauge", "Number of the best block.", &one(shown.chain.best));
		family("chain_settled_block", "gauge", "Triggers are settled up to here.", &one(shown.chain.settled));
		if let Some(mqtt) = &shown.mqtt {
			family("mqtt_connected", "gauge", "Whether the broker is connected.", &one(u64::from(mqtt.connected)));
			family("mqtt_messages_total", "counter", "MQTT messages received.", &one(mqtt.messages));
		}
		text
	}
}

fn metric_name(metric: Metric) -> String {
	match metric {
		Metric::Temperature => "temperature".into(),
		Metric::Vibration => "vibration".into(),
		Metric::Pressure => "pressure".into(),
		Metric::Displacement => "displacement".into(),
		Metric::Custom(number) => format!("custom{number}"),
	}
}

/// Serves status and metrics until the process ends. Takes a bound listener, so that a busy port is noticed at start.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: tokio::net::TcpListener, status: Arc<Status>) -> std::io::Result<()> {
	let router = Router::new()
		.route("/status", get(|State(status): State<Arc<Status>>| async move { Json(status.snapshot()) }))
		.route(
			"/metrics",
			get(|State(status): State<Arc<Status>>| async move {
				([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], status.metrics()).into_response()
			}),
		)
		.with_state(status);
	axum::serve(listener, router).await
}

/// Fetches the status of a running unit as JSON text.
///
/// # Errors
/// When no unit listens there.
pub async fn fetch_status(address: SocketAddr) -> std::io::Result<String> {
	use tokio::io::{AsyncReadExt, AsyncWriteExt};

	let mut stream = tokio::net::TcpStream::connect(address).await?;
	stream.write_all(b"GET /status HTTP/1.0\r\nHost: localhost\r\n\r\n").await?;
	let mut answer = String::new();
	stream.take(1024 * 1024).read_to_string(&mut answer).await?;
	match answer.split_once("\r\n\r\n") {
		Some((head, body)) if head.starts_with("HTTP/1.0 200") || head.starts_with("HTTP/1.1 200") => Ok(body.into()),
		_ => Err(std::io::Error::other("the answer is not that of a unit")),
	}
}
