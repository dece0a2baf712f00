use std::{
	collections::HashMap,
	fs::{self, File},
	sync::{
		Mutex,
		atomic::{AtomicUsize, Ordering},
	},
};

use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::sync::mpsc;

use super::*;
use crate::{
	device::Input,
	network::journal::JournalError,
	service::engine::{CLOCK_SET, MAX_AHEAD, MAX_CHANNELS},
};

fn message(readings: &[Reading]) -> Input {
	let items: Vec<String> = readings
		.iter()
		.map(|reading| {
			let metric = if reading.channel == VIBRATION { "vibration" } else { "temperature" };
			let (value, at) = (reading.value, reading.at);
			format!(r#"{{"metric":"{metric}","position":1,"value":{value}e-6,"at":{at}}}"#)
		})
		.collect();
	Input::Message { payload: format!("[{}]", items.join(",")).into_bytes(), channel: None, ack: None }
}

#[test]
fn bad_readings_are_counted_by_cause_and_skipped() {
	let data = tempfile::tempdir().unwrap();
	let (mut engine, journal, status) = engine(data.path());
	engine.take(Input::Terms { terms: terms(), first_trigger: 1 }).unwrap();
	let far = fixed_clock() + MAX_AHEAD;
	for reading in [
		reading(VIBRATION, 11, 100),
		reading(VIBRATION, 11, 100),
		reading(VIBRATION, 12, 100),
		reading(VIBRATION, 11, 99),
		reading(TEMPERATURE, 11, 99),
		reading(VIBRATION, 11, far + 1),
		reading(VIBRATION, 11, u64::MAX),
		reading(VIBRATION, 11, far),
	] {
		engine.take(message(&[reading])).unwrap();
	}
	for payload in ["", "{", r#"{"metric":"vibration","position":1,"value":NaN,"at":1}"#] {
		engine.take(Input::Message { payload: payload.into(), channel: None, ack: None }).unwrap();
	}
	let huge = vec![b'1'; crate::device::MAX_PAYLOAD + 1];
	engine.take(Input::Message { payload: huge, channel: None, ack: None }).unwrap();
	let overflow = r#"{"metric":"vibration","position":1,"value":1e30,"at":101}"#;
	engine.take(Input::Message { payload: overflow.into(), channel: None, ack: None }).unwrap();
	engine.commit().unwrap();

	let expected: HashMap<&str, u64> = [
		("duplicate", 2),
		("backwards", 1),
		("future", 2),
		("malformed", 2),
		("not_finite", 1),
		("too_large", 1),
		("out_of_range", 1),
	]
	.into();
	let shown = status.snapshot();
	assert_eq!(shown.rejected.into_iter().collect::<HashMap<_, _>>(), expected);
	assert_eq!(shown.readings, 3);
	assert_eq!(shown.counters[0].count, 2);
	assert_eq!(journal.head().0, 3);
	assert!(status.metrics().contains("bpiiot_unit_rejected_total{cause=\"backwards\"} 1"));
	assert!(status.metrics().contains("bpiiot_unit_readings_total 3"));
}

#[test]
fn skipped_readings_are_logged_with_their_cause_on_one_line_each() {
	let data = tempfile::tempdir().unwrap();
	let (mut engine, _, _) = engine(data.path());
	let log = data.path().join("log");
	let subscriber =
		tracing_subscriber::fmt().with_ansi(false).with_writer(Mutex::new(File::create(&log).unwrap())).finish();
	let odd = format!(
		r#"{{"metric":"speed\nINFO forged {}","position":1,"value":1,"at":1}}"#,
		"x".repeat(crate::device::MAX_PAYLOAD / 2)
	);
	tracing::subscriber::with_default(subscriber, || {
		for payload in [&odd, r#"{"metric":"vibration","position":1,"value":1e30,"at":1}"#] {
			engine.take(Input::Message { payload: payload.into(), channel: None, ack: None }).unwrap();
		}
	});
	let log = fs::read_to_string(log).unwrap();
	let lines: Vec<&str> = log.lines().collect();
	assert_eq!(lines.len(), 2, "{log}");
	assert!(lines.iter().all(|line| line.contains("WARN") && line.contains("reading skipped")), "{log}");
	assert!(lines[0].contains(r#"cause="malformed""#) && lines[0].contains("unknown variant `speed"), "{log}");
	assert!(lines[1].contains(r#"cause="out_of_range""#) && lines[1].contains("1e30"), "{log}");
	assert!(log.len() < 1_000, "{} bytes", log.len());
}

#[test]
fn a_clock_that_was_never_set_makes_no_reading_the_future() {
	let unset: [Clock; 2] = [|| 0, || CLOCK_SET - 1];
	for clock in unset {
		let data = tempfile::tempdir().unwrap();
		let (mut engine, journal, status) = engine_with(data.path(), clock);
		for at in 0..10 {
			engine.take(Input::Reading(reading(VIBRATION, 1, fixed_clock() + at))).unwrap();
		}
		engine.commit().unwrap();
		assert_eq!((journal.head().0, status.snapshot().rejected.len()), (10, 0));
	}
	// From then on a clock is believed.
	let data = tempfile::tempdir().unwrap();
	let (mut engine, journal, _) = engine_with(data.path(), || CLOCK_SET);
	engine.take(Input::Reading(reading(VIBRATION, 1, CLOCK_SET + MAX_AHEAD + 1))).unwrap();
	engine.take(Input::Reading(reading(VIBRATION, 1, CLOCK_SET + MAX_AHEAD))).unwrap();
	engine.commit().unwrap();
	assert_eq!(journal.head().0, 1);
}

#[test]
fn a_clock_that_has_fallen_behind_the_readings_does_not_stop_them() {
	let data = tempfile::tempdir().unwrap();
	{
		let (mut engine, _, _) = engine(data.path());
		engine.take(Input::Reading(reading(VIBRATION, 1, fixed_clock()))).unwrap();
		engine.commit().unwrap();
	}
	let (mut engine, journal, status) = engine_with(data.path(), || CLOCK_SET);
	let far = fixed_clock() + MAX_AHEAD;
	for reading in [
		reading(TEMPERATURE, 1, far + 1),
		reading(TEMPERATURE, 1, fixed_clock() + 1),
		reading(VIBRATION, 1, far),
		// The newest reading of this run counts as well.
		reading(TEMPERATURE, 1, far + MAX_AHEAD),
	] {
		engine.take(Input::Reading(reading)).unwrap();
	}
	engine.commit().unwrap();
	assert_eq!((journal.head().0, status.snapshot().rejected["future"]), (4, 1));
}

#[test]
fn when_no_trigger_number_is_left_the_unit_says_so_at_each_start() {
	let data = tempfile::tempdir().unwrap();
	for _ in 0..2 {
		let (mut engine, journal, _) = engine(data.path());
		engine.take(Input::Terms { terms: terms(), first_trigger: u64::MAX }).unwrap();
		for at in 1..=2 {
			engine.take(Input::Reading(reading(VIBRATION, 11, at))).unwrap();
		}
		let error = engine.take(Input::Reading(reading(VIBRATION, 11, 3))).err().unwrap();
		assert!(matches!(error, JournalError::NumbersUsedUp(_)), "{error}");
		assert!(error.to_string().contains("no trigger number left"), "{error}");
		assert_eq!(journal.head().0, 0, "the readings come again");
	}
}

#[test]
fn invented_channels_do_not_fill_the_memory() {
	let data = tempfile::tempdir().unwrap();
	let (mut engine, _, status) = engine(data.path());
	for number in 0..MAX_CHANNELS as u32 + 10 {
		let channel = Channel { metric: Metric::Custom(number as u16), position: (number >> 16) as u8 };
		engine.take(Input::Reading(reading(channel, 1, 1))).unwrap();
	}
	engine.commit().unwrap();
	let shown = status.snapshot();
	assert_eq!((shown.readings, shown.rejected["too_many_channels"]), (MAX_CHANNELS as u64, 10));
}

#[test]
fn acknowledgements_come_after_the_commit() {
	let data = tempfile::tempdir().unwrap();
	let (mut engine, journal, _) = engine(data.path());
	let seen = Arc::new(AtomicUsize::new(usize::MAX));
	let (told, reader) = (seen.clone(), journal.clone());
	let ack = Box::new(move || told.store(reader.head().0 as usize, Ordering::SeqCst));
	let Input::Message { payload, channel, .. } = message(&[reading(VIBRATION, 1, 1)]) else { unreachable!() };
	engine.take(Input::Message { payload, channel, ack: Some(ack) }).unwrap();
	assert_eq!(seen.load(Ordering::SeqCst), usize::MAX);
	engine.commit().unwrap();
	assert_eq!(seen.load(Ordering::SeqCst), 1);
}

#[test]
fn triggers_are_numbered_from_where_the_chain_is() {
	let data = tempfile::tempdir().unwrap();
	let (mut engine, journal, _) = engine(data.path());
	engine.take(Input::Terms { terms: terms(), first_trigger: 41 }).unwrap();
	for at in 1..=6 {
		engine.take(Input::Reading(reading(VIBRATION, 11, at))).unwrap();
	}
	engine.commit().unwrap();
	let triggers = journal.pending(9).unwrap();
	assert_eq!(triggers.iter().map(|t| (t.seq, t.raised_at, t.reading)).collect::<Vec<_>>(), [(41, 3, 2), (42, 6, 5)]);
	// A smaller number from the chain, such as in an old block, does not turn the numbers back.
	engine.take(Input::Terms { terms: terms(), first_trigger: 2 }).unwrap();
	for at in 7..=9 {
		engine.take(Input::Reading(reading(VIBRATION, 11, at))).unwrap();
	}
	engine.commit().unwrap();
	assert_eq!(journal.pending(9).unwrap()[2].seq, 43);
}

#[test]
fn a_cancelled_agreement_stops_counting_at_once() {
	let data = tempfile::tempdir().unwrap();
	let (mut engine, journal, status) = engine(data.path());
	engine.take(Input::Terms { terms: terms(), first_trigger: 1 }).unwrap();
	engine.take(Input::Reading(reading(VIBRATION, 11, 1))).unwrap();
	let mut ended = terms();
	ended[0].active = false;
	engine.take(Input::Terms { terms: ended, first_trigger: 1 }).unwrap();
	for at in 2..20 {
		engine.take(Input::Reading(reading(VIBRATION, 11, at))).unwrap();
	}
	engine.commit().unwrap();
	assert_eq!(journal.totals().unwrap().pending, 0);
	assert_eq!(status.snapshot().counters, []);
	assert_eq!(journal.head().0, 19, "readings are kept all the same");
}

/// A broker that delivers again whatever was not acknowledged, an engine that is killed at random moments: the journal must
/// be the same as after one run without a kill.
#[test]
fn kills_at_random_moments_change_nothing() {
	let mut random = StdRng::seed_from_u64(seed());
	let readings: Vec<Reading> = (1..2_000)
		.map(|at| reading(if random.random() { VIBRATION } else { TEMPERATURE }, random.random_range(0..30), at))
		.collect();
	let messages: Vec<&[Reading]> = readings.chunks(7).collect();

	let calm = tempfile::tempdir().unwrap();
	let (mut whole, expected, _) = engine(calm.path());
	whole.take(Input::Terms { terms: terms(), first_trigger: 1 }).unwrap();
	for one in &messages {
		whole.take(message(one)).unwrap();
	}
	whole.commit().unwrap();

	let data = tempfile::tempdir().unwrap();
	let acked = Arc::new(AtomicUsize::new(0));
	let mut kills = 0;
	loop {
		let (mut engine, journal, _) = engine(data.path());
		engine.take(Input::Terms { terms: terms(), first_trigger: 1 }).unwrap();
		let mut next = acked.load(Ordering::SeqCst);
		if next == messages.len() {
			assert_eq!(journal.head(), expected.head(), "the hash chains are the same");
			assert_eq!(journal.recover().unwrap(), expected.recover().unwrap());
			assert_eq!(journal.pending(usize::MAX).unwrap(), expected.pending(usize::MAX).unwrap());
			break;
		}
		let stop = (next + random.random_range(1..40)).min(messages.len());
		while next < stop {
			let acked = acked.clone();
			let Input::Message { payload, .. } = message(messages[next]) else { unreachable!() };
			next += 1;
			// An acknowledgement can be lost on its way; the broker then sends the message again.
			let lost = random.random_range(0..10) == 0;
			let ack = Box::new(move || {
				if !lost {
					acked.store(next, Ordering::SeqCst);
				}
			});
			engine.take(Input::Message { payload, channel: None, ack: Some(ack) }).unwrap();
			if random.random_range(0..5) == 0 {
				engine.commit().unwrap();
			}
		}
		kills += 1;
	}
	assert!(kills > 5, "{kills}");
	assert!(expected.totals().unwrap().pending > 50);
}

#[tokio::test]
async fn the_queue_is_taken_to_its_end() {
	let data = tempfile::tempdir().unwrap();
	let (engine, journal, _) = engine(data.path());
	let (queue, inputs) = mpsc::channel(16);
	let engine = tokio::spawn(engine.run(inputs));
	for at in 1..=20_000 {
		queue.send(Input::Reading(reading(VIBRATION, 1, at))).await.unwrap();
	}
	queue.send(Input::Stop).await.unwrap();
	engine.await.unwrap().unwrap();
	assert_eq!(journal.head().0, 20_000);
	assert_eq!(journal.verify().unwrap(), 20_000);
}
