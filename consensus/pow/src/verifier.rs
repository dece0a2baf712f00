//! The first check of a foreign block: its proof, before anything of it is executed.

use std::{sync::Arc, time::Instant};

use sc_consensus::{BlockImportParams, Verifier};
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};

use crate::{
	ahead::Ahead,
	algorithm::Algorithm,
	metrics::Metrics,
	seal::{CheckedSeal, SealError, check_seal, take_seal},
};

/// Key of the [`CheckedSeal`] that the verifier hands to the import.
pub(crate) const CHECKED_SEAL: &[u8] = b"bpiiot/checked-seal";

/// Verifies seals for the import queue. It has no access to the runtime.
pub struct PowVerifier<B: BlockT, A> {
	algorithm: A,
	metrics: Metrics,
	ahead: Option<Arc<Ahead<B>>>,
}

impl<B: BlockT, A: Algorithm> PowVerifier<B, A> {
	/// A verifier that counts into `metrics`.
	pub fn new(algorithm: A, metrics: Metrics) -> Self {
		Self { algorithm, metrics, ahead: None }
	}

	/// A verifier that takes the outcomes of `ahead` where there are any.
	pub(crate) fn with_ahead(algorithm: A, metrics: Metrics, ahead: Arc<Ahead<B>>) -> Self {
		Self { algorithm, metrics, ahead: Some(ahead) }
	}

	async fn check(&self, block: &mut BlockImportParams<B>) -> Result<CheckedSeal, SealError> {
		let post_hash = block.header.hash();
		let ahead = self.ahead.as_ref().and_then(|ahead| ahead.take(&post_hash));
		let (item, seal) = take_seal::<B>(&mut block.header)?;
		let checked = match ahead {
			Some(outcome) => outcome.await.ok(),
			None => None,
		};
		let checked = match checked {
			Some(outcome) => outcome,
			None => {
				let began = Instant::now();
				let outcome = check_seal::<B, A>(&self.algorithm, &block.header, seal);
				self.metrics.on_verified(began.elapsed());
				outcome
			}
		}?;
		block.post_digests.push(item);
		block.post_hash = Some(post_hash);
		Ok(checked)
	}
}

#[async_trait::async_trait]
impl<B: BlockT, A: Algorithm> Verifier<B> for PowVerifier<B, A> {
	async fn verify(&self, mut block: BlockImportParams<B>) -> Result<BlockImportParams<B>, String> {
		let checked = self.check(&mut block).await.map_err(|reason| {
			self.metrics.on_rejected(reason);
			format!("block {} refused: {reason}", block.header.number())
		})?;
		block.insert_intermediate(CHECKED_SEAL, checked);
		Ok(block)
	}
}
