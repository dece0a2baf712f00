//! Full blocks: how they are made, and what is in them.

use std::collections::HashSet;

use anyhow::{Context, Result, ensure};
use bpiiot_client::{Chain, api, subxt::rpcs::rpc_params};
use bpiiot_testbed::waits::within_blocks;
use codec::{Compact, Encode};
use futures::{StreamExt, TryStreamExt, stream};

/// The time between blocks that the chain aims at, s.
pub const TARGET: f64 = 6.0;
/// Requests to the node at a time.
const PARALLEL: usize = 64;

/// What was measured of one call.
pub struct Row {
	/// Its name.
	pub call: &'static str,
	/// Mean bytes of a transaction.
	pub bytes: f64,
	/// Transactions in the fullest block.
	pub fullest: usize,
	/// What keeps more of them from fitting in.
	pub bound: &'static str,
}

/// What one block holds.
struct Block {
	number: u64,
	count: usize,
	bytes: usize,
	weight: u64,
}

/// What ordinary transactions may fill of a block.
struct Limits {
	weight: u64,
	/// What each takes beside what its call takes.
	base: u64,
	bytes: usize,
}

/// What the node says of a transaction: the weight that it reserves (time, proof), its class, its fee.
type DispatchInfo = ((Compact<u64>, Compact<u64>), u8, u128);

/// Hands all transactions to the node at once and looks at the blocks that take them.
pub async fn measure(chain: &Chain, signed: Vec<Vec<u8>>, call: &'static str) -> Result<Row> {
	let example = signed.first().context("there is nothing to send")?;
	let size = example.len();
	let limits = limits(chain).await?;
	let first = chain.best().await?;
	let question = [example.clone(), (size as u32).encode()].concat();
	let info: DispatchInfo = chain.runtime_call("TransactionPaymentApi_query_info", &question, first.hash).await?;
	let reserved = info.0.0.0 + limits.base;

	let began = tokio::time::Instant::now();
	stream::iter(signed.iter().map(|bytes| submit(chain, bytes)))
		.buffer_unordered(PARALLEL)
		.try_collect::<Vec<_>>()
		.await?;
	let submitted = began.elapsed();

	let sent: HashSet<&[u8]> = signed.iter().map(Vec::as_slice).collect();
	let mut blocks = Vec::new();
	let mut next = first.number + 1;
	let mut included = 0;
	within_blocks(chain, 200, &format!("{} transactions of {call}", sent.len()), async |best| {
		while next <= best.number {
			let block = look(chain, next, &sent).await?;
			included += block.count;
			blocks.push(block);
			next += 1;
		}
		Ok((included >= sent.len()).then_some(()))
	})
	.await?;

	println!(
		"{call}: {} sent in {:.1} s ({:.0}/s into the pool)",
		sent.len(),
		submitted.as_secs_f64(),
		sent.len() as f64 / submitted.as_secs_f64()
	);
	let share = |part: f64, whole: f64| 100.0 * part / whole;
	blocks.retain(|block| block.count > 0);
	for block in &blocks {
		println!(
			"  block {:>4}: {:>6} transactions, {:>9} bytes, weight {:>5.1} %, length {:>5.1} % of what they may fill",
			block.number,
			block.count,
			block.bytes,
			share(block.weight as f64, limits.weight as f64),
			share(block.bytes as f64, limits.bytes as f64)
		);
	}
	// The first may have been made before all were there, and the last holds what was left.
	ensure!(blocks.len() >= 3, "{} transactions of {call} are too few to fill a block", sent.len());
	let fullest = blocks.iter().max_by_key(|block| block.count).context("there are no blocks")?;
	let bound = if fullest.weight + reserved > limits.weight {
		"weight"
	} else if fullest.bytes as f64 > 0.99 * (limits.bytes - size) as f64 {
		"length"
	} else {
		"time to build"
	};
	let bytes = signed.iter().map(Vec::len).sum::<usize>() as f64 / signed.len() as f64;
	Ok(Row { call, bytes, fullest: fullest.count, bound })
}

async fn submit(chain: &Chain, bytes: &[u8]) -> Result<()> {
	let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
	let _: String = chain.raw().request("author_submitExtrinsic", rpc_params![format!("0x{hex}")]).await?;
	Ok(())
}

async fn limits(chain: &Chain) -> Result<Limits> {
	let view = chain.at_best().await?;
	let constants = view.raw().constants();
	let weights = constants.entry(api::constants().system().block_weights())?.per_class.normal;
	let lengths = constants.entry(api::constants().system().block_length())?;
	Ok(Limits {
		weight: weights.max_total.context("ordinary transactions have no weight limit")?.ref_time,
		base: weights.base_extrinsic.ref_time,
		bytes: lengths.max.normal as usize,
	})
}

/// Reads a block: how many of the `sent` transactions it holds, all of which must have succeeded.
async fn look(chain: &Chain, number: u64, sent: &HashSet<&[u8]>) -> Result<Block> {
	let hash = chain.hash_at(number).await?.context("a block of the best chain is missing")?;
	let body = chain.body(hash).await?;
	let view = chain.at(&chain.block(hash).await?).await?;
	let used = view.value(api::storage().system().block_weight(), ()).await?.context("the block has no weight")?;
	for event in view.raw().events().fetch().await?.iter() {
		let event = event?;
		ensure!(event.event_name() != "ExtrinsicFailed", "block {number} holds a transaction that failed");
	}
	Ok(Block {
		number,
		count: body.iter().filter(|bytes| sent.contains(bytes.as_slice())).count(),
		bytes: body.iter().map(Vec::len).sum(),
		weight: used.normal.ref_time,
	})
}
