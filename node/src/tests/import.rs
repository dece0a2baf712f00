//! Which chain is best, and that the same blocks make the same state everywhere.

use bpiiot_pow::{EquiXAlgorithm, SealError, header_work, miner, take_seal};
use futures::StreamExt;
use sc_client_api::BlockchainEvents;
use sc_service::PartialComponents;
use sp_consensus::NoNetwork;
use sp_runtime::{
	OpaqueExtrinsic,
	traits::{BlakeTwo256, Hash},
};

use super::*;

// covers M3, M10
#[tokio::test(flavor = "multi_thread")]
async fn another_node_executes_the_same_blocks_to_the_same_state() {
	let miner = Chain::new();
	let blocks = miner.extend(miner.genesis(), 5).await;
	assert_eq!(miner.blocks(), blocks);
	let node = Chain::new();
	for block in &blocks {
		// The header commits to the body: the Merkle root over the extrinsics, and to the state after it.
		let encoded: Vec<_> = block.extrinsics().iter().map(OpaqueExtrinsic::encode).collect();
		assert_eq!(
			*block.header().extrinsics_root(),
			BlakeTwo256::ordered_trie_root(encoded, sp_runtime::StateVersion::V1),
		);
	}
	node.take(&blocks).await;
	assert_eq!(node.best(), miner.best());
	assert_eq!(node.offer(blocks[2].clone()).await, Ok(ImportResult::AlreadyInChain), "a block counts once");
}

// covers M5
#[tokio::test(flavor = "multi_thread")]
async fn the_chain_with_more_work_wins_whichever_came_first() {
	let (one, two) = (Chain::new(), Chain::new());
	let long = one.extend(one.genesis(), 4).await;
	let short = two.extend(two.genesis(), 2).await;

	let node = Chain::new();
	node.take(&short).await;
	assert_eq!(node.best(), two.best());
	node.take(&long).await;
	assert_eq!(node.best(), one.best(), "more work takes over");

	two.take(&long).await;
	assert_eq!(two.best(), one.best(), "also over own blocks");
	one.take(&short).await;
	assert_eq!(one.best(), node.best(), "less work does not");

	let sum = long
		.iter()
		.fold(U256::zero(), |sum, block| sum + take_seal::<Block>(&mut block.header().clone()).unwrap().1.difficulty);
	assert_eq!(node.total_work(node.best()).unwrap(), sum, "total work is the sum of the difficulties");
	assert_eq!(node.total_work(node.best()).unwrap(), two.total_work(two.best()).unwrap());
}

// covers M5
#[tokio::test(flavor = "multi_thread")]
async fn of_two_blocks_with_equal_work_all_nodes_choose_the_same() {
	let (forward, backward) = (Chain::new(), Chain::new());
	let blocks = [forward.make(forward.genesis()).block, backward.make(backward.genesis()).block];
	forward.take(&blocks).await;
	backward.take(blocks.iter().rev()).await;
	assert_eq!(forward.best(), backward.best());
	let best = blocks.iter().min_by_key(|block| header_work::<Block>(block.header().clone())).unwrap();
	assert_eq!(forward.best(), best.hash(), "the better solution decides");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_whose_parent_is_unknown_is_refused() {
	let miner = Chain::new();
	let blocks = miner.extend(miner.genesis(), 2).await;
	let node = Chain::new();
	assert_eq!(node.offer(blocks[1].clone()).await, Ok(ImportResult::UnknownParent));
	assert!(node.total_work(blocks[0].hash()).is_err(), "no record is not zero work");
	// Also where nobody has asked for the parent first.
	let mut orphan = own(miner.make(miner.best()));
	orphan.origin = BlockOrigin::NetworkBroadcast;
	assert_eq!(node.parts.other.0.import_block(orphan).await.unwrap(), ImportResult::UnknownParent);
	assert_eq!((node.client().info().best_number, node.metrics().runtime_calls()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_without_a_whole_work_record_is_an_error() {
	let chain = Chain::new();
	let parent = chain.extend(chain.genesis(), 2).await.pop().unwrap().hash();
	let whole = chain.total_work(parent).unwrap().encode();
	let child = chain.make(parent).block;

	for (record, reason) in [(None, "no record"), (Some(&whole[1..]), "damaged"), (Some(&[]), "damaged")] {
		chain.write_record(parent, record);
		let error = chain.offer(child.clone()).await.unwrap_err();
		assert!(error.contains(reason), "{error}");
		assert_eq!(chain.best(), parent);
		chain.write_record(parent, Some(&whole));
	}
	// The fault was the database's, so the block is not held against anybody.
	chain.take([&child]).await;
	assert_eq!(chain.best(), child.hash());
}

/// Whatever puts a block into the import, it needs a proof.
#[tokio::test(flavor = "multi_thread")]
async fn the_import_verifies_what_no_verifier_has_seen() {
	let chain = Chain::new();
	let import = &chain.parts.other.0;
	let unseen = |block: Block| {
		let (mut header, body) = block.deconstruct();
		let item = header.digest_mut().pop();
		let mut params = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
		params.post_digests.extend(item);
		params.body = Some(body);
		params
	};
	let block = chain.make(chain.genesis()).block;
	let garbage = with_seal(&block, |seal| Seal { difficulty: U256::one(), solution: [7; 16], ..seal }.to_item());
	let unsealed = with_seal(&block, |_| DigestItem::Other(vec![1]));
	for (block, reason) in [(garbage, SealError::WrongSolution), (unsealed, SealError::Missing)] {
		let error = import.import_block(unseen(block)).await.unwrap_err().to_string();
		assert!(error.contains(&reason.to_string()), "{error}");
		assert_eq!(chain.metrics().rejected(reason), 1);
	}
	let mut bare = unseen(block.clone());
	bare.post_digests.clear();
	assert!(import.import_block(bare).await.is_err());
	assert_eq!(chain.metrics().runtime_calls(), 0);
	assert!(matches!(import.import_block(unseen(block)).await.unwrap(), ImportResult::Imported(_)));
}

// covers M4
#[tokio::test(flavor = "multi_thread")]
async fn a_nodes_own_miner_lengthens_its_chain() {
	let mut chain = Chain::new();
	let keystore = chain.parts.keystore_container.keystore();
	let PartialComponents { client, task_manager, transaction_pool, other, .. } = &mut chain.parts;
	let author = miner::author(&keystore, None).unwrap();
	let miner = miner::Miner {
		client: client.clone(),
		import: Box::new(other.0.clone()),
		environment: sc_basic_authorship::ProposerFactory::new(
			task_manager.spawn_handle(),
			client.clone(),
			transaction_pool.clone(),
			None,
			None,
		),
		transactions: Box::new(|| 0),
		sync: NoNetwork,
		inherents: service::Inherents,
		algorithm: EquiXAlgorithm,
		keystore,
		author: author.clone(),
		threads: 1,
		metrics: other.1.clone(),
	};
	let imports = client.import_notification_stream();
	let mining = tokio::spawn(miner.run());
	let mined = tokio::time::timeout(Duration::from_secs(120), imports.take(3).collect::<Vec<_>>()).await;
	mining.abort();
	assert_eq!(mined.expect("two minutes are enough for some easy blocks").len(), 3);
	let blocks = chain.blocks();
	for block in &blocks {
		assert_eq!(AuthorDigest::from_digest(block.header().digest()), Some(author.clone()));
	}
	let node = Chain::new();
	node.take(&blocks).await;
	assert_eq!(node.best(), chain.best());
}
