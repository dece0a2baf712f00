//! The template service's loop: what is searched now, and what becomes of a solution.

use std::{
	pin::pin,
	sync::Arc,
	time::{Duration, Instant},
};

use futures::StreamExt;
use log::{debug, info, warn};
use sc_client_api::{BlockchainEvents, ImportNotifications};
use sc_consensus::{BlockImport, BlockImportParams, BoxBlockImport, ImportResult, StateAction, StorageChanges};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus::{BlockOrigin, Environment, Proposer, SyncOracle};
use sp_consensus_pow::DifficultyApi;
use sp_core::{H256, U256};
use sp_inherents::CreateInherentDataProviders;
use sp_runtime::traits::{Block as BlockT, UniqueSaturatedInto};
use tokio::{
	sync::{mpsc, watch},
	time::{Interval, MissedTickBehavior, interval},
};

use super::{
	Miner, WaitingTransactions,
	handle::{Accepted, MiningHandle, Seats, Submission, SubmitError, Work, nonces},
	search::{Found, Job, Searchers},
	template::{Builder, Missing, Template, Templates},
	wire::StopCause,
};
use crate::{
	Error,
	algorithm::Algorithm,
	metrics::Metrics,
	seal::{Seal, SealError, check_seal},
	sync_guard::SyncGuard,
	verifier::CHECKED_SEAL,
};

/// A template whose parent is still the best block is built anew after this time when transactions wait.
const REFRESH: Duration = Duration::from_secs(2);

/// And after this time when none do: what a block's timestamp may be late at most. Building an empty block takes
/// milliseconds, and the rules of maintenance agreements go by the chain's clock.
const IDLE_REFRESH: Duration = Duration::from_secs(5);

/// The share of a core's time that building templates on one parent may take is one in this many.
const BUILD_SHARE: u32 = 10;

/// How often the best block and the sync are looked at. Changes are notified, but not all: not those that finality brings,
/// nor blocks of a sync. Stale work must end within 250 ms.
const TICK: Duration = Duration::from_millis(100);

/// How long to wait after a template could not be built.
const RETRY: Duration = Duration::from_millis(500);

/// How many solutions of external miners may wait for their turn.
const WAITING_SUBMISSIONS: usize = 64;

/// The loop, and what makes the templates.
pub(super) struct Service<B: BlockT, C, E, S, P, A> {
	builder: Builder<C, E, P>,
	desk: Desk<B, C, S, A>,
}

/// Everything but building: what is posted, and what becomes of solutions.
struct Desk<B: BlockT, C, S, A> {
	client: Arc<C>,
	import: BoxBlockImport<B>,
	transactions: WaitingTransactions,
	sync: S,
	guard: SyncGuard,
	algorithm: A,
	threads: usize,
	metrics: Metrics,
	templates: Templates<B>,
	searchers: Searchers,
	work: watch::Sender<Work>,
	seats: Arc<Seats>,
	found: mpsc::UnboundedReceiver<Found>,
	submissions: mpsc::Receiver<Submission>,
	imports: ImportNotifications<B>,
	tick: Interval,
	/// The parent on which no template could be built, and when.
	failed: Option<(B::Hash, Instant)>,
}

enum Event {
	Look,
	Submitted(Submission),
}

