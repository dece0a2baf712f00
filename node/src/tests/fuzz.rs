//! Headers of any content against a real node: no panic, no runtime call, and nothing gets in.

use bpiiot_pow::POW_ENGINE_ID;
use futures::executor::block_on;
use proptest::{prelude::*, test_runner::TestRunner};
use sp_consensus::block_validation::{BlockAnnounceValidator, Validation};

use super::*;

/// A million with BPIIOT_SOAK=1, as many as PROPTEST_CASES says, or two thousand.
fn cases() -> ProptestConfig {
	let cases = match std::env::var("PROPTEST_CASES") {
		_ if is_soak() => 1_000_000,
		Ok(cases) => cases.parse().expect("PROPTEST_CASES is a number"),
		Err(_) => 2_000,
	};
	ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn any_item() -> impl Strategy<Value = DigestItem> {
	let engine = prop_oneof![4 => Just(POW_ENGINE_ID), 1 => Just(*b"FRNK"), 1 => any::<[u8; 4]>()];
	let data = prop_oneof![
		prop::collection::vec(any::<u8>(), 0..300),
		(any::<u64>(), any::<[u8; 16]>(), prop_oneof![Just(EASY), any::<u64>()], any::<[u8; 64]>()).prop_map(
			|(nonce, solution, difficulty, signature)| {
				let signature = sr25519::Signature::from_raw(signature);
				Seal { nonce, solution, difficulty: difficulty.into(), signature }.encode()
			}
		),
		any::<([u8; 32], [u8; 32])>().prop_map(|(key, account)| {
			AuthorDigest { key: sr25519::Public::from_raw(key), reward_account: account.into() }.encode()
		}),
	];
	prop_oneof![
		(engine.clone(), data.clone()).prop_map(|(engine, data)| DigestItem::PreRuntime(engine, data)),
		(engine.clone(), data.clone()).prop_map(|(engine, data)| DigestItem::Seal(engine, data)),
		(engine, data.clone()).prop_map(|(engine, data)| DigestItem::Consensus(engine, data)),
		data.prop_map(DigestItem::Other),
		Just(DigestItem::RuntimeEnvironmentUpdated),
	]
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_of_any_digests_are_refused_without_a_panic_or_a_runtime_call() {
	let node = Chain::new();
	let best = node.extend(node.genesis(), 3).await.pop().unwrap();
	node.finalize(node.client().hash(1).unwrap().unwrap()).unwrap();
	let calls = node.metrics().runtime_calls();
	let (first, good) = (node.client().hash(1).unwrap().unwrap(), best.header().clone());
	let verifier = PowVerifier::<Block, _>::new(EquiXAlgorithm, node.metrics().clone());
	let import = &node.parts.other.0;
	let announcements = std::cell::RefCell::new(import.announce_validator());

	let parent = prop_oneof![
		Just(node.genesis()),
		Just(first),
		Just(good.hash()),
		Just(*good.parent_hash()),
		any::<[u8; 32]>().prop_map(H256),
	];
	let number = prop_oneof![0..6u32, any::<u32>()];
	let digest = (any::<bool>(), prop::collection::vec(any_item(), 0..5)).prop_map(move |(of_good, items)| {
		let mut digest = if of_good { good.digest().clone() } else { Digest::default() };
		items.into_iter().for_each(|item| digest.push(item));
		digest
	});
	let strategy = (parent, number, digest, any::<[u8; 32]>());
	let mut runner = TestRunner::new(cases());
	let outcome = runner.run(&strategy, |(parent, number, digest, root)| {
		let mut header = Header::new(number, H256(root), H256(root), parent, digest);
		let announced = block_on(announcements.borrow_mut().validate(&header, &[]));
		prop_assert!(!matches!(announced, Ok(Validation::Success { .. })), "{announced:?}");
		let check = BlockCheckParams {
			hash: header.hash(),
			number,
			parent_hash: parent,
			allow_missing_state: true,
			allow_missing_parent: false,
			import_existing: false,
		};
		prop_assert!(block_on(import.check_block(check)).is_ok());
		let offered = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header.clone());
		prop_assert!(block_on(verifier.verify(offered)).is_err());
		// And past the verifier.
		let item = header.digest_mut().pop();
		let mut params = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
		params.post_digests.extend(item);
		prop_assert!(block_on(import.import_block(params)).is_err());
		Ok(())
	});
	outcome.unwrap();
	assert_eq!(node.metrics().runtime_calls(), calls);
	assert_eq!(node.best(), best.hash());
}
