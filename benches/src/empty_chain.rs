//! A long chain of empty blocks with real seals, and nodes without a network that take it in.

use std::{
	fs::File,
	io::{BufReader, BufWriter, Write},
	path::Path,
	sync::{
		Arc,
		atomic::{AtomicBool, Ordering},
		mpsc as tasks,
	},
	task::Poll,
	thread,
	time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, anyhow, ensure};
use bpiiot_node::{
	chain_spec,
	cli::Cli,
	service::{self, Partial},
};
use bpiiot_pow::{Algorithm, AuthorDigest, EquiXAlgorithm, Seal, challenge, meets, work};
use bpiiot_primitives::{AccountId, TARGET_BLOCK_TIME};
use bpiiot_runtime::OpaqueBlock;
use codec::{Decode, Encode, IoReader};
use parking_lot::Mutex;
use sc_basic_authorship::ProposerFactory;
use sc_cli::SubstrateCli;
use sc_consensus::{BlockImportError, BlockImportStatus, ImportQueue, IncomingBlock, Link};
use sc_service::ChainSpec;
use sp_blockchain::HeaderBackend;
use sp_consensus::{BlockOrigin, Environment, Proposal, ProposeArgs, Proposer};
use sp_core::{H256, Pair, U256, sr25519};
use sp_inherents::InherentDataProvider;
use sp_runtime::{
	Digest,
	generic::SignedBlock,
	traits::{Block as _, Header as _},
};
use substrate_prometheus_endpoint::Registry;
use tempfile::TempDir;
use tokio::sync::mpsc;

/// A block as it goes over the wire.
pub type Block = OpaqueBlock;

/// The difficulty of every block, in mean tries: the least that the runtime allows. At the target time between blocks it stays.
const DIFFICULTY: u64 = 16;

/// Writes the spec of a development chain at the least difficulty as a file.
///
/// # Errors
/// When the runtime is missing or the file cannot be written.
pub fn write_spec(file: &Path) -> Result<()> {
	let plain = |error: String| anyhow!("there is no chain spec: {error}");
	let spec: Box<dyn ChainSpec> = Box::new(chain_spec::development().map_err(plain)?);
	let mut json: serde_json::Value = serde_json::from_str(&spec.as_json(false).map_err(plain)?)?;
	json["genesis"]["runtimeGenesis"]["patch"]["difficulty"]["initialDifficulty"] = format!("{DIFFICULTY:#x}").into();
	std::fs::write(file, json.to_string()).with_context(|| format!("cannot write {}", file.display()))
}

/// The parts of a node that need no network, with a database of its own.
pub struct Node {
	parts: Partial,
	registry: Option<Registry>,
	_folder: TempDir,
}