impl<B, C, E, S, P, A> Service<B, C, E, S, P, A>
where
	B: BlockT<Hash = H256>,
	C: BlockchainEvents<B> + HeaderBackend<B> + ProvideRuntimeApi<B> + Send + Sync + 'static,
	C::Api: DifficultyApi<B, U256>,
	E: Environment<B> + Send + Sync + 'static,
	E::Proposer: Proposer<B>,
	S: SyncOracle + Send + Sync + 'static,
	P: CreateInherentDataProviders<B, ()> + Send + Sync + 'static,
	A: Algorithm,
{
	pub(super) fn new(miner: Miner<B, C, E, S, P, A>) -> (MiningHandle, Self) {
		let Miner {
			client,
			import,
			environment,
			transactions,
			sync,
			inherents,
			algorithm,
			keystore,
			author,
			threads,
			metrics,
		} = miner;
		let (work, posted) = watch::channel(Work::Stop(StopCause::Idle));
		let (submit, submissions) = mpsc::channel(WAITING_SUBMISSIONS);
		let (sender, found) = mpsc::unbounded_channel();
		let searchers = Searchers::start(algorithm.clone(), threads, &metrics, &sender);
		if threads > 0 {
			info!(
				target: super::LOG,
				"⛏  Mining on {threads} thread(s) as {}, rewards to {}", author.key, author.reward_account,
			);
		}
		let mut tick = interval(TICK);
		tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
		let seats = Arc::new(Seats::default());
		let handle =
			MiningHandle { work: posted, submissions: submit, seats: seats.clone(), threads, metrics: metrics.clone() };
		let desk = Desk {
			import,
			transactions,
			sync,
			guard: SyncGuard::new(client.info().best_number.unique_saturated_into(), Instant::now()),
			algorithm,
			threads,
			metrics: metrics.clone(),
			templates: Templates::new(),
			searchers,
			work,
			seats,
			found,
			submissions,
			imports: client.import_notification_stream(),
			tick,
			failed: None,
			client: client.clone(),
		};
		let builder = Builder { client, environment, inherents, keystore, author, metrics, last: 0 };
		(handle, Self { builder, desk })
	}

	pub(super) async fn run(self) {
		let Self { mut builder, mut desk } = self;
		loop {
			let parent = loop {
				if let Some(parent) = desk.due() {
					break parent;
				}
				let Some(event) = desk.next().await else { return };
				desk.handle(event).await;
			};
			// While a template is built, solutions of the one before are still taken; and a new best block ends the building.
			let built = {
				let mut build = pin!(builder.build(parent));
				loop {
					tokio::select! {
						built = &mut build => break Some(built),
						event = desk.next() => {
							let Some(event) = event else { return };
							desk.handle(event).await;
						},
					}
					if desk.base() != Some(parent) {
						break None;
					}
				}
			};
			match built {
				Some(Ok(template)) => desk.post(template),
				Some(Err(error)) => desk.fail(parent, &error),
				None => {}
			}
		}
	}
}

