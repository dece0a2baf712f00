//! What journeys have in common.

use std::{path::Path, time::Duration};

use anyhow::{Context, Result};
use bpiiot_client::{
	AccountId32, BlockId, Chain, Key,
	primitives::{Channel, Metric, Moment, Reading, table1::Value},
	subxt::rpcs::rpc_params,
};
use bpiiot_pow::take_seal;
use bpiiot_runtime::{Header, OpaqueBlock};
use bpiiot_testbed::{
	Broker, Node, Publisher, Spec, Unit,
	scenario::{self, Ready, Step, Terms},
	waits::eventually,
};
use serde_json::json;
use sp_core::{H256, Pair, U256, crypto::Ss58Codec, ed25519};
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

/// What the node's development chain gives to each well-known account, planck.
pub const ENDOWMENT: u128 = 1_000_000_000_000_000_000;

/// Longer than anything that works takes, also on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// The time of the first reading; later ones follow at one a millisecond.
const FIRST: Moment = 1_581_178_008_000;

/// Journeys take turns: each would mine on all the cores that there are.
pub async fn turn() -> MutexGuard<'static, ()> {
	static TURN: Mutex<()> = Mutex::const_new(());
	TURN.lock().await
}

/// Whether the long versions of the tests were asked for.
pub fn soak() -> bool {
	std::env::var_os("BPIIOT_SOAK").is_some()
}

/// The seed of a random test, printed; the environment variable `SEED` repeats a run.
pub fn seed() -> u64 {
	let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(rand::random);
	println!("SEED={seed}");
	seed
}

/// The header of a block with its seal; none when the node does not have the block.
pub async fn header(chain: &Chain, hash: H256) -> Result<Option<Header>> {
	Ok(chain.raw().request("chain_getHeader", rpc_params![hash]).await?)
}

/// The work of a chain from genesis, which counts zero, to a block: the sum of the difficulties in the seals.
pub async fn total_work(chain: &Chain, block: &BlockId) -> Result<U256> {
	let (mut work, mut hash) = (U256::zero(), H256(block.hash.0));
	loop {
		let mut header =
			header(chain, hash).await?.with_context(|| format!("the node does not have block {hash:?}"))?;
		if header.number == 0 {
			return Ok(work);
		}
		hash = header.parent_hash;
		work += take_seal::<OpaqueBlock>(&mut header)?.1.difficulty;
	}
}

/// The chain of several nodes with blocks at `difficulty` tries, and as verifiers the well-known accounts with these names,
/// the first three of which are the committee. A session has `session` blocks, or so many that a test sees no other.
pub fn local(directory: &Path, difficulty: u64, verifiers: &[&str], session: Option<u32>) -> Result<Spec> {
	let account = |name: &&str| key(name).account().to_string();
	let accounts: Vec<String> = verifiers.iter().map(account).collect();
	Spec::patched(directory, "local", |patch| {
		patch["difficulty"]["initialDifficulty"] = json!(format!("{difficulty:#x}"));
		patch["verifiers"] = json!({ "verifiers": accounts, "sessionLength": session.unwrap_or(10_000) });
		let mut keys = Vec::new();
		for (name, account) in verifiers.iter().zip(&accounts) {
			let key = ed25519::Pair::from_string(&format!("//{name}"), None)?.public();
			keys.push(json!([account, account, { "grandpa": key.to_ss58check() }]));
		}
		patch["session"]["keys"] = json!(keys);
		patch["technicalCommittee"]["members"] = json!(accounts.iter().take(3).collect::<Vec<_>>());
		Ok(())
	})
}

/// A well-known account of the development chain.
pub fn key(name: &str) -> Key {
	Key::development(name).expect("the names are fixed and valid; qed")
}

/// The account that the miner of a [`World`] is paid on.
pub fn miner() -> AccountId32 {
	key("Ferdie").account()
}

