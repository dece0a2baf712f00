//! Builds block templates and searches for their seals on threads of its own.

use std::{
	num::NonZeroUsize,
	sync::Arc,
	thread,
	time::{Duration, Instant},
};

use bpiiot_primitives::{AccountId, AuthorDigest};
use futures::StreamExt;
use log::{debug, info, warn};
use parking_lot::{Condvar, Mutex};
use sc_client_api::BlockchainEvents;
use sc_consensus::{BlockImport, BlockImportParams, BoxBlockImport, ImportResult, StateAction, StorageChanges};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus::{BlockOrigin, Environment, Proposal, ProposeArgs, Proposer, SyncOracle};
use sp_consensus_pow::DifficultyApi;
use sp_core::{U256, sr25519};
use sp_inherents::{CreateInherentDataProviders, InherentDataProvider};
use sp_keystore::KeystorePtr;
use sp_runtime::{
	Digest,
	traits::{Block as BlockT, Header as HeaderT, UniqueSaturatedInto},
};
use tokio::sync::mpsc;

use crate::{
	AUTHOR_KEY_TYPE, Error,
	algorithm::{Algorithm, Solution},
	import::required_difficulty,
	metrics::Metrics,
	seal::{CheckedSeal, Seal, challenge, meets, work},
	sync_guard::SyncGuard,
	verifier::CHECKED_SEAL,
};

const LOG: &str = "pow";

/// A template whose parent is still the best block is built anew after this time, for new transactions and a new timestamp.
const REFRESH: Duration = Duration::from_secs(2);

/// The share of a miner's time that building templates may take is one in this many.
const BUILD_SHARE: u32 = 10;

/// The longest that the proposer may add transactions to one template.
const BUILD_TIME: Duration = Duration::from_secs(2);

/// How much below ordinary processes mining threads run (0 is ordinary, 19 the lowest).
const NICENESS: i32 = 10;

/// What the miner needs.
pub struct Miner<B: BlockT, C, E, S, P, A> {
	/// The chain.
	pub client: Arc<C>,
	/// Takes sealed blocks; the same pipeline that foreign blocks go through.
	pub import: BoxBlockImport<B>,
	/// Proposes block bodies.
	pub environment: E,
	/// Says whether the node is still catching up, when mining would be wasted.
	pub sync: S,
	/// Makes the inherents of a block.
	pub inherents: P,
	/// The puzzle.
	pub algorithm: A,
	/// Holds the author key.
	pub keystore: KeystorePtr,
	/// Who is named and paid in the blocks.
	pub author: AuthorDigest,
	/// How many threads search.
	pub threads: NonZeroUsize,
	/// Where to count.
	pub metrics: Metrics,
}

/// The threads that a miner uses when it is not told: all but one core, and at least one.
pub fn default_threads() -> NonZeroUsize {
	let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
	NonZeroUsize::new(cores.saturating_sub(1)).unwrap_or(NonZeroUsize::MIN)
}

/// The author that this node names in its blocks: the first author key of its keystore, made when there is none.
///
/// Rewards go to `reward_account`, or to the key's own account.
pub fn author(keystore: &KeystorePtr, reward_account: Option<AccountId>) -> Result<AuthorDigest, Error> {
	let key = match keystore.sr25519_public_keys(AUTHOR_KEY_TYPE).into_iter().next() {
		Some(key) => key,
		None => keystore.sr25519_generate_new(AUTHOR_KEY_TYPE, None).map_err(|error| Error::Key(error.to_string()))?,
	};
	Ok(AuthorDigest { key, reward_account: reward_account.unwrap_or_else(|| AccountId::from(key.0)) })
}

/// A block that lacks nothing but its seal.
struct Template<B: BlockT> {
	id: u64,
	proposal: Proposal<B>,
	signature: sr25519::Signature,
	difficulty: U256,
	built: Instant,
	refresh: Duration,
}

impl<B: BlockT> Template<B> {
	fn is_on(&self, parent: B::Hash) -> bool {
		*self.proposal.block.header().parent_hash() == parent
	}
}

/// The template that is searched, and the one before it on the same parent: a seal for that may still be on its way, and is
/// as good.
struct Templates<B: BlockT> {
	current: Option<Template<B>>,
	previous: Option<Template<B>>,
}

impl<B: BlockT> Templates<B> {
	fn push(&mut self, next: Template<B>) {
		self.previous = self.current.replace(next);
	}

