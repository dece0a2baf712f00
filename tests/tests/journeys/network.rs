//! Several nodes, and what a client can check of them.

use anyhow::{Context, Result};
use bpiiot_client::{Chain, Error, H256, Life, MultiAddress, PoolRefusal, api, primitives::BPI};
use bpiiot_testbed::{
	Node, Spec,
	waits::{eventually, reach, within_blocks},
};
use codec::Decode;
use sp_crypto_hashing::twox_128;
use sp_runtime::traits::BlakeTwo256;
use sp_state_machine::{StorageProof, read_proof_check};
use tempfile::TempDir;

use crate::world::{ENDOWMENT, PATIENCE, key, total_work, turn};

/// Waits until the node's best block is the one with this hash.
async fn follows(chain: &Chain, hash: H256) -> Result<()> {
	eventually("the node to choose the other's chain", PATIENCE, async || {
		Ok((chain.best().await?.hash == hash).then_some(()))
	})
	.await
}

// covers M1, M5, M7, M8
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_sync_relay_a_transaction_and_agree_on_the_chain_with_the_most_work() -> Result<()> {
	let _turn = turn().await;
	let directory = TempDir::new()?;
	let spec = Spec::customised(directory.path(), 30, &[])?;
	let (first_miner, second_miner) = (key("Ferdie").account(), key("Eve").account());

	// Two nodes that do not know each other make a chain each.
	let mut first = Node::new("first", spec.clone())?.mining_for(first_miner);
	let mut second = Node::new("second", spec)?.mining_for(second_miner);
	let chain = first.run(1).await?;
	reach(&chain, 10).await?;
	first.mining = None;
	first.stop();
	let chain = second.run(1).await?;
	reach(&chain, 15).await?;
	second.mining = None;
	second.stop();

	// Neither mines any more, so what they have is final; they meet and choose the chain with the most work.
	let first_chain = first.run(1).await?;
	let second_chain = second.run(1).await?;
	let (first_best, second_best) = (first_chain.best().await?, second_chain.best().await?);
	assert_ne!(first_best.hash, second_best.hash);
	let heaviest = match total_work(&first_chain, &first_best).await? > total_work(&second_chain, &second_best).await? {
		true => first_best,
		false => second_best,
	};
	second.stop();
	second.bootnodes = vec![first.address(&first_chain).await?];
	let second_chain = second.run(1).await?;
	follows(&first_chain, heaviest.hash).await?;
	follows(&second_chain, heaviest.hash).await?;

	// The first mines again; the second only signs, relays and follows.
	first.stop();
	first.mining = Some(bpiiot_testbed::Mining { threads: 1, reward_account: first_miner });
	let first_chain = first.run(1).await?;
	let (alice, dave) = (key("Alice"), key("Dave").account());
	let call = api::tx().balances().transfer_keep_alive(MultiAddress::Id(dave), BPI);
	let included = second_chain.submit(&alice, &call).await?;
	assert_eq!(first_chain.hash_at(included.block_number).await?, Some(included.block_hash));
	assert_eq!(second_chain.at_best().await?.balances(&dave).await?.free, ENDOWMENT + BPI);

	// What is invalid is dropped where it comes in: a used nonce, and a fee that cannot be paid.
	let best = second_chain.best().await?;
	let used = second_chain.sign(&alice, &call, 0, Life::Immortal, &best).await?;
	let refusal = second_chain.send(&used).await;
	assert!(matches!(refusal, Err(Error::Pool(PoolRefusal::Outdated))), "{refusal:?}");
	let poor = second_chain.sign(&key("nobody"), &call, 0, Life::Immortal, &best).await?;
	let refusal = second_chain.send(&poor).await;
	assert!(matches!(refusal, Err(Error::Pool(PoolRefusal::Payment))), "{refusal:?}");

	// Both agree on the best chain while it grows. The second has authored none of it, and has not even tried.
	within_blocks(&second_chain, 60, "ten more blocks", async |best| {
		Ok((best.number >= included.block_number + 10).then_some(()))
	})
	.await?;
	let common = included.block_number + 5;
	assert_eq!(first_chain.hash_at(common).await?, second_chain.hash_at(common).await?);
	assert_eq!(second.metric("bpiiot_pow_challenges_total").await?, Some(0.0));
	assert_eq!(second.metric("bpiiot_pow_blocks_mined_total").await?, Some(0.0));
	assert!(first.metric("bpiiot_pow_blocks_mined_total").await?.is_some_and(|mined| mined > 0.0));
	first.stop();
	let stopped = eventually("the second to have all blocks", PATIENCE, async || {
		let best = second_chain.best().await?;
		tokio::time::sleep(std::time::Duration::from_secs(1)).await;
		Ok((second_chain.best().await? == best).then_some(best))
	})
	.await?;
	tokio::time::sleep(std::time::Duration::from_secs(5)).await;
	assert_eq!(second_chain.best().await?, stopped, "nobody mines, so the chain must not grow");
	Ok(())
}

// covers M3, M14
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storage_proof_holds_outside_the_node_and_a_forged_one_does_not() -> Result<()> {
	let _turn = turn().await;
	let directory = TempDir::new()?;
	let spec = Spec::customised(directory.path(), 30, &[])?;
	let mut node = Node::new("prover", spec)?.mining_for(key("Ferdie").account());
	let chain = node.run(1).await?;
	reach(&chain, 3).await?;
	let block = chain.best().await?;

	let storage_key = [twox_128(b"Balances"), twox_128(b"TotalIssuance")].concat();
	let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
	let header: serde_json::Value = rpc(&chain, "chain_getHeader", serde_json::json!([block.hash])).await?;
	let root: sp_core::H256 = serde_json::from_value(header["stateRoot"].clone())?;
	let keys = serde_json::json!([[format!("0x{}", hex(&storage_key))], block.hash]);
	let answer = rpc(&chain, "state_getReadProof", keys).await?;
	let nodes: Vec<sp_core::Bytes> = serde_json::from_value(answer["proof"].clone())?;
	let nodes: Vec<Vec<u8>> = nodes.into_iter().map(|node| node.0).collect();

	let check = |root, nodes: Vec<Vec<u8>>| {
		read_proof_check::<BlakeTwo256, _>(root, StorageProof::new(nodes), [&storage_key[..]])
	};
	let proven = check(root, nodes.clone()).map_err(|e| anyhow::anyhow!("the proof does not hold: {e}"))?;
	let value = proven[&storage_key].clone().context("the proof says that there is no issuance")?;
	let issuance = u128::decode(&mut &value[..])?;
	assert_eq!(issuance, chain.at(&block).await?.total_issuance().await?);
	assert_eq!(issuance, 6 * ENDOWMENT + u128::from(block.number) * 10 * BPI);

	assert!(check(sp_core::H256::repeat_byte(1), nodes.clone()).is_err(), "another root must not fit");
	for place in 0..nodes.len() {
		let mut forged = nodes.clone();
		let last = forged[place].len() - 1;
		forged[place][last] ^= 1;
		let result = check(root, forged);
		assert!(result.is_err(), "node {place} of the proof was changed, and nobody noticed");
	}
	Ok(())
}

async fn rpc(chain: &Chain, method: &str, parameters: serde_json::Value) -> Result<serde_json::Value> {
	let mut params = bpiiot_client::subxt::rpcs::client::RpcParams::new();
	for parameter in parameters.as_array().context("parameters are an array")? {
		params.push(parameter)?;
	}
	Ok(chain.raw().request(method, params).await?)
}
