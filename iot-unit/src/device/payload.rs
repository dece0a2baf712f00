//! The JSON format of readings in MQTT messages.
//!
//! A message is one reading or an array of them:
//! `{"metric":"vibration","position":1,"value":0.0270797,"at":1583750073000}`. `metric` is `temperature` (°C), `vibration`
//! (g), `pressure` (bar), `displacement` (mm) or `{"custom":7}`; `at` is the device's time in milliseconds since the Unix
//! epoch. `metric` and `position` may be missing when the topic stands for a channel. Other fields are ignored.

use bpiiot_primitives::{Channel, Metric, Moment, Reading};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Cause, MAX_PAYLOAD, decimal::micro};

/// One object of a message. The value stays text, so that no binary fraction comes between it and the millionths.
#[derive(Deserialize)]
struct Item<'a> {
	metric: Option<Metric>,
	position: Option<u8>,
	#[serde(borrow)]
	value: &'a RawValue,
	at: Moment,
}

/// Reads a message. Each item is a reading or the cause why it is none, with what to log.
///
/// A message that is not JSON of this shape is one rejected item.
pub fn parse(payload: &[u8], channel: Option<Channel>) -> Vec<Result<Reading, (Cause, String)>> {
	if payload.len() > MAX_PAYLOAD {
		return vec![Err((Cause::TooLarge, format!("{} bytes, at most {MAX_PAYLOAD}", payload.len())))];
	}
	let array = payload.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
	let items: Result<Vec<&RawValue>, _> = match array {
		true => serde_json::from_slice(payload),
		false => serde_json::from_slice(payload).map(|item| vec![item]),
	};
	match items {
		Ok(items) => items.into_iter().map(|item| read(item.get(), channel)).collect(),
		Err(e) => vec![Err(not_json(payload, e))],
	}
}

fn read(item: &str, channel: Option<Channel>) -> Result<Reading, (Cause, String)> {
	// The error can quote the item, which is as long and as odd as its sender likes.
	let item: Item<'_> =
		serde_json::from_str(item).map_err(|e| (Cause::Malformed, excerpt(e.to_string().as_bytes())))?;
	let channel = match (item.metric, item.position, channel) {
		(Some(metric), Some(position), _) => Channel { metric, position },
		(None, None, Some(channel)) => channel,
		(None, _, _) => return Err((Cause::Malformed, "the field metric is missing".into())),
		(_, None, _) => return Err((Cause::Malformed, "the field position is missing".into())),
	};
	let text = item.value.get();
	// JSON has no NaN; devices that write one put it in quotes.
	let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
	let value = micro(text).map_err(|cause| (cause, format!("value {}", excerpt(text.as_bytes()))))?;
	Ok(Reading { channel, value, at: item.at })
}

/// A bare NaN or infinity is no JSON, but it says what happened better than the position of a syntax error.
fn not_json(payload: &[u8], error: serde_json::Error) -> (Cause, String) {
	let bare = ["NaN", "nan", "Infinity", "inf"];
	let after_colon = payload.split(|byte| *byte == b':').skip(1).any(|part| {
		let part = part.trim_ascii_start();
		let part = part.strip_prefix(b"-").unwrap_or(part);
		bare.iter().any(|name| part.starts_with(name.as_bytes()))
	});
	match after_colon {
		true => (Cause::NotFinite, excerpt(payload)),
		false => (Cause::Malformed, format!("{error}: {}", excerpt(payload))),
	}
}

/// The beginning of something that came from outside, made harmless for a log.
pub fn excerpt(bytes: &[u8]) -> String {
	let shown = &bytes[..bytes.len().min(80)];
	let dots = if bytes.len() > shown.len() { "…" } else { "" };
	format!("{:?}{dots}", String::from_utf8_lossy(shown))
}

#[cfg(test)]
mod tests {
	use super::*;

	const VIBRATION: Channel = Channel { metric: Metric::Vibration, position: 1 };

	fn causes(payload: &str) -> Vec<Cause> {
		parse(payload.as_bytes(), None).into_iter().filter_map(|item| item.err().map(|(cause, _)| cause)).collect()
	}