	fn take(&mut self, id: u64) -> Option<Template<B>> {
		let wanted = |template: &mut Template<B>| template.id == id;
		self.current.take_if(wanted).or_else(|| self.previous.take_if(wanted))
	}

	fn clear(&mut self) {
		*self = Self { current: None, previous: None };
	}
}

/// What a thread needs to know of a template.
struct Task {
	id: u64,
	pre_hash: Vec<u8>,
	signature: sr25519::Signature,
	difficulty: U256,
}

struct Found {
	id: u64,
	nonce: u64,
	solution: Solution,
}

/// The task that all threads work on; none while there is nothing to do.
#[derive(Default)]
struct Board {
	state: Mutex<BoardState>,
	changed: Condvar,
}

#[derive(Default)]
struct BoardState {
	task: Option<Arc<Task>>,
	closed: bool,
}

impl Board {
	fn post(&self, task: Option<Task>) {
		self.state.lock().task = task.map(Arc::new);
		self.changed.notify_all();
	}

	/// The present task; waits for one. None when the miner has ended.
	fn task(&self) -> Option<Arc<Task>> {
		let mut state = self.state.lock();
		loop {
			if state.closed {
				return None;
			}
			match &state.task {
				Some(task) => return Some(task.clone()),
				None => self.changed.wait(&mut state),
			}
		}
	}
}

/// Ends the threads when the miner's future is dropped.
struct CloseOnDrop(Arc<Board>);

impl Drop for CloseOnDrop {
	fn drop(&mut self) {
		self.0.state.lock().closed = true;
		self.0.changed.notify_all();
	}
}

/// Searches one stripe of the nonces, `index` of `count`, of whatever task is posted.
fn search<A: Algorithm>(
	algorithm: A,
	board: Arc<Board>,
	index: u64,
	count: u64,
	found: mpsc::UnboundedSender<Found>,
	metrics: Metrics,
) {
	if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
		warn!(target: LOG, "A mining thread keeps its ordinary priority: {error}");
	}
	let mut scratch = A::scratch();
	let (mut last, mut nonce) = (None, index);
	while let Some(task) = board.task() {
		if last != Some(task.id) {
			(last, nonce) = (Some(task.id), index);
		}
		let challenge = challenge(&task.pre_hash, &task.signature, nonce);
		for solution in algorithm.solve(&challenge, &mut scratch) {
			if meets(work(&challenge, &solution), task.difficulty) {
				// The receiver lives as long as the board is open.
				let _ = found.send(Found { id: task.id, nonce, solution });
			}
		}
		metrics.on_challenge();
		nonce = nonce.wrapping_add(count);
	}
}

