//! Whole chains on real databases, without a network.

use std::{num::NonZeroUsize, time::Duration};

use bpiiot_pow::{
	AUTHOR_KEY_TYPE, Algorithm, EquiXAlgorithm, Metrics, PowVerifier, Seal, SealError, challenge, header_work, meets,
	miner, take_seal, total_work, work,
};
use bpiiot_runtime::{Header, OpaqueBlock as Block};
use codec::Encode;
use futures::StreamExt;
use sc_cli::SubstrateCli;
use sc_client_api::{BlockBackend, BlockchainEvents};
use sc_consensus::{BlockImport, BlockImportParams, ImportResult, Verifier};
use sc_service::PartialComponents;
use sp_blockchain::HeaderBackend;
use sp_consensus::{BlockOrigin, NoNetwork};
use sp_core::{H256, U256};
use sp_runtime::{
	DigestItem, OpaqueExtrinsic,
	traits::{BlakeTwo256, Block as _, Hash, Header as _},
};

use crate::{
	chain_spec,
	cli::Cli,
	service::{self, Partial},
};

/// A node's parts with an empty database, and the folder that holds it.
struct Chain {
	parts: Partial,
	_folder: tempfile::TempDir,
}

/// A chain on which a thread finds about fifteen blocks a second.
fn quick_spec() -> String {
	let spec: Box<dyn sc_service::ChainSpec> = Box::new(chain_spec::development().unwrap());
	let mut json: serde_json::Value = serde_json::from_str(&spec.as_json(false).unwrap()).unwrap();
	json["genesis"]["runtimeGenesis"]["patch"]["difficulty"]["initialDifficulty"] = "0x10".into();
	json.to_string()
}

impl Chain {
	fn new() -> Self {
		let folder = tempfile::tempdir().unwrap();
		let spec = folder.path().join("spec.json");
		std::fs::write(&spec, quick_spec()).unwrap();
		let arguments =
			["bpiiot-node", "--chain", spec.to_str().unwrap(), "--base-path", folder.path().to_str().unwrap()];
		let cli = Cli::from_iter(arguments);
		let config = cli.create_configuration(&cli.run, tokio::runtime::Handle::current()).unwrap();
		Self { parts: service::new_partial(&config).unwrap(), _folder: folder }
	}

	fn metrics(&self) -> &Metrics {
		&self.parts.other.1
	}

	fn best(&self) -> H256 {
		self.parts.client.info().best_hash
	}

	/// Mines until the chain has `count` blocks more, as this node's own author.
	async fn mine(&mut self, count: usize) {
		let PartialComponents { client, task_manager, keystore_container, transaction_pool, other, .. } =
			&mut self.parts;
		let keystore = keystore_container.keystore();
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
			sync: NoNetwork,
			inherents: service::Inherents,
			algorithm: EquiXAlgorithm,
			author: miner::author(&keystore, None).unwrap(),
			keystore,
			threads: NonZeroUsize::MIN,
			metrics: other.1.clone(),
		};
		let imports = client.import_notification_stream();
		let mining = tokio::spawn(miner.run());
		let mined = tokio::time::timeout(Duration::from_secs(120), imports.take(count).collect::<Vec<_>>()).await;
		mining.abort();
		assert_eq!(mined.expect("a minute is enough for some easy blocks").len(), count);
	}

	/// The blocks from the first to the best, as they went over the wire.
	fn blocks(&self) -> Vec<Block> {
		let best = self.parts.client.info().best_number;
		(1..=best)
			.map(|number| {
				let hash = self.parts.client.block_hash(number).unwrap().unwrap();
				self.parts.client.block(hash).unwrap().unwrap().block
			})
			.collect()
	}

	/// Offers a foreign block, as the import queue does.
	async fn offer(&self, block: Block) -> Result<(), String> {
		let (header, body) = block.deconstruct();
		let mut offered = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
		offered.body = Some(body);
		let verifier = PowVerifier::new(EquiXAlgorithm, self.metrics().clone());
		let verified = Verifier::<Block>::verify(&verifier, offered).await?;
		match self.parts.other.0.import_block(verified).await {
			Ok(ImportResult::Imported(_)) => Ok(()),
			Ok(other) => Err(format!("{other:?}")),
			Err(error) => Err(error.to_string()),
		}
	}

	/// Signs and solves a header of this node's own making at a difficulty of its own choice.
	fn seal(&self, header: &Header, difficulty: U256) -> Seal {
		let keystore = self.parts.keystore_container.keystore();
		let author = miner::author(&keystore, None).unwrap();
		let pre_hash = header.hash();
		let signature = keystore.sr25519_sign(AUTHOR_KEY_TYPE, &author.key, pre_hash.as_ref()).unwrap().unwrap();
		let mut scratch = EquiXAlgorithm::scratch();
		for nonce in 0.. {
			let challenge = challenge(pre_hash.as_ref(), &signature, nonce);
			for solution in EquiXAlgorithm.solve(&challenge, &mut scratch) {
				if meets(work(&challenge, &solution), difficulty) {
					return Seal { nonce, solution, difficulty, signature };
				}
			}
		}
		unreachable!("the nonces do not end before a solution is found")
	}
}

