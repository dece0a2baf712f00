//! A waiting room for blocks whose time has not come yet.

use std::{
	collections::{HashMap, VecDeque},
	time::{Duration, Instant},
};

use parking_lot::Mutex;
use sc_consensus::BlockImportParams;
use sp_runtime::traits::Block as BlockT;

use crate::seal::CheckedSeal;

/// How long a block may wait for its time, unless told otherwise. The runtime allows a block to be 30 s ahead, so that
/// a clock may be 90 s off.
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

#[cfg(test)]
mod tests {
	use sp_consensus::BlockOrigin;
	use sp_core::{H256, U256};

	use super::*;
	use crate::{
		EquiXAlgorithm,
		seal::check_sealed,
		tests::{Block, sealed},
	};

	/// Who gains by cheating: a miner with a fast clock who fills the memory of others.
	#[test]
	fn so_many_blocks_wait_and_no_more() {
		let (header, item, checked) = check_sealed::<Block, _>(&EquiXAlgorithm, sealed(1, U256::one())).unwrap();
		let block = |number: usize| {
			let mut block = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header.clone());
			block.post_digests.push(item.clone());
			block.post_hash = Some(hash(number));
			EarlyBlock { block, checked: checked.clone(), since: Instant::now() }
		};
		fn hash(number: usize) -> H256 {
			H256::from_low_u64_be(number as u64)
		}

		let early = EarlyBlocks::<Block>::new();
		for number in 0..CAPACITY {
			assert!(!early.holds(&hash(number)));
			assert!(early.hold(block(number)));
			assert!(early.holds(&hash(number)));
		}
		assert!(!early.hold(block(CAPACITY)), "there is no room");
		assert!(!early.holds(&hash(CAPACITY)));

		let taken = early.take();
		assert_eq!(taken.len(), CAPACITY);
		assert!(early.holds(&hash(0)), "what is tried again counts as held");
		assert!(!early.hold(block(CAPACITY)));
		assert!(early.hold(block(0)), "and may be held again");
		early.release(&hash(1));
		assert!(!early.holds(&hash(1)) && early.header(&hash(1)).is_none());
		assert!(early.hold(block(CAPACITY)));
		assert_eq!(early.header(&hash(2)).unwrap().digest.logs().len(), 2, "the header is whole");
		assert_eq!(early.take().len(), 2);
	}
}
