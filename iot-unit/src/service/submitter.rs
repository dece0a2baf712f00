//! The trigger submitter: brings every trigger of the journal to the chain, each once.
//!
//! Nothing is remembered about what was sent; everything is derived from the chain, so that a restart, a lost pool or a
//! reorganisation needs no repair:
//!
//! * Blocks are searched for the unit's own triggers. In a settled block they are booked in the journal, together with a
//!   cursor that says how far the chain was searched; in a newer block they are only left alone.
//! * The other pending triggers are sent in their order, with the nonces that follow the account's nonce in the best block.
//!   A later trigger can therefore never be included before an earlier one, and sending again what a pool already holds is
//!   refused by its nonce and changes nothing.
//! * The chain takes a trigger number once, and only a number greater than all before.
//!
//! The device's account belongs to the unit alone. Other transactions with its key would take the nonces of triggers.

use std::{
	collections::{BTreeMap, BTreeSet, HashMap},
	sync::Arc,
};

use bpiiot_client::{BlockId, Error as ChainError, H256, PoolRefusal};
use bpiiot_primitives::{AgreementId, DeviceId, TriggerSeq};

use super::Terms;
use crate::{
	application::Status,
	network::{
		journal::{Journal, JournalError},
		ledger::{Found, Ledger},
		records::{Cursor, Fate, Trigger},
	},
};

/// Triggers that wait in the node's pool at a time. A pool keeps a limited number of transactions for each sender.
pub const MAX_IN_FLIGHT: usize = 64;
/// Blocks without inclusion after which a trigger is sent again, in case the pool has lost it.
const RESEND_AFTER: u64 = 4;
/// Blocks that are searched between two writes of the cursor.
const CHUNK: u64 = 100;

/// What an attempt to go on failed with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SubmitError {
	/// The chain, or the way to it.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// The journal. Not to be tried again.
	#[error(transparent)]
	Journal(#[from] JournalError),
	/// The device is not registered.
	#[error(
		"the chain knows no device with this unit's account; its owner has to register it with the claim that `bpiiot-unit claim` prints"
	)]
	NotRegistered,
	/// The node is behind what the unit has seen.
	#[error(
		"the node is at block {best}, but this unit has seen block {seen} settled; the node is still syncing, or its chain was deleted"
	)]
	Behind {
		/// The node's best block.
		best: u64,
		/// The unit's cursor.
		seen: u64,
	},
	/// Transactions of an earlier life of the key are still in the pool.
	#[error(
		"the node's pool holds transactions of this device that the journal does not know; waiting until they are included"
	)]
	UnknownInPool,
	/// The fee quota is used up.
	#[error("the device's fee quota does not cover another trigger; its owner has to add to it (fund_fees)")]
	NoQuota,
	/// No number is left for another trigger.
	#[error(
		"the chain has seen the greatest possible trigger number of this device, which only a stolen or faulty key sends; its owner has to register a new device with a new key"
	)]
	NumbersUsedUp,
}

/// What a round has found out.
#[derive(Debug)]
pub struct Round {
	/// The best block.
	pub best: BlockId,
	/// The newest settled block; everything up to it is booked.
	pub settled: BlockId,
	/// The device's number.
	pub device: DeviceId,
	/// The agreements as they are in the settled block.
	pub terms: Vec<Terms>,
	/// The chain has seen all trigger numbers below this one.
	pub first_trigger: TriggerSeq,
	/// Triggers that were handed to the pool in this round.
	pub sent: usize,
	/// Why the others were not, if they should have been. Never [`SubmitError::Journal`].
	pub blocked: Option<SubmitError>,
}

/// Brings triggers to the chain. One for each journal.
pub struct Submitter {
	journal: Arc<Journal>,
	status: Arc<Status>,
	agreements: Vec<AgreementId>,
	/// Searched blocks that are not settled yet.
	searched: HashMap<H256, (u64, Vec<Found>)>,
	/// Nonce of each trigger in the pool, and the best block's number when it was sent.
	in_pool: BTreeMap<TriggerSeq, (u64, u64)>,
}

impl Submitter {
	/// A submitter for the device's agreements.
	pub fn new(journal: Arc<Journal>, status: Arc<Status>, agreements: Vec<AgreementId>) -> Self {
		Self { journal, status, agreements, searched: HashMap::new(), in_pool: BTreeMap::new() }
	}

	/// Looks at the chain as it is now: books what is settled, sends what is due.
	///
	/// # Errors
	/// Why it could not go on. All but [`SubmitError::Journal`] can be tried again later, and nothing is lost. What only
	/// keeps triggers from being sent is in [`Round::blocked`]: the agreements have to be followed all the same.
	pub async fn round(&mut self, ledger: &impl Ledger) -> Result<Round, SubmitError> {
		let result = self.try_round(ledger).await;
		let trouble = match &result {
			Ok(round) => round.blocked.as_ref(),
			Err(e) => Some(e),
		};
		if matches!(trouble, Some(SubmitError::Chain(e)) if e.is_link()) {
			// A node that comes back may have lost its pool.
			self.in_pool.clear();
		}
		result
	}

