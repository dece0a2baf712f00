//! The journal: everything that must survive a killed process, in one `redb` file.
//!
//! Each batch of readings is one transaction with all its effects: the readings with their hash chain, the counters, the
//! last time of each channel, and the triggers that fired. After a crash the file is as before a batch or as after it.

use std::{
	collections::{BTreeMap, HashMap},
	fs::{DirBuilder, OpenOptions},
	os::unix::fs::{DirBuilderExt, OpenOptionsExt},
	path::{Path, PathBuf},
	sync::Mutex,
};

use bpiiot_primitives::{Channel, Counter, Moment, Reading, TriggerSeq};
use codec::{Decode, DecodeAll, Encode};
use redb::{
	Database, DatabaseError, Durability, ReadableDatabase, ReadableTable, ReadableTableMetadata, StorageError,
	TableDefinition, WriteTransaction,
};

use super::records::{Cursor, Entry, Fate, Trigger};
use crate::{
	device::{Cause, RuleKey},
	service::Terms,
};

/// Version of the tables below.
const FORMAT: u32 = 2;
/// Settled triggers that are kept for the operator; older ones are forgotten.
const KEPT_TRIGGERS: u64 = 100_000;

const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
const READINGS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("readings");
const CHANNELS: TableDefinition<'_, &[u8], u64> = TableDefinition::new("channels");
/// Of each rule: how often its threshold was exceeded, and until when it pauses.
const COUNTERS: TableDefinition<'_, (u32, u8), (u32, u64)> = TableDefinition::new("counters");
const TERMS: TableDefinition<'_, u32, &[u8]> = TableDefinition::new("terms");
const TRIGGERS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("triggers");
const PENDING: TableDefinition<'_, u64, ()> = TableDefinition::new("pending");
const REJECTED: TableDefinition<'_, u8, u64> = TableDefinition::new("rejected");

/// What is wrong with the journal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
	/// Another process works with the data directory.
	#[error("the data directory {0} is in use by another unit; stop that one, or give this one a directory of its own")]
	InUse(PathBuf),
	/// The file is damaged or no journal.
	#[error(
		"the journal {file} is damaged ({reason}); move it away and restore it from a backup, or start without it and lose the readings in it"
	)]
	Damaged {
		/// The file.
		file: PathBuf,
		/// What was found.
		reason: String,
	},
	/// The file is of another version.
	#[error(
		"the journal {file} has format {found}, but this program knows format {FORMAT}; use the program that wrote it"
	)]
	Format {
		/// The file.
		file: PathBuf,
		/// The format that was found.
		found: u32,
	},
	/// The journal belongs to another device or chain.
	#[error("the journal {file} belongs to the {what} {found}, not to {expected}; use another data directory")]
	Foreign {
		/// The file.
		file: PathBuf,
		/// `device account` or `chain`.
		what: &'static str,
		/// To whom it belongs.
		found: String,
		/// To whom it should belong.
		expected: String,
	},
	/// No number is left for another trigger.
	#[error(
		"the journal {0} has no trigger number left: the chain has seen one close to the greatest possible, which only a stolen or faulty key sends; the owner has to register a new device with a new key and a new data directory"
	)]
	NumbersUsedUp(PathBuf),
	/// The system refused to read or write.
	#[error("the journal {file} cannot be read or written: {reason}")]
	Io {
		/// The file.
		file: PathBuf,
		/// What the system said.
		reason: String,
	},
}

/// The effects of a batch of readings.
#[derive(Debug, Default)]
pub struct Batch {
	/// Accepted readings in their order.
	pub readings: Vec<Reading>,
	/// New values of counters that have changed.
	pub counters: HashMap<RuleKey, Counter>,
	/// Rules that have fired.
	pub triggers: Vec<Trigger>,
	/// Readings that were not accepted.
	pub rejected: BTreeMap<Cause, u64>,
}

