//! Tells which blocks lie on forks that finality has ruled out.

use std::sync::Arc;

use parking_lot::Mutex;
use sc_client_api::{AuxDataOperations, FinalityNotification};
use schnellru::{ByLength, LruMap};
use sp_blockchain::{Error as BlockchainError, HeaderBackend, HeaderMetadata};
use sp_runtime::traits::{Block as BlockT, NumberFor, One};

use crate::work::work_key;

/// How many blocks of ruled-out forks are remembered by their hash.
///
/// Stops the memory from growing with forks that somebody makes up. A block that is forgotten is still refused; its
/// descendants then have an unknown parent.
const REMEMBERED: u32 = 8_192;

type Hashes<B> = Arc<Mutex<LruMap<<B as BlockT>::Hash, (), ByLength>>>;

/// Knows the blocks that do not descend from the finalized block.
///
/// Finality is never taken back, and a block's hash covers its parent and its number, so a block that has been ruled
/// out stays so and rules out all its descendants, also those whose ancestors are not in the database.
pub(crate) struct FinalityGuard<B: BlockT, C> {
	client: Arc<C>,
	displaced: Hashes<B>,
}

impl<B: BlockT, C> Clone for FinalityGuard<B, C> {
	fn clone(&self) -> Self {
		Self { client: self.client.clone(), displaced: self.displaced.clone() }
	}
}

impl<B, C> FinalityGuard<B, C>
where
	B: BlockT,
	C: HeaderBackend<B> + HeaderMetadata<B, Error = BlockchainError>,
{
	pub(crate) fn new(client: Arc<C>) -> Self {
		Self { client, displaced: Arc::new(Mutex::new(LruMap::new(ByLength::new(REMEMBERED)))) }
	}

	/// What to do in the transaction that finalizes a block: the work records of the blocks that it displaces go with
	/// them.
	///
	/// Records of the finalized chain stay. They are as few as its headers, and they say the total work at any height.
	pub(crate) fn on_finality(&self) -> impl Fn(&FinalityNotification<B>) -> AuxDataOperations + Send + 'static {
		// Without the client: it keeps this function, and would keep itself alive.
		let displaced = self.displaced.clone();
		move |notification| {
			let mut displaced = displaced.lock();
			let stale = notification.stale_blocks.iter();
			stale
				.map(|block| {
					displaced.insert(block.hash, ());
					(work_key(block.hash.as_ref()), None)
				})
				.collect()
		}
	}

	/// Whether the block cannot become part of the finalized chain. One whose ancestors are not known may, for all we
	/// know.
	///
	/// It need not be in the database, and nothing about it need have been checked but its hash.
	pub(crate) fn is_displaced(
		&self,
		hash: B::Hash,
		number: NumberFor<B>,
		parent: B::Hash,
	) -> Result<bool, BlockchainError> {
		let displaced = self.search(hash, number, parent)?;
		if displaced {
			self.displaced.lock().insert(hash, ());
		}
		Ok(displaced)
	}

	fn search(&self, hash: B::Hash, number: NumberFor<B>, parent: B::Hash) -> Result<bool, BlockchainError> {
		let info = self.client.info();
		if number <= info.finalized_number {
			return Ok(self.client.hash(number)? != Some(hash));
		}
		// The usual case.
		if parent == info.best_hash || parent == info.finalized_hash {
			return Ok(false);
		}
		if number == info.finalized_number + One::one() || self.is_remembered(&hash) || self.is_remembered(&parent) {
			return Ok(true);
		}
		let Some(mut ancestor) = self.metadata(parent)? else { return Ok(false) };
		// The best chain contains the finalized block. Whoever leaves it above that block is a fork that may still win.
		while ancestor.number > info.finalized_number {
			if self.client.hash(ancestor.number)? == Some(ancestor.hash) {
				return Ok(false);
			}
			if self.is_remembered(&ancestor.hash) {
				return Ok(true);
			}
			match self.metadata(ancestor.parent)? {
				Some(next) => ancestor = next,
				// The branch has been removed from below: only finality does that.
				None => return Ok(true),
			}
		}
		Ok(ancestor.hash != info.finalized_hash)
	}

	fn metadata(&self, hash: B::Hash) -> Result<Option<sp_blockchain::CachedHeaderMetadata<B>>, BlockchainError> {
		match self.client.header_metadata(hash) {
			Ok(metadata) => Ok(Some(metadata)),
			Err(BlockchainError::UnknownBlock(_)) => Ok(None),
			Err(error) => Err(error),
		}
	}

	fn is_remembered(&self, hash: &B::Hash) -> bool {
		self.displaced.lock().get(hash).is_some()
	}
}
