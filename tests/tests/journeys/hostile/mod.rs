//! Peers that lie, and what they can do to a node.

mod forge;
mod peer;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bpiiot_client::Chain;
use bpiiot_pow::Seal;
use bpiiot_runtime::{Header, OpaqueBlock as Block};
use bpiiot_testbed::{
	Node, Spec, peers,
	waits::{eventually, reach},
};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sp_core::{H256, U256};
use sp_runtime::traits::Block as _;
use tempfile::TempDir;
use tokio::time::sleep;

use self::{
	forge::{Forge, TARGET, unseal, with_seal},
	peer::{Library, Peer},
};
use crate::world::{PATIENCE, header, key, seed, soak, total_work, turn};

/// Garbage headers a second.
const RATE: f64 = 1_000.0;
/// Garbage headers that a peer claims to have on top of the best block.
const RANGE: u32 = 128;
/// An hour, ms.
const HOUR: u64 = 3_600_000;

/// A node that strangers may connect to, and what they need for it.
struct Victim {
	node: Node,
	chain: Chain,
	address: String,
}

impl Victim {
	/// Starts a node that follows the chain of `spec`, and the node at `bootnode` when one is given.
	async fn start(spec: &Spec, bootnode: Option<&str>) -> Result<Self> {
		let mut node = Node::new("victim", spec.clone())?;
		node.arguments = ["--rpc-methods", "unsafe"].map(Into::into).into();
		node.bootnodes = bootnode.into_iter().map(Into::into).collect();
		let chain = node.run(1).await?;
		let address = node.address(&chain).await?;
		Ok(Self { node, chain, address })
	}

	async fn metric(&self, name: &str) -> Result<f64> {
		self.node.metric(name).await?.with_context(|| format!("the node has no metric {name}"))
	}

	async fn runtime_calls(&self) -> Result<f64> {
		self.metric("bpiiot_pow_runtime_calls_total").await
	}

	async fn rejected(&self) -> Result<f64> {
		Ok(self.node.metric("bpiiot_pow_rejected_seals_total").await?.unwrap_or_default())
	}

	async fn best(&self) -> Result<H256> {
		Ok(H256(self.chain.best().await?.hash.0))
	}

	/// The header of the best block, and what the chain asks of a child of it.
	async fn tip(&self) -> Result<(Header, U256)> {
		let best = self.best().await?;
		let header = header(&self.chain, best).await?.context("the best block has no header")?;
		Ok((header, difficulty(&self.chain, best).await?))
	}

	/// Whether the node has a block.
	async fn has(&self, hash: H256) -> Result<bool> {
		Ok(header(&self.chain, hash).await?.is_some())
	}

	/// Waits until the node has this block as its best.
	async fn follows(&self, block: &Block) -> Result<()> {
		let hash = block.hash();
		let what = format!("block {} to become the best", block.header().number);
		eventually(&what, PATIENCE, async || Ok((self.best().await? == hash).then_some(()))).await
	}
}

/// Milliseconds since 1970.
fn now() -> u64 {
	std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

/// A header on `parent` whose seal is noise.
fn garbage(random: &mut impl RngCore, parent: &Header, difficulty: U256) -> Header {
	let mut header = parent.clone();
	header.parent_hash = parent.hash();
	header.number += 1;
	random.fill_bytes(&mut header.state_root.0);
	header.digest.pop();
	let mut seal = Seal { nonce: random.next_u64(), solution: [0; 16], difficulty, signature: Default::default() };
	random.fill_bytes(&mut seal.solution);
	header.digest.push(seal.to_item());
	header
}

/// Blocks and RPC of a node over a time.
#[derive(Debug)]
struct Figures {
	blocks: u64,
	seconds: f64,
	/// RPC answers, ms: the middle one and the one that 99 in 100 are faster than.
	median: f64,
	slow: f64,
}

impl std::fmt::Display for Figures {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		let interval = self.seconds / self.blocks.max(1) as f64;
		write!(
			f,
			"{} blocks in {:.0} s (one in {interval:.2} s), RPC p50 {:.1} ms, p99 {:.1} ms",
			self.blocks, self.seconds, self.median, self.slow
		)
	}
}

async fn measure(chain: &Chain, length: Duration) -> Result<Figures> {
	let (began, first) = (Instant::now(), chain.best().await?.number);
	let mut answers = Vec::new();
	while began.elapsed() < length {
		let asked = Instant::now();
		chain.best().await?;
		answers.push(asked.elapsed().as_secs_f64() * 1_000.0);
		sleep(Duration::from_millis(20)).await;
	}
	answers.sort_by(f64::total_cmp);
	let at = |share: usize| answers.get(answers.len() * share / 100).copied().unwrap_or_default();
	let blocks = chain.best().await?.number - first;
	Ok(Figures { blocks, seconds: began.elapsed().as_secs_f64(), median: at(50), slow: at(99) })
}

