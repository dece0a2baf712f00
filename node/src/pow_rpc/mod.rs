//! What a node says of its proof of work: the methods `pow_*`, which `docs/rpc.md` describes.

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::Arc};

use bpiiot_pow::{
	BlockRefusal, BlockTime, Error, HASH_RATE_WINDOW, MAX_HASH_RATE_WINDOW, NetworkHashRate, Observer, SealError,
};
use bpiiot_runtime::{Hash, OpaqueBlock as Block};
use codec::DecodeAll;
use jsonrpsee::{
	core::{RpcResult, async_trait},
	proc_macros::rpc,
	types::{ErrorCode, ErrorObjectOwned},
};
use sc_client_api::{BlockchainEvents, StorageKey, StorageProvider, backend::AuxStore};
use serde::{Deserialize, Serialize};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::{Error as BlockchainError, HeaderBackend, HeaderMetadata};
use sp_consensus_pow::DifficultyApi;
use sp_core::U256;
use sp_io::hashing::twox_128;

use crate::service::{FullBackend, FullClient};

/// The code of the error that a block is not known, or has no record of its work.
const UNKNOWN_BLOCK: i32 = 3001;

/// The code of the error that the chain could not be read.
const UNREADABLE: i32 = 3002;

/// What a node says of its proof of work.
#[rpc(server, namespace = "pow")]
pub trait PowApi {
	/// The difficulty that the next block must have, in mean tries.
	#[method(name = "difficulty", blocking)]
	fn difficulty(&self) -> RpcResult<U256>;

	/// The hash rate of all miners together over the last `blocks` blocks, 120 when not given; none before block 2.
	#[method(name = "networkHashRate", blocking)]
	fn network_hash_rate(&self, blocks: Option<u32>) -> RpcResult<Option<HashRate>>;

	/// Solutions a second of this node's own mining threads, over the last minute.
	#[method(name = "localHashRate")]
	fn local_hash_rate(&self) -> RpcResult<f64>;

	/// Age of the template that is searched, ms; none when this node does not mine now.
	#[method(name = "templateAge")]
	fn template_age(&self) -> RpcResult<Option<u64>>;

	/// Total work of the chain up to `block`, or to the best block, in mean tries.
	#[method(name = "totalWork", blocking)]
	fn total_work(&self, block: Option<Hash>) -> RpcResult<U256>;

	/// Blocks imported since the node's start that are not in the best chain now.
	#[method(name = "orphanCount")]
	fn orphan_count(&self) -> RpcResult<u64>;

	/// Blocks that the best chain has lost at once since the node's start.
	#[method(name = "reorgDepth")]
	fn reorg_depth(&self) -> RpcResult<ReorgDepth>;

	/// Headers refused for their seal since the node's start, by reason.
	#[method(name = "rejectedSeals")]
	fn rejected_seals(&self) -> RpcResult<BTreeMap<String, u64>>;

	/// Blocks with a good seal that were refused since the node's start, by reason.
	#[method(name = "refusedBlocks")]
	fn refused_blocks(&self) -> RpcResult<BTreeMap<String, u64>>;

	/// Time that the last 4096 checks of a seal took; none before the first.
	#[method(name = "verificationTime", blocking)]
	fn verification_time(&self) -> RpcResult<Option<VerificationTime>>;

	/// Blocks from the finalized to the best one.
	#[method(name = "finalityLag")]
	fn finality_lag(&self) -> RpcResult<u64>;

	/// All of it.
	#[method(name = "status", blocking)]
	fn status(&self) -> RpcResult<PowStatus>;
}

/// The hash rate of all miners together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HashRate {
	/// Solutions a second, rounded down; none when the blocks carry the same time.
	pub per_second: Option<U256>,
	/// Expected solutions for the blocks: the sum of their difficulties.
	pub work: U256,
	/// Time that the blocks took, ms.
	pub time: u64,
	/// How many blocks there are.
	pub blocks: u32,
}

/// Blocks that the best chain has lost at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReorgDepth {
	/// The last time; 0 when it never has.
	pub last: u64,
	/// The most.
	pub max: u64,
}

/// Time that checking one seal took, µs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationTime {
	/// Half of the checks took no longer.
	pub p50: u64,
	/// One in a hundred took longer.
	pub p99: u64,
}

/// Everything that a node says of its proof of work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PowStatus {
	/// `pow_difficulty`.
	pub difficulty: U256,
	/// `pow_networkHashRate`; none also when it cannot be said.
	pub network_hash_rate: Option<HashRate>,
	/// `pow_localHashRate`.
	pub local_hash_rate: f64,
	/// `pow_templateAge`.
	pub template_age: Option<u64>,
	/// `pow_totalWork` of the best block.
	pub total_work: U256,
	/// `pow_orphanCount`.
	pub orphan_count: u64,
	/// `pow_reorgDepth`.
	pub reorg_depth: ReorgDepth,
	/// `pow_rejectedSeals`.
	pub rejected_seals: BTreeMap<String, u64>,
	/// `pow_refusedBlocks`.
	pub refused_blocks: BTreeMap<String, u64>,
	/// `pow_verificationTime`.
	pub verification_time: Option<VerificationTime>,
	/// `pow_finalityLag`.
	pub finality_lag: u64,
}