impl Node {
	/// A node on the chain that the file `spec` describes, with nothing but genesis.
	///
	/// # Errors
	/// When the spec cannot be read or the database cannot be made.
	pub fn new(spec: &Path) -> Result<Self> {
		let folder = TempDir::with_prefix("bpiiot-bench-")?;
		let arguments = [
			"bpiiot-node".as_ref(),
			"--chain".as_ref(),
			spec.as_os_str(),
			"--base-path".as_ref(),
			folder.path().as_os_str(),
		];
		let cli = Cli::from_iter(arguments);
		let config = cli.create_configuration(&cli.run, tokio::runtime::Handle::current())?;
		let parts = service::new_partial(&config)?;
		Ok(Self { parts, registry: config.prometheus_registry().cloned(), _folder: folder })
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
	async fn propose(&self, time: u64, author: &AuthorDigest) -> Result<Block> {
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

/// Makes `count` empty blocks on the genesis of `node`, one every target time and the last of them now; each is solved on all
/// cores and goes through the whole import. Calls `progress` with the number of blocks that are done.
///
/// # Errors
/// When a block cannot be built or is refused.
pub async fn make(node: &mut Node, count: u32, progress: impl Fn(u32)) -> Result<Vec<Block>> {
	let (pair, _) = sr25519::Pair::generate();
	let author = AuthorDigest { key: pair.public(), reward_account: AccountId::from(pair.public().0) };
	let mut solvers = Solvers::new();
	let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is before 1970")?.as_millis() as u64;
	let began = now.saturating_sub(u64::from(count) * TARGET_BLOCK_TIME);
	let mut blocks = Vec::new();
	for number in 1..=count {
		let time = began + u64::from(number) * TARGET_BLOCK_TIME;
		let (mut header, body) = node.propose(time, &author).await?.deconstruct();
		let pre_hash = header.hash();
		let seal = solvers.solve(pre_hash, pair.sign(pre_hash.as_ref())).await?;
		header.digest_mut().push(seal.to_item());
		let block = Block::new(header, body);
		node.offer(std::slice::from_ref(&block));
		node.taken().await?;
		ensure!(node.best() == (number, block.hash()), "block {number} was imported but is not the best one");
		blocks.push(block);
		progress(number);
	}
	Ok(blocks)
}

/// A header to seal.
struct Task {
	pre_hash: H256,
	signature: sr25519::Signature,
	solved: AtomicBool,
}

/// A thread for each core that solves what all of them are given. They end when this is dropped.
struct Solvers {
	threads: Vec<tasks::Sender<Arc<Task>>>,
	found: mpsc::UnboundedReceiver<(H256, Seal)>,
}

impl Solvers {
	fn new() -> Self {
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

	async fn solve(&mut self, pre_hash: H256, signature: sr25519::Signature) -> Result<Seal> {
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

/// Writes blocks to a file, as `bpiiot-node export-blocks --binary` does.
///
/// # Errors
/// When the file cannot be written.
pub fn write_blocks(file: &Path, blocks: &[Block]) -> Result<()> {
	let cannot = || format!("cannot write {}", file.display());
	// A run that is cut short leaves no half a file under that name.
	let unfinished = file.with_extension("unfinished");
	let mut writer = BufWriter::new(File::create(&unfinished).with_context(cannot)?);
	(blocks.len() as u64).encode_to(&mut writer);
	for block in blocks {
		SignedBlock { block: block.clone(), justifications: None }.encode_to(&mut writer);
	}
	writer.flush().with_context(cannot)?;
	std::fs::rename(&unfinished, file).with_context(cannot)
}

/// Reads blocks from a file that [`write_blocks`] has made.
///
/// # Errors
/// When it cannot be read or its content is something else.
pub fn read_blocks(file: &Path) -> Result<Vec<Block>> {
	let mut reader =
		IoReader(BufReader::new(File::open(file).with_context(|| format!("cannot read {}", file.display()))?));
	let damaged = || format!("{} does not hold blocks; remove it to have them made anew", file.display());
	let count = u64::decode(&mut reader).with_context(damaged)?;
	(0..count).map(|_| Ok(SignedBlock::<Block>::decode(&mut reader).with_context(damaged)?.block)).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[tokio::test(flavor = "multi_thread")]
	async fn a_chain_that_was_made_and_written_is_taken_in_by_another_node() {
		let folder = TempDir::new().unwrap();
		let (spec, file) = (folder.path().join("spec.json"), folder.path().join("blocks"));
		write_spec(&spec).unwrap();
		let mut maker = Node::new(&spec).unwrap();
		let blocks = make(&mut maker, 4, |_| {}).await.unwrap();
		write_blocks(&file, &blocks).unwrap();
		assert_eq!(read_blocks(&file).unwrap(), blocks);

		let mut node = Node::new(&spec).unwrap();
		node.offer(&blocks[..2]);
		node.offer(&blocks[2..]);
		let mut taken = 0;
		while taken < blocks.len() {
			taken += node.taken().await.unwrap();
		}
		assert_eq!(node.best(), maker.best());
		let (_, verified) = node.histogram("substrate_block_verification_time");
		assert_eq!(verified, 4, "the node's own figure counts each proof");

		// A block without its seal's work is refused, so a chain in the file cannot be a cheap one.
		let mut forged = blocks[0].clone();
		forged.header.number = 5;
		forged.header.parent_hash = node.best().1;
		node.offer(&[forged]);
		assert!(node.taken().await.is_err());
	}
}