/// A verification node that mines and keeps the state of every block, on a chain where it is the only one.
pub fn verification_node(spec: Spec) -> Result<Node> {
	let mut node = Node::new("alice", spec)?.mining_for(miner());
	node.arguments = ["--validator", "--alice", "--unsafe-force-node-key-generation", "--state-pruning", "archive"]
		.map(String::from)
		.into();
	Ok(node)
}

/// A node that mines, a broker, a unit whose device is registered and has an agreement, and a sensor.
pub struct World {
	/// The node.
	pub node: Node,
	/// A connection to it; transactions count as done one block after their inclusion.
	pub chain: Chain,
	/// The broker.
	pub broker: Broker,
	/// The unit, running and listening.
	pub unit: Unit,
	/// The sensor.
	pub sensor: Publisher,
	/// Who owns the device.
	pub owner: Key,
	/// Who maintains it.
	pub provider: Key,
	/// The device's account.
	pub account: AccountId32,
	/// The device and its agreement.
	pub ready: Ready,
	/// The transactions that it took.
	pub steps: Vec<Step>,
	readings: u64,
	_directory: TempDir,
}

impl World {
	/// A world with blocks at `difficulty` tries, about 240 of which one thread makes in a second.
	pub async fn new(difficulty: u64, terms: &Terms) -> Result<Self> {
		let directory = TempDir::new()?;
		let spec = Spec::customised(directory.path(), difficulty, &[])?;
		let mut node = Node::new("miner", spec)?.mining_for(miner());
		let chain = node.run(1).await?;
		Self::around(node, chain, directory, terms).await
	}

	/// A world around a node that mines, with a connection to it and the directory of its chain spec.
	pub async fn around(node: Node, chain: Chain, directory: TempDir, terms: &Terms) -> Result<Self> {
		let mut broker = Broker::new()?;
		broker.start().await?;
		let mut unit = Unit::new(&node.ws_url(), broker.port(), 3)?;
		let (owner, provider) = (key("Charlie"), key("Bob"));
		let (account, claim) = unit.claim(&owner.account())?;
		let (ready, steps) = scenario::prepare(&chain, &owner, &provider, &[(account, claim)], terms).await?;
		let ready = *ready.first().context("one device was to be prepared")?;
		unit.configure(&node.ws_url(), broker.port(), 3, &[ready.agreement])?;
		unit.start()?;
		unit.ready(PATIENCE).await?;
		let sensor = Publisher::new("sensor", broker.port());
		Ok(Self {
			node,
			chain,
			broker,
			unit,
			sensor,
			owner,
			provider,
			account,
			ready,
			steps,
			readings: 0,
			_directory: directory,
		})
	}

	/// The next reading of the sensor.
	pub fn reading(&mut self, metric: Metric, value: Value) -> Reading {
		self.readings += 1;
		Reading { channel: Channel { metric, position: 1 }, value, at: FIRST + self.readings }
	}

	/// Publishes `count` readings of 0.3 g, a message each.
	pub async fn shake(&mut self, count: u64) -> Result<()> {
		for _ in 0..count {
			let reading = self.reading(Metric::Vibration, 300_000);
			self.sensor.publish(&[reading]).await?;
		}
		Ok(())
	}

	/// Waits until the unit has so many readings in its journal.
	pub async fn has_counted(&mut self, readings: u64) -> Result<()> {
		let mut last = 0;
		eventually(&format!("{readings} readings in the journal"), PATIENCE, async || {
			self.unit.process()?.ensure_running()?;
			if let Ok(status) = self.unit.status().await {
				last = status["readings"].as_u64().unwrap_or_default();
			}
			Ok((last >= readings).then_some(()))
		})
		.await
		.with_context(|| format!("the unit has {last}"))
	}

	/// The trigger numbers of all requests on the chain, in the order of the requests.
	pub async fn triggers(&self) -> Result<Vec<u64>> {
		let view = self.chain.at_best().await?;
		let mut triggers = Vec::new();
		for id in 0..view.next_request().await? {
			let request = view.request(id).await?.context("a request is missing")?;
			triggers.push(request.trigger.context("the device counts, so its requests have numbers")?);
		}
		Ok(triggers)
	}
}
