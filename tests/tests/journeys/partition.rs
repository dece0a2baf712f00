//! A network of four verification nodes that falls apart and comes together again.
//!
//! Four voters need three for finality. Alice and Dave mine, one on each side of every cut, and in the end Dave's side has
//! more work. What must come of it is the same for every length:
//!
//! - three against one: the three go on finalizing, the one cannot. When the cut heals, the blocks of the one are given up
//!   although they have more work, because a finalized block is never reverted;
//! - two against two: neither side finalizes anything. When the cut heals, the side with more work wins, and finality goes on.

use anyhow::{Result, ensure};
use bpiiot_client::BlockId;
use bpiiot_testbed::{
	Member, Network,
	waits::{eventually, reach},
};
use tempfile::TempDir;

use crate::world::{PATIENCE, key, local, soak, total_work, turn};

const ALICE: usize = 0;
const BOB: usize = 1;
const CHARLIE: usize = 2;
const DAVE: usize = 3;

/// The highest block that both nodes have.
async fn fork_point(network: &Network, one: usize, other: usize) -> Result<u64> {
	let (one, other) = (network.chain(one)?, network.chain(other)?);
	let mut number = one.best().await?.number.min(other.best().await?.number);
	while one.hash_at(number).await? != other.hash_at(number).await? {
		number -= 1;
	}
	Ok(number)
}

/// Lets the network fall apart into the side of Alice and the side of Dave until each has `blocks` blocks of its own.
async fn partition(blocks: u64, alices: &[usize], daves: &[usize]) -> Result<()> {
	let _turn = turn().await;
	let majority = alices.len() > daves.len();
	let directory = TempDir::new()?;
	let spec = local(directory.path(), 30, &["Alice", "Bob", "Charlie", "Dave"], None)?;
	let members = [
		Member::verification("alice").mining_for(key("Alice").account()),
		Member::verification("bob"),
		Member::verification("charlie"),
		Member::verification("dave").mining_for(key("Dave").account()),
	];
	let mut network = Network::new(&spec, &members)?;
	network.start().await?;
	network.finalize(&[ALICE, BOB, CHARLIE, DAVE], 3).await?;

	network.split(&[alices, daves]).await?;
	let (alice, dave) = (network.chain(ALICE)?.clone(), network.chain(DAVE)?.clone());
	let began = alice.best().await?.number.max(dave.best().await?.number);
	reach(&alice, began + blocks).await?;
	reach(&dave, began + blocks).await?;
	let fork = fork_point(&network, ALICE, DAVE).await?;
	if majority {
		network.finalize(alices, fork + 1).await?;
	}

	// Nobody mines any more, so what each side has is final; Dave's side goes on until it has more work.
	network.mine(ALICE, false).await?;
	let alices_tip = side_tip(&network, alices).await?;
	let alices_work = total_work(network.chain(ALICE)?, &alices_tip).await?;
	eventually("the side of Dave to have more work", PATIENCE, async || {
		Ok((total_work(&dave, &dave.best().await?).await? > alices_work).then_some(()))
	})
	.await?;
	network.mine(DAVE, false).await?;
	let daves_tip = side_tip(&network, daves).await?;
	let daves_work = total_work(network.chain(DAVE)?, &daves_tip).await?;
	println!(
		"{blocks} blocks, {} voters against {}: fork at {fork}; side of Alice: {} blocks, work {alices_work}; side of Dave: {} blocks, work {daves_work}",
		alices.len(),
		daves.len(),
		alices_tip.number - fork,
		daves_tip.number - fork
	);
	ensure!(alices_tip.number >= fork + blocks && daves_tip.number >= fork + blocks, "a side is too short");
	for index in daves.iter().chain(if majority { &[] } else { alices }) {
		let finalized = network.chain(*index)?.finalized().await?.number;
		ensure!(finalized <= fork, "node {index} has finalized {finalized} without a majority (fork at {fork})");
	}
	for index in if majority { alices } else { &[] } {
		let finalized = network.chain(*index)?.finalized().await?.number;
		ensure!(finalized > fork, "node {index} has finalized {finalized}, nothing since the fork at {fork}");
	}

	network.heal().await?;
	let (winner, loser) = if majority { (alices_tip, daves_tip) } else { (daves_tip, alices_tip) };
	let agreed = network.agree().await?;
	ensure!(
		agreed.hash == winner.hash,
		"the nodes agree on {agreed:?}, which is not {winner:?} (the other: {loser:?})"
	);

	// Both mine again, and finality goes over what was decided.
	network.mine(ALICE, true).await?;
	network.mine(DAVE, true).await?;
	network.finalize(&[ALICE, BOB, CHARLIE, DAVE], winner.number + 3).await?;
	ensure!(network.common_hash(winner.number).await? == winner.hash, "the winner's blocks were given up");
	let (number, heights) = network.watch().seen();
	println!("finalized up to {number}, seen at {heights} heights");
	network.watch().check()
}

/// The best block of a side that does not mine any more.
async fn side_tip(network: &Network, side: &[usize]) -> Result<BlockId> {
	let mut tips = Vec::new();
	eventually("a side to agree", PATIENCE, async || {
		tips.clear();
		for index in side {
			tips.push(network.chain(*index)?.best().await?);
		}
		Ok(tips.iter().all(|tip| tip.hash == tips[0].hash).then_some(tips[0]))
	})
	.await
}

/// The lengths of the partitions. Around a hundred blocks other chains forget how to heal.
fn lengths() -> &'static [u64] {
	if soak() { &[10, 99, 101] } else { &[10] }
}

// covers M5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_without_a_finality_majority_is_given_up_whatever_its_work() -> Result<()> {
	for blocks in lengths() {
		partition(*blocks, &[ALICE, BOB, CHARLIE], &[DAVE]).await?;
	}
	Ok(())
}

// covers M5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_no_side_has_a_finality_majority_the_most_work_wins() -> Result<()> {
	for blocks in lengths() {
		partition(*blocks, &[ALICE, BOB], &[CHARLIE, DAVE]).await?;
	}
	Ok(())
}