impl Batch {
	/// Whether there is nothing to write.
	pub fn is_empty(&self) -> bool {
		self.readings.is_empty() && self.triggers.is_empty() && self.rejected.is_empty()
	}
}

/// What an earlier run has left.
#[derive(Debug, Default, PartialEq)]
pub struct Recovered {
	/// Values of the counters.
	pub counters: HashMap<RuleKey, Counter>,
	/// Time of the last reading of each channel.
	pub channels: HashMap<Channel, Moment>,
	/// The agreements as the chain last had them.
	pub terms: Vec<Terms>,
	/// Number of the next trigger; none before the chain was first reached.
	pub next_trigger: Option<TriggerSeq>,
}

/// Counts for status and metrics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
	/// Readings accepted since the journal began.
	pub readings: u64,
	/// Readings rejected since the journal began.
	pub rejected: BTreeMap<Cause, u64>,
	/// Triggers that wait for the chain.
	pub pending: u64,
	/// Triggers that are done on the chain.
	pub sent: u64,
	/// Triggers that the chain refused.
	pub refused: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Default)]
struct Head {
	/// Number of the next reading.
	next: u64,
	/// Hash of the last entry.
	hash: [u8; 32],
	/// Number of the oldest entry that is kept.
	first: u64,
	/// Hash of the entry before it.
	before_first: [u8; 32],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Default)]
struct Settled {
	sent: u64,
	refused: u64,
}

/// The open journal. Only one process can have it open.
pub struct Journal {
	file: PathBuf,
	database: Database,
	kept_readings: u64,
	head: Mutex<Head>,
}

