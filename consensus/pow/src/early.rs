//! A waiting room for blocks whose time has not come yet.

use std::{
	collections::{HashMap, VecDeque},
	time::{Duration, Instant},
};

use parking_lot::Mutex;
use sc_consensus::BlockImportParams;
use sp_runtime::traits::Block as BlockT;

use crate::seal::CheckedSeal;

/// How long a block may wait for its time, unless told otherwise. The runtime allows a block to be 30 s ahead, so that a
/// clock may be 90 s off.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The most blocks that wait. Each has cost its maker a proof of work.
const CAPACITY: usize = 64;

/// A block that has been checked up to its time.
pub(crate) struct EarlyBlock<B: BlockT> {
	pub(crate) block: BlockImportParams<B>,
	pub(crate) checked: CheckedSeal,
	/// When it came.
	pub(crate) since: Instant,
}

/// Blocks that are too early, and their descendants, in the order in which they came.
pub(crate) struct EarlyBlocks<B: BlockT>(Mutex<State<B>>);

struct State<B: BlockT> {
	blocks: VecDeque<EarlyBlock<B>>,
	/// The blocks that wait and those that are being tried again.
	headers: HashMap<B::Hash, B::Header>,
}

impl<B: BlockT> EarlyBlocks<B> {
	pub(crate) fn new() -> Self {
		Self(Mutex::new(State { blocks: VecDeque::new(), headers: HashMap::new() }))
	}

	/// The whole header of a block that waits.
	pub(crate) fn header(&self, hash: &B::Hash) -> Option<B::Header> {
		self.0.lock().headers.get(hash).cloned()
	}

	/// Whether the block waits.
	pub(crate) fn holds(&self, hash: &B::Hash) -> bool {
		self.0.lock().headers.contains_key(hash)
	}

	/// Lets a block wait; false when there is no room.
	pub(crate) fn hold(&self, block: EarlyBlock<B>) -> bool {
		let hash = block.block.post_hash();
		let mut state = self.0.lock();
		if !state.headers.contains_key(&hash) {
			if state.headers.len() >= CAPACITY {
				return false;
			}
			state.headers.insert(hash, block.block.post_header());
		}
		state.blocks.push_back(block);
		true
	}

	/// Takes all blocks out to try them again. They count as held until they are held again or released.
	pub(crate) fn take(&self) -> VecDeque<EarlyBlock<B>> {
		std::mem::take(&mut self.0.lock().blocks)
	}

	/// Forgets a block that was taken out.
	pub(crate) fn release(&self, hash: &B::Hash) {
		self.0.lock().headers.remove(hash);
	}
}
