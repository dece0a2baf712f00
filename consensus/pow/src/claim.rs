//! The difficulty that a block must have.

use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus_pow::DifficultyApi;
use sp_core::U256;
use sp_runtime::{
	DigestItem,
	traits::{Block as BlockT, Header as HeaderT},
};

use crate::{Error, metrics::Metrics, seal::take_seal};

/// The difficulty that the runtime asks of a child of `parent`.
pub(crate) fn required_difficulty<B, C>(client: &C, parent: B::Hash, metrics: &Metrics) -> Result<U256, Error>
where
	B: BlockT,
	C: ProvideRuntimeApi<B>,
	C::Api: DifficultyApi<B, U256>,
{
	metrics.on_runtime_call();
	client.runtime_api().difficulty(parent).map_err(|error| Error::Runtime(error.to_string()))
}

/// Whether a child of `parent` can have the difficulty `claimed`, as far as headers tell: one block changes the
/// difficulty by at most [`bpiiot_asert::MAX_STEP`].
///
/// The first block's difficulty is in no header. A new runtime may have another least difficulty, so the two blocks
/// that follow an upgrade are left to the runtime.
pub(crate) fn is_possible_claim<B, C>(client: &C, parent: B::Header, claimed: U256) -> Result<bool, Error>
where
	B: BlockT,
	C: HeaderBackend<B>,
{
	let (grandparent, upgraded) = (*parent.parent_hash(), is_upgrade::<B>(&parent));
	let Ok((_, seal)) = take_seal::<B>(&mut { parent }) else { return Ok(true) };
	if upgraded || bpiiot_asert::is_possible_step(seal.difficulty, claimed) {
		return Ok(true);
	}
	Ok(client.header(grandparent)?.is_some_and(|header| is_upgrade::<B>(&header)))
}

fn is_upgrade<B: BlockT>(header: &B::Header) -> bool {
	header.digest().logs().iter().any(|item| matches!(item, DigestItem::RuntimeEnvironmentUpdated))
}