impl<B, C, E, S, P, A> Miner<B, C, E, S, P, A>
where
	B: BlockT,
	C: BlockchainEvents<B> + HeaderBackend<B> + ProvideRuntimeApi<B> + Send + Sync + 'static,
	C::Api: DifficultyApi<B, U256>,
	E: Environment<B> + Send + Sync + 'static,
	E::Proposer: Proposer<B>,
	S: SyncOracle + Send + Sync + 'static,
	P: CreateInherentDataProviders<B, ()> + Send + Sync + 'static,
	A: Algorithm,
{
	/// Mines until the chain's notifications end, which is when the node stops.
	pub async fn run(mut self) {
		let board = Arc::new(Board::default());
		let _close = CloseOnDrop(board.clone());
		let (sender, mut found) = mpsc::unbounded_channel();
		let count = self.threads.get() as u64;
		for index in 0..count {
			let (algorithm, board, sender, metrics) =
				(self.algorithm.clone(), board.clone(), sender.clone(), self.metrics.clone());
			let spawned = thread::Builder::new()
				.name(format!("miner-{index}"))
				.spawn(move || search(algorithm, board, index, count, sender, metrics));
			if let Err(error) = spawned {
				warn!(target: LOG, "Mining thread {index} could not be started: {error}");
			}
		}
		info!(
			target: LOG,
			"⛏  Mining on {count} thread(s) as {}, rewards to {}", self.author.key, self.author.reward_account,
		);

		let mut imports = self.client.import_notification_stream();
		let mut guard = SyncGuard::new(self.best_number(), Instant::now());
		let mut templates = Templates { current: None, previous: None };
		let mut ids = 0u64;
		loop {
			let wait = templates.current.as_ref().map_or(Duration::from_millis(500), |template| {
				template.refresh.saturating_sub(template.built.elapsed())
			});
			tokio::select! {
				notification = imports.next() => if notification.is_none() { return },
				Some(solved) = found.recv() => self.submit(&mut templates, &board, solved).await,
				_ = tokio::time::sleep(wait) => {},
			}

			if guard.is_catching_up(self.sync.is_major_syncing(), self.best_number(), Instant::now()) {
				templates.clear();
				board.post(None);
				continue;
			}
			let parent = self.client.info().best_hash;
			match &templates.current {
				Some(template) if template.is_on(parent) => {
					if template.built.elapsed() < template.refresh {
						continue;
					}
				}
				_ => {
					templates.clear();
					board.post(None);
				}
			}
			ids += 1;
			match self.build(parent, ids).await {
				Ok(next) if self.client.info().best_hash == parent => {
					board.post(Some(Task {
						id: next.id,
						pre_hash: next.proposal.block.header().hash().as_ref().to_vec(),
						signature: next.signature,
						difficulty: next.difficulty,
					}));
					templates.push(next);
				}
				// The best block has changed meanwhile; its notification is waiting.
				Ok(_) => {}
				Err(error) => {
					warn!(target: LOG, "Unable to build a block on {parent:?}: {error}");
					templates.clear();
					board.post(None);
				}
			}
		}
	}

	fn best_number(&self) -> u64 {
		self.client.info().best_number.unique_saturated_into()
	}

	async fn build(&mut self, parent: B::Hash, id: u64) -> Result<Template<B>, Error> {
		let started = Instant::now();
		let header = self.client.header(parent)?.ok_or_else(|| Error::MissingHeader(format!("{parent:?}")))?;
		let difficulty = required_difficulty::<B, C>(&self.client, parent, &self.metrics)?;
		let inherent_data = self
			.inherents
			.create_inherent_data_providers(parent, ())
			.await
			.map_err(|error| Error::Inherents(error.to_string()))?
			.create_inherent_data()
			.await
			.map_err(|error| Error::Inherents(error.to_string()))?;
		let proposer = self.environment.init(&header).await.map_err(|error| Error::Propose(error.to_string()))?;
		let args = ProposeArgs {
			inherent_data,
			inherent_digests: Digest { logs: vec![self.author.to_item()] },
			max_duration: BUILD_TIME,
			..Default::default()
		};
		self.metrics.on_runtime_call();
		let proposal = proposer.propose(args).await.map_err(|error| Error::Propose(error.to_string()))?;
		let pre_hash = proposal.block.header().hash();
		let signature = self
			.keystore
			.sr25519_sign(AUTHOR_KEY_TYPE, &self.author.key, pre_hash.as_ref())
			.map_err(|error| Error::Key(error.to_string()))?
			.ok_or_else(|| Error::Key("it has left the keystore".into()))?;
		let refresh = REFRESH.max(started.elapsed() * BUILD_SHARE);
		Ok(Template { id, proposal, signature, difficulty, built: Instant::now(), refresh })
	}

	/// Imports the template that `found` belongs to; a seal for any other is dropped.
	async fn submit(&self, templates: &mut Templates<B>, board: &Board, found: Found) {
		let Some(solved) = templates.take(found.id) else {
			debug!(target: LOG, "A seal for a template that is no longer current is dropped");
			return;
		};
		board.post(None);
		let seal = Seal {
			nonce: found.nonce,
			solution: found.solution,
			difficulty: solved.difficulty,
			signature: solved.signature,
		};
		let (header, body) = solved.proposal.block.deconstruct();
		let number = *header.number();
		let mut block = BlockImportParams::new(BlockOrigin::Own, header);
		block.post_digests.push(seal.to_item());
		block.body = Some(body);
		block.state_action = StateAction::ApplyChanges(StorageChanges::Changes(solved.proposal.storage_changes));
		block.insert_intermediate(CHECKED_SEAL, CheckedSeal { seal, author: self.author.clone() });
		let hash = block.post_hash();
		match self.import.import_block(block).await {
			Ok(ImportResult::Imported(_)) => {
				self.metrics.on_mined();
				info!(target: LOG, "⛏  Mined block {number} ({hash:?}) at difficulty {}", solved.difficulty);
			}
			Ok(other) => warn!(target: LOG, "Mined block {number} was not imported: {other:?}"),
			Err(error) => warn!(target: LOG, "Unable to import mined block {number}: {error}"),
		}
	}
}
