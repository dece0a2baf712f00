//! The checks of `try-runtime`, as its command line runs them, on the chain's own database.

use std::{
	fs,
	path::Path,
	time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use bpiiot_primitives::Hash;
use codec::{Decode, Encode};
use frame_support::weights::Weight;
use sc_client_api::BlockBackend;
use sc_executor_common::runtime_blob::RuntimeBlob;
use sp_runtime::traits::{Block as _, HashingFor, Header as _};
use sp_state_machine::{Ext, OverlayedChanges};

use crate::local_node::{Block, Node};

/// `TryStateSelect::All` and `UpgradeCheckSelect::All` of `frame-support`, which only a build with its feature `try-runtime` has.
const ALL: u8 = 1;
/// `TryStateSelect::Only`, which the names of pallets follow.
const ONLY: u8 = 3;

/// How a check went.
#[derive(Clone, Copy, Debug)]
pub struct Passed {
	/// How long it took.
	pub time: Duration,
	/// The most memory that the Wasm has used of its heap, bytes.
	pub heap: u64,
	/// The weight that the runtime has told.
	pub weight: Weight,
}

/// A runtime that was built with the feature `try-runtime`.
pub struct Checker(RuntimeBlob);

impl Checker {
	/// The one in the file `wasm`.
	///
	/// # Errors
	/// When it cannot be read or is none.
	pub fn new(wasm: &Path) -> Result<Self> {
		let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
		let blob = RuntimeBlob::uncompress_if_needed(&bytes)
			.map_err(|error| anyhow!("{} is no runtime: {error}", wasm.display()))?;
		Ok(Self(blob))
	}

	/// That the checks find damage: executes the best block on a state from which one entry has been taken, and checks the
	/// pallet to which it belongs. Says what they have found.
	///
	/// # Errors
	/// When nothing is found.
	pub fn find_missing(&self, node: &Node, pallet: &str, key: Vec<u8>) -> Result<String> {
		let (parent, block) = best_block(node)?;
		let input = (block, true, true, ONLY, vec![pallet]).encode();
		let mut changes = OverlayedChanges::default();
		changes.set_storage(key, None);
		match self.call_with(node, parent, changes, "TryRuntime_execute_block", &input) {
			Ok(_) => bail!("the checks of {pallet} pass although an entry is missing"),
			Err(error) => Ok(error.to_string()),
		}
	}

	/// Executes the best block once more, with its signatures and its state root, and checks all pallets' state after it.
	///
	/// # Errors
	/// When a check fails; the error says which.
	pub fn execute_best_block(&self, node: &Node) -> Result<Passed> {
		let (parent, block) = best_block(node)?;
		let input = (block, true, true, ALL).encode();
		let (answer, mut passed) = self.call(node, parent, "TryRuntime_execute_block", &input)?;
		passed.weight = Weight::decode(&mut &answer[..])?;
		Ok(passed)
	}

	/// Runs all migrations on the best block's state, with the checks before and after them, and checks all pallets' state.
	///
	/// # Errors
	/// When a check fails; the error says which.
	pub fn upgrade(&self, node: &Node) -> Result<Passed> {
		let (_, best) = node.best();
		let (answer, mut passed) = self.call(node, best, "TryRuntime_on_runtime_upgrade", &[ALL])?;
		let (weight, _most) = <(Weight, Weight)>::decode(&mut &answer[..])?;
		passed.weight = weight;
		Ok(passed)
	}

	fn call(&self, node: &Node, at: Hash, method: &str, input: &[u8]) -> Result<(Vec<u8>, Passed)> {
		self.call_with(node, at, OverlayedChanges::default(), method, input)
	}

	fn call_with(
		&self,
		node: &Node,
		at: Hash,
		mut changes: OverlayedChanges<HashingFor<Block>>,
		method: &str,
		input: &[u8],
	) -> Result<(Vec<u8>, Passed)> {
		let began = Instant::now();
		let state = node.client().state_at(at)?;
		let mut extensions = Default::default();
		changes.enter_runtime().map_err(|_| anyhow!("nothing else runs in these changes"))?;
		let mut ext = Ext::new(&mut changes, &state, Some(&mut extensions));
		let (answer, stats) =
			node.executor().uncached_call_with_allocation_stats(self.0.clone(), &mut ext, false, method, input);
		let answer = answer.map_err(|error| anyhow!("{method} fails: {error}"))?;
		let heap = stats.map_or(0, |stats| stats.bytes_allocated_peak.into());
		Ok((answer, Passed { time: began.elapsed(), heap, weight: Weight::zero() }))
	}
}

/// The best block as it was executed, and the hash of its parent.
fn best_block(node: &Node) -> Result<(Hash, Block)> {
	let (_, best) = node.best();
	let (mut header, body) = node.client().block(best)?.context("the best block has no body")?.block.deconstruct();
	// The seal is put on after the execution.
	header.digest_mut().pop();
	Ok((*header.parent_hash(), Block::new(header, body)))
}
