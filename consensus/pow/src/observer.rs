//! What a node can say of its chain: for RPC when it is asked, for Prometheus all the time.

use std::{marker::PhantomData, sync::Arc, time::Duration};

use futures::StreamExt;
use log::debug;
use sc_client_api::{BlockchainEvents, backend::AuxStore};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::{HeaderBackend, HeaderMetadata, tree_route};
use sp_consensus_pow::DifficultyApi;
use sp_core::U256;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT, UniqueSaturatedInto, Zero};
use tokio::time::{MissedTickBehavior, interval};

use crate::{
	Error,
	metrics::{ChainFigures, Metrics, as_f64},
	seal::take_seal,
	work::total_work,
};

/// How often what changes with time is exported.
const TICK: Duration = Duration::from_secs(1);

/// Blocks that the network's hash rate is taken over unless another number is asked for: twelve minutes at the target time.
pub const HASH_RATE_WINDOW: u32 = 120;

/// The most blocks that a hash rate may be taken over. Each costs reading a header.
pub const MAX_HASH_RATE_WINDOW: u32 = 1_024;

/// Tells the time of a block, in ms since 1970.
pub type BlockTime<B> = Box<dyn Fn(<B as BlockT>::Hash) -> Result<u64, String> + Send + Sync>;

/// Reads the chain.
pub struct Observer<B: BlockT, C> {
	client: Arc<C>,
	metrics: Metrics,
	block_time: BlockTime<B>,
	block: PhantomData<B>,
}

/// The hash rate of all miners together, estimated from the blocks that they have found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkHashRate {
	/// The work of the blocks, in expected solutions.
	pub work: U256,
	/// The time between the block before the first of them and the last, ms.
	pub time: u64,
	/// How many blocks there are.
	pub blocks: u32,
}

impl NetworkHashRate {
	/// Solutions a second, rounded down; none when no time has passed.
	pub fn per_second(&self) -> Option<U256> {
		match self.work.checked_mul(1_000.into()) {
			Some(work) => work.checked_div(self.time.into()),
			// The product does not fit into 256 bits, so that the quotient by a plausible time still has digits enough.
			None => Some(self.work.checked_div(self.time.into())?.saturating_mul(1_000.into())),
		}
	}

	/// The same as the nearest floating-point number.
	fn as_f64(&self) -> Option<f64> {
		(self.time > 0).then(|| as_f64(self.work) / (self.time as f64 / 1_000.0))
	}
}

