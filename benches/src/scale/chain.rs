//! Full blocks of signed transactions, each sealed, imported and finalized.

use std::{
	path::Path,
	sync::mpsc::{self, Receiver},
	thread,
	time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use bpiiot_node::service::FullBackend;
use bpiiot_pow::AuthorDigest;
use bpiiot_primitives::{AccountId, Hash, Moment, TARGET_BLOCK_TIME};
use bpiiot_runtime::{Runtime, RuntimeEvent};
use codec::{Decode, DecodeAll};
use frame_support::storage::storage_prefix;
use frame_system::{AccountInfo, EventRecord};
use sc_block_builder::{BlockBuilderBuilder, BuiltBlock};
use sc_client_api::Finalizer;
use sc_consensus::{BlockImport, BlockImportParams, ImportResult, StateAction, StorageChanges};
use sp_blockchain::{ApplyExtrinsicFailed, Error as BlockchainError};
use sp_consensus::BlockOrigin;
use sp_core::{Pair, sr25519};
use sp_inherents::InherentDataProvider;
use sp_runtime::{Digest, traits::Block as _};
use sp_state_machine::Backend as _;

use super::{
	Sizes,
	actors::{Actors, Who, key},
	landmarks::Landmarks,
	plan::{Planner, Step},
};
use crate::local_node::{Block, Node, Solvers, write_spec};

/// Transactions that are signed ahead of the block that takes them.
const AHEAD: usize = 256;
/// How old the first block is, so that the last one is not ahead of the clock: that of 400,000 blocks.
const AGE: Duration = Duration::from_secs(400_000 * 6);
/// What the node is started with. Blocks are final at once, so a few states are enough to look back.
const ARGUMENTS: [&str; 4] = ["--state-pruning", "16", "--trie-cache-size", "1073741824"];

/// The chain, and who adds to it.
pub struct Chain {
	/// The node that has it.
	pub node: Node,
	sizes: Sizes,
	solvers: Solvers,
	author: sr25519::Pair,
	time: Moment,
	/// Whether the last block had no room for a transaction.
	was_full: bool,
	/// Blocks that this run has added, with their transactions and calls, and the time that it took.
	pub made: Made,
}

/// What has been added.
#[derive(Clone, Copy, Debug, Default)]
pub struct Made {
	/// Blocks.
	pub blocks: u32,
	/// Signed transactions in them.
	pub transactions: u64,
	/// Calls in these: those of a batch are counted one by one.
	pub calls: u64,
	/// Time to execute, seal, import and finalize.
	pub time: Duration,
	/// The part of it that the transactions' execution took.
	pub executing: Duration,
	/// The part of it that the search for seals took.
	pub sealing: Duration,
	/// The weight of the fullest block, as a share of what transactions may use.
	pub fullest: f64,
}

/// The steps of a plan, made ahead by another thread.
pub struct Steps {
	steps: Receiver<Step>,
	next: Option<Step>,
}

impl Steps {
	fn peek(&mut self) -> Option<&Step> {
		if self.next.is_none() {
			self.next = self.steps.recv().ok();
		}
		self.next.as_ref()
	}
}

impl Chain {
	/// Opens the chain in `folder`, or begins it. It is made for one size.
	///
	/// # Errors
	/// When the folder has a chain of another size or another runtime, or cannot be used.
	pub fn open(folder: &Path, sizes: Sizes) -> Result<Self> {
		let spec = folder.join("chain-spec.json");
		write_spec(&spec, &Actors::endowments(sizes))?;
		let node = Node::at(&spec, folder, &ARGUMENTS)?;
		let mut chain = Self {
			node,
			sizes,
			solvers: Solvers::new(),
			author: key("author"),
			time: 0,
			was_full: false,
			made: Made::default(),
		};
		chain.time = match chain.value::<Moment>(&pallet_timestamp::Now::<Runtime>::hashed_key())? {
			Some(time) if time > 0 => time,
			_ => std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.saturating_sub(AGE).as_millis()
				as Moment,
		};
		Ok(chain)
	}

	/// The account of the author of all blocks.
	pub fn author(&self) -> AccountId {
		self.author.public().into()
	}

	/// A value of the best block's state.
	fn value<T: Decode>(&self, key: &[u8]) -> Result<Option<T>> {
		let state = self.node.client().state_at(self.node.best().1)?;
		let bytes = state.storage(key).map_err(|error| anyhow!("the state cannot be read: {error}"))?;
		Ok(bytes.map(|bytes| T::decode_all(&mut &bytes[..])).transpose()?)
	}

	/// What is still to do.
	///
	/// # Errors
	/// When the state cannot be read.
	pub fn steps(&self) -> Result<Steps> {
		let actors = Actors::new(self.sizes, self.node.genesis());
		let mut done = 0;
		for who in Who::all(self.sizes) {
			let key = frame_system::Account::<Runtime>::hashed_key_for(actors.account(who));
			let info = self.value::<AccountInfo<u32, pallet_balances::AccountData<u128>>>(&key)?;
			done += u64::from(info.map_or(0, |info| info.nonce));
		}
		let (out, steps) = mpsc::sync_channel(AHEAD);
		let planner = Planner::new(actors, self.sizes, self.author(), done, out);
		// It ends with the steps, or when nobody takes them any more.
		thread::spawn(move || planner.run());
		Ok(Steps { steps, next: None })
	}

	/// Adds blocks up to the next measurement; none when the plan is at its end. Calls `progress` after each block.
	///
	/// # Errors
	/// When a transaction or a block is refused, or a call fails.
	pub async fn grow(
		&mut self,
		steps: &mut Steps,
		mut progress: impl FnMut(&Made),
	) -> Result<Option<(Sizes, Landmarks)>> {
		loop {
			match steps.peek() {
				None => return Ok(None),
				Some(Step::NextBlock) => steps.next = None,
				Some(Step::Transaction(_)) => {
					self.add_block(steps).await?;
					progress(&self.made);
				}
				Some(Step::Measure(..)) => {
					let Some(Step::Measure(sizes, landmarks)) = steps.next.take() else {
						bail!("a step is not what it was");
					};
					return Ok(Some((sizes, *landmarks)));
				}
			}
		}
	}

	/// Makes a block of as many transactions as it holds.
	async fn add_block(&mut self, steps: &mut Steps) -> Result<()> {
		let began = Instant::now();
		self.time += TARGET_BLOCK_TIME;
		let client = self.node.client().clone();
		let (number, parent) = self.node.best();
		let author = AuthorDigest { key: self.author.public(), reward_account: self.author() };
		let mut builder = BlockBuilderBuilder::new(&*client)
			.on_parent_block(parent)
			.with_parent_block_number(number)
			.with_inherent_digests(Digest { logs: vec![author.to_item()] })
			.build()?;
		let inherents = sp_timestamp::InherentDataProvider::new(self.time.into());
		let inherents = inherents.create_inherent_data().await.map_err(|error| anyhow!("{error}"))?;
		for inherent in builder.create_inherents(inherents)? {
			builder.push(inherent)?;
		}
		let mut taken = 0u64;
		while let Some(Step::Transaction(transaction)) = steps.peek() {
			match builder.push(transaction.clone()) {
				Ok(()) => {
					taken += 1;
					steps.next = None;
				}
				// The block in which a session ends has no room at all: `pallet-session` books the whole block.
				Err(error) if is_full(&error) && (taken > 0 || !self.was_full) => break,
				Err(error) => bail!("transaction {taken} of block {} is refused: {error}", number + 1),
			}
		}
		self.was_full = taken == 0;
		let BuiltBlock { block, storage_changes } = builder.build()?;
		let changed = storage_changes.main_storage_changes.iter();
		let written = |key: &[u8]| {
			let mut found = changed.clone().filter(|(changed, _)| changed == key);
			found.next().and_then(|(_, value)| value.clone()).with_context(|| "the block has no events or no weight")
		};
		let calls = check_events(&written(&storage_prefix(b"System", b"Events"))?)?;
		let weight = written(&storage_prefix(b"System", b"BlockWeight"))?;
		self.made.executing += began.elapsed();

		let (header, body) = block.deconstruct();
		let (pre_hash, sealing) = (header.hash(), Instant::now());
		let seal = self.solvers.solve(pre_hash, self.author.sign(pre_hash.as_ref())).await?;
		self.made.sealing += sealing.elapsed();
		let mut import = BlockImportParams::<Block>::new(BlockOrigin::Own, header);
		import.post_digests.push(seal.to_item());
		import.body = Some(body);
		import.state_action = StateAction::ApplyChanges(StorageChanges::Changes(storage_changes));
		let hash = import.post_hash();
		match self.node.import().import_block(import).await? {
			ImportResult::Imported(_) => ensure!(self.node.best().1 == hash, "block {hash:?} is not the best one"),
			other => bail!("block {hash:?} was not imported: {other:?}"),
		}
		Finalizer::<Block, FullBackend>::finalize_block(client.as_ref(), hash, None, true)?;

		self.made.blocks += 1;
		self.made.transactions += taken;
		self.made.calls += calls;
		self.made.time += began.elapsed();
		self.made.fullest = self.made.fullest.max(fullness(&weight)?);
		Ok(())
	}
}

/// Whether a transaction has no room in a block and may have in the next.
fn is_full(error: &BlockchainError) -> bool {
	matches!(error, BlockchainError::ApplyExtrinsicFailed(ApplyExtrinsicFailed::Validity(error)) if error.exhausted_resources())
}

/// The share of what ordinary transactions may use of a block that they have used.
fn fullness(mut weight: &[u8]) -> Result<f64> {
	use frame_support::dispatch::{DispatchClass, PerDispatchClass};
	use frame_support::weights::Weight;
	let used = PerDispatchClass::<Weight>::decode(&mut weight)?;
	let limits = <<Runtime as frame_system::Config>::BlockWeights as sp_core::Get<_>>::get();
	let limit: frame_system::limits::BlockWeights = limits;
	let most = limit.get(DispatchClass::Normal).max_total.context("ordinary transactions have no limit")?;
	Ok(used.get(DispatchClass::Normal).ref_time() as f64 / most.ref_time() as f64)
}

/// Checks that nothing in a block has failed; says how many signed calls have been executed.
fn check_events(events: &[u8]) -> Result<u64> {
	let events = Vec::<Box<EventRecord<RuntimeEvent, Hash>>>::decode_all(&mut &events[..])?;
	let (mut calls, mut batched) = (0, 0);
	for record in &events {
		match &record.event {
			RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { dispatch_error, .. }) => {
				bail!("a transaction has failed ({:?}): {dispatch_error:?}", record.phase)
			}
			RuntimeEvent::Maintenance(pallet_maintenance::Event::ActionFailed { error, .. }) => {
				bail!("an action has failed: {error:?}")
			}
			RuntimeEvent::System(frame_system::Event::ExtrinsicSuccess { .. }) => calls += 1,
			RuntimeEvent::Utility(pallet_utility::Event::ItemCompleted) => batched += 1,
			// The batch is no call of its own.
			RuntimeEvent::Utility(pallet_utility::Event::BatchCompleted) => calls -= 1,
			_ => (),
		}
	}
	// The inherent is nobody's.
	Ok((calls + batched - 1) as u64)
}

