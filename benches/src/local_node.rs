//! A node without a network in this process, on a chain of its own at the least difficulty, and the search for seals.

use std::{
	path::Path,
	sync::{
		Arc,
		atomic::{AtomicBool, Ordering},
		mpsc as tasks,
	},
	task::Poll,
	thread,
	time::Duration,
};

use anyhow::{Context, Result, anyhow};
use bpiiot_node::{
	chain_spec,
	cli::Cli,
	service::{self, FullBackend, FullClient, Import, Partial},
};
use bpiiot_pow::{Algorithm, AuthorDigest, EquiXAlgorithm, Seal, challenge, meets, work};
use bpiiot_primitives::AccountId;
use bpiiot_runtime::OpaqueBlock;
use parking_lot::Mutex;
use sc_basic_authorship::ProposerFactory;
use sc_cli::SubstrateCli;
use sc_consensus::{BlockImportError, BlockImportStatus, ImportQueue, IncomingBlock, Link};
use sc_executor::WasmExecutor;
use sc_service::ChainSpec;
use sp_blockchain::HeaderBackend;
use sp_consensus::{BlockOrigin, Environment, Proposal, ProposeArgs, Proposer};
use sp_core::{H256, U256, sr25519};
use sp_inherents::InherentDataProvider;
use sp_runtime::{Digest, traits::Block as _};
use substrate_prometheus_endpoint::Registry;
use tempfile::TempDir;
use tokio::sync::mpsc;

/// A block as it goes over the wire.
pub type Block = OpaqueBlock;

/// What runs the runtime's Wasm in a node.
pub type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;

/// The difficulty of every block, in mean tries: the least that the runtime allows. At the target time between blocks it stays.
const DIFFICULTY: u64 = 16;

/// Writes the spec of a development chain at the least difficulty as a file. Each of `endowed` has so many planck at first.
///
/// # Errors
/// When the runtime is missing or the file cannot be written.
pub fn write_spec(file: &Path, endowed: &[(AccountId, u64)]) -> Result<()> {
	let plain = |error: String| anyhow!("there is no chain spec: {error}");
	let spec: Box<dyn ChainSpec> = Box::new(chain_spec::development().map_err(plain)?);
	let mut json: serde_json::Value = serde_json::from_str(&spec.as_json(false).map_err(plain)?)?;
	let patch = &mut json["genesis"]["runtimeGenesis"]["patch"];
	patch["difficulty"]["initialDifficulty"] = format!("{DIFFICULTY:#x}").into();
	let balances = patch["balances"]["balances"].as_array_mut().context("the chain spec endows no account")?;
	balances.extend(endowed.iter().map(|(account, amount)| serde_json::json!([account.to_string(), amount])));
	std::fs::write(file, json.to_string()).with_context(|| format!("cannot write {}", file.display()))
}

/// The parts of a node that need no network, with a database of its own.
pub struct Node {
	parts: Partial,
	executor: Executor,
	registry: Option<Registry>,
	_folder: Option<TempDir>,
}

impl Node {
	/// A node on the chain that the file `spec` describes, with nothing but genesis.
	///
	/// # Errors
	/// When the spec cannot be read or the database cannot be made.
	pub fn new(spec: &Path) -> Result<Self> {
		let folder = TempDir::with_prefix("bpiiot-bench-")?;
		let node = Self::at(spec, folder.path(), &[])?;
		Ok(Self { _folder: Some(folder), ..node })
	}

	/// A node on the chain that the file `spec` describes, with what the database in `base_path` holds, and with more of the
	/// node's command line.
	///
	/// # Errors
	/// When the spec cannot be read, or the database cannot be made or is of another chain.
	pub fn at(spec: &Path, base_path: &Path, arguments: &[&str]) -> Result<Self> {
		let paths = ["--chain".as_ref(), spec.as_os_str(), "--base-path".as_ref(), base_path.as_os_str()];
		let program = std::iter::once("bpiiot-node".as_ref());
		let cli = Cli::from_iter(program.chain(paths).chain(arguments.iter().map(AsRef::as_ref)));
		let config = cli.create_configuration(&cli.run, tokio::runtime::Handle::current())?;
		let parts = service::new_partial(&config)?;
		let executor = sc_service::new_wasm_executor(&config.executor);
		Ok(Self { parts, executor, registry: config.prometheus_registry().cloned(), _folder: None })
	}

	/// The chain.
	pub fn client(&self) -> &Arc<FullClient> {
		&self.parts.client
	}

	/// The chain's database.
	pub fn backend(&self) -> &Arc<FullBackend> {
		&self.parts.backend
	}

	/// Where its own blocks go.
	pub fn import(&self) -> &Import {
		&self.parts.other.0
	}

	/// Another instance of what runs its runtime, set up alike.
	pub fn executor(&self) -> &Executor {
		&self.executor
	}

	/// Number and hash of the best block.
	pub fn best(&self) -> (u32, H256) {
		let info = self.parts.client.info();
		(info.best_number, info.best_hash)
	}

	/// Hash of the genesis block.
	pub fn genesis(&self) -> H256 {
		self.parts.client.info().genesis_hash
	}

