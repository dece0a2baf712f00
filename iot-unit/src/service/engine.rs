//! The engine: takes in what the drivers send, decides what counts, and commits it.
//!
//! Inputs are taken in batches, because a commit waits for the disk. The acknowledgements of a batch are given after its
//! commit.

use std::{
	collections::HashMap,
	sync::Arc,
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use bpiiot_primitives::{ActionKind, Channel, Counter, Moment, Reading, TriggerSeq};
use tokio::{
	sync::{Notify, mpsc::Receiver},
	time::timeout,
};

use super::{Terms, controller::Controller};
use crate::{
	application::Status,
	device::{Ack, Cause, Input, RuleKey, payload::parse},
	network::{
		journal::{Batch, Journal, JournalError},
		records::Trigger,
	},
};

/// A batch is committed when it has so many readings,
const BATCH_READINGS: usize = 4_096;
/// or is so old,
const BATCH_TIME: Duration = Duration::from_millis(200);
/// or when nothing has come for so long: a sensor that speaks once a second need not wait.
const LULL: Duration = Duration::from_millis(5);
/// Readings may be ahead of the unit's clock by this much, in milliseconds. A reading with a time far in the future would
/// make all later ones of its channel look old.
pub const MAX_AHEAD: Moment = 24 * 60 * 60 * 1000;
/// 2026-01-01 00:00:00 UTC in milliseconds since the Unix epoch. A clock before this has not been set: a gateway without a
/// battery starts in 1970 and learns the time from the network, and until then every reading would look like the future.
pub const CLOCK_SET: Moment = 1_767_225_600_000;
/// Most channels that are remembered. Each costs memory for good, and anyone who can publish can invent channels.
pub const MAX_CHANNELS: usize = 4_096;
/// A cause is logged at most once in this time.
const LOG_PAUSE: Duration = Duration::from_secs(10);

/// The present time in milliseconds since the Unix epoch.
pub type Clock = fn() -> Moment;

/// The system's clock.
pub fn system_clock() -> Moment {
	SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as Moment)
}

/// Counts readings and writes the journal. One for each journal.
pub struct Engine {
	journal: Arc<Journal>,
	status: Arc<Status>,
	clock: Clock,
	/// Rung when there are new triggers to send.
	bell: Arc<Notify>,
	controller: Controller,
	/// Counters of all agreements, also of those that are not in force at the moment.
	counters: HashMap<RuleKey, Counter>,
	terms: Vec<Terms>,
	channels: HashMap<Channel, Moment>,
	/// Time of the newest reading of all channels.
	newest: Moment,
	next_trigger: Option<TriggerSeq>,
	batch: Batch,
	acks: Vec<Ack>,
	logged: HashMap<Cause, (Instant, u64)>,
}

impl Engine {
	/// Goes on where the journal ends.
	///
	/// # Errors
	/// When the journal cannot be read.
	pub fn new(
		journal: Arc<Journal>,
		status: Arc<Status>,
		bell: Arc<Notify>,
		clock: Clock,
	) -> Result<Self, JournalError> {
		let recovered = journal.recover()?;
		let controller = Controller::new(&recovered.terms, &recovered.counters);
		status.set_watches(controller.watches());
		status.set_totals(journal.totals()?);
		Ok(Self {
			journal,
			status,
			clock,
			bell,
			controller,
			counters: recovered.counters,
			terms: recovered.terms,
			newest: recovered.channels.values().copied().max().unwrap_or_default(),
			channels: recovered.channels,
			next_trigger: recovered.next_trigger,
			batch: Batch::default(),
			acks: Vec::new(),
			logged: HashMap::new(),
		})
	}

	/// Takes inputs until the queue is closed or says stop.
	///
	/// # Errors
	/// When the journal cannot be written. Nothing that was not committed has been acknowledged then, so it comes again
	/// when the unit is started again.
	pub async fn run(mut self, mut queue: Receiver<Input>) -> Result<(), JournalError> {
		while let Some(input) = queue.recv().await {
			let mut stop = self.take(input)?;
			let began = Instant::now();
			while !stop && self.batch.readings.len() < BATCH_READINGS && began.elapsed() < BATCH_TIME {
				match queue.try_recv() {
					Ok(input) => stop = self.take(input)?,
					Err(_) => match timeout(LULL, queue.recv()).await {
						Ok(Some(input)) => stop = self.take(input)?,
						Ok(None) | Err(_) => break,
					},
				}
			}
			self.commit()?;
			if stop {
				break;
			}
		}
		self.commit()
	}

	/// Works one input into the batch; says whether it was the last one.
	///
	/// # Errors
	/// When new terms cannot be stored, or a rule fires and no trigger number is left.
	pub fn take(&mut self, input: Input) -> Result<bool, JournalError> {
		match input {
			Input::Message { payload, channel, ack } => {
				for item in parse(&payload, channel) {
					match item {
						Ok(reading) => self.read(reading)?,
						Err((cause, detail)) => self.reject(cause, || detail),
					}
				}
				self.acks.extend(ack);
			}
			Input::Reading(reading) => self.read(reading)?,
			Input::Rejected { cause, detail, ack } => {
				self.reject(cause, || detail);
				self.acks.extend(ack);
			}
			Input::Terms { terms, first_trigger } => {
				self.commit()?;
				self.set_terms(terms, first_trigger)?;
			}
			Input::Stop => return Ok(true),
		}
		Ok(false)
	}

