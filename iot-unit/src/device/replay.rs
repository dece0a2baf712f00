//! Driver that plays recorded measurements back from a CSV file.

use std::{
	collections::HashMap,
	fs::File,
	io::{BufRead, BufReader, Read},
	path::{Path, PathBuf},
	time::Duration,
};

use bpiiot_primitives::{Channel, Moment, Reading};
use tokio::{
	sync::mpsc::Sender,
	time::{Instant, sleep_until},
};

use super::{Cause, Input, decimal::micro, payload::excerpt};

/// The longest line that is read, in bytes; the rest of a longer one is skipped.
const MAX_LINE: u64 = 64 * 1024;

/// What to play back.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
	/// A CSV file with `;` or `,` between the columns, a header line, and a first column `YYYY-MM-DD HH:MM:SS` in UTC.
	pub file: PathBuf,
	/// How many times faster than recorded; 0 is as fast as the unit can.
	pub speed: f64,
	/// Which column is which channel.
	pub columns: HashMap<String, Channel>,
}

/// Why a recording cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
	/// The file cannot be read.
	#[error("the recording {file} cannot be read: {reason}")]
	Io {
		/// The file.
		file: PathBuf,
		/// What the system said.
		reason: std::io::Error,
	},
	/// A column of the configuration is not in the file.
	#[error("the recording {file} has no column {column:?}; its columns are {present}")]
	NoColumn {
		/// The file.
		file: PathBuf,
		/// The column that is missing.
		column: String,
		/// The columns that are there.
		present: String,
	},
}

/// A recording that has been opened and whose header fits the configuration.
pub struct Recording {
	file: PathBuf,
	lines: BufReader<File>,
	separator: char,
	width: usize,
	/// Place in the line and channel.
	columns: Vec<(usize, Channel)>,
	line: u64,
}

/// What one line holds.
#[derive(Debug, PartialEq)]
pub struct Line {
	/// Its number in the file, from 1.
	pub number: u64,
	/// Its time; none when even that is unreadable.
	pub at: Option<Moment>,
	/// A reading for each configured column, or why there is none.
	pub items: Vec<Result<Reading, (Cause, String)>>,
}

impl Recording {
	/// Opens the file and finds the columns.
	///
	/// # Errors
	/// When the file cannot be read or lacks a column.
	pub fn open(file: &Path, columns: &HashMap<String, Channel>) -> Result<Self, ReplayError> {
		let io = |reason| ReplayError::Io { file: file.into(), reason };
		let mut lines = BufReader::new(File::open(file).map_err(io)?);
		let mut header = Vec::new();
		(&mut lines).take(MAX_LINE).read_until(b'\n', &mut header).map_err(io)?;
		let header = String::from_utf8_lossy(&header).trim_start_matches('\u{feff}').trim_end().to_string();
		let separator = if header.contains(';') { ';' } else { ',' };
		let names: Vec<&str> = header.split(separator).map(str::trim).collect();
		let mut found = Vec::new();
		for (column, channel) in columns {
			match names.iter().skip(1).position(|name| name == column) {
				Some(place) => found.push((place + 1, *channel)),
				None => {
					let (file, column, present) = (file.into(), column.clone(), names.join(", "));
					return Err(ReplayError::NoColumn { file, column, present });
				}
			}
		}
		found.sort();
		Ok(Self { file: file.into(), lines, separator, width: names.len(), columns: found, line: 1 })
	}

