//! Several nodes that form one network, which can be cut into parts and healed.

use std::{ffi::OsStr, io::Write, time::Duration};

use anyhow::{Context, Result, bail};
use bpiiot_client::{AccountId32, BlockId, Chain, H256, blake2_256, subxt::rpcs::rpc_params};
use serde_json::Value;
use tempfile::NamedTempFile;

use crate::{
	finality::FinalityWatch,
	node::{Mining, Node, Spec, node_output},
	waits::eventually,
};

/// How long nodes may take to find each other, or to agree: a node dials again some seconds after a loss, and a voter asks
/// for what it missed after some more.
const PATIENCE: Duration = Duration::from_secs(180);

/// A node of a [`Network`].
#[derive(Clone, Debug)]
pub struct Member {
	name: String,
	arguments: Vec<String>,
	mining: Option<Mining>,
}

impl Member {
	/// A node that follows the chain, and neither votes nor mines.
	pub fn normal(name: &str) -> Self {
		Self { name: name.into(), arguments: Vec::new(), mining: None }
	}

	/// A verification node with the session key of a well-known account: `alice`, `bob`, `charlie`, `dave`, …
	pub fn verification(name: &str) -> Self {
		Self { name: name.into(), arguments: vec![format!("--{name}")], mining: None }
	}

	/// The same, mining on one thread for `reward_account`.
	pub fn mining_for(mut self, reward_account: AccountId32) -> Self {
		self.mining = Some(Mining { threads: 1, reward_account });
		self
	}

	/// The same with a further argument.
	pub fn with_argument(mut self, argument: &str) -> Self {
		self.arguments.push(argument.into());
		self
	}
}

struct Place {
	node: Node,
	reward_account: Option<AccountId32>,
	/// While it runs.
	chain: Option<Chain>,
	/// Its peer id.
	id: String,
	/// Which part of the network it belongs to. Nodes of one part are linked, each with each.
	part: usize,
}

impl Place {
	/// The address that other nodes find it at.
	fn address(&self) -> String {
		format!("/ip4/127.0.0.1/tcp/{}/p2p/{}", self.node.p2p_port(), self.id)
	}
}

/// Nodes on the loopback interface, each a process of its own, linked each with each.
///
/// A node accepts nobody but its reserved peers, and who these are is told over the node's own RPC. That makes a partition:
/// the nodes on both sides of the cut take each other off the list, which closes the streams of blocks, votes and
/// transactions, and no other way exists. It needs no privileges, so everybody can run the tests. What it does not show is a
/// cable that swallows packets in silence: the nodes know at once that they have parted.
pub struct Network {
	places: Vec<Place>,
	watch: FinalityWatch,
}

