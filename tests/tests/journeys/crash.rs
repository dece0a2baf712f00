//! A verification node that is killed again and again while it imports.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bpiiot_client::{Chain, subxt::rpcs::rpc_params};
use bpiiot_testbed::{Member, Network, waits::reach};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sp_core::U256;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::world::{ENDOWMENT, key, local, seed, soak, total_work, turn};

const MINER: usize = 0;
const VOTER: usize = 1;

/// A hundred when `BPIIOT_SOAK` is set.
const KILLS: u32 = 8;
/// The longest that the node is left alive once it answers, ms.
const LONGEST_LIFE: u64 = 3_000;
/// The longest that it is left alive when it is killed while it starts, ms.
const LONGEST_START: u64 = 2_000;

/// The node's own record of the total work of its best block, which must be the sum of the seals' difficulties.
async fn work_is_whole(chain: &Chain) -> Result<U256> {
	let best = chain.best().await?;
	let record: U256 = chain.raw().request("pow_totalWork", rpc_params![best.hash]).await?;
	let sum = total_work(chain, &best).await?;
	ensure!(record == sum, "block {} has a record of {record}, its chain has {sum}", best.number);
	Ok(sum)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_voter_killed_at_random_moments_while_it_imports_keeps_its_finalized_chain_its_work_and_its_bond()
-> Result<()> {
	let _turn = turn().await;
	let mut random = ChaCha8Rng::seed_from_u64(seed());
	let directory = TempDir::new()?;
	let spec = local(directory.path(), 30, &["Alice", "Bob"], None)?;
	let members = [Member::verification("alice").mining_for(key("Ferdie").account()), Member::verification("bob")];
	let mut network = Network::new(&spec, &members)?;
	network.start().await?;
	network.finalize(&[MINER, VOTER], 1).await?;

	let kills = if soak() { 100 } else { KILLS };
	for _ in 0..kills {
		sleep(Duration::from_millis(random.random_range(0..LONGEST_LIFE))).await;
		let before = network.chain(VOTER)?.finalized().await?;
		network.kill(VOTER)?;
		if random.random_bool(0.3) {
			network.node(VOTER)?.start()?;
			sleep(Duration::from_millis(random.random_range(0..LONGEST_START))).await;
			network.kill(VOTER)?;
		}
		network.run(VOTER).await?;
		let chain = network.chain(VOTER)?;
		work_is_whole(chain).await?;
		// It imports on, and what it has called finalized is on its chain.
		reach(chain, before.number.max(chain.best().await?.number) + 2).await?;
		ensure!(
			chain.hash_at(before.number).await? == Some(before.hash),
			"block {} was finalized before the kill, and another is in its place",
			before.number
		);
		network.watch().check()?;
	}

	let target = network.chain(MINER)?.best().await?.number;
	network.finalize(&[MINER, VOTER], target).await?;
	let (miner, voter) = (network.chain(MINER)?, network.chain(VOTER)?);
	let common = voter.finalized().await?;
	ensure!(miner.hash_at(common.number).await? == Some(common.hash), "the nodes have finalized different chains");
	ensure!(total_work(miner, &common).await? == total_work(voter, &common).await?);
	let work = work_is_whole(voter).await.context("at the end")?;
	println!(
		"{kills} kills, {} blocks, work {work}; a kill has set the finalized height back by at most {}",
		common.number,
		network.watch().set_back()
	);
	// A voter that forgets what it has voted for votes twice, and is punished.
	let bob = miner.at_best().await?.balances(&key("Bob").account()).await?;
	ensure!(bob.free + bob.held == ENDOWMENT, "the voter has lost money: {bob:?}");
	ensure!(bob.held > 0, "the voter has no bond: {bob:?}");
	network.watch().check()
}
