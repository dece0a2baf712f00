//! Finality against work: what has been finalized stays, and above it work decides.

use bpiiot_pow::{BlockRefusal, take_seal};
use futures::StreamExt;
use sc_client_api::BlockchainEvents;
use sp_consensus::block_validation::BlockAnnounceValidator;

use super::*;

// covers M5
#[tokio::test(flavor = "multi_thread")]
async fn a_fork_from_below_the_finalized_block_is_refused_whatever_its_work() {
	let (node, rival) = (Chain::new(), Chain::new());
	let ours = node.extend(node.genesis(), 4).await;
	let theirs = rival.extend(rival.genesis(), 8).await;
	node.finalize(ours[1].hash()).unwrap();

	let calls = node.metrics().runtime_calls();
	let mut announcements = node.parts.other.0.announce_validator();
	for block in &theirs {
		// Obsolete to the sync: it neither blames the peer, who may only not know of the finality, nor starts over.
		assert_eq!(node.offer(block.clone()).await, Ok(ImportResult::MissingState));
		let ignored = announcements.validate(block.header(), &[]).await;
		assert!(ignored.unwrap_err().to_string().contains("below the finalized block"));
	}
	assert_eq!(node.metrics().refused(BlockRefusal::BelowFinality), theirs.len() as u64);
	assert_eq!(node.metrics().runtime_calls(), calls);
	assert_eq!(node.best(), ours[3].hash());

	// A fork that leaves the chain above the finalized block may still win.
	rival.take(&ours[..2]).await;
	let fork = rival.extend(ours[1].hash(), 4).await;
	node.take(&fork).await;
	assert_eq!(node.best(), fork[3].hash());
}

/// Forks that were there before finality came, and whoever builds on them.
#[tokio::test(flavor = "multi_thread")]
async fn a_displaced_fork_is_not_continued() {
	let (node, rival) = (Chain::new(), Chain::new());
	let ours = node.extend(node.genesis(), 3).await;
	let theirs = rival.extend(rival.genesis(), 8).await;
	node.take(&theirs[..2]).await;
	// Own blocks on the rival's fork, made before finality and sealed too late.
	let late = node.make(theirs[1].hash());
	let later = node.make(ours[2].hash());
	node.finalize(ours[0].hash()).unwrap();

	let import = &node.parts.other.0;
	assert_eq!(
		import.import_block(own(late)).await.unwrap(),
		ImportResult::MissingState,
		"own blocks are no exception"
	);
	for block in &theirs[2..] {
		assert_eq!(node.offer(block.clone()).await, Ok(ImportResult::MissingState));
	}
	assert_eq!(node.best(), ours[2].hash());
	assert!(matches!(import.import_block(own(later)).await.unwrap(), ImportResult::Imported(_)));
}

// covers M5
#[tokio::test(flavor = "multi_thread")]
async fn after_finality_the_heaviest_chain_above_it_is_best() {
	let (node, rival) = (Chain::new(), Chain::new());
	let heavy = node.extend(node.genesis(), 7).await;
	let light = rival.extend(rival.genesis(), 5).await;
	// Two branches of the lighter fork, of which the heavier one should be found.
	let branch = rival.extend(light[1].hash(), 1).await;
	node.take(&light).await;
	node.take(&branch).await;
	assert_eq!(node.best(), heavy[6].hash());

	let mut bests = node.client().import_notification_stream();
	node.finalize(light[0].hash()).unwrap();
	assert_ne!(node.best(), heavy[6].hash(), "the client itself leaves the displaced chain in the same write");
	eventually("the choice of the heaviest chain", || node.best() == light[4].hash()).await;
	let news = bests.next().await.unwrap();
	assert_eq!((news.hash, news.is_new_best), (light[4].hash(), true), "miners and pools are told");

	// What comes next is compared with that chain: a block on the shorter branch does not win, one on the longer does.
	let short = rival.make(branch[0].hash()).block;
	node.take([&short]).await;
	assert_eq!(node.best(), light[4].hash());
	let next = rival.make(light[4].hash()).block;
	node.take([&next]).await;
	assert_eq!(node.best(), next.hash());
	assert_eq!(node.offer(resealed_child(&node, &heavy[6])).await, Ok(ImportResult::MissingState));
}

/// A block on a parent whose state this node may not have any more.
fn resealed_child(node: &Chain, parent: &Block) -> Block {
	resealed(&EquiXAlgorithm, parent, EASY.into(), &node.author, |header| {
		header.set_number(*parent.header().number() + 1);
		header.set_parent_hash(parent.hash());
	})
}

/// Finality and a block on the finalized fork at the same moment: the next import must not take the finalized block for
/// the best chain's end.
#[tokio::test(flavor = "multi_thread")]
async fn a_light_block_right_after_finality_does_not_become_best() {
	for _ in 0..5 {
		let (node, rival) = (Chain::new(), Chain::new());
		node.extend(node.genesis(), 6).await;
		let light = rival.extend(rival.genesis(), 4).await;
		let early = rival.make(light[0].hash()).block;
		node.take(&light).await;
		node.finalize(light[0].hash()).unwrap();
		node.take([&early]).await;
		assert_eq!(node.best(), light[3].hash());
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn work_records_go_with_the_blocks_that_finality_displaces() {
	let (node, rival) = (Chain::new(), Chain::new());
	let ours = node.extend(node.genesis(), 4).await;
	let theirs = rival.extend(rival.genesis(), 3).await;
	let branch = {
		rival.take(&ours[..2]).await;
		rival.extend(ours[1].hash(), 2).await
	};
	node.take(&theirs).await;
	node.take(&branch).await;
	for block in ours.iter().chain(&theirs).chain(&branch) {
		assert!(node.has_record(block.hash()));
	}

	node.finalize(ours[0].hash()).unwrap();
	assert!(theirs.iter().all(|block| !node.has_record(block.hash())), "gone in the same write");
	assert!(branch.iter().all(|block| node.has_record(block.hash())), "these may still win");
	node.finalize(ours[2].hash()).unwrap();
	assert!(branch.iter().all(|block| !node.has_record(block.hash())));

	let difficulty = |block: &Block| take_seal::<Block>(&mut block.header().clone()).unwrap().1.difficulty;
	let mut sum = U256::zero();
	for block in &ours {
		sum += difficulty(block);
		assert_eq!(node.total_work(block.hash()).unwrap(), sum, "the finalized chain keeps its records");
	}
}