impl Network {
	/// Nodes that have not been started.
	///
	/// # Errors
	/// When there is no room for their files or no port for them.
	pub fn new(spec: &Spec, members: &[Member]) -> Result<Self> {
		let mut places = Vec::new();
		for Member { name, arguments, mining } in members {
			let mut node = Node::new(name, spec.clone())?;
			// A key of its own, the same in every run: others must find it again under the same name.
			let key: String = blake2_256(name.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
			let id = peer_id(&key)?;
			// Without slots for others a node lets go of whoever is taken off its list.
			node.arguments = ["--reserved-only", "--in-peers", "0", "--out-peers", "0", "--rpc-methods", "unsafe"]
				.into_iter()
				.chain(["--node-key", &key])
				.map(Into::into)
				.collect();
			node.arguments.extend(arguments.iter().cloned());
			let reward_account = mining.as_ref().map(|mining| mining.reward_account);
			node.mining = mining.clone();
			places.push(Place { node, reward_account, chain: None, id, part: 0 });
		}
		let addresses: Vec<String> = places.iter().map(Place::address).collect();
		for (index, place) in places.iter_mut().enumerate() {
			for (_, address) in addresses.iter().enumerate().filter(|(other, _)| *other != index) {
				place.node.arguments.extend(["--reserved-nodes".into(), address.clone()]);
			}
		}
		let watch = FinalityWatch::new(places.iter().map(|p| (p.node.name().to_string(), p.node.ws_url())));
		Ok(Self { places, watch })
	}

	/// Starts all nodes and waits until each is linked with each.
	///
	/// # Errors
	/// When one ends instead.
	pub async fn start(&mut self) -> Result<()> {
		for place in &mut self.places {
			place.node.start()?;
		}
		for index in 0..self.places.len() {
			self.connect(index).await?;
		}
		self.linked().await
	}

	/// Starts one node again, in its part of the network.
	///
	/// # Errors
	/// When it ends instead.
	pub async fn run(&mut self, index: usize) -> Result<()> {
		self.place(index)?.node.start()?;
		self.connect(index).await?;
		// It knows all others from its command line; those across a cut refuse it, and now it lets them alone.
		self.link(index).await?;
		self.linked().await
	}

	/// Ends one node in order.
	///
	/// # Errors
	/// When there is no such node.
	pub fn stop(&mut self, index: usize) -> Result<()> {
		let place = self.place(index)?;
		place.chain = None;
		place.node.stop();
		Ok(())
	}

	/// Ends one node with SIGKILL.
	///
	/// # Errors
	/// When there is no such node.
	pub fn kill(&mut self, index: usize) -> Result<()> {
		let place = self.place(index)?;
		place.chain = None;
		place.node.kill();
		let name = place.node.name().to_string();
		self.watch.killed(&name);
		Ok(())
	}

	/// Lets a node mine or not, by starting it again. It must have been made with a reward account.
	///
	/// # Errors
	/// When it has no reward account, or does not start.
	pub async fn mine(&mut self, index: usize, on: bool) -> Result<()> {
		self.stop(index)?;
		let place = self.place(index)?;
		place.node.mining = match on {
			true => {
				let reward_account = place.reward_account.context("the node was made without a reward account")?;
				Some(Mining { threads: 1, reward_account })
			}
			false => None,
		};
		self.run(index).await
	}

	/// Cuts the network: nodes named in one list stay linked, others not. A node in no list keeps to the first.
	///
	/// # Errors
	/// When a node does not answer, or does not let go of a peer.
	pub async fn split(&mut self, parts: &[&[usize]]) -> Result<()> {
		for (part, members) in parts.iter().enumerate() {
			for index in *members {
				self.place(*index)?.part = part;
			}
		}
		self.link_all().await
	}

	/// Makes the network whole again.
	///
	/// # Errors
	/// When nodes do not find each other.
	pub async fn heal(&mut self) -> Result<()> {
		for place in &mut self.places {
			place.part = 0;
		}
		self.link_all().await
	}

	/// The connection to a node.
	///
	/// # Errors
	/// When it does not run.
	pub fn chain(&self, index: usize) -> Result<&Chain> {
		let place = self.places.get(index).with_context(|| format!("there is no node {index}"))?;
		place.chain.as_ref().with_context(|| format!("{} is not running", place.node.name()))
	}

	/// A node.
	///
	/// # Errors
	/// When there is no such node.
	pub fn node(&mut self, index: usize) -> Result<&mut Node> {
		Ok(&mut self.place(index)?.node)
	}

	/// The indices of the nodes that run.
	pub fn running(&self) -> Vec<usize> {
		(0..self.places.len()).filter(|index| self.chain(*index).is_ok()).collect()
	}

	/// What was finalized so far, and whether anything of it was reverted.
	pub fn watch(&self) -> &FinalityWatch {
		&self.watch
	}

	/// Waits until all running nodes have the same best block, and returns it. It says something only while nobody mines.
	///
	/// # Errors
	/// When they do not come together.
	pub async fn agree(&self) -> Result<BlockId> {
		let mut last = Vec::new();
		let agreed = eventually("all nodes to have the same best block", PATIENCE, async || {
			last.clear();
			for index in self.running() {
				last.push(self.chain(index)?.best().await?);
			}
			Ok(last.first().filter(|first| last.iter().all(|best| best.hash == first.hash)).copied())
		})
		.await;
		agreed.with_context(|| format!("the nodes have {last:?}"))
	}

	/// Waits until every one of the nodes `indices` has finalized a block of at least this number.
	///
	/// # Errors
	/// When one does not get there.
	pub async fn finalize(&self, indices: &[usize], number: u64) -> Result<()> {
		let mut last = Vec::new();
		let finalized = eventually(&format!("block {number} to be finalized"), PATIENCE, async || {
			last.clear();
			for index in indices {
				let chain = self.chain(*index)?;
				last.push((chain.best().await?.number, chain.finalized().await?.number));
			}
			Ok(last.iter().all(|(_, finalized)| *finalized >= number).then_some(()))
		})
		.await;
		finalized.with_context(|| format!("the nodes {indices:?} have (best, finalized) {last:?}"))
	}

	/// The hash at a number, which must be the same on all running nodes.
	///
	/// # Errors
	/// When two differ, or one has none.
	pub async fn common_hash(&self, number: u64) -> Result<H256> {
		let mut common = None;
		for index in self.running() {
			let hash = self.chain(index)?.hash_at(number).await?;
			let hash = hash.with_context(|| format!("node {index} has no block {number}"))?;
			if *common.get_or_insert(hash) != hash {
				bail!("the nodes have different blocks at {number}: {common:?} and {hash:?}");
			}
		}
		common.context("no node runs")
	}

	fn place(&mut self, index: usize) -> Result<&mut Place> {
		self.places.get_mut(index).with_context(|| format!("there is no node {index}"))
	}

	async fn connect(&mut self, index: usize) -> Result<()> {
		let place = self.place(index)?;
		place.chain = Some(place.node.connect(1).await?);
		Ok(())
	}

	/// Tells every running node who belongs to its part.
	async fn link_all(&self) -> Result<()> {
		for index in self.running() {
			self.link(index).await?;
		}
		self.linked().await
	}

	/// Tells a node who belongs to its part.
	async fn link(&self, index: usize) -> Result<()> {
		let part = self.places.get(index).map(|place| place.part);
		let chain = self.chain(index)?;
		for (_, other) in self.places.iter().enumerate().filter(|(other, _)| *other != index) {
			let _: Value = match Some(other.part) == part {
				true => chain.raw().request("system_addReservedPeer", rpc_params![other.address()]).await?,
				false => chain.raw().request("system_removeReservedPeer", rpc_params![&other.id]).await?,
			};
		}
		Ok(())
	}

	/// Waits until every running node has as peers just the running nodes of its part.
	async fn linked(&self) -> Result<()> {
		for (index, place) in self.places.iter().enumerate() {
			let Some(chain) = &place.chain else { continue };
			let others = self.places.iter().enumerate().filter(|(other, _)| *other != index);
			let mut expected: Vec<String> = others
				.filter(|(_, other)| other.part == place.part && other.chain.is_some())
				.map(|(_, other)| other.id.clone())
				.collect();
			expected.sort();
			let mut found = Vec::new();
			let linked = eventually("the nodes to find and to leave each other", PATIENCE, async || {
				found = peers(chain).await?;
				Ok((found == expected).then_some(()))
			})
			.await;
			linked.with_context(|| format!("{} has the peers {found:?}, not {expected:?}", place.node.name()))?;
		}
		Ok(())
	}
}

/// The peer id that belongs to a node key, in hex.
fn peer_id(key: &str) -> Result<String> {
	let mut file = NamedTempFile::new()?;
	file.write_all(key.as_bytes())?;
	let output =
		node_output([OsStr::new("key"), "inspect-node-key".as_ref(), "--file".as_ref(), file.path().as_ref()])?;
	if !output.status.success() {
		bail!("the node finds no peer id: {}", String::from_utf8_lossy(&output.stderr));
	}
	Ok(String::from_utf8(output.stdout)?.trim().into())
}

/// The ids of a node's peers in their order. The node must run with `--rpc-methods unsafe`.
///
/// # Errors
/// When it does not answer, or does not tell.
pub async fn peers(chain: &Chain) -> Result<Vec<String>> {
	let answer: Vec<Value> = chain.raw().request("system_peers", rpc_params![]).await?;
	let id = |peer: &Value| peer["peerId"].as_str().map(Into::into).context("a peer has no id");
	let mut ids = answer.iter().map(id).collect::<Result<Vec<String>>>()?;
	ids.sort();
	Ok(ids)
}