	#[test]
	fn a_reading_an_array_and_a_topic() {
		let reading = Reading { channel: VIBRATION, value: 27_080, at: 1_583_750_073_000 };
		let object = r#"{"metric":"vibration","position":1,"value":0.0270797,"at":1583750073000}"#;
		assert_eq!(parse(object.as_bytes(), None), [Ok(reading)]);
		let array = format!(" [{object}, {object}]");
		assert_eq!(parse(array.as_bytes(), None), [Ok(reading), Ok(reading)]);
		let bare = r#"{"value":0.0270797,"at":1583750073000,"unit":"g"}"#;
		assert_eq!(parse(bare.as_bytes(), Some(VIBRATION)), [Ok(reading)]);
		assert_eq!(parse(b"[]", None), []);
		let custom = r#"{"metric":{"custom":7},"position":0,"value":1,"at":5}"#;
		let channel = Channel { metric: Metric::Custom(7), position: 0 };
		assert_eq!(parse(custom.as_bytes(), None), [Ok(Reading { channel, value: 1_000_000, at: 5 })]);
	}

	#[test]
	fn bad_items_do_not_spoil_good_ones() {
		let mixed = r#"[{"metric":"vibration","position":1,"value":1,"at":1}, {"metric":"vibration"}, 7, null,
			{"metric":"vibration","position":1,"value":"NaN","at":1},
			{"metric":"vibration","position":1,"value":1e400,"at":1}]"#;
		let items = parse(mixed.as_bytes(), None);
		assert_eq!(items.len(), 6);
		assert!(items[0].is_ok());
		let expected = [Cause::Malformed, Cause::Malformed, Cause::Malformed, Cause::NotFinite, Cause::OutOfRange];
		assert_eq!(causes(mixed), expected);
	}

	#[test]
	fn bad_messages_have_a_cause() {
		let good = |value: &str| format!(r#"{{"metric":"vibration","position":1,"value":{value},"at":1}}"#);
		for payload in ["", " ", "hello", "{", "}", "[", "[1,", "\"x\"", "nan", "{\"at\":1}", "\u{0}", &good("1")[..40]]
		{
			assert_eq!(causes(payload), [Cause::Malformed], "{payload}");
		}
		for value in ["\"\"", "null", "true", "[1]", "{}", "\"1,5\"", "\"1\\n\""] {
			assert_eq!(causes(&good(value)), [Cause::Malformed], "{value}");
		}
		for value in ["NaN", "-Infinity", "Infinity", "\"NaN\"", "\"-inf\""] {
			assert_eq!(causes(&good(value)), [Cause::NotFinite], "{value}");
		}
		assert_eq!(causes(&good("9223372036854.775808")), [Cause::OutOfRange]);
		for at in ["-1", "1.5", "18446744073709551616", "\"2020\""] {
			let payload = format!(r#"{{"metric":"vibration","position":1,"value":1,"at":{at}}}"#);
			assert_eq!(causes(&payload), [Cause::Malformed], "{at}");
		}
		for (metric, position) in [("\"speed\"", "1"), ("\"vibration\"", "256"), ("\"vibration\"", "-1"), ("7", "1")] {
			let payload = format!(r#"{{"metric":{metric},"position":{position},"value":1,"at":1}}"#);
			assert_eq!(causes(&payload), [Cause::Malformed], "{payload}");
		}
		assert_eq!(parse(&[0xff, 0xfe, b'{'], None).len(), 1);
		let huge = vec![b' '; MAX_PAYLOAD + 1];
		assert!(matches!(parse(&huge, None)[..], [Err((Cause::TooLarge, _))]));
		assert!(matches!(parse(&vec![b'['; MAX_PAYLOAD], None)[..], [Err((Cause::Malformed, _))]));
	}

	#[test]
	fn an_error_that_quotes_its_item_is_harmless() {
		let metric = format!("\\n\\u001b[31m{}", "x".repeat(MAX_PAYLOAD - 1_000));
		let payload = format!(r#"{{"metric":"{metric}","position":1,"value":1,"at":1}}"#);
		let items = parse(payload.as_bytes(), None);
		let [Err((Cause::Malformed, detail))] = &items[..] else { panic!("one malformed item") };
		assert!(detail.contains("unknown variant") && detail.len() < 200, "{detail}");
		assert!(!detail.contains(['\n', '\x1b']), "{detail:?}");
	}

	#[test]
	fn an_excerpt_is_short_and_printable() {
		let text = excerpt(&[b"\x1b[31m", &[b'a'; 500][..]].concat());
		assert!(text.len() < 120 && !text.contains('\x1b'), "{text}");
	}
}