#[cfg(test)]
mod tests {
	use codec::Encode;
	use frame_system::{DispatchEventInfo, Event, Phase};
	use sp_runtime::DispatchError;

	use super::*;

	fn events(events: Vec<RuntimeEvent>) -> Result<u64> {
		let records = events.into_iter().map(|event| EventRecord::<RuntimeEvent, Hash> {
			phase: Phase::ApplyExtrinsic(1),
			event,
			topics: Vec::new(),
		});
		check_events(&records.collect::<Vec<_>>().encode())
	}

	#[test]
	fn calls_are_counted_and_failures_are_noticed() {
		let dispatch_info =
			DispatchEventInfo { weight: Default::default(), class: Default::default(), pays_fee: Default::default() };
		let success = || RuntimeEvent::System(Event::ExtrinsicSuccess { dispatch_info: dispatch_info.clone() });
		let item = || RuntimeEvent::Utility(pallet_utility::Event::ItemCompleted);
		let batch = RuntimeEvent::Utility(pallet_utility::Event::BatchCompleted);
		// The inherent, a call by itself, and a batch of two.
		assert_eq!(events(vec![success(), success(), item(), item(), batch, success()]).unwrap(), 3);
		let dispatch_error = DispatchError::BadOrigin;
		let failed =
			RuntimeEvent::System(Event::ExtrinsicFailed { dispatch_error, dispatch_info: dispatch_info.clone() });
		assert!(events(vec![success(), failed]).unwrap_err().to_string().contains("BadOrigin"));
	}
}