impl<B, C> Observer<B, C>
where
	B: BlockT,
	C: BlockchainEvents<B>
		+ HeaderBackend<B>
		+ HeaderMetadata<B, Error = sp_blockchain::Error>
		+ AuxStore
		+ ProvideRuntimeApi<B>
		+ Send
		+ Sync
		+ 'static,
	C::Api: DifficultyApi<B, U256>,
{
	/// Reads the chain of `client`.
	pub fn new(client: Arc<C>, metrics: Metrics, block_time: BlockTime<B>) -> Self {
		Self { client, metrics, block_time, block: PhantomData }
	}

	/// What the engine has counted.
	pub fn metrics(&self) -> &Metrics {
		&self.metrics
	}

	/// The difficulty that a child of the best block must have, in mean tries.
	///
	/// # Errors
	/// When the runtime cannot be asked.
	pub fn next_difficulty(&self) -> Result<U256, Error> {
		let best = self.client.info().best_hash;
		self.client.runtime_api().difficulty(best).map_err(|error| Error::Runtime(error.to_string()))
	}

	/// The total work of the chain up to `block`, or to the best block, in mean tries.
	///
	/// # Errors
	/// When the block is not known, or its record is missing or damaged.
	pub fn total_work(&self, block: Option<B::Hash>) -> Result<U256, Error> {
		total_work::<B, C>(&self.client, block.unwrap_or_else(|| self.client.info().best_hash))
	}

	/// Blocks from the finalized to the best one.
	pub fn finality_lag(&self) -> u64 {
		let info = self.client.info();
		let number = |number: <B::Header as HeaderT>::Number| -> u64 { number.unique_saturated_into() };
		number(info.best_number).saturating_sub(number(info.finalized_number))
	}

	/// The hash rate of the network over the last `blocks` blocks, or as many as there are; none before the second block,
	/// because genesis has no time.
	///
	/// # Errors
	/// When a block's header or its time cannot be read.
	pub fn network_hash_rate(&self, blocks: u32) -> Result<Option<NetworkHashRate>, Error> {
		let best = self.client.info().best_hash;
		let (mut hash, mut work, mut counted) = (best, U256::zero(), 0);
		while counted < blocks.min(MAX_HASH_RATE_WINDOW) {
			let header = self.client.header(hash)?.ok_or_else(|| Error::MissingHeader(format!("{hash:?}")))?;
			let parent = *header.parent_hash();
			if header.number().is_zero() || parent == self.client.info().genesis_hash {
				break;
			}
			let (_, seal) = take_seal::<B>(&mut { header })?;
			work = work.saturating_add(seal.difficulty);
			counted += 1;
			hash = parent;
		}
		if counted == 0 {
			return Ok(None);
		}
		let time = |block| (self.block_time)(block).map_err(Error::Runtime);
		Ok(Some(NetworkHashRate { work, time: time(best)?.saturating_sub(time(hash)?), blocks: counted }))
	}

	/// Counts forks from now on, and exports to Prometheus, until the chain's notifications end.
	pub fn run(self: Arc<Self>) -> impl Future<Output = ()> + Send {
		let mut imports = self.client.every_import_notification_stream();
		let start = self.client.info();
		let number = |number: <B::Header as HeaderT>::Number| -> u64 { number.unique_saturated_into() };
		async move {
			let (mut best, mut imported) = (start.best_hash, 0u64);
			let (mut exported, mut unannounced) = (None, None);
			let mut tick = interval(TICK);
			tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
			loop {
				let next = tokio::select! {
					// First what was imported, in its order: then no change of the best block is passed over.
					biased;
					notification = imports.next() => {
						let Some(notification) = notification else { return };
						imported += 1;
						unannounced = None;
						notification.is_new_best.then_some(notification.hash)
					}
					_ = tick.tick() => {
						let now = self.client.info().best_hash;
						self.metrics.sample_rate();
						let changed = exported.replace(now) != Some(now);
						self.metrics.export(changed.then(|| self.figures()), self.finality_lag());
						// Finality can change the best block, and nobody says so. What is imported just now is announced soon.
						let lasting = now != best && unannounced.replace(now) == Some(now);
						lasting.then_some(now)
					}
				};
				// What was imported and did not lengthen the best chain lies beside it.
				let grown = number(self.client.info().best_number).saturating_sub(number(start.best_number));
				self.metrics.on_orphans(imported.saturating_sub(grown));
				if let Some(next) = next {
					self.follow(best, next);
					best = next;
				}
			}
		}
	}

	/// Notes what the best chain lost on the way from one best block to the next.
	fn follow(&self, best: B::Hash, next: B::Hash) {
		match tree_route(self.client.as_ref(), best, next) {
			Ok(route) if !route.retracted().is_empty() => self.metrics.on_reorganised(route.retracted().len() as u64),
			Ok(_) => {}
			// Finality may have removed the old branch already.
			Err(error) => debug!(target: "pow", "The way from {best:?} to {next:?} is lost: {error}"),
		}
	}

	fn figures(&self) -> ChainFigures {
		ChainFigures {
			difficulty: self.next_difficulty().ok(),
			total_work: self.total_work(None).ok(),
			network_hash_rate: self.network_hash_rate(HASH_RATE_WINDOW).ok().flatten().and_then(|rate| rate.as_f64()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_hash_rate_keeps_all_its_digits() {
		let rate = |work, time| NetworkHashRate { work, time, blocks: 1 }.per_second();
		assert_eq!(rate(1_400.into(), 6_000), Some(233.into()));
		assert_eq!(rate(1_400.into(), 0), None);
		let wide = (U256::one() << 200) + 1;
		assert_eq!(rate(wide, 1_000), Some(wide));
		assert_eq!(rate(U256::MAX, 1_000_000), Some((U256::MAX / 1_000_000) * 1_000));
	}
}