/// The block with another seal.
fn resealed(block: &Block, change: impl FnOnce(&Header, Seal) -> DigestItem) -> Block {
	let (mut header, body) = block.clone().deconstruct();
	let (_, seal) = take_seal::<Block>(&mut header).unwrap();
	let item = change(&header, seal);
	header.digest.push(item);
	Block::new(header, body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_garbage_seal_is_refused_without_a_runtime_call() {
	let mut miner = Chain::new();
	miner.mine(1).await;
	let block = miner.blocks().remove(0);

	let node = Chain::new();
	let garbage = resealed(&block, |_, seal| Seal { nonce: seal.nonce.wrapping_add(1), ..seal }.to_item());
	for round in 1..=100 {
		node.offer(garbage.clone()).await.unwrap_err();
		let refused =
			node.metrics().rejected(SealError::TooLittleWork) + node.metrics().rejected(SealError::WrongSolution);
		assert_eq!(refused, round);
	}
	assert_eq!(node.metrics().runtime_calls(), 0, "a garbage seal must not reach the runtime");
	assert_eq!(node.parts.client.info().best_number, 0);

	node.offer(block).await.unwrap();
	assert!(node.metrics().runtime_calls() > 0, "the counter counts the calls that a good block needs");
	assert_eq!(node.parts.client.info().best_number, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_false_claim_of_difficulty_is_refused_although_the_work_is_done() {
	let mut miner = Chain::new();
	miner.mine(1).await;
	let block = miner.blocks().remove(0);

	let node = Chain::new();
	for claim in [1u64, 15, 17] {
		let lying = resealed(&block, |header, _| miner.seal(header, claim.into()).to_item());
		// Known as bad, which costs the peer its connection; an error would make the sync start over.
		assert_eq!(node.offer(lying).await.unwrap_err(), "KnownBad");
	}
	assert_eq!(node.metrics().rejected(SealError::WrongDifficulty), 3);
	assert_eq!(node.parts.client.info().best_number, 0);
}

// covers M3, M10
#[tokio::test(flavor = "multi_thread")]
async fn another_node_executes_the_same_blocks_to_the_same_state() {
	let mut miner = Chain::new();
	miner.mine(5).await;
	let node = Chain::new();
	for block in miner.blocks() {
		// The header commits to the body: the Merkle root over the extrinsics, and to the state after it.
		let encoded: Vec<_> = block.extrinsics().iter().map(OpaqueExtrinsic::encode).collect();
		assert_eq!(
			*block.header().extrinsics_root(),
			BlakeTwo256::ordered_trie_root(encoded, sp_runtime::StateVersion::V1),
		);
		node.offer(block).await.unwrap();
	}
	assert_eq!(node.best(), miner.best());

	// A body that the header does not commit to is refused on execution.
	let mut forged = Chain::new();
	let blocks = miner.blocks();
	let (header, mut body) = blocks[0].clone().deconstruct();
	body.push(body[0].clone());
	forged.offer(Block::new(header, body)).await.unwrap_err();
	assert_eq!(forged.parts.client.info().best_number, 0);
	forged.mine(1).await;
}

// covers M5
#[tokio::test(flavor = "multi_thread")]
async fn the_chain_with_more_work_wins_whichever_came_first() {
	let (mut long, mut short) = (Chain::new(), Chain::new());
	long.mine(4).await;
	short.mine(2).await;

	let node = Chain::new();
	for block in short.blocks() {
		node.offer(block).await.unwrap();
	}
	assert_eq!(node.best(), short.best());
	for block in long.blocks() {
		node.offer(block).await.unwrap();
	}
	assert_eq!(node.best(), long.best(), "more work takes over");

	let other = Chain::new();
	for block in long.blocks().into_iter().chain(short.blocks()) {
		other.offer(block).await.unwrap();
	}
	assert_eq!(other.best(), long.best(), "less work does not");

	let work = |chain: &Chain| total_work::<Block, _>(chain.parts.client.as_ref(), chain.best()).unwrap();
	assert_eq!(work(&node), work(&long));
	let sum = long
		.blocks()
		.iter()
		.fold(U256::zero(), |sum, block| sum + take_seal::<Block>(&mut block.header().clone()).unwrap().1.difficulty);
	assert_eq!(work(&node), sum, "total work is the sum of the difficulties");
}

// covers M5
#[tokio::test(flavor = "multi_thread")]
async fn of_two_blocks_with_equal_work_all_nodes_choose_the_same() {
	let (mut one, mut two) = (Chain::new(), Chain::new());
	one.mine(1).await;
	two.mine(1).await;
	let blocks = [one.blocks().remove(0), two.blocks().remove(0)];

	let (forward, backward) = (Chain::new(), Chain::new());
	for block in blocks.iter() {
		forward.offer(block.clone()).await.unwrap();
	}
	for block in blocks.iter().rev() {
		backward.offer(block.clone()).await.unwrap();
	}
	assert_eq!(forward.best(), backward.best());
	let best = blocks.iter().min_by_key(|block| header_work::<Block>(block.header().clone())).unwrap();
	assert_eq!(forward.best(), best.hash(), "the better solution decides");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_whose_parent_is_unknown_is_refused() {
	let mut miner = Chain::new();
	miner.mine(2).await;
	let node = Chain::new();
	node.offer(miner.blocks().remove(1)).await.unwrap_err();
	assert!(total_work::<Block, _>(node.parts.client.as_ref(), miner.best()).is_err(), "no record is not zero work");
	assert_eq!(node.parts.client.info().best_number, 0);
}
