//! Whole chains on real databases, without a network.

mod bad_input;
mod finality;
mod fuzz;
mod import;
mod queue;
mod rounds;

use std::{
	sync::{
		Arc, LazyLock,
		atomic::{AtomicU64, Ordering},
	},
	time::{Duration, SystemTime},
};

use bpiiot_pow::{
	Algorithm, AuthorDigest, EquiXAlgorithm, Metrics, PowVerifier, Seal, challenge, meets, take_seal, total_work, work,
};
use bpiiot_runtime::{Header, OpaqueBlock as Block};
use codec::Encode;
use sc_block_builder::{BlockBuilderBuilder, BuiltBlock};
use sc_cli::SubstrateCli;
use sc_client_api::{AuxStore, BlockBackend, Finalizer};
use sc_consensus::{
	BlockCheckParams, BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult, StateAction, StorageChanges,
	Verifier,
};
use sc_executor::WasmExecutor;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus::BlockOrigin;
use sp_consensus_pow::DifficultyApi;
use sp_core::{H256, Pair, U256, sr25519, storage::well_known_keys::CODE};
use sp_inherents::InherentData;
use sp_runtime::{
	Digest, DigestItem,
	traits::{Block as _, Header as _},
};
use sp_timestamp::{INHERENT_IDENTIFIER, Timestamp};

use crate::{
	chain_spec,
	cli::Cli,
	service::{self, Executor, FullBackend, FullClient, Partial},
};

/// All tests run the same runtime, which is compiled once.
static EXECUTOR: LazyLock<Executor> = LazyLock::new(|| WasmExecutor::builder().build());

/// The development chain with its genesis worked out, which takes the runtime.
static GENESIS: LazyLock<serde_json::Value> = LazyLock::new(|| {
	let spec: Box<dyn sc_service::ChainSpec> = Box::new(chain_spec::development().unwrap());
	let mut raw: serde_json::Value = serde_json::from_str(&spec.as_json(true).unwrap()).unwrap();
	let top = raw["genesis"]["raw"]["top"].as_object_mut().unwrap();
	assert!(top.contains_key(&hex(CODE)) && top.contains_key(&difficulty_key()));
	raw
});

/// Difficulty at which a thread finds about fifteen blocks a second.
const EASY: u64 = 16;

/// Time between two blocks, ms.
const BLOCK_TIME: u64 = 6_000;

