//! Driver for an MQTT 5 broker.
//!
//! Messages are subscribed with QoS 1 in a session that the broker keeps, and acknowledged only when the engine has
//! committed them. What a killed unit had not committed, the broker sends again; what it had committed but not
//! acknowledged is recognised by its time. The client tells the broker its largest packet, so that a larger message is
//! dropped by the broker instead of being delivered again and again.

use std::{
	sync::{
		Arc,
		atomic::{AtomicBool, AtomicU64, Ordering},
	},
	time::Duration,
};

use bpiiot_primitives::Channel;
use rumqttc::v5::{
	AsyncClient, Event, MqttOptions,
	mqttbytes::{
		QoS,
		v5::{Filter, Packet, Publish},
	},
};
use tokio::{
	sync::mpsc::{Sender, UnboundedReceiver, UnboundedSender, unbounded_channel},
	time::sleep,
};
use zeroize::Zeroizing;

use super::{Ack, Cause, Input, MAX_PAYLOAD};

/// The largest packet that the client takes, in bytes. Larger than anything that is parsed, so that an oversized reading
/// is seen, counted and acknowledged; small enough that a few of them do not exhaust a gateway's memory.
pub const MAX_PACKET: u32 = 16 * 1024 * 1024;
/// Messages that the broker may send before the first is acknowledged.
const IN_FLIGHT: u16 = 4_096;
/// How long the broker keeps the session of an absent unit: until the unit comes back.
const SESSION_EXPIRY: u32 = u32::MAX;
/// The waiting time before the next attempt to connect grows up to this.
const MAX_BACKOFF: Duration = Duration::from_secs(10);

/// How to reach the broker, and what to listen to.
#[derive(Clone, PartialEq)]
pub struct MqttSource {
	/// Name or address of the broker.
	pub host: String,
	/// Its port.
	pub port: u16,
	/// The name of this unit's session. Two clients with the same name throw each other out.
	pub client_id: String,
	/// User name and password.
	pub login: Option<(String, Zeroizing<String>)>,
	/// Topic filters, and the channel that a filter's readings belong to when they name none.
	pub topics: Vec<(String, Option<Channel>)>,
}

impl std::fmt::Debug for MqttSource {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.debug_struct("MqttSource")
			.field("broker", &format!("{}:{}", self.host, self.port))
			.field("client_id", &self.client_id)
			.field("login", &self.login.as_ref().map(|(user, _)| (user, "<redacted>")))
			.field("topics", &self.topics)
			.finish()
	}
}

/// What the driver counts.
#[derive(Debug, Default)]
pub struct MqttStats {
	/// Whether the broker is connected.
	pub connected: AtomicBool,
	/// Connections made since the start.
	pub connections: AtomicU64,
	/// Messages received, including those delivered again.
	pub messages: AtomicU64,
}

/// Listens until the queue is closed. A lost broker is looked for again and again.
pub async fn run(source: MqttSource, stats: Arc<MqttStats>, queue: Sender<Input>) {
	let mut options = MqttOptions::new(source.client_id.clone(), source.host.clone(), source.port);
	options
		.set_clean_start(false)
		.set_session_expiry_interval(Some(SESSION_EXPIRY))
		.set_receive_maximum(Some(IN_FLIGHT))
		.set_max_packet_size(Some(MAX_PACKET))
		.set_keep_alive(Duration::from_secs(30))
		.set_manual_acks(true);
	if let Some((user, password)) = &source.login {
		options.set_credentials(user.clone(), password.as_str());
	}
	let (client, mut events) = AsyncClient::new(options, usize::from(IN_FLIGHT));
	// Counts connections. Packet numbers have a meaning within one connection only, so an acknowledgement that comes
	// after a loss is dropped; the broker delivers the message again and gets its answer then.
	let connection = Arc::new(AtomicU64::new(0));
	let (acks, waiting) = unbounded_channel();
	let acker = tokio::spawn(acknowledge(client.clone(), connection.clone(), waiting));

	let mut backoff = Duration::from_millis(100);
	let mut last_error = String::new();
	while !queue.is_closed() {
		match events.poll().await {
			Ok(Event::Incoming(Packet::ConnAck(_))) => {
				connection.fetch_add(1, Ordering::SeqCst);
				stats.connected.store(true, Ordering::Relaxed);
				stats.connections.fetch_add(1, Ordering::Relaxed);
				backoff = Duration::from_millis(100);
				last_error.clear();
				tracing::info!("connected to the MQTT broker {}:{}", source.host, source.port);
				let filters = source.topics.iter().map(|(topic, _)| Filter::new(topic.clone(), QoS::AtLeastOnce));
				// Also in a kept session: the broker may have lost it, and a repeated subscription changes nothing.
				if let Err(e) = client.try_subscribe_many(filters) {
					tracing::warn!("cannot subscribe: {e}");
				}
			}
			Ok(Event::Incoming(Packet::Publish(publish))) => {
				stats.messages.fetch_add(1, Ordering::Relaxed);
				let number = connection.load(Ordering::SeqCst);
				let input = input(&source, publish, number, &acks);
				if queue.send(input).await.is_err() {
					break;
				}
			}
			Ok(Event::Incoming(Packet::SubAck(ack))) => {
				for (code, (topic, _)) in ack.return_codes.iter().zip(&source.topics) {
					if !matches!(code, rumqttc::v5::mqttbytes::v5::SubscribeReasonCode::Success(_)) {
						tracing::error!("the broker refuses the subscription to {topic:?}: {code:?}");
					}
				}
			}
			Ok(_) => {}
			Err(e) => {
				stats.connected.store(false, Ordering::Relaxed);
				let text = e.to_string();
				// Once for each new reason: an absent broker would fill the log.
				if text != last_error {
					tracing::warn!("no connection to the MQTT broker {}:{}: {text}", source.host, source.port);
					last_error = text;
				}
				sleep(backoff).await;
				backoff = (backoff * 2).min(MAX_BACKOFF);
			}
		}
	}
	acker.abort();
}

