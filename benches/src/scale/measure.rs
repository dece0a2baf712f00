//! What a query costs: time, keys, and the size of the proof of its answer.

use std::{
	cell::Cell,
	marker::PhantomData,
	time::{Duration, Instant},
};

use anyhow::{Result, anyhow};
use bpiiot_primitives::Hash;
use codec::Encode;
use serde::{Deserialize, Serialize};
use sp_core::{
	storage::{ChildInfo, StateVersion},
	traits::CallContext,
};
use sp_runtime::traits::HashingFor;
use sp_state_machine::{
	Backend, IterArgs, OverlayedChanges, StateMachine, StorageIterator, StorageKey, StorageValue, UsageInfo,
	backend::{AsTrieBackend, BackendRuntimeCode, BackendTransaction, TryPendingCode},
	prove_execution_on_trie_backend,
};
use sp_trie::MerkleValue;

use crate::local_node::{Block, Node};

/// How often a query is asked for its time.
const TIMES: usize = 20;

type Hashing = HashingFor<Block>;

/// What a query costs.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Cost {
	/// Entries of the answer.
	pub entries: u32,
	/// Keys that were looked up, and steps from one key to the next.
	pub keys: u32,
	/// Bytes of the proof that a light client would need.
	pub proof: u64,
	/// Median of the time that the Wasm took, µs.
	pub micros: f64,
}

/// Asks one thing of the state after a block, and says what the runtime's Wasm has answered and what it has cost. How many
/// entries the answer has is left to the caller.
///
/// # Errors
/// When the call fails.
pub fn ask(node: &Node, at: Hash, method: &str, input: &[u8]) -> Result<(Vec<u8>, Cost)> {
	let failed = |error: Box<dyn sp_state_machine::Error>| anyhow!("{method} fails: {error}");
	let state = node.client().state_at(at)?;
	let code = BackendRuntimeCode::<_, Hashing>::new(&state, TryPendingCode::No);
	let code = code.runtime_code().map_err(|error| anyhow!("there is no runtime: {error}"))?;
	let exec = node.executor();

	let counting = Counting { inner: &state, keys: Cell::new(0) };
	let (mut changes, mut extensions) = (OverlayedChanges::<Hashing>::default(), Default::default());
	let context = CallContext::Offchain;
	let mut machine = StateMachine::new(&counting, &mut changes, exec, method, input, &mut extensions, &code, context);
	let answer = machine.execute().map_err(failed)?;

	let (mut changes, mut extensions) = (OverlayedChanges::<Hashing>::default(), Default::default());
	let trie = state.as_trie_backend();
	let (proven, proof) =
		prove_execution_on_trie_backend(trie, &mut changes, exec, method, input, &code, &mut extensions)
			.map_err(failed)?;
	anyhow::ensure!(proven == answer, "{method} answers differently when it is proven");

	let mut times = Vec::new();
	for _ in 0..TIMES {
		let began = Instant::now();
		// As the node does for a client: a state of its own for each question.
		let state = node.client().state_at(at)?;
		let (mut changes, mut extensions) = (OverlayedChanges::<Hashing>::default(), Default::default());
		let mut machine = StateMachine::new(&state, &mut changes, exec, method, input, &mut extensions, &code, context);
		machine.execute().map_err(failed)?;
		times.push(began.elapsed());
	}
	let cost = Cost {
		entries: 0,
		keys: counting.keys.get(),
		proof: proof.encoded_size() as u64,
		micros: median(times).as_secs_f64() * 1e6,
	};
	Ok((answer, cost))
}

fn median(mut times: Vec<Duration>) -> Duration {
	times.sort_unstable();
	times[times.len() / 2]
}

/// A state that counts what is read of it.
struct Counting<'a, State> {
	inner: &'a State,
	keys: Cell<u32>,
}

