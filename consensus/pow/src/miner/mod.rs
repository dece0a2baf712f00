//! The template service: builds blocks that lack only their seal, and has them searched by threads of this process and by
//! miners elsewhere.
//!
//! [`Miner`] is the service. It posts a template when the best block changes, when transactions wait and the present template
//! is two seconds old, and otherwise every five seconds, so that a block's timestamp is that fresh; and it takes the template
//! back at once when the best block changes or the node is catching up. [`Searchers`] are the threads, here as in the program
//! `bpiiot-miner`, and a [`MiningHandle`] is the way in for miners of other processes. [`wire`] is what they say in JSON.

mod handle;
mod search;
mod service;
mod template;
pub mod wire;

use std::{future::Future, num::NonZeroUsize, sync::Arc, thread};

use bpiiot_primitives::{AccountId, AuthorDigest};
use sc_client_api::BlockchainEvents;
use sc_consensus::BoxBlockImport;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus::{Environment, Proposer, SyncOracle};
use sp_consensus_pow::DifficultyApi;
use sp_core::{H256, U256};
use sp_inherents::CreateInherentDataProviders;
use sp_keystore::KeystorePtr;
use sp_runtime::traits::Block as BlockT;

use crate::{AUTHOR_KEY_TYPE, Error, algorithm::Algorithm, metrics::Metrics};

pub(crate) use handle::SUBMIT_OUTCOMES;
pub use handle::{Accepted, MiningHandle, MiningStatus, Seat, SubmitError, Submitter};
pub use search::{Found, Job, NICENESS, Searchers};
pub use template::Outline;

const LOG: &str = "pow";

/// Says how many transactions wait in the pool.
pub type WaitingTransactions = Box<dyn Fn() -> usize + Send + Sync>;

/// What the template service needs.
pub struct Miner<B: BlockT, C, E, S, P, A> {
	/// The chain.
	pub client: Arc<C>,
	/// Takes sealed blocks; the same pipeline that foreign blocks go through.
	pub import: BoxBlockImport<B>,
	/// Proposes block bodies.
	pub environment: E,
	/// Says how many transactions wait to be put into a block.
	pub transactions: WaitingTransactions,
	/// Says whether the node is still catching up, when mining would be wasted.
	pub sync: S,
	/// Makes the inherents of a block.
	pub inherents: P,
	/// The puzzle.
	pub algorithm: A,
	/// Holds the author key.
	pub keystore: KeystorePtr,
	/// Who is named and paid in the blocks.
	pub author: AuthorDigest,
	/// How many threads of this process search; with none, only external miners do.
	pub threads: usize,
	/// Where to count.
	pub metrics: Metrics,
}

impl<B, C, E, S, P, A> Miner<B, C, E, S, P, A>
where
	B: BlockT<Hash = H256>,
	C: BlockchainEvents<B> + HeaderBackend<B> + ProvideRuntimeApi<B> + Send + Sync + 'static,
	C::Api: DifficultyApi<B, U256>,
	E: Environment<B> + Send + Sync + 'static,
	E::Proposer: Proposer<B>,
	S: SyncOracle + Send + Sync + 'static,
	P: CreateInherentDataProviders<B, ()> + Send + Sync + 'static,
	A: Algorithm,
{
	/// The service, which goes on until the chain's notifications end, when the node stops; and the way in for external
	/// miners. The threads end when the future is dropped.
	pub fn start(self) -> (MiningHandle, impl Future<Output = ()> + Send) {
		let (handle, service) = service::Service::new(self);
		(handle, service.run())
	}

	/// The service for this process's own threads alone.
	pub async fn run(self) {
		self.start().1.await;
	}
}

/// The threads that a miner uses when it is not told: all but one core, and at least one.
pub fn default_threads() -> NonZeroUsize {
	threads_for(thread::available_parallelism().map_or(1, NonZeroUsize::get))
}

fn threads_for(cores: usize) -> NonZeroUsize {
	NonZeroUsize::new(cores.saturating_sub(1)).unwrap_or(NonZeroUsize::MIN)
}

/// The author that this node names in its blocks: the first author key of its keystore, made when there is none.
///
/// Rewards go to `reward_account`, or to the key's own account.
pub fn author(keystore: &KeystorePtr, reward_account: Option<AccountId>) -> Result<AuthorDigest, Error> {
	let key = match keystore.sr25519_public_keys(AUTHOR_KEY_TYPE).into_iter().next() {
		Some(key) => key,
		None => keystore.sr25519_generate_new(AUTHOR_KEY_TYPE, None).map_err(|error| Error::Key(error.to_string()))?,
	};
	Ok(AuthorDigest { key, reward_account: reward_account.unwrap_or_else(|| AccountId::from(key.0)) })
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn one_core_is_left_free_where_there_are_several() {
		let threads = [0, 1, 2, 3, 64].map(|cores| threads_for(cores).get());
		assert_eq!(threads, [1, 1, 1, 2, 63]);
	}
}