fn input(source: &MqttSource, publish: Publish, connection: u64, acks: &UnboundedSender<(u64, Publish)>) -> Input {
	let Publish { payload, topic, .. } = &publish;
	let size = payload.len();
	let (payload, topic) = match size > MAX_PAYLOAD {
		true => (Vec::new(), String::new()),
		false => (payload.to_vec(), String::from_utf8_lossy(topic).into_owned()),
	};
	// Only what an acknowledgement needs: a kept payload would hold the whole receive buffer.
	let mut answer = Publish::new("", publish.qos, Vec::new(), None);
	answer.pkid = publish.pkid;
	let acks = acks.clone();
	let ack: Option<Ack> = match publish.qos {
		QoS::AtMostOnce => None,
		_ => Some(Box::new(move || {
			let _ = acks.send((connection, answer));
		})),
	};
	if size > MAX_PAYLOAD {
		return Input::Rejected { cause: Cause::TooLarge, detail: format!("an MQTT message of {size} bytes"), ack };
	}
	let channel = source.topics.iter().find(|(filter, _)| matches(filter, &topic)).and_then(|(_, channel)| *channel);
	Input::Message { payload, channel, ack }
}

async fn acknowledge(client: AsyncClient, connection: Arc<AtomicU64>, mut waiting: UnboundedReceiver<(u64, Publish)>) {
	while let Some((number, publish)) = waiting.recv().await {
		if number == connection.load(Ordering::SeqCst) && client.ack(&publish).await.is_err() {
			return;
		}
	}
}

/// Whether a topic fits a filter with the wildcards `+` and `#`.
fn matches(filter: &str, topic: &str) -> bool {
	let mut topic = topic.split('/');
	for part in filter.split('/') {
		if part == "#" {
			return true;
		}
		match topic.next() {
			Some(level) if part == "+" || part == level => {}
			_ => return false,
		}
	}
	topic.next().is_none()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn filters() {
		assert!(matches("plant/+/vibration", "plant/pump/vibration"));
		assert!(matches("plant/#", "plant/pump/vibration"));
		assert!(matches("#", "a"));
		assert!(matches("a/b", "a/b"));
		assert!(matches("a/#", "a"));
		assert!(!matches("a/b", "a/b/c"));
		assert!(!matches("a/b/c", "a/b"));
		assert!(!matches("a/+", "a/b/c"));
		assert!(!matches("a", "b"));
	}

	#[test]
	fn the_password_is_not_printed() {
		let source = MqttSource {
			host: "localhost".into(),
			port: 1883,
			client_id: "unit".into(),
			login: Some(("user".into(), Zeroizing::new("hunter2".into()))),
			topics: vec![],
		};
		let text = format!("{source:?}");
		assert!(text.contains("<redacted>") && !text.contains("hunter2"), "{text}");
	}
}