	/// The next line that is not empty; none at the end of the file.
	///
	/// # Errors
	/// When the file cannot be read.
	pub fn next_line(&mut self) -> Result<Option<Line>, ReplayError> {
		loop {
			let mut bytes = Vec::new();
			let io = |reason| ReplayError::Io { file: self.file.clone(), reason };
			let length = (&mut self.lines).take(MAX_LINE).read_until(b'\n', &mut bytes).map_err(io)?;
			if length == 0 {
				return Ok(None);
			}
			self.line += 1;
			let complete = bytes.last() == Some(&b'\n');
			if !complete && length as u64 == MAX_LINE {
				self.skip_line()?;
				return Ok(Some(self.rejected(Cause::TooLarge, format!("longer than {MAX_LINE} bytes"))));
			}
			let text = String::from_utf8_lossy(&bytes);
			let text = text.trim_end_matches(['\n', '\r']);
			if !text.trim().is_empty() {
				return Ok(Some(self.read(text, complete)));
			}
		}
	}

	fn skip_line(&mut self) -> Result<(), ReplayError> {
		loop {
			let io = |reason| ReplayError::Io { file: self.file.clone(), reason };
			let buffer = self.lines.fill_buf().map_err(io)?;
			if buffer.is_empty() {
				return Ok(());
			}
			let end = buffer.iter().position(|byte| *byte == b'\n');
			let used = end.map_or(buffer.len(), |end| end + 1);
			self.lines.consume(used);
			if end.is_some() {
				return Ok(());
			}
		}
	}

	fn rejected(&self, cause: Cause, detail: String) -> Line {
		let detail = format!("{} line {}: {detail}", self.file.display(), self.line);
		Line { number: self.line, at: None, items: vec![Err((cause, detail))] }
	}

	fn read(&self, text: &str, complete: bool) -> Line {
		let cells: Vec<&str> = text.split(self.separator).map(str::trim).collect();
		let Some(at) = cells.first().and_then(|cell| timestamp(cell)) else {
			return self.rejected(Cause::Malformed, format!("no time in {}", excerpt(text.as_bytes())));
		};
		if cells.len() != self.width {
			let (found, expected) = (cells.len(), self.width);
			let mut line = self
				.rejected(Cause::Malformed, format!("{found} of {expected} columns in {}", excerpt(text.as_bytes())));
			line.at = Some(at);
			return line;
		}
		let items = self.columns.iter().map(|(place, channel)| {
			let cell = cells[*place];
			let value = match !complete && place + 1 == self.width {
				// Without a line end nobody knows whether digits are missing.
				true => Err(Cause::Malformed),
				false => micro(cell),
			};
			value.map(|value| Reading { channel: *channel, value, at }).map_err(|cause| {
				let column = place + 1;
				let (file, line) = (self.file.display(), self.line);
				(cause, format!("{file} line {line} column {column}: {}", excerpt(cell.as_bytes())))
			})
		});
		Line { number: self.line, at: Some(at), items: items.collect() }
	}
}

/// `YYYY-MM-DD HH:MM:SS` with an optional fraction, UTC, as milliseconds since the Unix epoch; none before 1970.
pub fn timestamp(text: &str) -> Option<Moment> {
	let (text, fraction) = text.split_once('.').unwrap_or((text, ""));
	let bytes = text.as_bytes();
	if bytes.len() != 19 || !text.is_ascii() || !matches!(bytes[10], b' ' | b'T') {
		return None;
	}
	if [4, 7].iter().any(|i| bytes[*i] != b'-') || [13, 16].iter().any(|i| bytes[*i] != b':') {
		return None;
	}
	let number = |from: usize, to: usize| {
		let part = &text[from..to];
		part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i64>().ok()).flatten()
	};
	let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
	let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
	let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	let days_in_month = match month {
		2 if leap => 29,
		2 => 28,
		4 | 6 | 9 | 11 => 30,
		1..=12 => 31,
		_ => return None,
	};
	if day < 1 || day > days_in_month || hour > 23 || minute > 59 || second > 59 {
		return None;
	}
	if fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
		return None;
	}
	let millis: u64 = format!("{fraction:0<3}")[..3].parse().ok()?;
	// Days since 1970 in the proleptic Gregorian calendar, with years that begin in March so that leap days come last.
	let shifted = if month <= 2 { year - 1 } else { year };
	let era = shifted.div_euclid(400);
	let year_of_era = shifted.rem_euclid(400);
	let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
	let days = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
	let seconds = u64::try_from(days * 86_400 + hour * 3_600 + minute * 60 + second).ok()?;
	Some(seconds * 1_000 + millis)
}

