//! The first check of a foreign block: its proof, before anything of it is executed.

use sc_consensus::{BlockImportParams, Verifier};
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};

use crate::{
	algorithm::Algorithm,
	metrics::Metrics,
	seal::{CheckedSeal, SealError, check_seal, take_seal},
};

/// Key of the [`CheckedSeal`] that the verifier hands to the import.
pub(crate) const CHECKED_SEAL: &[u8] = b"bpiiot/checked-seal";

/// Verifies seals for the import queue. It has no access to the runtime.
pub struct PowVerifier<A> {
	algorithm: A,
	metrics: Metrics,
}

impl<A: Algorithm> PowVerifier<A> {
	/// A verifier that counts into `metrics`.
	pub fn new(algorithm: A, metrics: Metrics) -> Self {
		Self { algorithm, metrics }
	}

	fn check<B: BlockT>(&self, block: &mut BlockImportParams<B>) -> Result<CheckedSeal, SealError> {
		let post_hash = block.header.hash();
		let (item, seal) = take_seal::<B>(&mut block.header)?;
		let checked = check_seal::<B, A>(&self.algorithm, &block.header, seal)?;
		block.post_digests.push(item);
		block.post_hash = Some(post_hash);
		Ok(checked)
	}
}

#[async_trait::async_trait]
impl<B: BlockT, A: Algorithm> Verifier<B> for PowVerifier<A> {
	async fn verify(&self, mut block: BlockImportParams<B>) -> Result<BlockImportParams<B>, String> {
		let checked = self.check(&mut block).map_err(|reason| {
			self.metrics.on_rejected(reason);
			format!("block {} refused: {reason}", block.header.number())
		})?;
		block.insert_intermediate(CHECKED_SEAL, checked);
		Ok(block)
	}
}