impl<State> Counting<'_, State> {
	fn count(&self) -> &State {
		self.keys.set(self.keys.get() + 1);
		self.inner
	}
}

impl<State: Backend<Hashing>> std::fmt::Debug for Counting<'_, State> {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{:?}, counting", self.inner)
	}
}

/// Steps through a state, and counts the steps.
struct CountingIter<'a, State: Backend<Hashing>>(State::RawIter, PhantomData<&'a State>);

impl<'a, State: Backend<Hashing>> StorageIterator<Hashing> for CountingIter<'a, State> {
	type Backend = Counting<'a, State>;
	type Error = State::Error;

	fn next_key(&mut self, backend: &Self::Backend) -> Option<std::result::Result<StorageKey, Self::Error>> {
		self.0.next_key(backend.count())
	}

	fn next_pair(
		&mut self,
		backend: &Self::Backend,
	) -> Option<std::result::Result<(StorageKey, StorageValue), Self::Error>> {
		self.0.next_pair(backend.count())
	}

	fn was_complete(&self) -> bool {
		self.0.was_complete()
	}
}

impl<'a, State: Backend<Hashing>> Backend<Hashing> for Counting<'a, State> {
	type Error = State::Error;
	type TrieBackendStorage = State::TrieBackendStorage;
	type RawIter = CountingIter<'a, State>;

	fn storage(&self, key: &[u8]) -> std::result::Result<Option<StorageValue>, Self::Error> {
		self.count().storage(key)
	}

	fn storage_hash(&self, key: &[u8]) -> std::result::Result<Option<Hash>, Self::Error> {
		self.count().storage_hash(key)
	}

	fn closest_merkle_value(&self, key: &[u8]) -> std::result::Result<Option<MerkleValue<Hash>>, Self::Error> {
		self.count().closest_merkle_value(key)
	}

	fn child_closest_merkle_value(
		&self,
		child_info: &ChildInfo,
		key: &[u8],
	) -> std::result::Result<Option<MerkleValue<Hash>>, Self::Error> {
		self.count().child_closest_merkle_value(child_info, key)
	}

	fn child_storage(
		&self,
		child_info: &ChildInfo,
		key: &[u8],
	) -> std::result::Result<Option<StorageValue>, Self::Error> {
		self.count().child_storage(child_info, key)
	}

	fn child_storage_hash(&self, child_info: &ChildInfo, key: &[u8]) -> std::result::Result<Option<Hash>, Self::Error> {
		self.count().child_storage_hash(child_info, key)
	}

	fn next_storage_key(&self, key: &[u8]) -> std::result::Result<Option<StorageKey>, Self::Error> {
		self.count().next_storage_key(key)
	}

	fn next_child_storage_key(
		&self,
		child_info: &ChildInfo,
		key: &[u8],
	) -> std::result::Result<Option<StorageKey>, Self::Error> {
		self.count().next_child_storage_key(child_info, key)
	}

	fn storage_root<'b>(
		&self,
		delta: impl Iterator<Item = (&'b [u8], Option<&'b [u8]>)>,
		state_version: StateVersion,
	) -> (Hash, BackendTransaction<Hashing>) {
		self.inner.storage_root(delta, state_version)
	}

	fn child_storage_root<'b>(
		&self,
		child_info: &ChildInfo,
		delta: impl Iterator<Item = (&'b [u8], Option<&'b [u8]>)>,
		state_version: StateVersion,
	) -> (Hash, bool, BackendTransaction<Hashing>) {
		self.inner.child_storage_root(child_info, delta, state_version)
	}

	fn raw_iter(&self, args: IterArgs) -> std::result::Result<Self::RawIter, Self::Error> {
		Ok(CountingIter(self.inner.raw_iter(args)?, PhantomData))
	}

	fn register_overlay_stats(&self, _: &sp_state_machine::StateMachineStats) {}

	fn usage_info(&self) -> UsageInfo {
		self.inner.usage_info()
	}
}
