//! The last checks of a block and the choice of the best chain.

use std::sync::Arc;

use futures::lock::Mutex;
use sc_client_api::backend::AuxStore;
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult};
use sp_api::ProvideRuntimeApi;
use sp_block_builder::{BlockBuilder as BlockBuilderApi, CheckInherentsError, check_inherents};
use sp_blockchain::HeaderBackend;
use sp_consensus::Error as ConsensusError;
use sp_consensus_pow::DifficultyApi;
use sp_core::U256;
use sp_inherents::CreateInherentDataProviders;
use sp_runtime::{
	DigestItem,
	traits::{Block as BlockT, Header as HeaderT},
};

use crate::{
	Error, POW_ENGINE_ID,
	algorithm::Algorithm,
	metrics::Metrics,
	seal::{CheckedSeal, SealError, check_seal, header_work},
	verifier::CHECKED_SEAL,
	work::{total_work, work_entry},
};

/// Imports sealed blocks: proof, claimed difficulty, inherents (time), execution, fork choice, in this order.
///
/// The chain with the most total work is the best one; of two with equal work the one whose last solution has the lower
/// hash, so that all nodes agree whatever arrived first, and a miner can better its luck only by more work. Clones share one
/// lock, which makes reading the best block and importing one step for own and foreign blocks alike.
pub struct PowImport<I, C, A, P> {
	inner: I,
	client: Arc<C>,
	algorithm: A,
	inherents: Arc<P>,
	metrics: Metrics,
	lock: Arc<Mutex<()>>,
}

impl<I: Clone, C, A: Clone, P> Clone for PowImport<I, C, A, P> {
	fn clone(&self) -> Self {
		Self {
			inner: self.inner.clone(),
			client: self.client.clone(),
			algorithm: self.algorithm.clone(),
			inherents: self.inherents.clone(),
			metrics: self.metrics.clone(),
			lock: self.lock.clone(),
		}
	}
}

impl<I, C, A, P> PowImport<I, C, A, P> {
	/// Puts the checks before `inner`, which executes and stores blocks.
	pub fn new(inner: I, client: Arc<C>, algorithm: A, inherents: P, metrics: Metrics) -> Self {
		Self { inner, client, algorithm, inherents: Arc::new(inherents), metrics, lock: Arc::new(Mutex::new(())) }
	}
}

/// The difficulty that the runtime asks of a child of `parent`.
pub(crate) fn required_difficulty<B, C>(client: &C, parent: B::Hash, metrics: &Metrics) -> Result<U256, Error>
where
	B: BlockT,
	C: ProvideRuntimeApi<B>,
	C::Api: DifficultyApi<B, U256>,
{
	metrics.on_runtime_call();
	client.runtime_api().difficulty(parent).map_err(|error| Error::Runtime(error.to_string()))
}

impl<I, C, A, P> PowImport<I, C, A, P> {
	/// Whether a block with this total work becomes the best one; `solution` is the work of its own solution.
	fn is_best<B>(&self, total: U256, solution: U256) -> Result<bool, Error>
	where
		B: BlockT,
		C: HeaderBackend<B> + AuxStore,
	{
		let best_hash = self.client.info().best_hash;
		let best_total = total_work::<B, C>(&self.client, best_hash)?;
		if total != best_total {
			return Ok(total > best_total);
		}
		let best = self.client.header(best_hash)?.ok_or_else(|| Error::MissingHeader(format!("{best_hash:?}")))?;
		Ok(header_work::<B>(best).is_some_and(|best| solution < best))
	}

	async fn check_inherents<B>(&self, block: &mut BlockImportParams<B>) -> Result<(), Error>
	where
		B: BlockT,
		C: ProvideRuntimeApi<B> + Send + Sync,
		C::Api: BlockBuilderApi<B>,
		P: CreateInherentDataProviders<B, ()>,
	{
		let Some(body) = block.body.take() else { return Ok(()) };
		let whole = B::new(block.header.clone(), body);
		if !block.state_action.skip_execution_checks() {
			let parent = *block.header.parent_hash();
			let providers = self
				.inherents
				.create_inherent_data_providers(parent, ())
				.await
				.map_err(|error| Error::Inherents(error.to_string()))?;
			self.metrics.on_runtime_call();
			check_inherents(self.client.clone(), parent, whole.clone(), &providers).await.map_err(|error| {
				Error::Inherents(match error {
					CheckInherentsError::CreateInherentData(error) | CheckInherentsError::CheckInherents(error) => {
						error.to_string()
					}
					CheckInherentsError::Client(error) => error.to_string(),
					CheckInherentsError::CheckInherentsUnknownError(id) => {
						format!("unknown inherent {}", String::from_utf8_lossy(&id))
					}
				})
			})?;
		}
		block.body = Some(whole.deconstruct().1);
		Ok(())
	}
}

#[async_trait::async_trait]
impl<B, I, C, A, P> BlockImport<B> for PowImport<I, C, A, P>
where
	B: BlockT,
	I: BlockImport<B> + Send + Sync,
	I::Error: Into<ConsensusError>,
	C: ProvideRuntimeApi<B> + HeaderBackend<B> + AuxStore + Send + Sync,
	C::Api: BlockBuilderApi<B> + DifficultyApi<B, U256>,
	A: Algorithm,
	P: CreateInherentDataProviders<B, ()> + Send + Sync,
{
	type Error = ConsensusError;

	async fn check_block(&self, block: BlockCheckParams<B>) -> Result<ImportResult, Self::Error> {
		self.inner.check_block(block).await.map_err(Into::into)
	}

	async fn import_block(&self, mut block: BlockImportParams<B>) -> Result<ImportResult, Self::Error> {
		let item = match block.post_digests.as_slice() {
			[item @ DigestItem::Seal(POW_ENGINE_ID, _)] => item.clone(),
			_ => return Err(self.refuse(SealError::Missing)),
		};
		// A block that no verifier has seen is verified here: nothing gets in without a proof.
		let checked = match block.remove_intermediate::<CheckedSeal>(CHECKED_SEAL) {
			Ok(checked) => checked,
			Err(_) => crate::seal::decode_item(&item)
				.and_then(|seal| check_seal::<B, A>(&self.algorithm, &block.header, seal))
				.map_err(|reason| self.refuse(reason))?,
		};

		let parent = *block.header.parent_hash();
		let required = required_difficulty::<B, C>(&self.client, parent, &self.metrics)?;
		if checked.seal.difficulty != required {
			// Not an error: an error would make the sync start over, while this makes it drop the peer.
			self.metrics.on_rejected(SealError::WrongDifficulty);
			return Ok(ImportResult::KnownBad);
		}
		self.check_inherents(&mut block).await?;

		let _guard = self.lock.lock().await;
		let total = total_work::<B, C>(&self.client, parent)?.saturating_add(required);
		let hash = block.post_hash();
		block.auxiliary.push(work_entry(hash.as_ref(), total));
		let best = self.is_best::<B>(total, checked.seal.work(block.header.hash().as_ref()))?;
		let reorganised = best && self.client.info().best_hash != parent;
		block.fork_choice = Some(ForkChoiceStrategy::Custom(best));

		let result = self.inner.import_block(block).await.map_err(Into::into)?;
		if best && matches!(result, ImportResult::Imported(_)) {
			self.metrics.on_best(total.bits(), reorganised);
		}
		Ok(result)
	}
}

impl<I, C, A, P> PowImport<I, C, A, P> {
	fn refuse(&self, reason: SealError) -> ConsensusError {
		self.metrics.on_rejected(reason);
		Error::Seal(reason).into()
	}
}