/// What garbage came to.
struct Flood {
	/// Headers that peers got rid of.
	sent: u64,
	seconds: f64,
	/// Peers that the node has accepted, with the number of the block that they claimed to have; each came under a new name
	/// when the one before was dropped.
	peers: Vec<(u64, Peer)>,
	/// How often the node has accepted none.
	refused: u64,
}

impl std::fmt::Display for Flood {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		let rate = self.sent as f64 / self.seconds;
		write!(f, "{} seals ({rate:.0} a second) by {} peers, {} refused", self.sent, self.peers.len(), self.refused)
	}
}

/// Peer after peer announces garbage.
async fn announce_garbage(victim: &Victim, length: Duration, seed: u64) -> Result<Flood> {
	let mut random = ChaCha8Rng::seed_from_u64(seed);
	let (began, mut flood) = (Instant::now(), Flood { sent: 0, seconds: 0.0, peers: Vec::new(), refused: 0 });
	while began.elapsed() < length {
		let (parent, difficulty) = victim.tip().await?;
		let best = (parent.number, parent.hash());
		match Peer::join(&victim.address, genesis(&victim.chain), best, Library::default()).await {
			Ok(peer) => {
				let sent = flood.sent;
				let due = || {
					let elapsed = began.elapsed();
					(elapsed < length).then(|| (elapsed.as_secs_f64() * RATE) as u64 - sent)
				};
				flood.sent += peer.flood(due, || garbage(&mut random, &parent, difficulty)).await;
				flood.peers.push((best.0.into(), peer));
			}
			Err(_) => {
				flood.refused += 1;
				sleep(Duration::from_millis(100)).await;
			}
		}
	}
	flood.seconds = began.elapsed().as_secs_f64();
	Ok(flood)
}