impl Journal {
	/// Opens the journal in the directory `data`, or makes it, and keeps at most `kept_readings` readings in it. What it
	/// makes is for its owner alone: directories have mode 0700, the file 0600.
	///
	/// # Errors
	/// When another process has it open, or it is damaged, of another format, or cannot be written.
	pub fn open(data: &Path, kept_readings: u64) -> Result<Self, JournalError> {
		let file = data.join("journal.redb");
		let io = |e: std::io::Error| JournalError::Io { file: file.clone(), reason: e.to_string() };
		DirBuilder::new().recursive(true).mode(0o700).create(data).map_err(io)?;
		// The database takes an empty file for a new one, but would make it readable for others.
		OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&file).map_err(io)?;
		// A damaged file can make the database panic instead of returning an error.
		let opened = std::panic::catch_unwind(|| {
			Database::builder().set_cache_size(64 * 1024 * 1024).set_check_integrity_on_open(true).create(&file)
		});
		let database = match opened {
			Ok(Ok(database)) => database,
			Ok(Err(DatabaseError::DatabaseAlreadyOpen)) => return Err(JournalError::InUse(data.into())),
			Ok(Err(DatabaseError::Storage(StorageError::Io(e)))) if e.kind() != std::io::ErrorKind::InvalidData => {
				return Err(io(e));
			}
			Ok(Err(e)) => return Err(JournalError::Damaged { file, reason: e.to_string() }),
			Err(_) => return Err(JournalError::Damaged { file, reason: "its pages contradict each other".into() }),
		};
		let mut journal = Self { file, database, kept_readings, head: Mutex::default() };
		journal.prepare()?;
		Ok(journal)
	}

	fn prepare(&mut self) -> Result<(), JournalError> {
		let write = self.begin()?;
		{
			let mut meta = self.ok(write.open_table(META))?;
			let format = self.ok(meta.get("format"))?.map(|value| value.value().to_vec());
			match format {
				Some(bytes) => {
					let found: u32 = self.decode(&bytes)?;
					if found != FORMAT {
						return Err(JournalError::Format { file: self.file.clone(), found });
					}
				}
				None => {
					self.ok(meta.insert("format", &FORMAT.encode()[..]))?;
				}
			}
			self.ok(write.open_table(READINGS))?;
			self.ok(write.open_table(CHANNELS))?;
			self.ok(write.open_table(COUNTERS))?;
			self.ok(write.open_table(TERMS))?;
			self.ok(write.open_table(TRIGGERS))?;
			self.ok(write.open_table(PENDING))?;
			self.ok(write.open_table(REJECTED))?;
			let head = self.ok(meta.get("head"))?.map(|value| value.value().to_vec());
			if let Some(bytes) = head {
				let head = self.decode(&bytes)?;
				*self.head.lock().expect("no holder panics; qed") = head;
			}
		}
		self.ok(write.commit())
	}

	/// Makes sure that the journal belongs to this device account; a new journal is given to it.
	///
	/// # Errors
	/// [`JournalError::Foreign`] when it belongs to another.
	pub fn claim_account(&self, account: [u8; 32], shown: &str) -> Result<(), JournalError> {
		self.claim("account", "device account", account, shown)
	}

	/// Makes sure that the journal belongs to the chain with this genesis hash; a new journal is given to it.
	///
	/// # Errors
	/// [`JournalError::Foreign`] when it belongs to another.
	pub fn claim_chain(&self, genesis: [u8; 32]) -> Result<(), JournalError> {
		self.claim("genesis", "chain", genesis, &format!("0x{}", hex::encode(genesis)))
	}

	/// The genesis hash of the chain that the journal belongs to; none before the chain was first reached.
	///
	/// # Errors
	/// When the journal cannot be read.
	pub fn chain(&self) -> Result<Option<[u8; 32]>, JournalError> {
		self.meta("genesis")
	}

	fn claim(&self, key: &str, what: &'static str, id: [u8; 32], shown: &str) -> Result<(), JournalError> {
		match self.meta::<[u8; 32]>(key)? {
			Some(found) if found != id => Err(JournalError::Foreign {
				file: self.file.clone(),
				what,
				found: format!("0x{}", hex::encode(found)),
				expected: shown.into(),
			}),
			Some(_) => Ok(()),
			None => {
				let write = self.begin()?;
				self.put(&write, key, &id)?;
				self.ok(write.commit())
			}
		}
	}

	/// What an earlier run has left.
	///
	/// # Errors
	/// When the journal cannot be read.
	pub fn recover(&self) -> Result<Recovered, JournalError> {
		let read = self.ok(self.database.begin_read())?;
		let mut recovered = Recovered { next_trigger: self.meta("next_trigger")?, ..Default::default() };
		for row in self.ok(self.ok(read.open_table(COUNTERS))?.iter())? {
			let (key, value) = self.ok(row)?;
			let (count, quiet_until) = value.value();
			recovered.counters.insert(key.value(), Counter { count, quiet_until });
		}
		for row in self.ok(self.ok(read.open_table(CHANNELS))?.iter())? {
			let (key, value) = self.ok(row)?;
			recovered.channels.insert(self.decode(key.value())?, value.value());
		}
		for row in self.ok(self.ok(read.open_table(TERMS))?.iter())? {
			let (_, value) = self.ok(row)?;
			recovered.terms.push(self.decode(value.value())?);
		}
		Ok(recovered)
	}

	/// Writes a batch and returns when it is on the disk.
	///
	/// # Errors
	/// When it cannot be written; nothing of the batch is stored then.
	pub fn commit(&self, batch: &Batch) -> Result<(), JournalError> {
		let mut held = self.head.lock().expect("no holder panics; qed");
		let mut head = *held;
		let write = self.begin()?;
		{
			let mut readings = self.ok(write.open_table(READINGS))?;
			let mut channels = self.ok(write.open_table(CHANNELS))?;
			let mut last = BTreeMap::new();
			for reading in &batch.readings {
				let entry = Entry::new(head.hash, head.next, *reading);
				self.ok(readings.insert(head.next, &entry.encode()[..]))?;
				head.hash = entry.hash;
				head.next += 1;
				last.insert(reading.channel, reading.at);
			}
			for (channel, at) in last {
				self.ok(channels.insert(&channel.encode()[..], at))?;
			}
			while head.next - head.first > self.kept_readings {
				let Some((number, entry)) = self.ok(readings.pop_first())? else { break };
				let entry: Entry = self.decode(entry.value())?;
				head.first = number.value() + 1;
				head.before_first = entry.hash;
			}
			let mut counters = self.ok(write.open_table(COUNTERS))?;
			for (key, counter) in &batch.counters {
				self.ok(counters.insert(*key, (counter.count, counter.quiet_until)))?;
			}
			let mut triggers = self.ok(write.open_table(TRIGGERS))?;
			let mut pending = self.ok(write.open_table(PENDING))?;
			for trigger in &batch.triggers {
				self.ok(triggers.insert(trigger.seq, &(trigger, Fate::Pending).encode()[..]))?;
				self.ok(pending.insert(trigger.seq, ()))?;
			}
			let mut rejected = self.ok(write.open_table(REJECTED))?;
			for (cause, count) in &batch.rejected {
				let key = *cause as u8;
				let before = self.ok(rejected.get(key))?.map_or(0, |value| value.value());
				self.ok(rejected.insert(key, before.saturating_add(*count)))?;
			}
		}
		if let Some(trigger) = batch.triggers.last() {
			self.put(&write, "next_trigger", &self.number_after(trigger.seq)?)?;
		}
		self.put(&write, "head", &head)?;
		self.ok(write.commit())?;
		*held = head;
		Ok(())
	}

	/// Stores the agreements, the counters that belong to them, and the number of the next trigger.
	///
	/// # Errors
	/// When they cannot be written.
	pub fn save_terms(
		&self,
		terms: &[Terms],
		counters: &HashMap<RuleKey, Counter>,
		next_trigger: TriggerSeq,
	) -> Result<(), JournalError> {
		let write = self.begin()?;
		{
			let mut table = self.ok(write.open_table(TERMS))?;
			self.ok(table.retain(|_, _| false))?;
			for one in terms {
				self.ok(table.insert(one.agreement, &one.encode()[..]))?;
			}
			let mut table = self.ok(write.open_table(COUNTERS))?;
			self.ok(table.retain(|_, _| false))?;
			for (key, counter) in counters {
				self.ok(table.insert(*key, (counter.count, counter.quiet_until)))?;
			}
		}
		self.put(&write, "next_trigger", &next_trigger)?;
		self.ok(write.commit())
	}

	/// The first `limit` triggers that wait for the chain, by rising number.
	///
	/// # Errors
	/// When the journal cannot be read.
	pub fn pending(&self, limit: usize) -> Result<Vec<Trigger>, JournalError> {
		let read = self.ok(self.database.begin_read())?;
		let triggers = self.ok(read.open_table(TRIGGERS))?;
		let mut found = Vec::new();
		for row in self.ok(self.ok(read.open_table(PENDING))?.iter())?.take(limit) {
			let seq = self.ok(row)?.0.value();
			if let Some(bytes) = self.ok(triggers.get(seq))? {
				let (trigger, _): (Trigger, Fate) = self.decode(bytes.value())?;
				found.push(trigger);
			}
		}
		Ok(found)
	}

	/// The numbers of the triggers that wait for the chain, up to `last`.
	///
	/// # Errors
	/// When the journal cannot be read.
	pub fn pending_up_to(&self, last: TriggerSeq) -> Result<Vec<TriggerSeq>, JournalError> {
		let read = self.ok(self.database.begin_read())?;
		let rows = self.ok(self.ok(read.open_table(PENDING))?.range(..=last))?;
		rows.map(|row| Ok(self.ok(row)?.0.value())).collect()
	}

	/// A trigger and what became of it; none when the number is unknown or forgotten.
	///
	/// # Errors
	/// When the journal cannot be read.
	pub fn trigger(&self, seq: TriggerSeq) -> Result<Option<(Trigger, Fate)>, JournalError> {
		let read = self.ok(self.database.begin_read())?;
		let triggers = self.ok(read.open_table(TRIGGERS))?;
		let bytes = self.ok(triggers.get(seq))?.map(|bytes| bytes.value().to_vec());
		bytes.map(|bytes| self.decode(&bytes)).transpose()
	}

	/// The number of the next trigger; none before the chain was first reached.
	///
	/// # Errors
	/// When the journal cannot be read.
	pub fn recover_next_trigger(&self) -> Result<Option<TriggerSeq>, JournalError> {
		self.meta("next_trigger")
	}

	/// How far the chain has been followed; none before the first time.
	///
	/// # Errors
	/// When the journal cannot be read.
	pub fn cursor(&self) -> Result<Option<Cursor>, JournalError> {
		self.meta("cursor")
	}

	/// Books what became of triggers, together with how far the chain was followed to know it.
	///
	/// # Errors
	/// When it cannot be written.
	pub fn settle(&self, fates: &[(TriggerSeq, Fate)], cursor: &Cursor) -> Result<(), JournalError> {
		let write = self.begin()?;
		let mut settled: Settled = self.meta("settled")?.unwrap_or_default();
		{
			let mut triggers = self.ok(write.open_table(TRIGGERS))?;
			let mut pending = self.ok(write.open_table(PENDING))?;
			for (seq, fate) in fates {
				let row = self.ok(triggers.get(*seq))?.map(|bytes| bytes.value().to_vec());
				let Some(row) = row else { continue };
				let (trigger, before): (Trigger, Fate) = self.decode(&row)?;
				match before {
					Fate::Pending => {}
					Fate::Sent { .. } => settled.sent -= 1,
					Fate::Refused { .. } => settled.refused -= 1,
				}
				match fate {
					Fate::Pending => {
						self.ok(pending.insert(*seq, ()))?;
					}
					Fate::Sent { .. } => settled.sent += 1,
					Fate::Refused { .. } => settled.refused += 1,
				}
				if *fate != Fate::Pending {
					self.ok(pending.remove(*seq))?;
				}
				self.ok(triggers.insert(*seq, &(trigger, fate).encode()[..]))?;
			}
			// Pending triggers are never forgotten, so forgetting stops at the first of them.
			let first_pending = self.ok(pending.first())?.map(|(seq, _)| seq.value());
			while self.ok(triggers.len())? > KEPT_TRIGGERS {
				let first = self.ok(triggers.first())?.map(|(seq, _)| seq.value());
				match first {
					Some(seq) if first_pending.is_none_or(|pending| seq < pending) => {
						self.ok(triggers.remove(seq))?;
					}
					_ => break,
				}
			}
		}
		self.put(&write, "settled", &settled)?;
		self.put(&write, "cursor", cursor)?;
		self.ok(write.commit())
	}

	/// The number of the trigger that follows the one with number `seq`.
	///
	/// # Errors
	/// [`JournalError::NumbersUsedUp`] when there is none.
	pub fn number_after(&self, seq: TriggerSeq) -> Result<TriggerSeq, JournalError> {
		seq.checked_add(1).ok_or_else(|| JournalError::NumbersUsedUp(self.file.clone()))
	}

	/// Settled triggers that were booked in blocks above `block` or have a number above `last`, for a reorganisation that
	/// reaches below the settled part of the chain. All that are kept when `last` is none.
	///
	/// # Errors
	/// When the journal cannot be read.
	pub fn settled_above(&self, block: u64, last: Option<TriggerSeq>) -> Result<Vec<TriggerSeq>, JournalError> {
		let read = self.ok(self.database.begin_read())?;
		let mut found = Vec::new();
		for row in self.ok(self.ok(read.open_table(TRIGGERS))?.iter())?.rev() {
			let (seq, bytes) = self.ok(row)?;
			let (_, fate): (Trigger, Fate) = self.decode(bytes.value())?;
			match fate {
				Fate::Sent { block: at } | Fate::Refused { block: at, .. }
					if at > block || last.is_none_or(|last| seq.value() > last) =>
				{
					found.push(seq.value())
				}
				_ => {}
			}
		}
		Ok(found)
	}

	/// Counts for status and metrics.
	///
	/// # Errors
	/// When the journal cannot be read.
	pub fn totals(&self) -> Result<Totals, JournalError> {
		let read = self.ok(self.database.begin_read())?;
		let settled: Settled = self.meta("settled")?.unwrap_or_default();
		let rejected = self.ok(read.open_table(REJECTED))?;
		let mut totals = Totals {
			readings: self.head().0,
			pending: self.ok(self.ok(read.open_table(PENDING))?.len())?,
			sent: settled.sent,
			refused: settled.refused,
			..Default::default()
		};
		for cause in Cause::ALL {
			if let Some(count) = self.ok(rejected.get(cause as u8))? {
				totals.rejected.insert(cause, count.value());
			}
		}
		Ok(totals)
	}

	/// The number of readings accepted so far and the hash of the last one.
	pub fn head(&self) -> (u64, [u8; 32]) {
		let head = self.head.lock().expect("no holder panics; qed");
		(head.next, head.hash)
	}

	/// Reads the kept readings from the oldest on and checks numbers and hash chain; returns how many there are.
	///
	/// # Errors
	/// [`JournalError::Damaged`] naming the first entry that is missing or does not fit.
	pub fn verify(&self) -> Result<u64, JournalError> {
		let head: Head = self.meta("head")?.unwrap_or_default();
		let read = self.ok(self.database.begin_read())?;
		let (mut number, mut hash) = (head.first, head.before_first);
		let damaged = |what: String| JournalError::Damaged { file: self.file.clone(), reason: what };
		for row in self.ok(self.ok(read.open_table(READINGS))?.iter())? {
			let (key, value) = self.ok(row)?;
			let entry: Entry = self.decode(value.value())?;
			if key.value() != number {
				return Err(damaged(format!("reading {number} is missing")));
			}
			if Entry::new(hash, number, entry.reading) != entry {
				return Err(damaged(format!("reading {number} was changed")));
			}
			(number, hash) = (number + 1, entry.hash);
		}
		match (number, hash) == (head.next, head.hash) {
			true => Ok(number - head.first),
			false => Err(damaged(format!("reading {number} is missing"))),
		}
	}

	fn begin(&self) -> Result<WriteTransaction, JournalError> {
		let mut write = self.ok(self.database.begin_write())?;
		write.set_durability(Durability::Immediate).map_err(|e| self.io(e))?;
		Ok(write)
	}

	fn put(&self, write: &WriteTransaction, key: &str, value: &impl Encode) -> Result<(), JournalError> {
		let mut meta = self.ok(write.open_table(META))?;
		self.ok(meta.insert(key, &value.encode()[..]))?;
		Ok(())
	}

	fn meta<T: Decode>(&self, key: &str) -> Result<Option<T>, JournalError> {
		let read = self.ok(self.database.begin_read())?;
		let meta = self.ok(read.open_table(META))?;
		let bytes = self.ok(meta.get(key))?.map(|value| value.value().to_vec());
		bytes.map(|bytes| self.decode(&bytes)).transpose()
	}

	fn decode<T: Decode>(&self, bytes: &[u8]) -> Result<T, JournalError> {
		T::decode_all(&mut &bytes[..])
			.map_err(|e| JournalError::Damaged { file: self.file.clone(), reason: e.to_string() })
	}

	fn ok<T, E: Into<redb::Error>>(&self, result: Result<T, E>) -> Result<T, JournalError> {
		result.map_err(|e| self.io(e))
	}

	fn io(&self, error: impl Into<redb::Error>) -> JournalError {
		match error.into() {
			redb::Error::Corrupted(reason) => JournalError::Damaged { file: self.file.clone(), reason },
			e => JournalError::Io { file: self.file.clone(), reason: e.to_string() },
		}
	}
}
