//! The configuration file.

use std::{
	collections::HashMap,
	fs,
	net::SocketAddr,
	os::unix::fs::MetadataExt,
	path::{Path, PathBuf},
};

use bpiiot_primitives::{AgreementId, Channel};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::device::{mqtt::MqttSource, replay::Replay};

/// Everything that a unit needs to know.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
	/// Address of the node, `ws://` or `wss://`.
	pub node: String,
	/// Blocks on top of a block before it counts as settled.
	pub confirmations: u32,
	/// Directory of the journal.
	pub data: PathBuf,
	/// File with the device's key.
	pub key_file: PathBuf,
	/// The agreements whose rules this unit counts.
	pub agreements: Vec<AgreementId>,
	/// Where status and metrics are served.
	pub listen: Option<SocketAddr>,
	/// Readings that are kept in the journal.
	pub keep_readings: u64,
	/// The broker to listen to.
	pub mqtt: Option<MqttSource>,
	/// The recording to play.
	pub replay: Option<Replay>,
}

/// What is wrong with the configuration, in one sentence that names the key and what to do.
#[derive(Debug, thiserror::Error)]
#[error("the configuration {file}{place} {what}")]
pub struct ConfigError {
	file: PathBuf,
	place: String,
	what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
	node: Node,
	unit: Unit,
	mqtt: Option<Mqtt>,
	replay: Option<ReplayTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Node {
	url: String,
	#[serde(default = "confirmations")]
	confirmations: u32,
}

fn confirmations() -> u32 {
	bpiiot_client::DEFAULT_CONFIRMATIONS
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
	data: PathBuf,
	key_file: PathBuf,
	agreements: Vec<AgreementId>,
	listen: Option<String>,
	#[serde(default = "keep_readings")]
	keep_readings: u64,
}

fn keep_readings() -> u64 {
	1_000_000
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mqtt {
	host: String,
	#[serde(default = "mqtt_port")]
	port: u16,
	client_id: String,
	username: Option<String>,
	password_file: Option<PathBuf>,
	#[serde(default)]
	topics: Vec<String>,
	#[serde(default)]
	channels: Vec<TopicChannel>,
}

fn mqtt_port() -> u16 {
	1883
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicChannel {
	topic: String,
	metric: bpiiot_primitives::Metric,
	position: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplayTable {
	file: PathBuf,
	#[serde(default = "speed")]
	speed: f64,
	columns: HashMap<String, ColumnChannel>,
}

fn speed() -> f64 {
	1.0
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnChannel {
	metric: bpiiot_primitives::Metric,
	position: u8,
}

impl Config {
	/// Reads the file at `path`. Relative paths in it are relative to the directory that it is in.
	///
	/// # Errors
	/// One sentence that names the key and what to do.
	pub fn load(path: &Path) -> Result<Self, ConfigError> {
		let error = |place: String, what: String| ConfigError { file: path.into(), place, what };
		let text = fs::read_to_string(path).map_err(|e| {
			error(String::new(), format!("cannot be read ({e}); make one with: bpiiot-unit init --config FILE"))
		})?;
		Self::parse(path, &text)
	}

	/// [`Config::load`] for a text that has been read from `path`.
	///
	/// # Errors
	/// As [`Config::load`].
	pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
		let file: File = toml::from_str(text).map_err(|e| {
			let line = e.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
			let place = line.map(|line| format!(", line {line},")).unwrap_or_default();
			let message = e.message().trim().replace('\n', ", ");
			ConfigError { file: path.into(), place, what: format!("is not valid: {message}; correct it") }
		})?;
		let bad = |key: &str, what: &str| ConfigError {
			file: path.into(),
			place: format!(": the key {key}"),
			what: what.into(),
		};
		let base = path.parent().unwrap_or(Path::new(""));

		if !["ws://", "wss://"].iter().any(|scheme| file.node.url.starts_with(scheme)) {
			return Err(bad("node.url", "must begin with ws:// or wss://, as in \"ws://127.0.0.1:9944\""));
		}
		if file.node.confirmations > 100 {
			return Err(bad("node.confirmations", "must be at most 100 blocks"));
		}
		if file.unit.agreements.is_empty() {
			return Err(bad("unit.agreements", "must name at least one agreement, as in [0]"));
		}
		if file.unit.keep_readings == 0 {
			return Err(bad("unit.keep_readings", "must be at least 1"));
		}
		let listen = match file.unit.listen.as_deref().map(str::parse::<SocketAddr>) {
			None => None,
			Some(Ok(address)) if address.ip().is_loopback() => Some(address),
			Some(Ok(_)) => return Err(bad("unit.listen", "must be a loopback address, as in \"127.0.0.1:9650\"")),
			Some(Err(_)) => return Err(bad("unit.listen", "must be address and port, as in \"127.0.0.1:9650\"")),
		};
		if file.mqtt.is_none() && file.replay.is_none() {
			return Err(bad("mqtt", "or the key replay must be there, or the unit has nothing to read"));
		}
		let mut agreements = file.unit.agreements;
		agreements.sort_unstable();
		agreements.dedup();
		Ok(Self {
			node: file.node.url,
			confirmations: file.node.confirmations,
			data: base.join(file.unit.data),
			key_file: base.join(file.unit.key_file),
			agreements,
			listen,
			keep_readings: file.unit.keep_readings,
			mqtt: file.mqtt.map(|mqtt| mqtt_source(mqtt, base, &bad)).transpose()?,
			replay: file.replay.map(|replay| replay_source(replay, base, &bad)).transpose()?,
		})
	}
}

type Bad<'a> = &'a dyn Fn(&str, &str) -> ConfigError;

fn mqtt_source(mqtt: Mqtt, base: &Path, bad: Bad<'_>) -> Result<MqttSource, ConfigError> {
	if mqtt.host.is_empty() || mqtt.host.contains("://") {
		return Err(bad("mqtt.host", "must be a name or an address without a scheme, as in \"127.0.0.1\""));
	}
	if mqtt.port == 0 {
		return Err(bad("mqtt.port", "must not be 0; brokers usually listen on 1883"));
	}
	if mqtt.client_id.is_empty() {
		return Err(bad("mqtt.client_id", "must not be empty: the broker keeps the unit's messages under this name"));
	}
	let mut topics: Vec<(String, Option<Channel>)> = Vec::new();
	for one in mqtt.channels {
		let channel = Channel { metric: one.metric, position: one.position };
		topics.push((one.topic, Some(channel)));
	}
	topics.extend(mqtt.topics.into_iter().map(|topic| (topic, None)));
	if topics.is_empty() {
		return Err(bad("mqtt.topics", "or mqtt.channels must name at least one topic"));
	}
	if let Some((topic, _)) = topics.iter().find(|(topic, _)| !valid_filter(topic)) {
		return Err(bad(
			"mqtt.topics",
			&format!("holds {topic:?}, which is no topic filter; # may only stand at the end"),
		));
	}
	let login = match (mqtt.username, mqtt.password_file) {
		(None, None) => None,
		(Some(user), Some(file)) => Some((user, password(&base.join(file), bad)?)),
		(Some(_), None) => return Err(bad("mqtt.password_file", "is missing, but there is a mqtt.username")),
		(None, Some(_)) => return Err(bad("mqtt.username", "is missing, but there is a mqtt.password_file")),
	};
	Ok(MqttSource { host: mqtt.host, port: mqtt.port, client_id: mqtt.client_id, login, topics })
}

fn replay_source(replay: ReplayTable, base: &Path, bad: Bad<'_>) -> Result<Replay, ConfigError> {
	if !replay.speed.is_finite() || replay.speed < 0.0 || replay.speed > 1e9 {
		return Err(bad("replay.speed", "must be a number from 0 (as fast as possible) to 1e9"));
	}
	if replay.columns.is_empty() {
		return Err(bad("replay.columns", "must map at least one column to a channel"));
	}
	let columns = replay
		.columns
		.into_iter()
		.map(|(name, channel)| (name, Channel { metric: channel.metric, position: channel.position }))
		.collect::<HashMap<_, _>>();
	let mut channels: Vec<_> = columns.values().collect();
	channels.sort();
	if channels.windows(2).any(|pair| pair[0] == pair[1]) {
		return Err(bad("replay.columns", "maps two columns to one channel; give them different positions"));
	}
	Ok(Replay { file: base.join(replay.file), speed: replay.speed, columns })
}

fn password(path: &Path, bad: Bad<'_>) -> Result<Zeroizing<String>, ConfigError> {
	let named = |what: String| bad("mqtt.password_file", &what);
	let meta = fs::metadata(path).map_err(|e| named(format!("names {}, which cannot be read: {e}", path.display())))?;
	if meta.mode() & 0o077 != 0 {
		return Err(named(format!("names a file that is open to others; run: chmod 600 {}", path.display())));
	}
	let text = fs::read_to_string(path).map(Zeroizing::new);
	let text = text.map_err(|e| named(format!("names {}, which cannot be read: {e}", path.display())))?;
	Ok(Zeroizing::new(text.trim_end_matches(['\n', '\r']).into()))
}

fn valid_filter(filter: &str) -> bool {
	let parts: Vec<&str> = filter.split('/').collect();
	!filter.is_empty()
		&& filter.len() <= 65_535
		&& !filter.contains('\0')
		&& parts.iter().enumerate().all(|(i, part)| match *part {
			"#" => i + 1 == parts.len(),
			"+" => true,
			part => !part.contains(['#', '+']),
		})
}

/// A configuration to begin with, with comments.
pub const TEMPLATE: &str = include_str!("../unit.example.toml");

#[cfg(test)]
mod tests {
	use std::os::unix::fs::PermissionsExt;

	use bpiiot_primitives::Metric;

	use super::*;

	fn parse(text: &str) -> Result<Config, ConfigError> {
		Config::parse(Path::new("/plant/unit.toml"), text)
	}

	const GOOD: &str = r#"
[node]
url = "ws://127.0.0.1:9944"
[unit]
data = "data"
key_file = "/keys/device.key"
agreements = [3, 1, 3]
[mqtt]
host = "localhost"
client_id = "unit-1"
topics = ["plant/#"]
"#;

	#[test]
	fn the_template_is_valid() {
		let config = parse(TEMPLATE).unwrap();
		assert_eq!(config.data, Path::new("/plant/data"));
		assert_eq!(config.confirmations, 3);
		assert!(config.mqtt.is_some());
	}

	#[test]
	fn defaults_and_paths() {
		let config = parse(GOOD).unwrap();
		assert_eq!(config.data, Path::new("/plant/data"));
		assert_eq!(config.key_file, Path::new("/keys/device.key"));
		assert_eq!(config.agreements, [1, 3]);
		assert_eq!((config.keep_readings, config.listen), (1_000_000, None));
		let mqtt = config.mqtt.unwrap();
		assert_eq!((mqtt.port, &mqtt.topics[..]), (1883, &[("plant/#".to_string(), None)][..]));
		let replay = r#"
[replay]
file = "pump.csv"
speed = 60
[replay.columns]
Temperature = { metric = "temperature", position = 1 }
Flow = { metric = { custom = 7 }, position = 0 }
"#;
		let replay = parse(&format!("{GOOD}{replay}")).unwrap().replay.unwrap();
		assert_eq!(replay.file, Path::new("/plant/pump.csv"));
		assert_eq!(replay.columns["Flow"], Channel { metric: Metric::Custom(7), position: 0 });
	}

	#[test]
	fn each_mistake_is_one_sentence_that_names_the_key() {
		let cases = [
			("url = \"ws://127.0.0.1:9944\"", "url = \"http://127.0.0.1\"", "node.url"),
			("url = \"ws://127.0.0.1:9944\"", "url = 7", "line 3"),
			("url = \"ws://127.0.0.1:9944\"", "", "missing field `url`"),
			("url = \"ws", "uri = \"ws", "unknown field `uri`"),
			("data = \"data\"", "data = \"data\"\ndata = \"x\"", "duplicate key"),
			("agreements = [3, 1, 3]", "agreements = []", "unit.agreements"),
			("agreements = [3, 1, 3]", "agreements = [-1]", "line 7"),
			("agreements = [3, 1, 3]", "agreements = [1]\nlisten = \"0.0.0.0:80\"", "unit.listen"),
			("agreements = [3, 1, 3]", "agreements = [1]\nlisten = \"here\"", "unit.listen"),
			("agreements = [3, 1, 3]", "agreements = [1]\nkeep_readings = 0", "unit.keep_readings"),
			("host = \"localhost\"", "host = \"mqtt://localhost\"", "mqtt.host"),
			("host = \"localhost\"", "host = \"localhost\"\nport = 0", "mqtt.port"),
			("host = \"localhost\"", "host = \"localhost\"\nport = 70000", "line 10"),
			("client_id = \"unit-1\"", "client_id = \"\"", "mqtt.client_id"),
			("client_id = \"unit-1\"", "client_id = \"u\"\nusername = \"a\"", "mqtt.password_file"),
			("client_id = \"unit-1\"", "client_id = \"u\"\npassword_file = \"a\"", "mqtt.username"),
			("client_id = \"unit-1\"", "client_id = \"u\"\nusername = \"a\"\npassword_file = \"/no/file\"", "/no/file"),
			("topics = [\"plant/#\"]", "topics = []", "mqtt.topics"),
			("topics = [\"plant/#\"]", "topics = [\"#/a\"]", "mqtt.topics"),
			("topics = [\"plant/#\"]", "topics = [\"a/b+\"]", "mqtt.topics"),
		];
		for (from, to, named) in cases {
			let text = GOOD.replacen(from, to, 1);
			assert_ne!(text, GOOD, "{from}");
			let error = parse(&text).unwrap_err().to_string();
			assert!(error.contains(named), "{to}: {error}");
			assert!(error.contains("/plant/unit.toml") && !error.contains('\n'), "{error}");
		}
		let nothing = GOOD.split("[mqtt]").next().unwrap();
		assert!(parse(nothing).unwrap_err().to_string().contains("nothing to read"));
		assert!(parse("node = [").unwrap_err().to_string().contains("line 1"));
		for (speed, column) in [("-1", "t"), ("nan", "t"), ("inf", "t"), ("1", "")] {
			let columns = if column.is_empty() { "" } else { "t = { metric = \"temperature\", position = 1 }" };
			let text = format!("{GOOD}[replay]\nfile = \"a\"\nspeed = {speed}\n[replay.columns]\n{columns}\n");
			assert!(parse(&text).unwrap_err().to_string().contains("the key replay."), "{text}");
		}
		let missing = Config::load(Path::new("/no/unit.toml")).unwrap_err().to_string();
		assert!(missing.contains("/no/unit.toml") && missing.contains("init"), "{missing}");
	}

	// covers M56
	#[test]
	fn a_password_file_that_others_can_read_is_refused() {
		let file = tempfile::NamedTempFile::new().unwrap();
		fs::write(file.path(), "secret\n").unwrap();
		let path = file.path().display();
		let login = format!("client_id = \"u\"\nusername = \"a\"\npassword_file = \"{path}\"");
		let text = GOOD.replacen("client_id = \"unit-1\"", &login, 1);
		let config = parse(&text).unwrap();
		assert_eq!(config.mqtt.as_ref().unwrap().login, Some(("a".into(), Zeroizing::new("secret".into()))));
		assert!(!format!("{config:?}").contains("secret"));
		fs::set_permissions(file.path(), fs::Permissions::from_mode(0o640)).unwrap();
		let error = parse(&text).unwrap_err().to_string();
		assert!(error.contains("chmod 600") && !error.contains("secret"), "{error}");
	}
}
