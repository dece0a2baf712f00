//! Node, broker and unit of the demo.

use std::time::Duration;

use anyhow::Result;
use bpiiot_client::{AccountId32, Chain, Key};
use bpiiot_testbed::{Broker, Node, Spec, Unit, free_port, is_free};

use crate::screen::Screen;

/// How long the unit may take until it counts: it waits for three blocks, which take 18 s on average.
pub const UNIT_PATIENCE: Duration = Duration::from_secs(240);

/// Everything that the demo starts. It ends with this.
pub struct Stage {
	/// The node, which mines.
	pub node: Node,
	/// A connection to it; a transaction counts as done under one further block.
	pub chain: Chain,
	/// The broker.
	pub broker: Broker,
	/// The unit.
	pub unit: Unit,
	/// Who owns the pump.
	pub owner: Key,
	/// Who maintains it.
	pub provider: Key,
	/// Who is paid for the blocks.
	pub miner: AccountId32,
}

impl Stage {
	/// Starts node and broker, and makes the unit's directory.
	pub async fn build(rpc_port: u16, screen: &Screen) -> Result<Self> {
		let port = match is_free(rpc_port) {
			true => rpc_port,
			false => {
				let port = free_port()?;
				screen.event(&format!("node     port {rpc_port} is in use, so it takes {port}"));
				port
			}
		};
		let (owner, provider, miner) = (development("Alice"), development("Bob"), development("Dave").account());
		let mut node = Node::new("demo", Spec::Dev)?.with_rpc_port(port).mining_for(miner);
		// Explorers run in a browser, at an address of their own.
		node.arguments = ["--rpc-cors", "all"].map(String::from).to_vec();
		let mut broker = Broker::new()?;
		broker.start().await?;
		screen.event(&format!("broker   mosquitto listens on 127.0.0.1:{}", broker.port()));
		let chain = node.run(1).await?;
		screen.event(&format!("node     mines the chain {:?} on {}", chain.genesis(), node.ws_url()));
		let unit = Unit::new(&node.ws_url(), broker.port(), 3)?;
		Ok(Self { node, chain, broker, unit, owner, provider, miner })
	}

	/// An error with the last words of whatever has ended.
	pub fn ensure_running(&mut self) -> Result<()> {
		self.node.process()?.ensure_running()?;
		self.broker.ensure_running()?;
		self.unit.process()?.ensure_running()
	}

	/// Ends everything in an orderly way.
	pub fn stop(&mut self) {
		self.unit.stop();
		self.broker.stop();
		self.node.stop();
	}
}

/// The well-known keys of the development chain, which only `--dev` knows.
fn development(name: &str) -> Key {
	Key::development(name).expect("the names are fixed and valid; qed")
}