	/// Hands blocks to the import queue as the sync does; does not wait for them.
	pub fn offer(&mut self, blocks: &[Block]) {
		let incoming = blocks.iter().map(|block| {
			let (header, body) = block.clone().deconstruct();
			IncomingBlock {
				hash: header.hash(),
				header: Some(header),
				body: Some(body),
				indexed_body: None,
				justifications: None,
				origin: None,
				allow_missing_state: false,
				skip_execution: false,
				import_existing: false,
				state: None,
			}
		});
		let incoming = incoming.collect();
		self.parts.import_queue.service_ref().import_blocks(BlockOrigin::NetworkInitialSync, incoming);
	}

	/// Waits until the queue is done with one or more of the batches that were offered; says how many blocks those had.
	///
	/// # Errors
	/// When a block was refused.
	pub async fn taken(&mut self) -> Result<usize> {
		let results = Results::default();
		let queue = &mut self.parts.import_queue;
		let results = futures::future::poll_fn(|context| {
			queue.poll_actions(context, &results);
			let results = std::mem::take(&mut *results.0.lock());
			if results.is_empty() { Poll::Pending } else { Poll::Ready(results) }
		})
		.await;
		for (result, hash) in &results {
			if let Err(error) = result {
				anyhow::bail!("block {hash:?} was refused: {error}");
			}
		}
		Ok(results.len())
	}

	/// Sum, in seconds, and number of the observations of one of the node's own histograms; zeros when it has none of that name.
	pub fn histogram(&self, name: &str) -> (f64, u64) {
		let families = self.registry.iter().flat_map(Registry::gather).filter(|family| family.get_name() == name);
		families.fold((0.0, 0), |sum, family| {
			family.get_metric().iter().map(|metric| metric.get_histogram()).fold(sum, |(seconds, count), histogram| {
				(seconds + histogram.get_sample_sum(), count + histogram.get_sample_count())
			})
		})
	}

	/// An empty block on the best one, with its time in ms and without a seal.
	pub(crate) async fn propose(&self, time: u64, author: &AuthorDigest) -> Result<Block> {
		let Partial { client, task_manager, transaction_pool, .. } = &self.parts;
		let mut proposers =
			ProposerFactory::new(task_manager.spawn_handle(), client.clone(), transaction_pool.clone(), None, None);
		let parent = client.header(client.info().best_hash)?.context("the best block has no header")?;
		let inherents = sp_timestamp::InherentDataProvider::new(time.into());
		let inherent_data = inherents.create_inherent_data().await.map_err(|error| anyhow!("{error}"))?;
		// No time at all for transactions, of which there are none.
		let args = ProposeArgs {
			inherent_data,
			inherent_digests: Digest { logs: vec![author.to_item()] },
			max_duration: Duration::ZERO,
			..Default::default()
		};
		let Proposal { block, .. } = proposers.init(&parent).await?.propose(args).await?;
		Ok(block)
	}
}

/// What the import queue has reported.
#[derive(Default)]
struct Results(Mutex<Vec<(Outcome, H256)>>);

type Outcome = std::result::Result<BlockImportStatus<u32>, BlockImportError>;

impl Link<Block> for Results {
	fn blocks_processed(&self, _: usize, _: usize, results: Vec<(Outcome, H256)>) {
		self.0.lock().extend(results);
	}
}

/// A header to seal.
struct Task {
	pre_hash: H256,
	signature: sr25519::Signature,
	solved: AtomicBool,
}

/// A thread for each core that solves what all of them are given. They end when this is dropped.
pub(crate) struct Solvers {
	threads: Vec<tasks::Sender<Arc<Task>>>,
	found: mpsc::UnboundedReceiver<(H256, Seal)>,
}

impl Solvers {
	pub(crate) fn new() -> Self {
		let (sender, found) = mpsc::unbounded_channel();
		let cores = thread::available_parallelism().map_or(1, usize::from);
		let threads = (0..cores).map(|index| {
			let (threads, given) = tasks::channel::<Arc<Task>>();
			let sender = sender.clone();
			thread::spawn(move || {
				let mut scratch = EquiXAlgorithm::scratch();
				for task in given {
					for nonce in (index as u64..).step_by(cores) {
						if task.solved.load(Ordering::Relaxed) {
							break;
						}
						if let Some(seal) = attempt(&task, nonce, &mut scratch) {
							task.solved.store(true, Ordering::Relaxed);
							// Nobody waits for it any more when the solvers are gone.
							let _ = sender.send((task.pre_hash, seal));
						}
					}
				}
			});
			threads
		});
		Self { threads: threads.collect(), found }
	}

	pub(crate) async fn solve(&mut self, pre_hash: H256, signature: sr25519::Signature) -> Result<Seal> {
		let task = Arc::new(Task { pre_hash, signature, solved: AtomicBool::new(false) });
		for thread in &self.threads {
			thread.send(task.clone()).context("a solver has ended")?;
		}
		loop {
			// Two threads may find one at the same time; the second is for a header that has its seal.
			let (solved, seal) = self.found.recv().await.context("the solvers have ended")?;
			if solved == pre_hash {
				return Ok(seal);
			}
		}
	}
}

fn attempt(task: &Task, nonce: u64, scratch: &mut <EquiXAlgorithm as Algorithm>::Scratch) -> Option<Seal> {
	let difficulty = U256::from(DIFFICULTY);
	let challenge = challenge(task.pre_hash.as_ref(), &task.signature, nonce);
	let mut solutions = EquiXAlgorithm.solve(&challenge, scratch).into_iter();
	let solution = solutions.find(|solution| meets(work(&challenge, solution), difficulty))?;
	Some(Seal { nonce, solution, difficulty, signature: task.signature })
}
