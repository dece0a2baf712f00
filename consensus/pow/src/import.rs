//! The last checks of a block and the choice of the best chain.

use std::{
	sync::Arc,
	time::{Duration, Instant},
};

use codec::Encode;
use futures::{FutureExt, lock::Mutex};
use log::{debug, info, warn};
use sc_client_api::{
	BlockchainEvents, LockImportRun, PreCommitActions,
	backend::{AuxStore, Backend},
};
use sc_consensus::{
	BasicQueue, BlockCheckParams, BlockImport, BlockImportParams, BoxJustificationImport, ForkChoiceStrategy,
	ImportResult,
};
use sp_api::ProvideRuntimeApi;
use sp_block_builder::{BlockBuilder as BlockBuilderApi, CheckInherentsError, check_inherents};
use sp_blockchain::{Error as BlockchainError, HeaderBackend, HeaderMetadata};
use sp_consensus::Error as ConsensusError;
use sp_consensus_pow::DifficultyApi;
use sp_core::{U256, traits::SpawnEssentialNamed};
use sp_inherents::{CreateInherentDataProviders, Error as InherentsError};
use sp_runtime::{
	DigestItem, StateVersion,
	traits::{Block as BlockT, Hash as HashT, HashingFor, Header as HeaderT, NumberFor, One},
};
use sp_timestamp::InherentError as TimeError;
use substrate_prometheus_endpoint::Registry;

use crate::{
	AnnounceValidator, BlockRefusal, Error, POW_ENGINE_ID, PowQueue, PowVerifier,
	ahead::Ahead,
	algorithm::Algorithm,
	claim::{is_possible_claim, required_difficulty},
	early::{EarlyBlock, EarlyBlocks, PATIENCE},
	finality::FinalityGuard,
	metrics::Metrics,
	refusal::FailedBlocks,
	seal::{CheckedSeal, SealError, check_seal, decode_item},
	verifier::CHECKED_SEAL,
	work::{rank, total_work, work_entry},
};

const LOG: &str = "pow";

/// The chain as the import needs it.
pub trait PowClient<B: BlockT, BE: Backend<B>>:
	ProvideRuntimeApi<B, Api: BlockBuilderApi<B> + DifficultyApi<B, U256>>
	+ HeaderBackend<B>
	+ HeaderMetadata<B, Error = BlockchainError>
	+ AuxStore
	+ LockImportRun<B, BE>
	+ PreCommitActions<B>
	+ BlockchainEvents<B>
	+ 'static
{
}

impl<B, BE, C> PowClient<B, BE> for C
where
	B: BlockT,
	BE: Backend<B>,
	C: ProvideRuntimeApi<B, Api: BlockBuilderApi<B> + DifficultyApi<B, U256>>
		+ HeaderBackend<B>
		+ HeaderMetadata<B, Error = BlockchainError>
		+ AuxStore
		+ LockImportRun<B, BE>
		+ PreCommitActions<B>
		+ BlockchainEvents<B>
		+ 'static,
{
}

/// Imports sealed blocks: proof and signature, claimed difficulty, inherents (time), execution, fork choice, in this
/// order.
///
/// The chain with the most total work that contains the finalized block is the best one; of two with equal work the one
/// whose last solution has the lower hash, so that all nodes agree whatever arrived first, and a miner can better its
/// luck only by more work. Clones share one lock, which makes reading the best block and importing one step for own and
/// foreign blocks alike.
///
/// # What the sync is told
///
/// - A block that is bad beyond doubt is `KnownBad`: the sync drops the peer and goes on. An error would make it start
///   over.
/// - A block below finality is `MissingState`, which the sync calls obsolete: the peer may only have missed the
///   finality, and learns of it over the same connection.
/// - A block whose time has not come waits here (at most a minute) and is imported when it has. The sync hears that
///   it is imported, so that it neither asks for it again nor blames the peer; a wrong clock may be ours.
/// - A block that fails in execution is an error the first time, because the fault may be this machine's, and
///   `KnownBad` the second.
pub struct PowImport<B: BlockT, BE, I, C, A, P> {
	inner: I,
	pub(crate) client: Arc<C>,
	pub(crate) backend: Arc<BE>,
	algorithm: A,
	inherents: Arc<P>,
	metrics: Metrics,
	pub(crate) guard: FinalityGuard<B, C>,
	early: Arc<EarlyBlocks<B>>,
	patience: Duration,
	failed: Arc<FailedBlocks<B>>,
	/// The finalized block for which the best chain was last looked for; held while a block is compared and imported.
	pub(crate) settled: Arc<Mutex<Option<B::Hash>>>,
}

