//! A long chain of empty blocks with real seals, as a file.

use std::{
	fs::File,
	io::{BufReader, BufWriter, Write},
	path::Path,
	time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};
use bpiiot_pow::AuthorDigest;
use bpiiot_primitives::{AccountId, TARGET_BLOCK_TIME};
use codec::{Decode, Encode, IoReader};
use sp_core::{Pair, sr25519};
use sp_runtime::{
	generic::SignedBlock,
	traits::{Block as _, Header as _},
};

use crate::local_node::{Block, Node, Solvers};

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
	use tempfile::TempDir;

	use super::*;
	use crate::local_node::write_spec;

	#[tokio::test(flavor = "multi_thread")]
	async fn a_chain_that_was_made_and_written_is_taken_in_by_another_node() {
		let folder = TempDir::new().unwrap();
		let (spec, file) = (folder.path().join("spec.json"), folder.path().join("blocks"));
		write_spec(&spec, &[]).unwrap();
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