/// Reads a block's time out of its state, which is where the inherent has put it.
pub fn block_time(client: Arc<FullClient>) -> BlockTime<Block> {
	let key = StorageKey([twox_128(b"Timestamp"), twox_128(b"Now")].concat());
	Box::new(move |block| {
		let value = StorageProvider::<Block, FullBackend>::storage(client.as_ref(), block, &key);
		let value = value.map_err(|error| format!("the state of block {block:?} cannot be read: {error}"))?;
		let value = value.ok_or_else(|| format!("block {block:?} has no time"))?;
		u64::decode_all(&mut value.0.as_slice()).map_err(|_| format!("the time of block {block:?} is damaged"))
	})
}

/// Answers the methods.
pub struct Pow<C>(Arc<Observer<Block, C>>);

impl<C> Pow<C> {
	/// Answers with what `observer` sees.
	pub fn new(observer: Arc<Observer<Block, C>>) -> Self {
		Self(observer)
	}
}

fn unreadable(error: Error) -> ErrorObjectOwned {
	let code = if matches!(error, Error::MissingWork(_)) { UNKNOWN_BLOCK } else { UNREADABLE };
	ErrorObjectOwned::owned(code, error.to_string(), None::<()>)
}

impl From<NetworkHashRate> for HashRate {
	fn from(rate: NetworkHashRate) -> Self {
		Self { per_second: rate.per_second(), work: rate.work, time: rate.time, blocks: rate.blocks }
	}
}

fn whole(number: u128) -> u64 {
	u64::try_from(number).unwrap_or(u64::MAX)
}

#[async_trait]
impl<C> PowApiServer for Pow<C>
where
	C: BlockchainEvents<Block>
		+ HeaderBackend<Block>
		+ HeaderMetadata<Block, Error = BlockchainError>
		+ AuxStore
		+ ProvideRuntimeApi<Block>
		+ Send
		+ Sync
		+ 'static,
	C::Api: DifficultyApi<Block, U256>,
{
	fn difficulty(&self) -> RpcResult<U256> {
		self.0.next_difficulty().map_err(unreadable)
	}

	fn network_hash_rate(&self, blocks: Option<u32>) -> RpcResult<Option<HashRate>> {
		let blocks = blocks.unwrap_or(HASH_RATE_WINDOW);
		if !(1..=MAX_HASH_RATE_WINDOW).contains(&blocks) {
			let message = format!("the number of blocks must be 1 to {MAX_HASH_RATE_WINDOW}");
			return Err(ErrorObjectOwned::owned(ErrorCode::InvalidParams.code(), message, None::<()>));
		}
		Ok(self.0.network_hash_rate(blocks).map_err(unreadable)?.map(HashRate::from))
	}

	fn local_hash_rate(&self) -> RpcResult<f64> {
		Ok(self.0.metrics().local_hash_rate())
	}

	fn template_age(&self) -> RpcResult<Option<u64>> {
		Ok(self.0.metrics().template_age().map(|age| whole(age.as_millis())))
	}

	fn total_work(&self, block: Option<Hash>) -> RpcResult<U256> {
		self.0.total_work(block).map_err(unreadable)
	}

	fn orphan_count(&self) -> RpcResult<u64> {
		Ok(self.0.metrics().forks().orphans)
	}

	fn reorg_depth(&self) -> RpcResult<ReorgDepth> {
		let forks = self.0.metrics().forks();
		Ok(ReorgDepth { last: forks.last_reorg_depth, max: forks.max_reorg_depth })
	}

	fn rejected_seals(&self) -> RpcResult<BTreeMap<String, u64>> {
		let count = |reason: SealError| (reason.label().into(), self.0.metrics().rejected(reason));
		Ok(SealError::ALL.into_iter().map(count).collect())
	}

	fn refused_blocks(&self) -> RpcResult<BTreeMap<String, u64>> {
		let count = |reason: BlockRefusal| (reason.label().into(), self.0.metrics().refused(reason));
		Ok(BlockRefusal::ALL.into_iter().map(count).collect())
	}

	fn verification_time(&self) -> RpcResult<Option<VerificationTime>> {
		let times = self.0.metrics().verification_times();
		Ok(times.map(|times| VerificationTime { p50: whole(times.p50.as_micros()), p99: whole(times.p99.as_micros()) }))
	}

	fn finality_lag(&self) -> RpcResult<u64> {
		Ok(self.0.finality_lag())
	}

	fn status(&self) -> RpcResult<PowStatus> {
		Ok(PowStatus {
			difficulty: self.difficulty()?,
			// A node that keeps few states may not know the time of the oldest block; the rest is worth saying.
			network_hash_rate: self.network_hash_rate(None).ok().flatten(),
			local_hash_rate: self.local_hash_rate()?,
			template_age: self.template_age()?,
			total_work: self.total_work(None)?,
			orphan_count: self.orphan_count()?,
			reorg_depth: self.reorg_depth()?,
			rejected_seals: self.rejected_seals()?,
			refused_blocks: self.refused_blocks()?,
			verification_time: self.verification_time()?,
			finality_lag: self.finality_lag()?,
		})
	}
}