	async fn try_round(&mut self, ledger: &impl Ledger) -> Result<Round, SubmitError> {
		let best = ledger.best().await?;
		if let Some(cursor) = self.journal.cursor()?
			&& best.number < cursor.number
		{
			return Err(SubmitError::Behind { best: best.number, seen: cursor.number });
		}
		let (newer, settled) = self.descend(ledger, best).await?;
		let device = ledger.device(&settled).await?.ok_or(SubmitError::NotRegistered)?;
		self.status.set_device(device);
		self.book(ledger, device, &settled).await?;
		let mut terms = Vec::new();
		for agreement in &self.agreements {
			terms.push(ledger.terms(*agreement, device, &settled).await?);
		}
		let last = ledger.last_trigger(device, &best).await?;
		let first_trigger = match last {
			Some(last) => last.checked_add(1).ok_or(SubmitError::NumbersUsedUp)?,
			None => 1,
		};
		if self.journal.recover_next_trigger()?.is_none() && ledger.pool_nonce().await? != ledger.nonce(&best).await? {
			// A new journal with an old key: numbers begin behind those that are still on their way.
			return Err(SubmitError::UnknownInPool);
		}
		let mut round = Round { best, settled, device, terms, first_trigger, sent: 0, blocked: None };
		match self.send_due(ledger, &mut round, &newer, last).await {
			Ok(()) => {}
			Err(SubmitError::Journal(e)) => return Err(e.into()),
			Err(e) => round.blocked = Some(e),
		}
		Ok(round)
	}

	/// The blocks above the newest settled one, from the best one down, and the settled one.
	async fn descend(&self, ledger: &impl Ledger, best: BlockId) -> Result<(Vec<BlockId>, BlockId), SubmitError> {
		let mut newer = Vec::new();
		let mut block = best;
		while newer.len() < ledger.confirmations() as usize && block.number > 0 {
			newer.push(block);
			block = ledger.block(block.parent).await?;
		}
		Ok((newer, block))
	}

	/// Books the outcomes in the blocks behind the cursor up to the settled one.
	async fn book(&mut self, ledger: &impl Ledger, device: DeviceId, settled: &BlockId) -> Result<(), SubmitError> {
		let nonce = ledger.nonce(settled).await?;
		let target = Cursor { number: settled.number, hash: settled.hash.0, nonce };
		let Some(mut cursor) = self.journal.cursor()? else {
			return Ok(self.journal.settle(&[], &target)?);
		};
		// Also when the chain has become shorter: a trigger that is due again must not be overtaken by later ones.
		let at_cursor = ledger.block_at(cursor.number).await?;
		if at_cursor.is_none_or(|block| block.hash.0 != cursor.hash) {
			cursor = self.undo(ledger, device, cursor, settled).await?;
		}
		if cursor.number >= settled.number {
			return Ok(());
		}
		if nonce == cursor.nonce || self.journal.pending(1)?.is_empty() {
			// Nothing of this unit was included, or nothing is due: no block needs to be searched.
			return Ok(self.journal.settle(&[], &target)?);
		}
		let mut fates = Vec::new();
		for number in cursor.number + 1..=settled.number {
			let Some(block) = ledger.block_at(number).await? else { return Ok(()) };
			match self.search(ledger, &block).await {
				Ok(found) => fates.extend(found.into_iter().map(|found| (found.seq, fate(&found, number)))),
				// Its state was pruned while the unit was away; the last trigger number below tells enough.
				Err(ChainError::UnknownBlock(_)) => {}
				Err(e) => return Err(e.into()),
			}
			if number % CHUNK == 0 && number < settled.number {
				// The nonce stays that of the old cursor, which only makes the search longer.
				let cursor = Cursor { number, hash: block.hash.0, nonce: cursor.nonce };
				self.settle(&fates, &cursor)?;
				fates.clear();
			}
		}
		// What the chain's last trigger number covers is done, also when the block that did it can no longer be read.
		let known: BTreeSet<TriggerSeq> = fates.iter().map(|(seq, _)| *seq).collect();
		if let Some(last) = ledger.last_trigger(device, settled).await? {
			let done = self.journal.pending_up_to(last)?.into_iter().filter(|seq| !known.contains(seq));
			for seq in done {
				tracing::warn!(
					trigger = seq,
					"done before block {}, where exactly is not known any more",
					settled.number
				);
				fates.push((seq, Fate::Sent { block: settled.number }));
			}
		}
		self.settle(&fates, &target)?;
		self.searched.retain(|_, (number, _)| *number > settled.number);
		Ok(())
	}

