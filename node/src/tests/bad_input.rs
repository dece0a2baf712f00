//! Blocks that somebody made up, each refused with its reason, and most of them before any runtime call.

use bpiiot_pow::{BlockRefusal, MAX_DIGEST_LEN, PowImport, SealError};
use sp_consensus::block_validation::{BlockAnnounceValidator, Validation};
use sp_runtime::{
	OpaqueExtrinsic,
	traits::{BlakeTwo256, Hash},
};

use super::*;

/// What a node says of an announced header.
async fn announce(node: &Chain, header: &Header) -> Result<Validation, String> {
	let mut validator = node.parts.other.0.announce_validator();
	validator.validate(header, &[]).await.map_err(|error| error.to_string())
}

const REFUSED: Result<Validation, String> = Ok(Validation::Failure { disconnect: true });
const GOOD: Result<Validation, String> = Ok(Validation::Success { is_new_best: false });

fn author(pair: &sr25519::Pair) -> DigestItem {
	AuthorDigest { key: pair.public(), reward_account: [1; 32].into() }.to_item()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_seal_is_refused_with_its_reason_and_without_a_runtime_call() {
	let miner = Chain::new();
	let blocks = miner.extend(miner.genesis(), 2).await;
	let thief = sr25519::Pair::from_seed(&[99; 32]);
	let puzzle = &EquiXAlgorithm;
	let (node, easy) = (Chain::new(), U256::from(EASY));
	node.take(&blocks[..1]).await;
	let calls = node.metrics().runtime_calls();
	let block = &blocks[1];
	let replayed = take_seal::<Block>(&mut blocks[0].header().clone()).unwrap().1;

	let cases = [
		("a nonce of nobody's work", vec![SealError::TooLittleWork, SealError::WrongSolution], {
			with_seal(block, |seal| Seal { nonce: seal.nonce.wrapping_add(1), ..seal }.to_item())
		}),
		("the seal of another block", vec![SealError::TooLittleWork, SealError::WrongSolution], {
			with_seal(block, |_| replayed.to_item())
		}),
		("another signature of the author", vec![SealError::TooLittleWork, SealError::WrongSolution], {
			let mut header = block.header().clone();
			header.digest_mut().pop();
			let signature = miner.author.sign(header.hash().as_ref());
			with_seal(block, |seal| Seal { signature, ..seal }.to_item())
		}),
		("another author in a proven block", vec![SealError::TooLittleWork, SealError::WrongSolution], {
			let mut stolen = block.header().clone();
			let seal = stolen.digest_mut().pop().unwrap();
			stolen.digest_mut().logs[0] = author(&thief);
			stolen.digest_mut().push(seal);
			Block::new(stolen, block.extrinsics().to_vec())
		}),
		("a proof signed by somebody else", vec![SealError::WrongSignature], {
			resealed(puzzle, block, easy, &thief, |_| {})
		}),
		("two authors", vec![SealError::Author], {
			resealed(puzzle, block, easy, &miner.author, |header| header.digest_mut().push(author(&miner.author)))
		}),
		("two seals", vec![SealError::Several], {
			resealed(puzzle, block, easy, &miner.author, |header| header.digest_mut().push(replayed.to_item()))
		}),
		("a digest that is too large", vec![SealError::DigestTooLarge], {
			let ballast = DigestItem::Other(vec![0; MAX_DIGEST_LEN]);
			resealed(puzzle, block, easy, &miner.author, |header| header.digest_mut().push(ballast))
		}),
		("a seal cut short", vec![SealError::Malformed], {
			with_seal(block, |seal| DigestItem::Seal(bpiiot_pow::POW_ENGINE_ID, seal.encode()[1..].to_vec()))
		}),
		("no seal", vec![SealError::Missing], with_seal(block, |_| DigestItem::Other(Vec::new()))),
		("no difficulty", vec![SealError::ZeroDifficulty], {
			with_seal(block, |seal| Seal { difficulty: U256::zero(), ..seal }.to_item())
		}),
	];
	for (what, reasons, bad) in cases {
		let count = || reasons.iter().map(|reason| node.metrics().rejected(*reason)).sum::<u64>();
		let before = count();
		let error = node.offer(bad.clone()).await.unwrap_err();
		assert!(reasons.iter().any(|reason| error.contains(&reason.to_string())), "{what}: {error}");
		assert_eq!(announce(&node, bad.header()).await, REFUSED, "{what}");
		assert_eq!(count(), before + 2, "{what}: counted when offered and when announced");
	}
	assert_eq!(node.metrics().runtime_calls(), calls, "a bad seal must not reach the runtime");

	assert_eq!(announce(&node, block.header()).await, GOOD);
	assert_eq!(node.metrics().runtime_calls(), calls, "nor does an announcement");
	node.take([block]).await;
	assert!(node.metrics().runtime_calls() > calls, "the counter counts the calls that a good block needs");
	assert_eq!(announce(&node, block.header()).await, GOOD, "a known block");
}

// covers M4
#[tokio::test(flavor = "multi_thread")]
async fn a_false_claim_of_difficulty_is_refused_although_the_work_is_done() {
	let miner = Chain::new();
	let blocks = miner.extend(miner.genesis(), 2).await;
	let claim = |block, claimed: u64| resealed(&EquiXAlgorithm, block, claimed.into(), &miner.author, |_| {});
	let node = Chain::new();

	// The first block's difficulty is in no header, so only the runtime can tell.
	for claimed in [1, EASY - 1, EASY + 1] {
		// Known as bad, which costs the peer its connection; an error would make the sync start over.
		assert_eq!(node.offer(claim(&blocks[0], claimed)).await, Ok(ImportResult::KnownBad));
	}
	assert_eq!(node.metrics().rejected(SealError::WrongDifficulty), 3);
	node.take(&blocks[..1]).await;

	let calls = node.metrics().runtime_calls();
	for claimed in [1, EASY / 2 - 1, EASY * 2 + 2] {
		let lying = claim(&blocks[1], claimed);
		assert_eq!(announce(&node, lying.header()).await, REFUSED);
		assert_eq!(node.offer(lying).await, Ok(ImportResult::KnownBad));
	}
	assert_eq!(node.metrics().runtime_calls(), calls, "no block can change the difficulty that much");
	assert_eq!(node.metrics().rejected(SealError::WrongDifficulty), 9);

	let subtle = claim(&blocks[1], EASY - 1);
	assert_eq!(announce(&node, subtle.header()).await, GOOD, "the header alone does not tell");
	assert_eq!(node.offer(subtle).await, Ok(ImportResult::KnownBad));
	assert_eq!(node.metrics().runtime_calls(), calls + 1);
	assert_eq!(node.client().info().best_number, 1);
}

/// A new runtime may have another least difficulty, so after an upgrade only the runtime can tell.
#[tokio::test(flavor = "multi_thread")]
async fn after_an_upgrade_a_leap_of_the_difficulty_is_left_to_the_runtime() {
	let chain = Chain::new();
	let mut parent = chain.extend(chain.genesis(), 1).await.remove(0).hash();
	for (step, asked) in
		[("the upgrade itself", false), ("the first block after it", true), ("the second", true), ("the third", false)]
	{
		let Made { block, changes } = chain.make(parent);
		let leap = resealed(&EquiXAlgorithm, &block, (10 * EASY).into(), &chain.author, |_| {});
		let calls = chain.metrics().runtime_calls();
		assert_eq!(chain.offer(leap).await, Ok(ImportResult::KnownBad));
		assert_eq!(chain.metrics().runtime_calls() > calls, asked, "{step}");

		// The client takes the block as it is; no runtime is changed here.
		let upgrade = |header: &mut Header| {
			if step == "the upgrade itself" {
				header.digest_mut().push(DigestItem::RuntimeEnvironmentUpdated);
			}
		};
		let block = resealed(&EquiXAlgorithm, &block, EASY.into(), &chain.author, upgrade);
		parent = block.hash();
		chain.force(Made { block, changes }).await;
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_does_not_follow_the_parents_is_refused() {
	let miner = Chain::new();
	let block = miner.make(miner.genesis()).block;
	let node = Chain::new();
	for number in [2, 1_000, u32::MAX] {
		let jumping = resealed(&EquiXAlgorithm, &block, EASY.into(), &miner.author, |header| header.set_number(number));
		assert_eq!(announce(&node, jumping.header()).await, REFUSED);
		assert_eq!(node.offer(jumping).await, Ok(ImportResult::KnownBad));
	}
	assert_eq!((node.metrics().refused(BlockRefusal::Number), node.metrics().runtime_calls()), (3, 0));
}

/// Who gains by cheating: a miner who turns the clock back, for an easier difficulty.
// covers M6
#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_is_not_after_the_parents_is_refused() {
	let chain = Chain::new();
	let parent = chain.extend(chain.genesis(), 2).await.pop().unwrap().hash();
	let good = chain.make(parent).block;
	for back in [0, 1, 3_600_000] {
		// The runtime makes no such inherent, except on genesis, which has no time.
		let early = chain.build(chain.genesis(), time_of(2) - back, &chain.author).block.extrinsics()[0].clone();
		let mut body = good.extrinsics().to_vec();
		body[0] = early;
		let root = BlakeTwo256::ordered_trie_root(
			body.iter().map(OpaqueExtrinsic::encode).collect(),
			sp_runtime::StateVersion::V1,
		);
		let past = resealed(
			&EquiXAlgorithm,
			&Block::new(good.header().clone(), body),
			chain.required(parent),
			&chain.author,
			|header| header.set_extrinsics_root(root),
		);
		assert_eq!(chain.offer(past).await, Ok(ImportResult::KnownBad));
	}
	assert_eq!(chain.metrics().refused(BlockRefusal::Inherents), 3);
	chain.take([&good]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_ahead_of_the_clock_waits_for_its_time_and_so_do_its_children() {
	let miner = Chain::new();
	// The runtime allows 30 s.
	let first = miner.make_with(&EquiXAlgorithm, miner.genesis(), now() + 33_000);
	// The miner's own import would wait too.
	let first = miner.force(first).await;
	let second = miner.make_with(&EquiXAlgorithm, first.hash(), now() + 33_500).block;

	let node = Chain::new();
	assert!(matches!(node.offer(first.clone()).await, Ok(ImportResult::Imported(_))), "nobody is to blame");
	assert!(matches!(node.offer(second.clone()).await, Ok(ImportResult::Imported(_))));
	assert_eq!(node.best(), node.genesis(), "neither is imported yet");
	assert_eq!(node.offer(first.clone()).await, Ok(ImportResult::AlreadyInChain), "it is not asked for again");
	assert_eq!(node.offer(second.clone()).await, Ok(ImportResult::AlreadyInChain));

	eventually("the import of the blocks that waited", || node.best() == second.hash()).await;
	assert!(now() + 30_000 >= first_time(&node, first.hash()), "not before its time");
	assert_eq!(node.metrics().refused(BlockRefusal::TooEarly), 0);
	assert!(node.total_work(second.hash()).is_ok());
}

/// The time that a block's state carries, ms.
fn first_time(node: &Chain, hash: H256) -> u64 {
	use sc_client_api::StorageProvider;
	let key = [sp_io::hashing::twox_128(b"Timestamp"), sp_io::hashing::twox_128(b"Now")].concat();
	let now = node.client().storage(hash, &sp_core::storage::StorageKey(key)).unwrap().unwrap();
	codec::Decode::decode(&mut now.0.as_slice()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_far_ahead_of_the_clock_is_given_up_with_its_children() {
	let chain = Chain::new();
	let far = chain.make_with(&EquiXAlgorithm, chain.genesis(), now() + 86_400_000);
	let far = chain.force(far).await;
	let child = chain.make_with(&EquiXAlgorithm, far.hash(), now() + 86_400_001).block;

	let node = Chain::new();
	let client = node.client().clone();
	let import = PowImport::new(
		client.clone(),
		client,
		node.parts.backend.clone(),
		EquiXAlgorithm,
		service::Inherents,
		node.metrics().clone(),
	)
	.with_patience(Duration::from_millis(1_500));
	let _queue = import.queue(None, &node.parts.task_manager.spawn_essential_handle(), None);
	for block in [&far, &child] {
		let (header, body) = block.clone().deconstruct();
		let mut params = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
		params.body = Some(body);
		let verifier = PowVerifier::<Block, _>::new(EquiXAlgorithm, node.metrics().clone());
		let held = import.import_block(verifier.verify(params).await.unwrap()).await.unwrap();
		assert!(matches!(held, ImportResult::Imported(_)), "{held:?}");
	}
	let parent_held = BlockCheckParams {
		hash: H256::repeat_byte(5),
		number: 3,
		parent_hash: child.hash(),
		allow_missing_state: true,
		allow_missing_parent: false,
		import_existing: false,
	};
	assert!(matches!(import.check_block(parent_held.clone()).await.unwrap(), ImportResult::Imported(_)));
	eventually("the end of patience", || node.metrics().refused(BlockRefusal::TooEarly) > 0).await;
	// The child has nothing to wait for any more.
	let unknown = async {
		while import.check_block(parent_held.clone()).await.unwrap() != ImportResult::UnknownParent {
			tokio::time::sleep(Duration::from_millis(20)).await;
		}
	};
	assert!(tokio::time::timeout(Duration::from_secs(120), unknown).await.is_ok(), "the child is given up too");
	assert_eq!(node.client().info().best_number, 0);
}

/// Who gains by cheating: who has a proof of work to spend, and lets us execute his block for ever.
// covers M10
#[tokio::test(flavor = "multi_thread")]
async fn a_proven_block_that_does_not_execute_is_refused_for_good_the_second_time() {
	let miner = Chain::new();
	let block = miner.make(miner.genesis()).block;
	let change = |change: &dyn Fn(&mut Header)| resealed(&EquiXAlgorithm, &block, EASY.into(), &miner.author, change);
	let wrong_state = change(&|header| header.set_state_root(H256::repeat_byte(9)));
	let rubbish = {
		let (_, mut body) = block.clone().deconstruct();
		body[0] = OpaqueExtrinsic::try_from_encoded_extrinsic(&[0xffu8, 1, 2, 3].to_vec().encode()).unwrap();
		let root = BlakeTwo256::ordered_trie_root(
			body.iter().map(OpaqueExtrinsic::encode).collect(),
			sp_runtime::StateVersion::V1,
		);
		let header = change(&|header| header.set_extrinsics_root(root)).deconstruct().0;
		Block::new(header, body)
	};

	let node = Chain::new();
	for (round, bad) in (1..).zip([wrong_state, rubbish]) {
		let error = node.offer(bad.clone()).await.expect_err("the first time the fault may be ours");
		assert!(!error.is_empty());
		assert_eq!(node.offer(bad.clone()).await, Ok(ImportResult::KnownBad), "{error}");
		let calls = node.metrics().runtime_calls();
		assert_eq!(node.offer(bad).await, Ok(ImportResult::KnownBad));
		assert_eq!(node.metrics().runtime_calls(), calls, "it is not executed again");
		assert_eq!(node.metrics().refused(BlockRefusal::Execution), 2 * round);
	}
	node.take([&block]).await;
}

/// Who gains by cheating: who takes another's proven header, which costs nothing, to have the block refused that it
/// belongs to.
#[tokio::test(flavor = "multi_thread")]
async fn transactions_under_another_blocks_header_do_not_rule_that_block_out() {
	let miner = Chain::new();
	let block = miner.make(miner.genesis()).block;
	let (header, mut body) = block.clone().deconstruct();
	body.push(body[0].clone());
	let node = Chain::new();
	for body in [body, Vec::new()] {
		for _ in 0..3 {
			assert_eq!(node.offer(Block::new(header.clone(), body.clone())).await, Ok(ImportResult::KnownBad));
		}
	}
	assert_eq!((node.metrics().refused(BlockRefusal::WrongBody), node.client().info().best_number), (6, 0));
	assert_eq!(node.metrics().runtime_calls(), 0);
	node.take([&block]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_without_its_transactions_is_refused() {
	let miner = Chain::new();
	let block = miner.make(miner.genesis()).block;
	let node = Chain::new();
	let verifier = PowVerifier::<Block, _>::new(EquiXAlgorithm, node.metrics().clone());
	let bare = BlockImportParams::new(BlockOrigin::NetworkBroadcast, block.header().clone());
	let refused = node.parts.other.0.import_block(verifier.verify(bare).await.unwrap()).await.unwrap();
	assert_eq!(refused, ImportResult::KnownBad);
	assert_eq!(node.metrics().refused(BlockRefusal::Incomplete), 1);
	assert_eq!(node.client().info().best_number, 0);
}

/// Garbage at full speed, and what it costs.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_garbage_is_refused_without_a_runtime_call() {
	let miner = Chain::new();
	let header = miner.make(miner.genesis()).block.deconstruct().0;
	let node = Chain::new();
	let mut validator = node.parts.other.0.announce_validator();
	let garbage: Vec<_> = (0..10_000u32)
		.map(|salt| {
			let mut header = header.clone();
			header.set_state_root(BlakeTwo256::hash_of(&salt));
			header
		})
		.collect();
	let began = std::time::Instant::now();
	for header in &garbage {
		assert_eq!(validator.validate(header, &[]).await.unwrap(), Validation::Failure { disconnect: true });
	}
	let rate = garbage.len() as f64 / began.elapsed().as_secs_f64();
	println!("announced garbage refused: {rate:.0} headers/s");
	assert_eq!(node.metrics().runtime_calls(), 0);
	assert!(
		validator
			.validate(&header, b"data")
			.await
			.is_ok_and(|refused| refused != Validation::Success { is_new_best: false })
	);
}