fn hex(bytes: &[u8]) -> String {
	format!("0x{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

fn difficulty_key() -> String {
	hex(&[sp_io::hashing::twox_128(b"Difficulty"), sp_io::hashing::twox_128(b"Difficulty")].concat())
}

fn now() -> u64 {
	SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis() as u64
}

/// When block `number` of every chain was made: at the target rate, the first of them two days ago.
fn time_of(number: u32) -> u64 {
	static START: LazyLock<u64> = LazyLock::new(|| now() - 48 * 3_600_000);
	*START + u64::from(number) * BLOCK_TIME
}

/// Whether the long tests were asked for.
fn is_soak() -> bool {
	std::env::var_os("BPIIOT_SOAK").is_some_and(|value| value == "1")
}

/// Waits until `condition` holds, two minutes at most.
async fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
	let wait = async {
		while !condition() {
			tokio::time::sleep(Duration::from_millis(10)).await;
		}
	};
	assert!(tokio::time::timeout(Duration::from_secs(120), wait).await.is_ok(), "{what} has not happened");
}

/// The parts of a node whose database is in `folder`, on a chain of the given difficulty.
pub(crate) fn partial(folder: &std::path::Path, difficulty: u64) -> Partial {
	let mut spec = GENESIS.clone();
	spec["genesis"]["raw"]["top"][difficulty_key()] = hex(&U256::from(difficulty).encode()).into();
	let file = folder.join("spec.json");
	std::fs::write(&file, spec.to_string()).unwrap();
	let arguments = ["bpiiot-node", "--chain", file.to_str().unwrap(), "--base-path", folder.to_str().unwrap()];
	let cli = Cli::from_iter(arguments);
	let config = cli.create_configuration(&cli.run, tokio::runtime::Handle::current()).unwrap();
	service::new_partial_with(&config, EXECUTOR.clone()).unwrap()
}

/// A node's parts with an empty database, an author, and the folder that holds it all.
struct Chain {
	parts: Partial,
	author: sr25519::Pair,
	_folder: tempfile::TempDir,
}

/// A block that was built here, with what it changes.
struct Made {
	block: Block,
	changes: sp_api::StorageChanges<Block>,
}

impl Chain {
	fn new() -> Self {
		Self::with_difficulty(EASY)
	}

	fn with_difficulty(difficulty: u64) -> Self {
		static AUTHORS: AtomicU64 = AtomicU64::new(0);
		let mut seed = [0; 32];
		seed[..8].copy_from_slice(&AUTHORS.fetch_add(1, Ordering::Relaxed).to_le_bytes());
		let folder = tempfile::tempdir().unwrap();
		let parts = partial(folder.path(), difficulty);
		let genesis = parts.client.info().genesis_hash;
		assert_eq!(parts.client.runtime_api().difficulty(genesis).unwrap(), difficulty.into());
		Self { parts, author: sr25519::Pair::from_seed(&seed), _folder: folder }
	}

	fn client(&self) -> &Arc<FullClient> {
		&self.parts.client
	}

	fn metrics(&self) -> &Metrics {
		&self.parts.other.1
	}

	fn best(&self) -> H256 {
		self.client().info().best_hash
	}

	fn genesis(&self) -> H256 {
		self.client().info().genesis_hash
	}

	fn header(&self, hash: H256) -> Header {
		self.client().header(hash).unwrap().unwrap()
	}

	fn total_work(&self, hash: H256) -> Result<U256, bpiiot_pow::Error> {
		total_work::<Block, _>(self.client().as_ref(), hash)
	}

	fn required(&self, parent: H256) -> U256 {
		self.client().runtime_api().difficulty(parent).unwrap()
	}

	fn finalize(&self, hash: H256) -> Result<(), sp_blockchain::Error> {
		Finalizer::<Block, FullBackend>::finalize_block(self.client().as_ref(), hash, None, true)
	}

	/// A block on `parent` at `time` that lacks its seal, by `author`.
	fn build(&self, parent: H256, time: u64, author: &sr25519::Pair) -> BuiltBlock<Block> {
		let mut inherents = InherentData::new();
		inherents.put_data(INHERENT_IDENTIFIER, &Timestamp::new(time)).unwrap();
		let author = AuthorDigest { key: author.public(), reward_account: author.public().0.into() };
		let mut builder = BlockBuilderBuilder::new(self.client().as_ref())
			.on_parent_block(parent)
			.fetch_parent_block_number(self.client().as_ref())
			.unwrap()
			.with_inherent_digests(Digest { logs: vec![author.to_item()] })
			.build()
			.unwrap();
		for inherent in builder.create_inherents(inherents).unwrap() {
			builder.push(inherent).unwrap();
		}
		builder.build().unwrap()
	}

	/// A block on `parent` at `time`, sealed with a puzzle.
	fn make_with<A: Algorithm>(&self, puzzle: &A, parent: H256, time: u64) -> Made {
		let BuiltBlock { block, storage_changes } = self.build(parent, time, &self.author);
		let block = resealed(puzzle, &block, self.required(parent), &self.author, |_| {});
		Made { block, changes: storage_changes }
	}

	/// A block on `parent`, at its due time.
	fn make(&self, parent: H256) -> Made {
		let number = *self.header(parent).number() + 1;
		self.make_with(&EquiXAlgorithm, parent, time_of(number))
	}

	/// `count` blocks on `parent`, imported as this node's own.
	async fn extend(&self, parent: H256, count: usize) -> Vec<Block> {
		let (mut parent, mut blocks) = (parent, Vec::new());
		for _ in 0..count {
			let made = self.make(parent);
			parent = made.block.hash();
			blocks.push(made.block.clone());
			let imported = self.parts.other.0.import_block(own(made)).await.unwrap();
			assert!(matches!(imported, ImportResult::Imported(_)), "{imported:?}");
		}
		blocks
	}

	/// Puts a block into the client as its best, past all checks.
	async fn force(&self, made: Made) -> Block {
		let block = made.block.clone();
		let mut params = own(made);
		params.fork_choice = Some(ForkChoiceStrategy::Custom(true));
		let imported = self.client().import_block(params).await.unwrap();
		assert!(matches!(imported, ImportResult::Imported(_)), "{imported:?}");
		block
	}

	/// Offers a foreign block, step by step as the import queue does.
	async fn offer(&self, block: Block) -> Result<ImportResult, String> {
		let import = &self.parts.other.0;
		let (header, body) = block.deconstruct();
		let check = BlockCheckParams {
			hash: header.hash(),
			number: *header.number(),
			parent_hash: *header.parent_hash(),
			allow_missing_state: true,
			allow_missing_parent: false,
			import_existing: false,
		};
		match import.check_block(check).await.map_err(|error| error.to_string())? {
			ImportResult::Imported(_) => {}
			other => return Ok(other),
		}
		let mut offered = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
		offered.body = Some(body);
		offered.state_action = StateAction::ExecuteIfPossible;
		let verifier = PowVerifier::<Block, _>::new(EquiXAlgorithm, self.metrics().clone());
		let verified = verifier.verify(offered).await?;
		import.import_block(verified).await.map_err(|error| error.to_string())
	}

	/// Offers blocks that must be imported.
	async fn take(&self, blocks: impl IntoIterator<Item = &Block>) {
		for block in blocks {
			let taken = self.offer(block.clone()).await;
			assert!(matches!(taken, Ok(ImportResult::Imported(_))), "{taken:?}");
			assert!(self.client().header(block.hash()).unwrap().is_some(), "it waits for its time");
		}
	}

	/// The blocks from the first to the best, as they go over the wire.
	fn blocks(&self) -> Vec<Block> {
		let hash = |number| self.client().block_hash(number).unwrap().unwrap();
		let numbers = 1..=self.client().info().best_number;
		numbers.map(|number| self.client().block(hash(number)).unwrap().unwrap().block).collect()
	}

	/// Overwrites or removes a block's work record.
	fn write_record(&self, hash: H256, record: Option<&[u8]>) {
		let key = record_key(hash);
		match record {
			Some(record) => self.client().insert_aux(&[(key.as_slice(), record)], &[]).unwrap(),
			None => self.client().insert_aux(&[], &[key.as_slice()]).unwrap(),
		}
	}

	fn has_record(&self, hash: H256) -> bool {
		self.client().get_aux(&record_key(hash)).unwrap().is_some()
	}
}

/// Where the engine keeps a block's total work.
fn record_key(hash: H256) -> Vec<u8> {
	[b"bpiiot/pow/work/", hash.as_bytes()].concat()
}

/// The import's parameters for a block of the node's own.
fn own(made: Made) -> BlockImportParams<Block> {
	let (mut header, body) = made.block.deconstruct();
	let (item, _) = take_seal::<Block>(&mut header).unwrap();
	let mut params = BlockImportParams::new(BlockOrigin::Own, header);
	params.post_digests.push(item);
	params.body = Some(body);
	params.state_action = StateAction::ApplyChanges(StorageChanges::Changes(made.changes));
	params
}

/// Signs and solves a header at a difficulty of the caller's choice.
fn seal<A: Algorithm>(puzzle: &A, header: &Header, difficulty: U256, author: &sr25519::Pair) -> Seal {
	let pre_hash = header.hash();
	let signature = author.sign(pre_hash.as_ref());
	let mut scratch = A::scratch();
	for nonce in 0.. {
		let challenge = challenge(pre_hash.as_ref(), &signature, nonce);
		for solution in puzzle.solve(&challenge, &mut scratch) {
			if meets(work(&challenge, &solution), difficulty) {
				return Seal { nonce, solution, difficulty, signature };
			}
		}
	}
	unreachable!("the nonces do not end before a solution is found")
}

/// The block with a changed header, or the same, and a new seal.
fn resealed<A: Algorithm>(
	puzzle: &A,
	block: &Block,
	difficulty: U256,
	author: &sr25519::Pair,
	change: impl FnOnce(&mut Header),
) -> Block {
	let (mut header, body) = block.clone().deconstruct();
	let _ = take_seal::<Block>(&mut header.clone()).map(|_| header.digest_mut().pop());
	change(&mut header);
	let seal = seal(puzzle, &header, difficulty, author);
	header.digest_mut().push(seal.to_item());
	Block::new(header, body)
}

/// The block with its seal changed and nothing else.
fn with_seal(block: &Block, change: impl FnOnce(Seal) -> DigestItem) -> Block {
	let (mut header, body) = block.clone().deconstruct();
	let (_, seal) = take_seal::<Block>(&mut header).unwrap();
	header.digest_mut().push(change(seal));
	Block::new(header, body)
}