impl<B: BlockT, BE, I: Clone, C, A: Clone, P> Clone for PowImport<B, BE, I, C, A, P> {
	fn clone(&self) -> Self {
		Self {
			inner: self.inner.clone(),
			client: self.client.clone(),
			backend: self.backend.clone(),
			algorithm: self.algorithm.clone(),
			inherents: self.inherents.clone(),
			metrics: self.metrics.clone(),
			guard: self.guard.clone(),
			early: self.early.clone(),
			patience: self.patience,
			failed: self.failed.clone(),
			settled: self.settled.clone(),
		}
	}
}

impl<B, BE, I, C, A, P> PowImport<B, BE, I, C, A, P>
where
	B: BlockT,
	BE: Backend<B> + 'static,
	I: BlockImport<B, Error: Into<ConsensusError>> + Clone + Send + Sync + 'static,
	C: PowClient<B, BE>,
	A: Algorithm,
	P: CreateInherentDataProviders<B, ()> + Send + Sync + 'static,
{
	/// Puts the checks before `inner`, which executes and stores blocks. To be made once for a client.
	pub fn new(inner: I, client: Arc<C>, backend: Arc<BE>, algorithm: A, inherents: P, metrics: Metrics) -> Self {
		let guard = FinalityGuard::new(client.clone());
		client.register_finality_action(Box::new(guard.on_finality()));
		Self {
			inner,
			client,
			backend,
			algorithm,
			inherents: Arc::new(inherents),
			metrics,
			guard,
			early: Arc::new(EarlyBlocks::new()),
			patience: PATIENCE,
			failed: Arc::new(FailedBlocks::new()),
			settled: Arc::new(Mutex::new(None)),
		}
	}

	/// Lets blocks wait this long for their time, instead of a minute.
	pub fn with_patience(mut self, patience: Duration) -> Self {
		self.patience = patience;
		self
	}

	/// The queue that feeds this import from the network. It checks seals on all cores ahead of the import, and keeps a
	/// task that sets the best chain right after finality and imports the blocks that have waited for their time.
	pub fn queue(
		&self,
		justifications: Option<BoxJustificationImport<B>>,
		spawner: &impl SpawnEssentialNamed,
		registry: Option<&Registry>,
	) -> PowQueue<B> {
		let ahead = Arc::new(Ahead::new(self.algorithm.clone(), self.metrics.clone()));
		let verifier = PowVerifier::with_ahead(self.algorithm.clone(), self.metrics.clone(), ahead.clone());
		let queue = BasicQueue::new(verifier, Box::new(self.clone()), justifications, spawner, registry);
		spawner.spawn_essential_blocking("pow-upkeep", Some("block-import"), self.clone().upkeep().boxed());
		let guard = self.guard.clone();
		let is_worthwhile = move |hash, header: &B::Header| {
			!guard.is_displaced(hash, *header.number(), *header.parent_hash()).unwrap_or(false)
		};
		PowQueue::new(queue, ahead, Arc::new(is_worthwhile))
	}

	/// What checks announced headers before the sync asks for their blocks.
	pub fn announce_validator(&self) -> AnnounceValidator<B, C, A> {
		AnnounceValidator::new(self.client.clone(), self.guard.clone(), self.algorithm.clone(), self.metrics.clone())
	}

	/// Tries the blocks again that wait for their time.
	pub(crate) async fn retry_early(&self) {
		for EarlyBlock { block, checked, since } in self.early.take() {
			let (number, hash) = (*block.header.number(), block.post_hash());
			match self.import_checked(block, checked, since).await {
				Ok(None) => continue,
				Ok(Some(ImportResult::Imported(_))) => {
					info!(target: LOG, "The time of block {number} ({hash:?}) has come")
				}
				Ok(Some(other)) => debug!(target: LOG, "Block {number} ({hash:?}) has waited for nothing: {other:?}"),
				Err(error) => debug!(target: LOG, "Block {number} ({hash:?}) has waited for nothing: {error}"),
			}
			self.early.release(&hash);
		}
	}

	/// Everything after the proof. None when the block has to wait for its time.
	async fn import_checked(
		&self,
		mut block: BlockImportParams<B>,
		checked: CheckedSeal,
		since: Instant,
	) -> Result<Option<ImportResult>, ConsensusError> {
		let (hash, number, parent) = (block.post_hash(), *block.header.number(), *block.header.parent_hash());
		let early_parent = self.early.header(&parent);
		let waits = early_parent.is_some();
		let parent_header = match early_parent {
			Some(header) => header,
			None => match self.client.header(parent).map_err(Error::from)? {
				Some(header) => header,
				None => return Ok(Some(ImportResult::UnknownParent)),
			},
		};
		if number != *parent_header.number() + One::one() {
			return Ok(Some(self.refuse(&block, BlockRefusal::Number)));
		}
		if self.guard.is_displaced(hash, number, parent).map_err(Error::from)? {
			return Ok(Some(self.refuse(&block, BlockRefusal::BelowFinality)));
		}

		let claimed = checked.seal.difficulty;
		if !is_possible_claim::<B, C>(&self.client, parent_header, claimed)? {
			return Ok(Some(self.refuse_claim(&block)));
		}
		if let Some(reason) = bad_body(&block) {
			return Ok(Some(self.refuse(&block, reason)));
		}
		if waits {
			return Ok(self.hold(block, checked, since));
		}
		let required = required_difficulty::<B, C>(&self.client, parent, &self.metrics)?;
		if claimed != required {
			return Ok(Some(self.refuse_claim(&block)));
		}

		match self.check_inherents(&mut block).await {
			Ok(Inherents::Good) => {}
			Ok(Inherents::Early) => return Ok(self.hold(block, checked, since)),
			Ok(Inherents::Bad(reason)) => return Ok(Some(self.refuse(&block, reason))),
			// The runtime stumbled over it.
			Err(error @ Error::Runtime(_)) => return self.failed(hash, number, error.into()).map(Some),
			Err(error) => return Err(error.into()),
		}

		let mut settled = self.settled.lock().await;
		self.settle(&mut settled)?;
		let Some((total, is_best)) = self.compare(&block, &checked, required)? else {
			return Ok(Some(self.refuse(&block, BlockRefusal::BelowFinality)));
		};
		block.auxiliary.push(work_entry(hash.as_ref(), total));
		block.fork_choice = Some(ForkChoiceStrategy::Custom(is_best));

		let result = match self.inner.import_block(block).await {
			Ok(result) => result,
			// Finality has come in between.
			Err(_) if self.guard.is_displaced(hash, number, parent).map_err(Error::from)? => {
				self.metrics.on_refused(BlockRefusal::BelowFinality);
				ImportResult::MissingState
			}
			Err(error) => return self.failed(hash, number, error.into()).map(Some),
		};
		Ok(Some(result))
	}

	/// The total work of a block's chain, and whether that makes it the best block; none when finality has ruled it out
	/// since the first look.
	fn compare(
		&self,
		block: &BlockImportParams<B>,
		checked: &CheckedSeal,
		required: U256,
	) -> Result<Option<(U256, bool)>, Error> {
		// Finality removes records in one write, but the client learns of its new best block a moment later.
		let _still = self.backend.get_import_lock().read();
		let (hash, number, parent) = (block.post_hash(), *block.header.number(), *block.header.parent_hash());
		if self.guard.is_displaced(hash, number, parent)? {
			return Ok(None);
		}
		let total = total_work::<B, C>(&self.client, parent)?.saturating_add(required);
		let is_best = rank(total, Some(checked.work)) > self.rank(self.client.info().best_hash)?;
		Ok(Some((total, is_best)))
	}

	async fn check_inherents(&self, block: &mut BlockImportParams<B>) -> Result<Inherents, Error> {
		if block.state_action.skip_execution_checks() {
			return Ok(Inherents::Good);
		}
		let Some(body) = block.body.take() else { return Ok(Inherents::Bad(BlockRefusal::Incomplete)) };
		let whole = B::new(block.header.clone(), body);
		let parent = *block.header.parent_hash();
		let providers = self
			.inherents
			.create_inherent_data_providers(parent, ())
			.await
			.map_err(|error| Error::Inherents(error.to_string()))?;
		self.metrics.on_runtime_call();
		let checked = check_inherents(self.client.clone(), parent, whole.clone(), &providers).await;
		block.body = Some(whole.deconstruct().1);
		match checked {
			Ok(()) => Ok(Inherents::Good),
			Err(CheckInherentsError::CheckInherents(InherentsError::Application(error)))
				if matches!(error.downcast_ref(), Some(TimeError::TooFarInFuture)) =>
			{
				Ok(Inherents::Early)
			}
			Err(CheckInherentsError::CheckInherents(_) | CheckInherentsError::CheckInherentsUnknownError(_)) => {
				Ok(Inherents::Bad(BlockRefusal::Inherents))
			}
			Err(CheckInherentsError::CreateInherentData(error)) => Err(Error::Inherents(error.to_string())),
			Err(CheckInherentsError::Client(error)) => Err(Error::Runtime(error.to_string())),
		}
	}

	/// Lets a block wait for its time, or refuses it when it has waited long enough or nothing has room.
	fn hold(&self, block: BlockImportParams<B>, checked: CheckedSeal, since: Instant) -> Option<ImportResult> {
		if since.elapsed() >= self.patience {
			return Some(self.refuse(&block, BlockRefusal::TooEarly));
		}
		let (number, hash) = (*block.header.number(), block.post_hash());
		if !self.early.holds(&hash) {
			info!(target: LOG, "Block {number} ({hash:?}) is ahead of this machine's clock and waits for its time");
		}
		if self.early.hold(EarlyBlock { block, checked, since }) { None } else { Some(ImportResult::MissingState) }
	}

	/// Answers for a block that is bad, or of no use any more.
	fn refuse(&self, block: &BlockImportParams<B>, reason: BlockRefusal) -> ImportResult {
		self.metrics.on_refused(reason);
		let (number, hash) = (block.header.number(), block.post_hash());
		if reason == BlockRefusal::BelowFinality {
			debug!(target: LOG, "Block {number} ({hash:?}) is refused: {reason}");
			return ImportResult::MissingState;
		}
		warn!(target: LOG, "Block {number} ({hash:?}) is refused: {reason}");
		ImportResult::KnownBad
	}

	fn refuse_claim(&self, block: &BlockImportParams<B>) -> ImportResult {
		let reason = SealError::WrongDifficulty;
		self.metrics.on_rejected(reason);
		warn!(target: LOG, "Block {} ({:?}) is refused: {reason}", block.header.number(), block.post_hash());
		ImportResult::KnownBad
	}

	/// Answers for a block that could not be executed or stored.
	fn failed(
		&self,
		hash: B::Hash,
		number: NumberFor<B>,
		error: ConsensusError,
	) -> Result<ImportResult, ConsensusError> {
		if !self.failed.note(hash, Instant::now()) {
			return Err(error);
		}
		self.metrics.on_refused(BlockRefusal::Execution);
		warn!(target: LOG, "Block {number} ({hash:?}) is refused, it has failed again: {error}");
		Ok(ImportResult::KnownBad)
	}
}