/// Plays a recording to its end. Lines up to `resume`, which an earlier run has recorded, are passed over.
///
/// # Errors
/// When the file cannot be read. A full queue makes the driver wait; a closed one ends it.
pub async fn run(replay: &Replay, resume: Option<Moment>, queue: &Sender<Input>) -> Result<(), ReplayError> {
	let mut recording = Recording::open(&replay.file, &replay.columns)?;
	let mut start: Option<(Instant, Moment)> = None;
	while let Some(line) = recording.next_line()? {
		if let Some(at) = line.at {
			if resume.is_some_and(|resume| at <= resume) {
				continue;
			}
			if replay.speed > 0.0 {
				let (began, first) = *start.get_or_insert((Instant::now(), at));
				let elapsed = Duration::from_millis(at.saturating_sub(first));
				sleep_until(began + elapsed.div_f64(replay.speed)).await;
			}
		}
		for item in line.items {
			let input = match item {
				Ok(reading) => Input::Reading(reading),
				Err((cause, detail)) => Input::Rejected { cause, detail, ack: None },
			};
			if queue.send(input).await.is_err() {
				return Ok(());
			}
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use std::io::Write;

	use bpiiot_primitives::Metric;

	use super::*;

	const VIBRATION: Channel = Channel { metric: Metric::Vibration, position: 1 };
	const TEMPERATURE: Channel = Channel { metric: Metric::Temperature, position: 1 };

	fn columns() -> HashMap<String, Channel> {
		[("Accelerometer1RMS".to_string(), VIBRATION), ("Temperature".to_string(), TEMPERATURE)].into()
	}

	fn all(content: &[u8]) -> Vec<Line> {
		let mut file = tempfile::NamedTempFile::new().unwrap();
		file.write_all(content).unwrap();
		let mut recording = Recording::open(file.path(), &columns()).unwrap();
		std::iter::from_fn(|| recording.next_line().unwrap()).collect()
	}

	#[test]
	fn times() {
		assert_eq!(timestamp("1970-01-01 00:00:00"), Some(0));
		assert_eq!(timestamp("2020-02-08 16:06:48"), Some(1_581_178_008_000));
		assert_eq!(timestamp("2000-02-29T23:59:59.25"), Some(951_868_799_250));
		assert_eq!(timestamp("2038-01-19 03:14:08"), Some(2_147_483_648_000));
		for text in [
			"",
			"2020-02-30 00:00:00",
			"2019-02-29 00:00:00",
			"2020-13-01 00:00:00",
			"2020-00-01 00:00:00",
			"2020-01-01 24:00:00",
			"2020-01-01 00:60:00",
			"2020-01-01",
			"2020-02-08 16:06",
			"1969-12-31 23:59:59",
			"2020/02/08 16:06:48",
			"2020-02-08 16:06:48x",
			"+020-02-08 16:06:48",
			"2020-02-08 16:06:48.x",
			"2020-02-0é 16:06:4",
		] {
			assert_eq!(timestamp(text), None, "{text}");
		}
	}

	#[test]
	fn the_sample_recording_is_read_whole() {
		let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/skab/other-5.csv"));
		let mut recording = Recording::open(file, &columns()).unwrap();
		let lines: Vec<Line> = std::iter::from_fn(|| recording.next_line().unwrap()).collect();
		assert_eq!(lines.len() + 1, std::fs::read_to_string(file).unwrap().lines().count());
		assert!(lines.iter().all(|line| line.items.len() == 2 && line.items.iter().all(Result::is_ok)));
		let at = 1_581_178_008_000;
		let first = [
			Ok(Reading { channel: VIBRATION, value: 213_628, at }),
			Ok(Reading { channel: TEMPERATURE, value: 89_173_200, at }),
		];
		assert_eq!(lines[0].items, first);
	}

	#[test]
	fn a_file_cut_anywhere_loses_only_the_cut_line() {
		let header = "datetime;Accelerometer1RMS;Temperature\n";
		let rows = "2020-02-08 16:06:48;0.213628;89.1732\n2020-02-08 16:06:49;0.214988;89.3237\n";
		let whole = format!("{header}{rows}");
		for cut in header.len()..=whole.len() {
			let lines = all(&whole.as_bytes()[..cut]);
			let good: usize = lines.iter().flat_map(|line| &line.items).filter(|item| item.is_ok()).count();
			let bad: usize = lines.iter().flat_map(|line| &line.items).filter(|item| item.is_err()).count();
			let ended = whole[header.len()..cut].matches('\n').count();
			let open = !whole[..cut].ends_with('\n');
			// Of the open line only cells that a separator ends are certain, and only if the line has all its columns.
			let certain = usize::from(open && whole[..cut].rsplit('\n').next().unwrap().matches(';').count() == 2);
			assert_eq!(good, 2 * ended + certain, "cut at {cut}");
			assert_eq!(bad, usize::from(open), "cut at {cut}");
		}
	}

	#[test]
	fn bad_lines_are_skipped_with_their_cause() {
		let mut content = b"datetime;Accelerometer1RMS;Temperature\n".to_vec();
		content.extend_from_slice(b"2020-02-08 16:06:48;NaN;1\n\n");
		content.extend_from_slice(b"garbage\n2020-02-08 16:06:50;1e99;x\n");
		content.extend_from_slice(&vec![b'9'; 3 * MAX_LINE as usize]);
		content.extend_from_slice(b"\n2020-02-08 16:06:51;\xff;2\r\n");
		let causes: Vec<Vec<Option<Cause>>> = all(&content)
			.into_iter()
			.map(|line| line.items.into_iter().map(|item| item.err().map(|(cause, _)| cause)).collect())
			.collect();
		let expected: [&[Option<Cause>]; 5] = [
			&[Some(Cause::NotFinite), None],
			&[Some(Cause::Malformed)],
			&[Some(Cause::OutOfRange), Some(Cause::Malformed)],
			&[Some(Cause::TooLarge)],
			&[Some(Cause::Malformed), None],
		];
		assert_eq!(causes, expected);
	}

	#[test]
	fn a_missing_file_or_column_is_named() {
		let missing = Recording::open(Path::new("/nonexistent/a.csv"), &columns()).err().unwrap().to_string();
		assert!(missing.contains("/nonexistent/a.csv"), "{missing}");
		let mut file = tempfile::NamedTempFile::new().unwrap();
		file.write_all(b"datetime;Temperature\n").unwrap();
		let error = Recording::open(file.path(), &columns()).err().unwrap().to_string();
		assert!(error.contains("Accelerometer1RMS") && error.contains("datetime, Temperature"), "{error}");
	}

	#[tokio::test]
	async fn a_second_run_resumes_after_what_was_recorded() {
		let mut file = tempfile::NamedTempFile::new().unwrap();
		file.write_all(b"datetime;Accelerometer1RMS;Temperature\n").unwrap();
		for second in 0..10 {
			writeln!(file, "2020-02-08 16:06:0{second};1;2").unwrap();
		}
		let replay = Replay { file: file.path().into(), speed: 0.0, columns: columns() };
		for (resume, expected) in [(None, 20), (timestamp("2020-02-08 16:06:06"), 6)] {
			let (queue, mut inputs) = tokio::sync::mpsc::channel(100);
			run(&replay, resume, &queue).await.unwrap();
			drop(queue);
			let mut count = 0;
			while let Some(input) = inputs.recv().await {
				assert!(matches!(input, Input::Reading(_)));
				count += 1;
			}
			assert_eq!(count, expected);
		}
	}
}
