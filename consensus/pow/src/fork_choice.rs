//! Which chain is best when finality has a say.

use std::time::Duration;

use futures::StreamExt;
use log::{info, warn};
use sc_client_api::{
	ImportNotificationAction, ImportSummary,
	backend::{Backend, BlockImportOperation},
};
use sc_consensus::BlockImport;
use sp_blockchain::{Backend as BlockchainBackend, tree_route};
use sp_consensus::{BlockOrigin, Error as ConsensusError};
use sp_inherents::CreateInherentDataProviders;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use tokio::time::{MissedTickBehavior, interval};

use crate::{
	Error, PowClient, PowImport,
	algorithm::Algorithm,
	seal::header_work,
	work::{Rank, rank, total_work},
};

/// How often blocks that wait for their time are tried again.
const RETRY: Duration = Duration::from_secs(1);

impl<B, BE, I, C, A, P> PowImport<B, BE, I, C, A, P>
where
	B: BlockT,
	BE: Backend<B> + 'static,
	I: BlockImport<B, Error: Into<ConsensusError>> + Clone + Send + Sync + 'static,
	C: PowClient<B, BE>,
	A: Algorithm,
	P: CreateInherentDataProviders<B, ()> + Send + Sync + 'static,
{
	/// Sets the best chain right after finality and imports the blocks whose time has come, until the client ends.
	pub(crate) async fn upkeep(self) {
		let mut finality = self.client.finality_notification_stream();
		let mut retry = interval(RETRY);
		retry.set_missed_tick_behavior(MissedTickBehavior::Delay);
		loop {
			tokio::select! {
				notification = finality.next() => {
					if notification.is_none() {
						return;
					}
					let mut settled = self.settled.lock().await;
					if let Err(error) = self.settle(&mut settled) {
						warn!(target: "pow", "The best chain above the finalized block is not known: {error}");
					}
				},
				_ = retry.tick() => self.retry_early().await,
			}
		}
	}

	/// Makes the chain with the most work the best one again after finality has moved.
	///
	/// A block that is finalized beside the best chain becomes the best block in the same write, although it may have
	/// descendants already.
	pub(crate) fn settle(&self, settled: &mut Option<B::Hash>) -> Result<(), Error> {
		let finalized = self.client.info().finalized_hash;
		if *settled == Some(finalized) {
			return Ok(());
		}
		let is_lighter = {
			// Finality removes records in one write, but the client learns of its new best block a moment later.
			let _still = self.backend.get_import_lock().read();
			self.heavier_leaf()?.is_some()
		};
		if is_lighter {
			self.client.lock_import_and_run(|operation| {
				// Again, since finality may have moved before the client's lock was taken.
				let Some(header) = self.heavier_leaf()? else { return Ok(()) };
				let (hash, parent) = (header.hash(), *header.parent_hash());
				info!(target: "pow", "Block {} ({hash:?}) has the most work above the finalized block", header.number());
				operation.op.mark_head(hash)?;
				operation.notify_imported = Some(ImportSummary {
					hash,
					origin: BlockOrigin::ConsensusBroadcast,
					header,
					is_new_best: true,
					storage_changes: None,
					tree_route: Some(tree_route(self.client.as_ref(), self.client.info().best_hash, parent)?),
					import_notification_action: ImportNotificationAction::RecentBlock,
				});
				Ok::<_, Error>(())
			})?;
		}
		*settled = Some(finalized);
		Ok(())
	}

	/// The leaf that should be the best block, when the best block is another.
	fn heavier_leaf(&self) -> Result<Option<B::Header>, Error> {
		let best_hash = self.client.info().best_hash;
		let (mut best, mut found) = (self.rank(best_hash)?, None);
		for leaf in self.backend.blockchain().leaves()? {
			let Some(header) = self.client.header(leaf)?.filter(|_| leaf != best_hash) else { continue };
			let number = *header.number();
			if self.guard.is_displaced(leaf, number, *header.parent_hash())?
				|| !self.backend.have_state_at(leaf, number)
			{
				continue;
			}
			match self.rank(leaf) {
				Ok(rank) if rank > best => (best, found) = (rank, Some(header)),
				Ok(_) => {}
				// A damaged record must not win, and must not stop the others either.
				Err(error) => warn!(target: "pow", "The chain up to block {number} ({leaf:?}) is passed over: {error}"),
			}
		}
		Ok(found)
	}

	/// Where a block in the database stands among chains.
	pub(crate) fn rank(&self, hash: B::Hash) -> Result<Rank, Error> {
		let total = total_work::<B, C>(&self.client, hash)?;
		let header = self.client.header(hash)?.ok_or_else(|| Error::MissingHeader(format!("{hash:?}")))?;
		Ok(rank(total, header_work::<B>(header)))
	}
}
