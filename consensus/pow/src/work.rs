//! The total work of a chain, recorded beside each block.

use std::cmp::Reverse;

use codec::{DecodeAll, Encode};
use sc_client_api::backend::AuxStore;
use sp_blockchain::HeaderBackend;
use sp_core::U256;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT, Zero};

use crate::Error;

const PREFIX: &[u8] = b"bpiiot/pow/work/";

/// Key of a block's total work in the node's auxiliary storage.
pub(crate) fn work_key(hash: &[u8]) -> Vec<u8> {
	[PREFIX, hash].concat()
}

/// The sum of the difficulties from the genesis block, which counts zero, to the block `hash`.
///
/// A block without a record is an error and never counts as zero: otherwise a damaged database would let a weak chain
/// win.
pub fn total_work<B, C>(client: &C, hash: B::Hash) -> Result<U256, Error>
where
	B: BlockT,
	C: AuxStore + HeaderBackend<B>,
{
	if let Some(record) = client.get_aux(&work_key(hash.as_ref()))? {
		return U256::decode_all(&mut record.as_slice()).map_err(|_| Error::DamagedWork(format!("{hash:?}")));
	}
	match client.header(hash)? {
		Some(header) if header.number().is_zero() => Ok(U256::zero()),
		_ => Err(Error::MissingWork(format!("{hash:?}"))),
	}
}

/// The entry to write for a block's total work.
pub(crate) fn work_entry(hash: &[u8], total: U256) -> (Vec<u8>, Option<Vec<u8>>) {
	(work_key(hash), Some(total.encode()))
}

/// Orders chains, the best one last: by total work, and among equals by the last block's own work, of which less is
/// better.
pub(crate) type Rank = (U256, Reverse<U256>);

/// The rank of a chain with the total work `total`; the genesis block has no work of its own.
pub(crate) fn rank(total: U256, own: Option<U256>) -> Rank {
	(total, Reverse(own.unwrap_or(U256::MAX)))
}