	/// Writes the batch, then acknowledges what was in it.
	///
	/// # Errors
	/// When the journal cannot be written.
	pub fn commit(&mut self) -> Result<(), JournalError> {
		if !self.batch.is_empty() {
			self.journal.commit(&self.batch)?;
			self.status.committed(&self.batch, self.controller.watches());
			for trigger in &self.batch.triggers {
				tracing::info!(
					trigger = trigger.seq,
					agreement = trigger.agreement,
					rule = trigger.rule,
					"rule fired: {}",
					match trigger.action {
						ActionKind::RequestService => "requests service",
						ActionKind::OrderPart => "orders a part",
						ActionKind::Notify => "gives notice",
					}
				);
			}
			if !self.batch.triggers.is_empty() {
				self.status.set_triggers(&self.journal.totals()?);
				self.bell.notify_one();
			}
			self.batch = Batch::default();
		}
		for ack in self.acks.drain(..) {
			ack();
		}
		Ok(())
	}

	/// Accepts a reading and counts it, or rejects it.
	fn read(&mut self, reading: Reading) -> Result<(), JournalError> {
		match self.objection(&reading) {
			Some((cause, detail)) => self.reject(cause, || detail),
			None => self.count(reading)?,
		}
		Ok(())
	}

	/// Why a reading is not accepted, with what to log.
	fn objection(&self, reading: &Reading) -> Option<(Cause, String)> {
		let Reading { channel, at, .. } = *reading;
		match self.channels.get(&channel) {
			Some(last) if at == *last => {
				return Some((Cause::Duplicate, format!("{channel:?} has a reading at {at} already")));
			}
			Some(last) if at < *last => {
				return Some((Cause::Backwards, format!("{channel:?} at {at}, after one at {last}")));
			}
			Some(_) => {}
			None if self.channels.len() >= MAX_CHANNELS => {
				return Some((Cause::TooManyChannels, format!("{channel:?} would be one more than {MAX_CHANNELS}")));
			}
			None => {}
		}
		let clock = (self.clock)();
		// A clock that runs behind the readings is wrong, whatever it says.
		let now = clock.max(self.newest);
		if clock >= CLOCK_SET && at > now.saturating_add(MAX_AHEAD) {
			return Some((Cause::Future, format!("{channel:?} at {at}, but the unit's clock says {clock}")));
		}
		None
	}

	fn count(&mut self, reading: Reading) -> Result<(), JournalError> {
		let Reading { channel, at, .. } = reading;
		self.channels.insert(channel, at);
		self.newest = self.newest.max(at);
		let number = self.journal.head().0 + self.batch.readings.len() as u64;
		self.batch.readings.push(reading);
		let Self { controller, batch, counters, next_trigger, journal, .. } = self;
		let mut result = Ok(());
		controller.count(&reading, |watch, fires| {
			batch.counters.insert(watch.key, watch.counter);
			counters.insert(watch.key, watch.counter);
			if fires {
				// Rules come from the chain together with the first number, so there is one when a rule fires.
				let seq = next_trigger.unwrap_or(1);
				match journal.number_after(seq) {
					Ok(next) => *next_trigger = Some(next),
					Err(e) => {
						result = Err(e);
						return;
					}
				}
				let (agreement, rule) = watch.key;
				batch.triggers.push(Trigger {
					seq,
					agreement,
					rule,
					action: watch.action,
					raised_at: at,
					reading: number,
				});
			}
		});
		result
	}

	fn reject(&mut self, cause: Cause, detail: impl FnOnce() -> String) {
		*self.batch.rejected.entry(cause).or_default() += 1;
		let now = Instant::now();
		match self.logged.get_mut(&cause) {
			Some((at, silent)) if now.duration_since(*at) < LOG_PAUSE => *silent += 1,
			entry => {
				let silent = entry.map_or(0, |(_, silent)| *silent);
				let more = if silent > 0 { format!(" ({silent} more since the last message)") } else { String::new() };
				tracing::warn!(cause = cause.name(), "reading skipped: {}{more}", detail());
				self.logged.insert(cause, (now, 0));
			}
		}
	}

	fn set_terms(&mut self, terms: Vec<Terms>, first_trigger: TriggerSeq) -> Result<(), JournalError> {
		let next = self.next_trigger.unwrap_or_default().max(first_trigger);
		if terms == self.terms && self.next_trigger == Some(next) {
			return Ok(());
		}
		// A counter lives as long as its agreement is configured; rules of an agreement never change on the chain.
		self.counters.retain(|(agreement, _), _| terms.iter().any(|one| one.agreement == *agreement));
		self.journal.save_terms(&terms, &self.counters, next)?;
		for one in &terms {
			let before = self.terms.iter().find(|before| before.agreement == one.agreement);
			if before.is_none_or(|before| before != one) {
				let state = if one.active { "in force" } else { "not in force" };
				tracing::info!(agreement = one.agreement, rules = one.rules.len(), "the agreement is {state}");
			}
		}
		self.controller = Controller::new(&terms, &self.counters);
		self.terms = terms;
		self.next_trigger = Some(next);
		self.status.set_watches(self.controller.watches());
		Ok(())
	}
}
