//! Makes blocks outside any node: good ones, and ones with exactly one fault.

use anyhow::{Context, Result, bail};
use bpiiot_node::{
	cli::Cli,
	service::{self, Partial},
};
use bpiiot_pow::{Algorithm, AuthorDigest, EquiXAlgorithm, Seal, challenge, meets, take_seal, work};
use bpiiot_runtime::{Header, OpaqueBlock as Block};
use bpiiot_testbed::Spec;
use sc_block_builder::BlockBuilderBuilder;
use sc_cli::SubstrateCli;
use sc_consensus::{BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult, StateAction};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus::BlockOrigin;
use sp_consensus_pow::DifficultyApi;
use sp_core::{H256, Pair, U256, crypto::AccountId32, sr25519};
use sp_runtime::{Digest, traits::Block as _};
use tempfile::TempDir;

/// The time between the blocks of a forged chain that keeps its difficulty, ms.
pub const TARGET: u64 = 6_000;

/// A chain of its own on the genesis of a network, with the clock and the honesty that the test wants.
pub struct Forge {
	parts: Partial,
	author: sr25519::Pair,
	_directory: TempDir,
}

impl Forge {
	/// An empty chain.
	pub fn new(spec: &Spec) -> Result<Self> {
		let directory = TempDir::with_prefix("bpiiot-forge-")?;
		let path = |path: &std::path::Path| path.to_str().map(String::from).context("a path is not UTF-8");
		let cli = Cli::try_from_iter([
			"bpiiot-node",
			"--chain",
			&path(spec.chain())?,
			"--base-path",
			&path(directory.path())?,
		])?;
		let config = cli.create_configuration(&cli.run, tokio::runtime::Handle::current())?;
		let parts = service::new_partial(&config)?;
		Ok(Self { parts, author: sr25519::Pair::generate().0, _directory: directory })
	}

	/// The hash of block 0.
	pub fn genesis(&self) -> H256 {
		self.parts.client.info().genesis_hash
	}

	/// What the chain asks of a child of `parent`.
	pub fn difficulty(&self, parent: H256) -> Result<U256> {
		Ok(self.parts.client.runtime_api().difficulty(parent)?)
	}

	/// A valid block on `parent` but for its seal, which it lacks. `time` in ms since 1970.
	pub fn unsealed(&self, parent: H256, time: u64) -> Result<Block> {
		let client = &self.parts.client;
		let author =
			AuthorDigest { key: self.author.public(), reward_account: AccountId32::new(self.author.public().0) };
		let mut builder = BlockBuilderBuilder::<Block, _>::new(&**client)
			.on_parent_block(parent)
			.fetch_parent_block_number(&**client)?
			.with_inherent_digests(Digest { logs: vec![author.to_item()] })
			.build()?;
		let mut inherents = sp_inherents::InherentData::new();
		inherents.put_data(sp_timestamp::INHERENT_IDENTIFIER, &sp_timestamp::Timestamp::new(time))?;
		for extrinsic in builder.create_inherents(inherents)? {
			builder.push(extrinsic)?;
		}
		Ok(builder.build()?.block)
	}

	/// Signs and solves a header that has no seal.
	pub fn seal(&self, header: &Header, difficulty: U256) -> Seal {
		let pre_hash = header.hash();
		let signature = self.author.sign(pre_hash.as_ref());
		let mut scratch = EquiXAlgorithm::scratch();
		(0u64..)
			.find_map(|nonce| {
				let challenge = challenge(pre_hash.as_ref(), &signature, nonce);
				let solutions = EquiXAlgorithm.solve(&challenge, &mut scratch);
				let solution = solutions.into_iter().find(|s| meets(work(&challenge, s), difficulty))?;
				Some(Seal { nonce, solution, difficulty, signature })
			})
			.expect("the nonces do not end before a solution is found")
	}

	/// A valid block on `parent`.
	pub fn block(&self, parent: H256, time: u64) -> Result<Block> {
		self.sealed(self.unsealed(parent, time)?)
	}

	/// An unsealed block with a real proof of the work that the chain asks for.
	pub fn sealed(&self, block: Block) -> Result<Block> {
		let difficulty = self.difficulty(block.header().parent_hash)?;
		let seal = self.seal(block.header(), difficulty);
		Ok(with_seal(block, seal))
	}

	/// Takes a valid block in, so that others can be made on top of it.
	pub async fn take(&self, block: &Block) -> Result<()> {
		let (mut header, body) = block.clone().deconstruct();
		let (item, _) = take_seal::<Block>(&mut header)?;
		let mut import = BlockImportParams::new(BlockOrigin::Own, header);
		import.post_digests.push(item);
		import.body = Some(body);
		import.state_action = StateAction::Execute;
		import.fork_choice = Some(ForkChoiceStrategy::Custom(true));
		match self.parts.client.clone().import_block(import).await? {
			ImportResult::Imported(_) | ImportResult::AlreadyInChain => Ok(()),
			other => bail!("the forge's own chain has refused a block: {other:?}"),
		}
	}

	/// A valid chain of `count` blocks on `parent`; the first at `time`, the others [`TARGET`] later each.
	pub async fn chain(&self, parent: H256, count: u64, time: u64) -> Result<Vec<Block>> {
		let (mut parent, mut blocks) = (parent, Vec::new());
		for index in 0..count {
			let block = self.block(parent, time + index * TARGET)?;
			self.take(&block).await?;
			parent = block.hash();
			blocks.push(block);
		}
		Ok(blocks)
	}
}

/// The block with this seal put on last.
pub fn with_seal(block: Block, seal: Seal) -> Block {
	let (mut header, body) = block.deconstruct();
	header.digest.push(seal.to_item());
	Block::new(header, body)
}

/// The seal of a block, and the block without it.
pub fn unseal(block: &Block) -> Result<(Block, Seal)> {
	let (mut header, body) = block.clone().deconstruct();
	let (_, seal) = take_seal::<Block>(&mut header)?;
	Ok((Block::new(header, body), seal))
}