/// What is wrong with a block's transactions as far as its header tells.
///
/// A header with work can be put on any transactions for nothing. Without this check the block that the header was made
/// for would be held to have failed, or to wait already.
fn bad_body<B: BlockT>(block: &BlockImportParams<B>) -> Option<BlockRefusal> {
	if block.state_action.skip_execution_checks() {
		return None;
	}
	let Some(body) = &block.body else { return Some(BlockRefusal::Incomplete) };
	let encoded: Vec<_> = body.iter().map(Encode::encode).collect();
	// The runtime says which of the two versions of tries it uses, but must not be asked yet.
	let is_whole = [StateVersion::V1, StateVersion::V0]
		.into_iter()
		.any(|version| HashingFor::<B>::ordered_trie_root(encoded.clone(), version) == *block.header.extrinsics_root());
	(!is_whole).then_some(BlockRefusal::WrongBody)
}

/// What is known of a block's inherents.
enum Inherents {
	Good,
	/// The time is ahead of this machine's clock.
	Early,
	Bad(BlockRefusal),
}

#[async_trait::async_trait]
impl<B, BE, I, C, A, P> BlockImport<B> for PowImport<B, BE, I, C, A, P>
where
	B: BlockT,
	BE: Backend<B> + 'static,
	I: BlockImport<B, Error: Into<ConsensusError>> + Clone + Send + Sync + 'static,
	C: PowClient<B, BE>,
	A: Algorithm,
	P: CreateInherentDataProviders<B, ()> + Send + Sync + 'static,
{
	type Error = ConsensusError;

	async fn check_block(&self, block: BlockCheckParams<B>) -> Result<ImportResult, Self::Error> {
		if self.early.holds(&block.hash) {
			return Ok(ImportResult::AlreadyInChain);
		}
		if self.guard.is_displaced(block.hash, block.number, block.parent_hash).map_err(Error::from)? {
			self.metrics.on_refused(BlockRefusal::BelowFinality);
			return Ok(ImportResult::MissingState);
		}
		if self.failed.is_bad(&block.hash, Instant::now()) {
			self.metrics.on_refused(BlockRefusal::Execution);
			return Ok(ImportResult::KnownBad);
		}
		if self.early.holds(&block.parent_hash) {
			return Ok(ImportResult::imported(false));
		}
		self.inner.check_block(block).await.map_err(Into::into)
	}

	async fn import_block(&self, mut block: BlockImportParams<B>) -> Result<ImportResult, Self::Error> {
		let item = match block.post_digests.as_slice() {
			[item @ DigestItem::Seal(POW_ENGINE_ID, _)] => item.clone(),
			_ => return Err(self.refuse_seal(SealError::Missing)),
		};
		// A block that no verifier has seen is verified here: nothing gets in without a proof.
		let checked = match block.remove_intermediate::<CheckedSeal>(CHECKED_SEAL) {
			Ok(checked) => checked,
			Err(_) => decode_item(&item)
				.and_then(|seal| check_seal::<B, A>(&self.algorithm, &block.header, seal))
				.map_err(|reason| self.refuse_seal(reason))?,
		};
		let held = ImportResult::imported(false);
		Ok(self.import_checked(block, checked, Instant::now()).await?.unwrap_or(held))
	}
}

impl<B: BlockT, BE, I, C, A, P> PowImport<B, BE, I, C, A, P> {
	fn refuse_seal(&self, reason: SealError) -> ConsensusError {
		self.metrics.on_rejected(reason);
		Error::Seal(reason).into()
	}
}