impl<B, C, S, A> Desk<B, C, S, A>
where
	B: BlockT<Hash = H256>,
	C: HeaderBackend<B>,
	S: SyncOracle,
	A: Algorithm,
{
	/// Waits for something that may change what is to be searched. None when the node ends.
	///
	/// Nothing is lost when this is dropped before it is done.
	async fn next(&mut self) -> Option<Event> {
		tokio::select! {
			notification = self.imports.next() => notification.map(|_| Event::Look),
			Some(found) = self.found.recv() => Some(Event::Submitted(Submission { found, answer: None })),
			Some(submission) = self.submissions.recv() => Some(Event::Submitted(submission)),
			_ = self.tick.tick() => Some(Event::Look),
		}
	}

	async fn handle(&mut self, event: Event) {
		// A solution must not be taken for a parent that has just been replaced.
		self.base();
		if let Event::Submitted(Submission { found, answer }) = event {
			let result = self.submit(found).await;
			self.metrics.on_submitted(result.as_ref().map_or_else(SubmitError::label, |_| "accepted"));
			if let Err(error) = &result {
				debug!(target: super::LOG, "A solution of template {} is not accepted: {error}", found.id);
			}
			if let Some(answer) = answer {
				// A miner that has gone away wants no answer.
				let _ = answer.send(result);
			}
		}
	}

	/// The block to build on, when there is a reason to mine; takes back work that is out of date.
	fn base(&mut self) -> Option<B::Hash> {
		let info = self.client.info();
		let syncing = self.sync.is_major_syncing();
		if self.guard.is_catching_up(syncing, info.best_number.unique_saturated_into(), Instant::now()) {
			self.stop(StopCause::Syncing);
			return None;
		}
		if self.templates.current().is_some_and(|template| template.outline.parent != info.best_hash) {
			self.stop(StopCause::NewBlock);
		}
		if self.threads == 0 && self.seats.count() == 0 {
			self.stop(StopCause::Idle);
			return None;
		}
		Some(info.best_hash)
	}

	/// The block to build on, when a template is to be built now.
	fn due(&mut self) -> Option<B::Hash> {
		let parent = self.base()?;
		match self.templates.current() {
			Some(template) => {
				let refresh = if (self.transactions)() > 0 { REFRESH } else { IDLE_REFRESH };
				let refresh = refresh.max(template.cost * BUILD_SHARE);
				(template.outline.built.elapsed() >= refresh).then_some(parent)
			}
			None => {
				let failed = self.failed.is_some_and(|(on, at)| on == parent && at.elapsed() < RETRY);
				(!failed).then_some(parent)
			}
		}
	}

	fn stop(&mut self, cause: StopCause) {
		self.templates.clear();
		self.searchers.post(None);
		self.metrics.on_template(None);
		self.work.send_if_modified(|work| {
			let other = !matches!(work, Work::Stop(present) if *present == cause);
			*work = Work::Stop(cause);
			other
		});
	}

	fn post(&mut self, template: Template<B>) {
		if self.base() != Some(template.outline.parent) {
			return;
		}
		self.failed = None;
		let outline = Arc::new(template.outline.clone());
		self.searchers.post(Some(Job {
			id: outline.id,
			pre_hash: outline.pre_hash.0,
			signature: outline.signature,
			difficulty: outline.difficulty,
			nonces: nonces(0),
		}));
		self.metrics.on_template(Some(outline.built));
		self.templates.push(template);
		self.work.send_replace(Work::Search(outline));
	}

	fn fail(&mut self, parent: B::Hash, error: &Error) {
		warn!(target: super::LOG, "Unable to build a block on {parent:?}: {error}");
		self.failed = Some((parent, Instant::now()));
		// A template that could not be refreshed may be impossible by now; its own parent is unchanged, but not the time.
		self.stop(StopCause::NoTemplate);
	}

	/// Makes a block of the template that `found` belongs to and imports it.
	async fn submit(&mut self, found: Found) -> Result<Accepted, SubmitError> {
		let template = self.templates.get(found.id).map_err(|missing| match missing {
			Missing::Submitted => SubmitError::AlreadySubmitted,
			Missing::Stale if matches!(&*self.work.borrow(), Work::Stop(StopCause::Syncing)) => SubmitError::Syncing,
			Missing::Stale => SubmitError::Stale,
		})?;
		let seal = Seal {
			nonce: found.nonce,
			solution: found.solution,
			difficulty: template.outline.difficulty,
			signature: template.outline.signature,
		};
		let checked = check_seal::<B, A>(&self.algorithm, template.proposal.block.header(), seal.clone());
		let checked = checked.map_err(|error| match error {
			SealError::TooLittleWork => SubmitError::TooLittleWork,
			SealError::WrongSolution => SubmitError::WrongSolution,
			other => SubmitError::NotImported(other.to_string()),
		})?;
		let template = self.templates.take(found.id).ok_or(SubmitError::Stale)?;
		// Whatever the import says, the other templates of this parent are not worth searching while it works.
		self.stop(StopCause::NewBlock);

		let (header, body) = template.proposal.block.deconstruct();
		let mut block = BlockImportParams::new(BlockOrigin::Own, header);
		block.post_digests.push(seal.to_item());
		block.body = Some(body);
		block.state_action = StateAction::ApplyChanges(StorageChanges::Changes(template.proposal.storage_changes));
		block.insert_intermediate(CHECKED_SEAL, checked);
		let (hash, height) = (block.post_hash(), template.outline.height);
		match self.import.import_block(block).await {
			Ok(ImportResult::Imported(imported)) => {
				self.metrics.on_mined();
				info!(target: super::LOG, "⛏  Mined block {height} ({hash:?}) at difficulty {}", seal.difficulty);
				Ok(Accepted { hash, height, best: imported.is_new_best })
			}
			Ok(other) => {
				warn!(target: super::LOG, "Mined block {height} was not imported: {other:?}");
				Err(SubmitError::NotImported(format!("{other:?}")))
			}
			Err(error) => {
				warn!(target: super::LOG, "Unable to import mined block {height}: {error}");
				Err(SubmitError::NotImported(error.to_string()))
			}
		}
	}
}