	/// A reorganisation has reached below the cursor: everything booked above the last common block is due again.
	async fn undo(
		&mut self,
		ledger: &impl Ledger,
		device: DeviceId,
		cursor: Cursor,
		settled: &BlockId,
	) -> Result<Cursor, SubmitError> {
		// The common block is not known, as only one hash was kept. The search begins some way below the cursor, and
		// whatever the chain does not confirm is sent again: the chain takes a number only once, so nothing can happen
		// twice. The common block may lie deeper still. Whatever the new chain lacks has a number above the last one that
		// it has seen, and must be due before a later trigger raises that one.
		let depth = u64::from(ledger.confirmations()).max(8) * 16;
		let number = cursor.number.saturating_sub(depth).min(settled.number);
		let block = ledger.block_at(number).await?.ok_or_else(|| ChainError::UnknownBlock(number.to_string()))?;
		tracing::warn!(
			block = cursor.number,
			"a settled block was replaced by a deep reorganisation; triggers after block {number} and those that the chain no longer has are checked again"
		);
		let last = ledger.last_trigger(device, settled).await?;
		let undone = self.journal.settled_above(number, last)?;
		let fates: Vec<_> = undone.into_iter().map(|seq| (seq, Fate::Pending)).collect();
		let cursor = Cursor { number, hash: block.hash.0, nonce: ledger.nonce(&block).await? };
		self.journal.settle(&fates, &cursor)?;
		self.searched.clear();
		self.in_pool.clear();
		Ok(cursor)
	}

	async fn search(&mut self, ledger: &impl Ledger, block: &BlockId) -> Result<Vec<Found>, ChainError> {
		if let Some((_, found)) = self.searched.get(&block.hash) {
			return Ok(found.clone());
		}
		let found = ledger.triggers_in(block).await?;
		self.searched.insert(block.hash, (block.number, found.clone()));
		Ok(found)
	}

	fn settle(&mut self, fates: &[(TriggerSeq, Fate)], cursor: &Cursor) -> Result<(), JournalError> {
		self.journal.settle(fates, cursor)?;
		for (seq, fate) in fates {
			self.in_pool.remove(seq);
			match fate {
				Fate::Sent { block } => tracing::info!(trigger = seq, block, "trigger settled on the chain"),
				Fate::Refused { block, error } => {
					tracing::error!(trigger = seq, block, "the trigger is refused: {error}");
					self.status.set_error(Some(format!("trigger {seq}: {error}")));
				}
				Fate::Pending => {}
			}
		}
		if !fates.is_empty() {
			self.status.set_triggers(&self.journal.totals()?);
		}
		Ok(())
	}

	/// Hands the due triggers to the pool and counts them in the round.
	async fn send_due(
		&mut self,
		ledger: &impl Ledger,
		round: &mut Round,
		newer: &[BlockId],
		last: Option<TriggerSeq>,
	) -> Result<(), SubmitError> {
		let best = &round.best;
		let mut included = BTreeSet::new();
		for block in newer {
			included.extend(self.search(ledger, block).await?.into_iter().map(|found| found.seq));
		}
		let cursor = self.journal.cursor()?;
		let due = loop {
			let pending = self.journal.pending(MAX_IN_FLIGHT + included.len())?;
			let (due, void): (Vec<_>, Vec<_>) = pending
				.into_iter()
				.filter(|trigger| !included.contains(&trigger.seq) && last.is_none_or(|last| trigger.seq > last))
				.take(MAX_IN_FLIGHT)
				.partition(|trigger| {
					!round.terms.iter().any(|terms| terms.agreement == trigger.agreement && !terms.active)
				});
			match &cursor {
				Some(cursor) if !void.is_empty() => self.give_up(&void, &round.settled, cursor)?,
				_ => break due,
			}
		};
		let first_nonce = ledger.nonce(best).await?;
		for (nonce, trigger) in (first_nonce..).zip(due) {
			let waits = self
				.in_pool
				.get(&trigger.seq)
				.is_some_and(|(with, at)| *with == nonce && *at <= best.number && best.number < at + RESEND_AFTER);
			if waits {
				continue;
			}
			match ledger.send(&trigger, nonce, best).await {
				// A taken nonce is an earlier copy of this trigger: only this unit uses the account.
				Ok(()) | Err(ChainError::Pool(PoolRefusal::AlreadyKnown | PoolRefusal::NonceTaken)) => {
					self.in_pool.insert(trigger.seq, (nonce, best.number));
					round.sent += 1;
				}
				// A new block has just taken it; the next round sees that.
				Err(ChainError::Pool(PoolRefusal::Outdated)) => break,
				// The rest of the order waits with it.
				Err(ChainError::Pool(PoolRefusal::Payment)) => return Err(SubmitError::NoQuota),
				Err(e) => return Err(e.into()),
			}
		}
		Ok(())
	}

	/// Books triggers that the chain is sure to refuse, as their agreements are over; sending them would only cost quota.
	fn give_up(&mut self, void: &[Trigger], settled: &BlockId, cursor: &Cursor) -> Result<(), JournalError> {
		let fates: Vec<_> = void
			.iter()
			.map(|trigger| {
				let error = format!("not sent, as agreement {} is not in force", trigger.agreement);
				(trigger.seq, Fate::Refused { block: settled.number, error })
			})
			.collect();
		self.settle(&fates, cursor)
	}
}

fn fate(found: &Found, block: u64) -> Fate {
	match &found.error {
		None => Fate::Sent { block },
		// The number had taken effect before.
		Some(error) if error == "Maintenance.DuplicateTrigger" => Fate::Sent { block },
		Some(error) => Fate::Refused { block, error: error.clone() },
	}
}
