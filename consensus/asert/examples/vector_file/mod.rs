//! Reads and checks vector files of aserti3-2d.
//!
//! Comment lines (`#`) hold the parameters `ideal`, `half-life` and `target limit` and the anchor `anchor_height`,
//! `anchor_time` (of the anchor's parent) and `anchor_bits`; a header names the columns `height,time,expected_bits`.

use bpiiot_asert::{Anchor, Params, compact_to_target, next_target, target_to_compact};

/// What a file's check came to.
#[derive(Debug, Default)]
pub struct Outcome {
	/// Rows whose target is the expected one.
	pub passed: usize,
	/// A sentence for each row that is not, with its line number.
	pub failures: Vec<String>,
}

/// The numbers that the comments have given so far.
#[derive(Default)]
struct Header {
	ideal: Option<u64>,
	half_life: Option<u64>,
	limit: Option<u32>,
	anchor_height: Option<u64>,
	anchor_time: Option<i64>,
	anchor_bits: Option<u32>,
}

impl Header {
	/// Takes in what a comment line says: a name, then a number behind blanks or a `=`. Other words are left alone.
	fn read(&mut self, comment: &str) -> Result<(), String> {
		let lower = comment.to_lowercase();
		let mut words = lower
			.split(|c: char| c.is_whitespace() || matches!(c, ',' | '=' | ':' | ';'))
			.filter(|word| !word.is_empty());
		while let Some(word) = words.next() {
			match word {
				"ideal" => self.ideal = Some(decimal(word, words.next())?),
				"half-life" | "halflife" => self.half_life = Some(decimal(word, words.next())?),
				"limit" => self.limit = Some(bits(word, words.next())?),
				"anchor_height" => self.anchor_height = Some(decimal(word, words.next())?),
				"anchor_time" => self.anchor_time = Some(decimal(word, words.next())?),
				"anchor_bits" => self.anchor_bits = Some(bits(word, words.next())?),
				_ => {}
			}
		}
		Ok(())
	}

	/// The parameters and the anchor; an error names the first one that is missing or impossible.
	fn complete(&self) -> Result<(Params, Anchor), String> {
		let missing = |name: &str| format!("no comment above gives {name}");
		let limit = self.limit.ok_or_else(|| missing("the target limit"))?;
		let limit = compact_to_target(limit).map_err(|error| format!("target limit: {error}"))?;
		let params = Params::new(
			self.ideal.ok_or_else(|| missing("the ideal block time"))?,
			self.half_life.ok_or_else(|| missing("the half-life"))?,
			limit,
		)
		.map_err(|error| error.to_string())?;
		let target = self.anchor_bits.ok_or_else(|| missing("anchor_bits"))?;
		let anchor = Anchor {
			height: self.anchor_height.ok_or_else(|| missing("anchor_height"))?,
			time: self.anchor_time.ok_or_else(|| missing("anchor_time"))?,
			target: compact_to_target(target).map_err(|error| format!("anchor_bits: {error}"))?,
		};
		Ok((params, anchor))
	}
}

/// Checks every row of a file; a line that cannot be read is a failure and the rest is checked all the same.
pub fn check(content: &[u8]) -> Outcome {
	let mut outcome = Outcome::default();
	let mut header = Header::default();
	let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
	for (number, line) in content.split(|byte| *byte == b'\n').enumerate() {
		let line = String::from_utf8_lossy(line);
		let line = line.trim();
		let result = match line.strip_prefix('#') {
			Some(comment) => header.read(comment).map(|()| false),
			None if line.is_empty() || is_column_header(line) => Ok(false),
			None => check_row(&header, line).map(|()| true),
		};
		match result {
			Ok(is_row) => outcome.passed += usize::from(is_row),
			Err(reason) => outcome.failures.push(format!("line {}: {reason}", number + 1)),
		}
	}
	if outcome.passed == 0 && outcome.failures.is_empty() {
		outcome.failures.push("the file holds no vector".into());
	}
	outcome
}

fn is_column_header(line: &str) -> bool {
	line.split(',').map(str::trim).eq(["height", "time", "expected_bits"])
}

fn check_row(header: &Header, line: &str) -> Result<(), String> {
	let fields: Vec<_> = line.split(',').map(str::trim).collect();
	let [height, time, expected] = fields[..] else {
		return Err(format!("{} fields instead of height,time,expected_bits", fields.len()));
	};
	let height: u64 = decimal("height", Some(height))?;
	let time: i64 = decimal("time", Some(time))?;
	let expected = bits("expected_bits", Some(expected))?;
	let (params, anchor) = header.complete()?;
	let found = target_to_compact(next_target(&params, &anchor, height, time));
	if found == expected {
		Ok(())
	} else {
		Err(format!("height {height}, time {time}: expected {expected:#010x}, found {found:#010x}"))
	}
}

fn decimal<T: std::str::FromStr>(name: &str, word: Option<&str>) -> Result<T, String> {
	let word = word.ok_or_else(|| format!("{name} has no value"))?;
	word.parse().map_err(|_| format!("{name} is not a number in range: {word:?}"))
}

fn bits(name: &str, word: Option<&str>) -> Result<u32, String> {
	let word = word.ok_or_else(|| format!("{name} has no value"))?;
	word.strip_prefix("0x")
		.or_else(|| word.strip_prefix("0X"))
		.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
		.and_then(|digits| u32::from_str_radix(digits, 16).ok())
		.ok_or_else(|| format!("{name} is not a 32-bit number in hexadecimal with 0x: {word:?}"))
}
