//! How miners outside of this process reach the templates.

use std::{
	collections::BTreeSet,
	ops::Range,
	sync::Arc,
	time::{Duration, Instant},
};

use parking_lot::Mutex;
use sp_core::H256;
use tokio::sync::{mpsc, oneshot, watch};

use super::{
	search::Found,
	template::Outline,
	wire::{Hex, Notice, StopCause, Template},
};
use crate::metrics::Metrics;

/// The nonces of a template are cut into ranges of 2^48 each. The first is that of the node's own threads, and the others
/// are given to external miners, so that nobody repeats another's search. No machine gets to the end of one: at a million
/// tries a second it lasts nine years.
const RANGE_BITS: u32 = 48;

/// The last range that is given away. The one after it would end at 2^64, which a nonce cannot say.
const LAST_RANGE: u64 = (1 << (64 - RANGE_BITS)) - 2;

/// The range of nonces with this number.
pub(super) fn nonces(range: u64) -> Range<u64> {
	range << RANGE_BITS..(range + 1) << RANGE_BITS
}

/// What is to be searched now.
#[derive(Clone, Debug)]
pub(super) enum Work {
	Search(Arc<Outline>),
	Stop(StopCause),
}

/// A solution on its way to the template service, and where the answer goes.
pub(super) struct Submission {
	pub(super) found: Found,
	pub(super) answer: Option<oneshot::Sender<Result<Accepted, SubmitError>>>,
}

/// A block that was made of a solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
	/// Its hash.
	pub hash: H256,
	/// Its number.
	pub height: u64,
	/// Whether it is the best block. Another may have come first.
	pub best: bool,
}

/// Why a solution made no block. Each has a code on the mining RPC, and a label in `bpiiot_pow_submissions_total`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
	/// There is no such template, or its parent is not the best block any more.
	#[error("the template is unknown or out of date: search the latest one")]
	Stale,
	/// Someone was quicker.
	#[error("a solution of this template was submitted already: a template makes one block")]
	AlreadySubmitted,
	/// The nonce is not in the miner's own range.
	#[error("the nonce is outside of the range that this miner was given")]
	OutsideRange,
	/// The hash of the solution is above the template's bound.
	#[error("the work is below the template's difficulty")]
	TooLittleWork,
	/// The solution does not solve the challenge.
	#[error("the solution is wrong")]
	WrongSolution,
	/// Blocks that are made now would be off the chain that the others have.
	#[error("the node is catching up with the chain: wait for the next template")]
	Syncing,
	/// The import has refused the block.
	#[error("the block was not imported: {0}")]
	NotImported(String),
	/// The node is ending.
	#[error("the node is ending")]
	Ending,
}

/// The labels of all outcomes of a submission.
pub(crate) const SUBMIT_OUTCOMES: [&str; 9] = [
	"accepted",
	"stale",
	"already_submitted",
	"outside_range",
	"too_little_work",
	"wrong_solution",
	"syncing",
	"not_imported",
	"ending",
];

impl SubmitError {
	/// The code of this error on the mining RPC.
	pub fn code(&self) -> i32 {
		match self {
			Self::Stale => 2001,
			Self::AlreadySubmitted => 2002,
			Self::OutsideRange => 2003,
			Self::TooLittleWork => 2004,
			Self::WrongSolution => 2005,
			Self::Syncing => 2006,
			Self::NotImported(_) => 2007,
			Self::Ending => 2008,
		}
	}

	/// The label of this error in metrics.
	pub fn label(&self) -> &'static str {
		match self {
			Self::Stale => "stale",
			Self::AlreadySubmitted => "already_submitted",
			Self::OutsideRange => "outside_range",
			Self::TooLittleWork => "too_little_work",
			Self::WrongSolution => "wrong_solution",
			Self::Syncing => "syncing",
			Self::NotImported(_) => "not_imported",
			Self::Ending => "ending",
		}
	}

	/// Whether only a faulty or hostile miner can cause this; the others happen to the best.
	pub fn is_fault(&self) -> bool {
		matches!(self, Self::OutsideRange | Self::TooLittleWork | Self::WrongSolution)
	}
}

/// The template service, as external miners reach it. A clone reaches the same.
#[derive(Clone)]
pub struct MiningHandle {
	pub(super) work: watch::Receiver<Work>,
	pub(super) submissions: mpsc::Sender<Submission>,
	pub(super) seats: Arc<Seats>,
	pub(super) threads: usize,
	pub(super) metrics: Metrics,
}

/// What the template service does now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MiningStatus {
	/// The template that is searched, and its age; or why there is none.
	pub template: Result<(Arc<Outline>, Duration), StopCause>,
	/// The node's own threads.
	pub threads: usize,
	/// Miners outside of this process that have a range of nonces.
	pub miners: usize,
	/// Blocks that this node has made since its start, whoever found their seals.
	pub blocks_mined: u64,
}

impl MiningHandle {
	/// Takes a range of nonces for a miner; none when all are taken. While somebody holds one, templates are built.
	pub fn join(&self) -> Option<Seat> {
		let number = self.seats.take(&self.metrics)?;
		let mut work = self.work.clone();
		work.mark_changed();
		Some(Seat { number, work, handle: self.clone() })
	}

	/// What the template service does now.
	pub fn status(&self) -> MiningStatus {
		MiningStatus {
			template: match &*self.work.borrow() {
				Work::Search(outline) => Ok((outline.clone(), Instant::now().saturating_duration_since(outline.built))),
				Work::Stop(cause) => Err(*cause),
			},
			threads: self.threads,
			miners: self.seats.count(),
			blocks_mined: self.metrics.blocks_mined(),
		}
	}
}

