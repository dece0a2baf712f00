//! A mosquitto broker of a test's own.

use std::{
	fs,
	net::{TcpListener, TcpStream},
	path::Path,
	process::{Child, Command, Stdio},
	thread::sleep,
	time::Duration,
};

use rumqttc::v5::{
	AsyncClient, Event, MqttOptions,
	mqttbytes::{QoS, v5::Packet},
};
use tempfile::TempDir;

/// A running broker with a directory of its own; ends with the test.
pub struct Broker {
	directory: TempDir,
	pub port: u16,
	process: Option<Child>,
}

impl Broker {
	pub fn start() -> Self {
		let directory = tempfile::tempdir().unwrap();
		let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
		let place = directory.path().display();
		// As root the broker would change to another user, who cannot write into the directory.
		let config = format!(
			"listener {port} 127.0.0.1\nallow_anonymous true\nuser root\npersistence true\n\
			persistence_location {place}/\nmax_queued_messages 100000\n"
		);
		fs::write(directory.path().join("mosquitto.conf"), config).unwrap();
		let mut broker = Self { directory, port, process: None };
		broker.restart();
		broker
	}

	/// Starts the broker again on the same port with what it has stored.
	pub fn restart(&mut self) {
		assert!(self.process.is_none());
		let program = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"]
			.into_iter()
			.find(|path| Path::new(path).exists())
			.expect("this test needs mosquitto; scripts/setup installs it");
		let child = Command::new(program)
			.arg("-c")
			.arg(self.directory.path().join("mosquitto.conf"))
			.stdout(Stdio::null())
			.stderr(Stdio::null())
			.spawn()
			.unwrap();
		self.process = Some(child);
		for _ in 0..500 {
			if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
				return;
			}
			sleep(Duration::from_millis(20));
		}
		panic!("the broker does not listen on port {}", self.port);
	}

	/// Stops the broker with SIGTERM, on which it stores its sessions.
	pub fn stop(&mut self) {
		let mut child = self.process.take().unwrap();
		let done = Command::new("kill").arg(child.id().to_string()).status().unwrap();
		assert!(done.success());
		child.wait().unwrap();
	}

	/// Publishes messages with QoS 1 and returns when the broker has them all.
	pub async fn publish(&self, topic: &str, messages: Vec<Vec<u8>>) {
		let id = format!("sensor-{}", rand::random::<u32>());
		let (client, mut events) = AsyncClient::new(MqttOptions::new(id, "127.0.0.1", self.port), messages.len() + 1);
		let mut missing = messages.len();
		for message in messages {
			client.try_publish(topic, QoS::AtLeastOnce, false, message).unwrap();
		}
		while missing > 0 {
			if let Event::Incoming(Packet::PubAck(_)) = events.poll().await.unwrap() {
				missing -= 1;
			}
		}
		client.try_disconnect().unwrap();
		while events.poll().await.is_ok() {}
	}
}

impl Drop for Broker {
	fn drop(&mut self) {
		if let Some(mut child) = self.process.take() {
			let _ = child.kill();
			let _ = child.wait();
		}
	}
}
