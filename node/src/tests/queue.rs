//! The import queue as the network sees it.

use std::{future::poll_fn, sync::Mutex, task::Poll};

use sc_consensus::{BlockImportError, BlockImportStatus, ImportQueue, IncomingBlock, Link};

use super::*;

type Outcome = (Result<BlockImportStatus<u32>, BlockImportError>, H256);

/// What the sync is told of each block.
#[derive(Default)]
struct Told(Mutex<Vec<Outcome>>);

impl Link<Block> for Told {
	fn blocks_processed(&self, _: usize, _: usize, results: Vec<Outcome>) {
		self.0.lock().unwrap().extend(results);
	}
}

fn incoming(block: &Block) -> IncomingBlock<Block> {
	IncomingBlock {
		hash: block.hash(),
		header: Some(block.header().clone()),
		body: Some(block.extrinsics().to_vec()),
		indexed_body: None,
		justifications: None,
		origin: None,
		allow_missing_state: true,
		skip_execution: false,
		import_existing: false,
		state: None,
	}
}

impl Chain {
	/// Sends ranges of blocks through the queue and returns what is said of each, one letter a block: `+` imported, `=`
	/// known, `!` verification failed, `x` bad, `o` obsolete, `-` not tried, `?` another error.
	async fn queue(&mut self, ranges: &[&[Block]]) -> String {
		let queue = &mut self.parts.import_queue;
		for range in ranges {
			queue.service_ref().import_blocks(BlockOrigin::NetworkInitialSync, range.iter().map(incoming).collect());
		}
		let (told, count) = (Told::default(), ranges.iter().map(|range| range.len()).sum::<usize>());
		let all = poll_fn(|context| {
			queue.poll_actions(context, &told);
			if told.0.lock().unwrap().len() >= count { Poll::Ready(()) } else { Poll::Pending }
		});
		tokio::time::timeout(Duration::from_secs(120), all).await.expect("the queue answers");
		let told = told.0.into_inner().unwrap();
		let hashes: Vec<_> = ranges.iter().flat_map(|range| range.iter().map(|block| block.hash())).collect();
		assert_eq!(
			told.iter().map(|(_, hash)| *hash).collect::<Vec<_>>(),
			hashes,
			"each block is answered for, in order"
		);
		told.into_iter()
			.map(|(result, _)| match result {
				Ok(BlockImportStatus::ImportedUnknown(..)) => '+',
				Ok(BlockImportStatus::ImportedKnown(..)) => '=',
				Err(BlockImportError::VerificationFailed(..)) => '!',
				Err(BlockImportError::BadBlock(_)) => 'x',
				Err(BlockImportError::MissingState) => 'o',
				Err(BlockImportError::Cancelled) => '-',
				Err(_) => '?',
			})
			.collect()
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_is_imported_in_order_and_no_check_is_left_over() {
	let miner = Chain::new();
	let blocks = miner.extend(miner.genesis(), 24).await;
	let mut node = Chain::new();
	assert_eq!(node.queue(&[&blocks[..10], &blocks[10..]]).await, "+".repeat(24));
	assert_eq!(node.best(), miner.best());
	assert!(node.metrics().verification_times().is_some());

	// Nobody asks for the checks of known blocks.
	assert_eq!(node.queue(&[&blocks]).await, "=".repeat(24));
	assert_eq!(node.parts.import_queue.pending_checks(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_seal_in_a_range_ends_the_range_and_no_check_is_left_over() {
	let miner = Chain::new();
	let blocks = miner.extend(miner.genesis(), 8).await;
	let mut bad = blocks.clone();
	bad[3] = with_seal(&blocks[3], |seal| Seal { nonce: seal.nonce.wrapping_add(1), ..seal }.to_item());
	let mut node = Chain::new();
	assert_eq!(node.queue(&[&bad]).await, "+++!----");
	assert_eq!(node.parts.import_queue.pending_checks(), 0);
	assert_eq!(node.queue(&[&blocks]).await, "===+++++");
	assert_eq!(node.best(), miner.best());
}

/// A peer that has missed the finality sends its whole fork: not one error, which would make the sync start over, and
/// not a check of a seal.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_fork_from_below_finality_is_obsolete_to_its_end() {
	let (rival, mut node) = (Chain::new(), Chain::new());
	let ours = node.extend(node.genesis(), 3).await;
	let theirs = rival.extend(rival.genesis(), 12).await;
	node.finalize(ours[1].hash()).unwrap();
	let checks = || node.metrics().verification_times().is_some();
	let before = checks();
	// The sync cancels the rest of a range; the ranges after it have a parent that was never looked at.
	assert_eq!(node.queue(&[&theirs[..4], &theirs[4..8], &theirs[8..]]).await, "o---o---o---");
	assert_eq!(node.metrics().verification_times().is_some(), before);
	assert_eq!(node.parts.import_queue.pending_checks(), 0);
	// The same from the finalized height on, as a fork that is asked for by its tip.
	let mut fresh = Chain::new();
	fresh.take(&ours).await;
	fresh.finalize(ours[1].hash()).unwrap();
	assert_eq!(fresh.queue(&[&theirs[2..6], &theirs[6..]]).await, "o---o-----");
	assert_eq!(fresh.best(), ours[2].hash());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_false_claim_in_a_range_drops_the_peer_and_does_not_start_over() {
	let miner = Chain::new();
	let blocks = miner.extend(miner.genesis(), 4).await;
	let mut lying = blocks.clone();
	lying[2] = resealed(&EquiXAlgorithm, &blocks[2], (EASY + 1).into(), &miner.author, |_| {});
	let mut node = Chain::new();
	assert_eq!(node.queue(&[&lying]).await, "++x-");
	assert_eq!(node.queue(&[&blocks[2..]]).await, "++");
}
