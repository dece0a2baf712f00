//! Why blocks with a good seal are refused, and which of them are remembered.

use std::time::{Duration, Instant};

use parking_lot::Mutex;
use schnellru::{ByLength, LruMap};
use sp_runtime::traits::Block as BlockT;

/// Why a block whose seal is good is refused. Each has a label in the metric `bpiiot_pow_refused_blocks_total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlockRefusal {
	/// Its number is not one above its parent's.
	#[error("its number is not one above its parent's")]
	Number,
	/// It came without its transactions, so that it cannot be executed.
	#[error("it came without its transactions")]
	Incomplete,
	/// Its transactions are not those that its header names. Whoever sent it put another's header on them.
	#[error("its transactions are not those that its header names")]
	WrongBody,
	/// It lies on a fork that leaves the chain below the finalized block.
	#[error("it lies on a fork that leaves the chain below the finalized block")]
	BelowFinality,
	/// Its time is not after its parent's, or another inherent is wrong.
	#[error("its time or another inherent is wrong")]
	Inherents,
	/// Its time is further ahead of this machine's clock than blocks are kept for.
	#[error("its time is too far ahead of this machine's clock")]
	TooEarly,
	/// It could not be executed to the state that its header names.
	#[error("it does not execute to the state that its header names")]
	Execution,
}

impl BlockRefusal {
	/// Every reason, for metrics.
	pub const ALL: [Self; 7] = [
		Self::Number,
		Self::Incomplete,
		Self::WrongBody,
		Self::BelowFinality,
		Self::Inherents,
		Self::TooEarly,
		Self::Execution,
	];

	/// The label of this reason in metrics.
	pub fn label(self) -> &'static str {
		match self {
			Self::Number => "number",
			Self::Incomplete => "incomplete",
			Self::WrongBody => "wrong_body",
			Self::BelowFinality => "below_finality",
			Self::Inherents => "inherents",
			Self::TooEarly => "too_early",
			Self::Execution => "execution",
		}
	}
}

/// How many failed blocks are remembered. Each has cost its maker a proof of work.
const REMEMBERED: u32 = 1_024;

/// How long a failed block is refused unseen. It ends, because the fault may have been this machine's: a full disk.
const FORGIVEN_AFTER: Duration = Duration::from_secs(600);

/// Blocks whose execution has failed.
///
/// The sync answers an error by starting over, so that a block that cannot be executed would come again and again, and
/// be executed each time. A second failure of the same block is taken for the block's own fault.
pub(crate) struct FailedBlocks<B: BlockT>(Mutex<LruMap<B::Hash, Failure, ByLength>>);

#[derive(Clone, Copy)]
struct Failure {
	first: Instant,
	again: bool,
}

impl<B: BlockT> FailedBlocks<B> {
	pub(crate) fn new() -> Self {
		Self(Mutex::new(LruMap::new(ByLength::new(REMEMBERED))))
	}

	/// Notes a failure at `now`; true when it is not the first.
	pub(crate) fn note(&self, hash: B::Hash, now: Instant) -> bool {
		let mut failed = self.0.lock();
		match failed.get(&hash) {
			Some(failure) if is_fresh(failure, now) => failure.again = true,
			_ => {
				failed.insert(hash, Failure { first: now, again: false });
				return false;
			}
		}
		true
	}

	/// Whether the block has failed more than once.
	pub(crate) fn is_bad(&self, hash: &B::Hash, now: Instant) -> bool {
		self.0.lock().get(hash).is_some_and(|failure| failure.again && is_fresh(failure, now))
	}
}

fn is_fresh(failure: &Failure, now: Instant) -> bool {
	now.saturating_duration_since(failure.first) < FORGIVEN_AFTER
}

#[cfg(test)]
mod tests {
	use sp_core::H256;
	use sp_runtime::{OpaqueExtrinsic, generic, traits::BlakeTwo256};

	use super::*;

	type Block = generic::Block<generic::Header<u32, BlakeTwo256>, OpaqueExtrinsic>;

	#[test]
	fn a_block_is_bad_once_it_has_failed_twice_and_not_for_ever() {
		let (failed, hash, now) = (FailedBlocks::<Block>::new(), H256::repeat_byte(1), Instant::now());
		assert!(!failed.is_bad(&hash, now));
		assert!(!failed.note(hash, now));
		assert!(!failed.is_bad(&hash, now), "the first failure may have been ours");
		assert!(failed.note(hash, now));
		assert!(failed.is_bad(&hash, now));
		assert!(!failed.is_bad(&H256::repeat_byte(2), now));
		let later = now + FORGIVEN_AFTER;
		assert!(!failed.is_bad(&hash, later));
		assert!(!failed.note(hash, later), "it starts anew");
	}

	#[test]
	fn the_memory_of_failed_blocks_is_bounded() {
		let (failed, now) = (FailedBlocks::<Block>::new(), Instant::now());
		for number in 0..3 * u64::from(REMEMBERED) {
			failed.note(H256::from_low_u64_be(number), now);
		}
		assert_eq!(failed.0.lock().len(), REMEMBERED as usize);
	}
}
