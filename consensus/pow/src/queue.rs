//! The import queue, with the seals of queued blocks checked ahead.

use std::{sync::Arc, task::Context};

use sc_consensus::{
	BasicQueue, BlockImportError, BlockImportStatus, ImportQueue, IncomingBlock, JustificationImportResult, Link,
	import_queue::{ImportQueueService, RuntimeOrigin},
};
use sp_consensus::BlockOrigin;
use sp_runtime::{
	Justifications,
	traits::{Block as BlockT, NumberFor},
};

use crate::ahead::Ahead;

/// Whether a block that was queued is worth checking.
pub(crate) type IsWorthwhile<B> = Arc<dyn Fn(<B as BlockT>::Hash, &<B as BlockT>::Header) -> bool + Send + Sync>;

/// The SDK's queue, before which the seals of a whole range are checked on all cores while the queue imports block by
/// block.
///
/// Made by [`PowImport::queue`](crate::PowImport::queue).
pub struct PowQueue<B: BlockT> {
	inner: BasicQueue<B>,
	service: Service<B>,
}

struct Service<B: BlockT> {
	inner: Box<dyn ImportQueueService<B>>,
	ahead: Arc<Ahead<B>>,
	is_worthwhile: IsWorthwhile<B>,
}

impl<B: BlockT> PowQueue<B> {
	pub(crate) fn new(inner: BasicQueue<B>, ahead: Arc<Ahead<B>>, is_worthwhile: IsWorthwhile<B>) -> Self {
		let service = Service { inner: inner.service(), ahead, is_worthwhile };
		Self { inner, service }
	}

	/// Blocks whose seals are checked or being checked, and that the queue has not come to.
	pub fn pending_checks(&self) -> usize {
		self.service.ahead.waiting()
	}
}

impl<B: BlockT> ImportQueueService<B> for Service<B> {
	fn import_blocks(&mut self, origin: BlockOrigin, blocks: Vec<IncomingBlock<B>>) {
		for block in &blocks {
			if let Some(header) = &block.header
				&& (self.is_worthwhile)(block.hash, header)
			{
				self.ahead.start(block.hash, header.clone());
			}
		}
		self.inner.import_blocks(origin, blocks);
	}

	fn import_justifications(
		&mut self,
		who: RuntimeOrigin,
		hash: B::Hash,
		number: NumberFor<B>,
		justifications: Justifications,
	) {
		self.inner.import_justifications(who, hash, number, justifications);
	}
}

#[async_trait::async_trait]
impl<B: BlockT> ImportQueue<B> for PowQueue<B> {
	fn service(&self) -> Box<dyn ImportQueueService<B>> {
		Box::new(Service {
			inner: self.inner.service(),
			ahead: self.service.ahead.clone(),
			is_worthwhile: self.service.is_worthwhile.clone(),
		})
	}

	fn service_ref(&mut self) -> &mut dyn ImportQueueService<B> {
		&mut self.service
	}

	fn poll_actions(&mut self, cx: &mut Context, link: &dyn Link<B>) {
		self.inner.poll_actions(cx, &Clearing { link, ahead: &self.service.ahead });
	}

	async fn run(self, link: &dyn Link<B>) {
		let Self { inner, service } = self;
		inner.run(&Clearing { link, ahead: &service.ahead }).await;
	}
}

/// Drops the checks of blocks that the queue is done with: it does not ask for the seal of a block that is known
/// already, or that comes after one that was refused.
struct Clearing<'a, B: BlockT> {
	link: &'a dyn Link<B>,
	ahead: &'a Ahead<B>,
}

type Outcome<B> = (Result<BlockImportStatus<NumberFor<B>>, BlockImportError>, <B as BlockT>::Hash);

impl<B: BlockT> Link<B> for Clearing<'_, B> {
	fn blocks_processed(&self, imported: usize, count: usize, results: Vec<Outcome<B>>) {
		self.ahead.forget(results.iter().map(|(_, hash)| hash));
		self.link.blocks_processed(imported, count, results);
	}

	fn justification_imported(
		&self,
		who: RuntimeOrigin,
		hash: &B::Hash,
		number: NumberFor<B>,
		result: JustificationImportResult,
	) {
		self.link.justification_imported(who, hash, number, result);
	}

	fn request_justification(&self, hash: &B::Hash, number: NumberFor<B>) {
		self.link.request_justification(hash, number);
	}
}