/// Peer after peer claims a longer chain, and serves garbage when the node asks for it.
async fn serve_garbage(victim: &Victim, length: Duration, seed: u64) -> Result<Flood> {
	let mut random = ChaCha8Rng::seed_from_u64(seed);
	let (began, mut flood) = (Instant::now(), Flood { sent: 0, seconds: 0.0, peers: Vec::new(), refused: 0 });
	while began.elapsed() < length {
		let (mut tip, difficulty) = victim.tip().await?;
		let library = Library::default();
		library.add(Block::new(tip.clone(), Vec::new()));
		for _ in 0..RANGE {
			tip = garbage(&mut random, &tip, difficulty);
			library.add(Block::new(tip.clone(), Vec::new()));
		}
		match Peer::join(&victim.address, genesis(&victim.chain), (tip.number, tip.hash()), library.clone()).await {
			Ok(mut peer) => {
				// While announcements pour in, the node's network layer can be late with letting go of a peer.
				let _ = peer.dropped(Duration::from_secs(1)).await;
				flood.sent += library.served();
				flood.peers.push((tip.number.into(), peer));
			}
			Err(_) => {
				flood.refused += 1;
				sleep(Duration::from_millis(100)).await;
			}
		}
	}
	flood.seconds = began.elapsed().as_secs_f64();
	Ok(flood)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_garbage_seals_a_second_cost_no_runtime_call_and_their_senders_are_dropped() -> Result<()> {
	let _turn = turn().await;
	let seed = seed();
	let directory = TempDir::new()?;
	let spec = Spec::customised(directory.path(), 120, &[])?;
	let mut miner = Node::new("miner", spec.clone())?.mining_for(key("Ferdie").account());
	let miner_chain = miner.run(1).await?;
	let victim = Victim::start(&spec, Some(&miner.address(&miner_chain).await?)).await?;
	reach(&victim.chain, 3).await?;
	let length = Duration::from_secs(if soak() { 60 } else { 6 });
	let quiet = measure(&victim.chain, length).await?;

	// What the import of blocks costs without anybody else there.
	let (calls, first) = (victim.runtime_calls().await?, victim.chain.best().await?.number);
	reach(&victim.chain, first + 5).await?;
	let blocks = victim.chain.best().await?.number - first;
	let cost = ((victim.runtime_calls().await? - calls) / blocks as f64).ceil();

	let (rejected, calls) = (victim.rejected().await?, victim.runtime_calls().await?);
	let first = victim.chain.best().await?.number;
	let chain = victim.chain.clone();
	let measured = tokio::spawn(async move { measure(&chain, length).await });
	let (announcing, serving) =
		tokio::try_join!(announce_garbage(&victim, length, seed), serve_garbage(&victim, length, seed + 1))?;
	let flooded = measured.await??;
	let blocks = victim.chain.best().await?.number - first;
	let grown = victim.runtime_calls().await? - calls;
	let rejected = victim.rejected().await? - rejected;
	println!("without: {quiet}\nflooded: {flooded}");
	println!("announced: {announcing}\nserved: {serving}");
	println!("{rejected} rejected, {grown} runtime calls for {blocks} blocks ({cost} a block)");
	ensure!(announcing.sent > 0 && serving.sent > 0 && rejected > 0.0, "the node has not seen the garbage");
	// Two blocks may be under way when the counters are read.
	ensure!(grown <= cost * (blocks + 2) as f64, "the garbage has caused runtime calls: {grown} for {blocks} blocks");
	ensure!(flooded.blocks > 0, "no block came during the flood");
	let ended = Instant::now();
	for (_, mut peer) in announcing.peers {
		peer.dropped(PATIENCE).await?;
	}
	println!("the last announcer was dropped {:.1} s after the flood", ended.elapsed().as_secs_f64());
	// A peer that only claims a longer chain has sent nothing to be blamed for until the node asks it for that chain, and the
	// node does not ask any more when its own chain is as long.
	eventually("those who claim a longer chain to be dropped", PATIENCE, async || {
		let best = victim.chain.best().await?.number;
		Ok(serving.peers.iter().all(|(claim, peer)| !peer.is_accepted() || *claim <= best).then_some(()))
	})
	.await?;
	let dropped = serving.peers.iter().filter(|(_, peer)| !peer.is_accepted()).count();
	println!("{dropped} of {} who have served garbage were dropped, the others not asked", serving.peers.len());
	ensure!(2 * dropped > serving.peers.len(), "the node has dropped only {dropped} of those who have served garbage");
	drop(serving.peers);
	let id = miner.address(&miner_chain).await?;
	let id = id.rsplit('/').next().context("the address holds no id")?;
	eventually("the miner to be the only peer", PATIENCE, async || {
		Ok((peers(&victim.chain).await? == [id]).then_some(()))
	})
	.await?;
	// It goes on as if nothing had been.
	let best = victim.chain.best().await?.number;
	reach(&victim.chain, best + 2).await?;
	assert_eq!(miner_chain.hash_at(best + 1).await?, victim.chain.hash_at(best + 1).await?);
	Ok(())
}

// covers M6
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_with_a_false_block_is_dropped_and_the_block_with_it() -> Result<()> {
	let _turn = turn().await;
	let directory = TempDir::new()?;
	let spec = Spec::customised(directory.path(), 20, &[])?;
	let forge = Forge::new(&spec)?;
	let victim = Victim::start(&spec, None).await?;

	// It speaks the protocols: what is true is taken.
	let start = now() - HOUR;
	let blocks = forge.chain(forge.genesis(), 5, start).await?;
	let tip = blocks.last().context("five blocks were made")?;
	let library = Library::default();
	blocks.iter().for_each(|block| library.add(block.clone()));
	let honest = Peer::join(&victim.address, forge.genesis(), (5, tip.hash()), library.clone()).await?;
	victim.follows(tip).await?;

	let next_time = start + 5 * TARGET;
	let good = forge.unsealed(tip.hash(), next_time)?;
	let required = forge.difficulty(tip.hash())?;
	let (_, used) = unseal(tip)?;
	let mut changed = good.clone().deconstruct();
	changed.0.state_root = H256::repeat_byte(7);
	let invalid = Block::new(changed.0, changed.1);
	let low = forge.seal(good.header(), U256::one());

	// Each with the runtime calls that it may cost at most: none before the proof, one for the difficulty, one for the check
	// of the inherents before the execution. Whoever comes with a block that is too early may have the better clock, so the
	// block waits for a minute and is tried again every second. A block that cannot be executed is tried twice, because the
	// fault may be the node's own.
	let lies = [
		("a replayed seal", with_seal(good.clone(), used), 0.0, true),
		("a seal that claims too little work", with_seal(good.clone(), low), 1.0, true),
		("a valid proof over an invalid block", forge.sealed(invalid)?, 4.0, true),
		("a time an hour ahead", forge.sealed(forge.unsealed(tip.hash(), now() + HOUR)?)?, 40.0, false),
	];
	for (what, lie, most, is_blamed) in lies {
		let calls = victim.runtime_calls().await?;
		let hash = lie.hash();
		let library = library.fork();
		library.add(lie.clone());
		let liar = Peer::join(&victim.address, forge.genesis(), (5, tip.hash()), library.clone()).await?;
		if is_blamed {
			eventually("the liar to be dropped", PATIENCE, async || {
				let dropped = !liar.announce(lie.header()).await;
				sleep(Duration::from_secs(1)).await;
				Ok(dropped.then_some(()))
			})
			.await
			.with_context(|| format!("for {what}"))?;
			let others = peers(&victim.chain).await?;
			ensure!(!others.iter().any(|id| id == liar.id()), "the peer with {what} is still a peer");
		} else {
			ensure!(liar.announce(lie.header()).await, "the node has dropped the peer before it lied");
			eventually("the node to ask for the block", PATIENCE, async || Ok((library.served() > 0).then_some(())))
				.await?;
			sleep(Duration::from_secs(2)).await;
			ensure!(liar.is_accepted(), "the node has blamed the peer for {what}");
		}
		let cost = victim.runtime_calls().await? - calls;
		println!("{what}: {cost} runtime calls");
		ensure!(!victim.has(hash).await?, "the node has taken a block with {what}");
		ensure!(victim.best().await? == tip.hash(), "{what} has moved the best block");
		ensure!(cost <= most, "{what} has cost {cost} runtime calls");
	}

	// The true block at the same place is still taken, from a peer that has told the truth.
	let next = forge.sealed(good)?;
	ensure!(required == unseal(&next)?.1.difficulty, "the difficulty has changed without a block");
	library.add(next.clone());
	ensure!(honest.is_accepted(), "the honest peer was dropped for the lies of others");
	honest.announce(next.header()).await;
	victim.follows(&next).await
}

// covers M5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_longer_fork_with_less_work_is_taken_in_and_not_followed() -> Result<()> {
	let _turn = turn().await;
	let directory = TempDir::new()?;
	let spec = Spec::customised(directory.path(), 16, &[])?;
	// The heavy chain comes quickly, so its difficulty rises.
	let mut miner = Node::new("miner", spec.clone())?.mining_for(key("Ferdie").account());
	let chain = miner.run(1).await?;
	reach(&chain, 100).await?;
	miner.mining = None;
	miner.stop();
	let miner_chain = miner.run(1).await?;
	let heavy = miner_chain.best().await?;
	let work = total_work(&miner_chain, &heavy).await?;

	// The long chain comes at the target time, so its difficulty stays.
	let forge = Forge::new(&spec)?;
	let mut long = Vec::new();
	let mut long_work = U256::zero();
	while (long.len() as u64) <= heavy.number {
		let parent = long.last().map_or(forge.genesis(), Block::hash);
		let time = now() - HOUR + TARGET * long.len() as u64;
		let block = forge.block(parent, time)?;
		forge.take(&block).await?;
		long_work += unseal(&block)?.1.difficulty;
		long.push(block);
	}
	println!("{} blocks with work {work}, {} with {long_work}", heavy.number, long.len());
	ensure!(long_work < work && long.len() as u64 > heavy.number, "the long chain was to be the lighter one");

	let victim = Victim::start(&spec, Some(&miner.address(&miner_chain).await?)).await?;
	let heavy_hash = H256(heavy.hash.0);
	eventually("the victim to have the heavy chain", PATIENCE, async || {
		Ok((victim.best().await? == heavy_hash).then_some(()))
	})
	.await?;
	let library = Library::default();
	let first = header(&victim.chain, forge.genesis()).await?.context("the node has no first block")?;
	library.add(Block::new(first, Vec::new()));
	long.iter().for_each(|block| library.add(block.clone()));
	let tip = long.last().context("the chain has blocks")?;
	let feeder =
		Peer::join(&victim.address, forge.genesis(), (tip.header().number, tip.hash()), library.clone()).await?;
	ensure!(feeder.announce(tip.header()).await, "the node has dropped a peer that has done nothing wrong");
	eventually("the victim to have the whole fork", PATIENCE, async || {
		ensure!(victim.best().await? == heavy_hash, "the victim has left the chain with the most work");
		Ok(victim.has(tip.hash()).await?.then_some(()))
	})
	.await?;
	sleep(Duration::from_secs(1)).await;
	ensure!(victim.best().await? == heavy_hash, "the victim has left the chain with the most work");
	ensure!(total_work(&victim.chain, &victim.chain.best().await?).await? == work);
	Ok(())
}

fn genesis(chain: &Chain) -> H256 {
	H256(chain.genesis().0)
}

/// What the chain asks of a child of `parent`.
async fn difficulty(chain: &Chain, parent: H256) -> Result<U256> {
	Ok(chain.runtime_call("DifficultyApi_difficulty", &[], bpiiot_client::H256(parent.0)).await?)
}
