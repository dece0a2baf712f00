//! The check of announced headers.

use std::{error::Error as StdError, fmt, future::Future, pin::Pin, sync::Arc, time::Instant};

use futures::FutureExt;
use log::debug;
use sp_blockchain::{BlockStatus, Error as BlockchainError, HeaderBackend, HeaderMetadata};
use sp_consensus::block_validation::{BlockAnnounceValidator, Validation};
use sp_runtime::traits::{Block as BlockT, Header as HeaderT, One};

use crate::{
	algorithm::Algorithm,
	claim::is_possible_claim,
	finality::FinalityGuard,
	metrics::Metrics,
	refusal::BlockRefusal,
	seal::{SealError, check_sealed},
};

/// Checks the seals of announced headers, so that a header without work costs the peer that announces it its
/// connection.
///
/// It calls no runtime. The sync itself keeps at most four announcements of a peer in work at a time; each is judged at
/// once, so that none waits. Made by [`PowImport::announce_validator`](crate::PowImport::announce_validator).
pub struct AnnounceValidator<B: BlockT, C, A> {
	client: Arc<C>,
	guard: FinalityGuard<B, C>,
	algorithm: A,
	metrics: Metrics,
}

/// What to do with an announcement.
#[derive(Debug)]
enum Verdict {
	/// The sync takes it from here.
	Good,
	/// It is of no use, which need not be the peer's fault.
	Useless(BlockRefusal),
	/// Its seal is bad.
	Bad(SealError),
	/// Something else about it is bad.
	Broken(&'static str),
}

impl<B, C, A> AnnounceValidator<B, C, A>
where
	B: BlockT,
	C: HeaderBackend<B> + HeaderMetadata<B, Error = BlockchainError>,
	A: Algorithm,
{
	pub(crate) fn new(client: Arc<C>, guard: FinalityGuard<B, C>, algorithm: A, metrics: Metrics) -> Self {
		Self { client, guard, algorithm, metrics }
	}

	fn judge(&self, header: &B::Header, data: &[u8]) -> Result<Verdict, crate::Error> {
		if !data.is_empty() {
			return Ok(Verdict::Broken("it carries data that no block of this chain has"));
		}
		let (hash, number, parent) = (header.hash(), *header.number(), *header.parent_hash());
		// Every peer announces every block. One that has been imported has been checked.
		if self.client.status(hash)? == BlockStatus::InChain {
			return Ok(Verdict::Good);
		}
		if self.guard.is_displaced(hash, number, parent)? {
			return Ok(Verdict::Useless(BlockRefusal::BelowFinality));
		}
		let began = Instant::now();
		let checked = check_sealed::<B, A>(&self.algorithm, header.clone());
		self.metrics.on_verified(began.elapsed());
		let claimed = match checked {
			Ok((_, _, checked)) => checked.seal.difficulty,
			Err(reason) => return Ok(Verdict::Bad(reason)),
		};
		let Some(parent) = self.client.header(parent)? else { return Ok(Verdict::Good) };
		if number != *parent.number() + One::one() {
			return Ok(Verdict::Broken("its number is not one above its parent's"));
		}
		if !is_possible_claim::<B, C>(&self.client, parent, claimed)? {
			return Ok(Verdict::Bad(SealError::WrongDifficulty));
		}
		Ok(Verdict::Good)
	}
}

type Answer = Result<Validation, Box<dyn StdError + Send>>;

impl<B, C, A> BlockAnnounceValidator<B> for AnnounceValidator<B, C, A>
where
	B: BlockT,
	C: HeaderBackend<B> + HeaderMetadata<B, Error = BlockchainError>,
	A: Algorithm,
{
	fn validate(&mut self, header: &B::Header, data: &[u8]) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
		let refuse = |reason: &dyn fmt::Display| {
			debug!(target: "pow", "The announcement of block {} is refused: {reason}", header.number());
			Ok(Validation::Failure { disconnect: true })
		};
		let answer: Answer = match self.judge(header, data) {
			Ok(Verdict::Good) => Ok(Validation::Success { is_new_best: false }),
			Ok(Verdict::Bad(reason)) => {
				self.metrics.on_rejected(reason);
				refuse(&reason)
			}
			Ok(Verdict::Broken(reason)) => refuse(&reason),
			// An error leaves the peer alone.
			Ok(Verdict::Useless(reason)) => Err(Box::new(reason)),
			Err(error) => Err(Box::new(error)),
		};
		futures::future::ready(answer).boxed()
	}
}