/// A miner's range of nonces, which is nobody else's until this is dropped.
pub struct Seat {
	number: u64,
	work: watch::Receiver<Work>,
	handle: MiningHandle,
}

impl Seat {
	/// The range.
	pub fn nonces(&self) -> Range<u64> {
		nonces(self.number)
	}

	/// Waits for other work than last time; at first it is the present work. Only the latest counts: what has changed twice
	/// meanwhile is said once. None when the node ends.
	pub async fn next(&mut self) -> Option<Notice> {
		self.work.changed().await.ok()?;
		let outline = match &*self.work.borrow_and_update() {
			Work::Stop(cause) => return Some(Notice::Stop(*cause)),
			Work::Search(outline) => outline.clone(),
		};
		let nonces = self.nonces();
		Some(Notice::Template(Box::new(Template {
			id: outline.id,
			pre_hash: Hex(outline.pre_hash.0),
			signature: Hex(outline.signature.0),
			author: Hex(outline.author.0),
			difficulty: outline.difficulty,
			bound: sp_core::U256::MAX.checked_div(outline.difficulty).unwrap_or_default(),
			height: outline.height,
			parent: Hex(outline.parent.0),
			nonce_start: Hex::nonce(nonces.start),
			nonce_end: Hex::nonce(nonces.end),
		})))
	}
}

/// The part of a [`Seat`] that hands in solutions.
#[derive(Clone)]
pub struct Submitter {
	nonces: Range<u64>,
	submissions: mpsc::Sender<Submission>,
	metrics: Metrics,
}

impl Seat {
	/// Where this miner's solutions are handed in.
	pub fn submitter(&self) -> Submitter {
		Submitter {
			nonces: self.nonces(),
			submissions: self.handle.submissions.clone(),
			metrics: self.handle.metrics.clone(),
		}
	}
}

impl Submitter {
	/// Makes a block of the template that was solved, once. It is checked as a foreign block is, and imported.
	///
	/// # Errors
	/// When the solution is not accepted; says why.
	pub async fn submit(&self, found: Found) -> Result<Accepted, SubmitError> {
		if !self.nonces.contains(&found.nonce) {
			self.metrics.on_submitted(SubmitError::OutsideRange.label());
			return Err(SubmitError::OutsideRange);
		}
		let (answer, answered) = oneshot::channel();
		let submission = Submission { found, answer: Some(answer) };
		self.submissions.send(submission).await.map_err(|_| SubmitError::Ending)?;
		answered.await.map_err(|_| SubmitError::Ending)?
	}
}

impl Drop for Seat {
	fn drop(&mut self) {
		self.handle.seats.free(self.number, &self.handle.metrics);
	}
}

/// The ranges of nonces that are taken.
#[derive(Default)]
pub(super) struct Seats(Mutex<Taken>);

#[derive(Default)]
struct Taken {
	numbers: BTreeSet<u64>,
	last: u64,
}

impl Seats {
	pub(super) fn count(&self) -> usize {
		self.0.lock().numbers.len()
	}

	/// Takes the next free range after the last that was given, so that one is not given again soon after it was freed: its
	/// former owner may have searched the present template in it.
	fn take(&self, metrics: &Metrics) -> Option<u64> {
		let mut taken = self.0.lock();
		let last = taken.last;
		let number = (last + 1..=LAST_RANGE).chain(1..=last).find(|number| !taken.numbers.contains(number))?;
		taken.last = number;
		taken.numbers.insert(number);
		metrics.on_miners(taken.numbers.len());
		Some(number)
	}

	fn free(&self, number: u64, metrics: &Metrics) {
		let mut taken = self.0.lock();
		taken.numbers.remove(&number);
		metrics.on_miners(taken.numbers.len());
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn ranges_do_not_overlap_and_are_not_given_twice() {
		let (seats, metrics) = (Seats::default(), Metrics::new(None).unwrap());
		let mut end = nonces(0).end;
		for number in 1..=LAST_RANGE {
			assert_eq!(seats.take(&metrics), Some(number));
			let range = nonces(number);
			assert!(range.start == end && range.end > range.start);
			end = range.end;
		}
		assert_eq!(seats.take(&metrics), None, "all are taken");
		seats.free(7, &metrics);
		seats.free(3, &metrics);
		assert_eq!(seats.count() as u64, LAST_RANGE - 2);
		assert_eq!(seats.take(&metrics), Some(3));
		assert_eq!(seats.take(&metrics), Some(7));
		assert_eq!(seats.take(&metrics), None);
	}

	#[test]
	fn a_freed_range_waits_for_its_turn() {
		let (seats, metrics) = (Seats::default(), Metrics::new(None).unwrap());
		let first = seats.take(&metrics).unwrap();
		seats.free(first, &metrics);
		assert_ne!(seats.take(&metrics), Some(first));
	}

	#[test]
	fn every_outcome_has_its_own_code_and_an_exported_label() {
		let errors = [
			SubmitError::Stale,
			SubmitError::AlreadySubmitted,
			SubmitError::OutsideRange,
			SubmitError::TooLittleWork,
			SubmitError::WrongSolution,
			SubmitError::Syncing,
			SubmitError::NotImported(String::new()),
			SubmitError::Ending,
		];
		let codes: BTreeSet<_> = errors.iter().map(SubmitError::code).collect();
		let labels: BTreeSet<_> = errors.iter().map(SubmitError::label).chain(["accepted"]).collect();
		assert_eq!(codes.len(), errors.len());
		assert_eq!(labels, SUBMIT_OUTCOMES.into());
	}
}
