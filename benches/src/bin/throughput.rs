//! Prints what full blocks of a real node hold: transfers, and readings in `report` transactions.

use anyhow::{Context, Result, ensure};
use bpiiot_client::{
	Chain, Key, MultiAddress, Static, View, api,
	api::runtime_types::bounded_collections::bounded_vec::BoundedVec,
	primitives::{BPI, Channel, Metric, Reading},
	subxt::{config::DefaultExtrinsicParamsBuilder, rpcs::rpc_params, transactions::Payload},
};
use bpiiot_testbed::{
	Node, Spec,
	scenario::{self, Ready, Terms, service_rule},
	waits::within_blocks,
};
use futures::{StreamExt, TryStreamExt, stream};
use tempfile::TempDir;

/// Expected tries for a block: ten seconds and more of one thread, so that the pool fills faster than blocks empty it.
const DIFFICULTY: u64 = 3_000;
/// Accounts that send transfers, and transfers of each: three full blocks and more.
const SENDERS: u64 = 600;
const TRANSFERS: u64 = 20;
/// Devices that report, and reports of each.
const DEVICES: usize = 8;
const REPORTS: u64 = 60;
/// Readings of a report: the most that the chain takes.
const READINGS: u64 = 1_024;
/// The time between blocks that the chain aims at, s.
const TARGET: f64 = 6.0;
/// Requests to the node at a time.
const PARALLEL: usize = 64;

#[tokio::main]
async fn main() -> Result<()> {
	let directory = TempDir::new()?;
	let senders: Vec<Key> = (0..SENDERS).map(|number| development(&format!("sender/{number}"))).collect();
	let endowed: Vec<_> = senders.iter().map(|key| (key.account(), 1_000_000_000_000_000)).collect();
	let spec = Spec::customised(directory.path(), DIFFICULTY, &endowed)?;
	let mut node = Node::new("bench", spec)?.mining_for(development("Ferdie").account());
	node.arguments = ["--pool-limit", "200000", "--pool-kbytes", "1000000", "--rpc-max-connections", "1000"]
		.map(String::from)
		.to_vec();
	let chain = node.run(0).await?;
	println!("Full blocks of a node that mines on one thread of this machine, beside a target of {TARGET} s");

	let transfers = sign_transfers(&chain, &senders).await?;
	measure(&chain, transfers, "balances.transferKeepAlive", "transactions", 1).await?;
	let reports = sign_reports(&chain).await?;
	measure(&chain, reports, "maintenance.report", "readings", READINGS).await?;
	Ok(())
}

fn development(name: &str) -> Key {
	Key::development(name).expect("the names are fixed and valid; qed")
}

async fn sign_transfers(chain: &Chain, senders: &[Key]) -> Result<Vec<Vec<u8>>> {
	let view = chain.at_best().await?;
	let call = api::tx().balances().transfer_keep_alive(MultiAddress::Id(development("Dave").account()), BPI / 1_000);
	let mut signed = Vec::new();
	for nonce in 0..TRANSFERS {
		for key in senders {
			signed.push(sign(&view, key, &call, nonce)?);
		}
	}
	Ok(signed)
}

async fn sign_reports(chain: &Chain) -> Result<Vec<Vec<u8>>> {
	let (owner, provider) = (development("Alice"), development("Bob"));
	let keys: Vec<Key> = (0..DEVICES).map(|number| development(&format!("device/{number}"))).collect();
	let claims: Vec<_> = keys.iter().map(|key| (key.account(), key.claim(chain.genesis(), &owner.account()))).collect();
	// A rule on the channel that is reported, so that counting is part of the work, and a threshold that is not reached.
	let rules = vec![service_rule(Metric::Vibration, 1, 250_000, 1_000)];
	let terms = Terms { rules, fees: 1_000 * BPI, budget: BPI, ..Terms::default() };
	let (ready, _) = scenario::prepare(chain, &owner, &provider, &claims, &terms).await?;
	let view = chain.at_best().await?;
	let mut signed = Vec::new();
	for number in 0..REPORTS {
		for (key, Ready { agreement, .. }) in keys.iter().zip(&ready) {
			let channel = Channel { metric: Metric::Vibration, position: 1 };
			let readings = (0..READINGS)
				.map(|reading| Static(Reading { channel, value: 213_628, at: 1 + number * READINGS + reading }))
				.collect();
			let call = api::tx().maintenance().report(*agreement, BoundedVec(readings));
			signed.push(sign(&view, key, &call, number)?);
		}
	}
	Ok(signed)
}

fn sign<C: Payload>(view: &View, key: &Key, call: &C, nonce: u64) -> Result<Vec<u8>> {
	let params = DefaultExtrinsicParamsBuilder::new().nonce(nonce).immortal().build();
	let transactions = view.raw().tx();
	let mut signable = transactions.create_signable_offline(call, params)?;
	Ok(signable.sign(key)?.into_encoded())
}

/// What one block holds.
struct Full {
	number: u64,
	items: u64,
	bytes: u64,
	/// Shares of what ordinary transactions may fill.
	weight: f64,
	length: f64,
}

/// Hands all transactions to the node at once and looks at the blocks that take them.
async fn measure(chain: &Chain, signed: Vec<Vec<u8>>, call: &str, unit: &str, per_transaction: u64) -> Result<()> {
	let count = signed.len() as u64;
	let size = signed.first().context("there is nothing to send")?.len();
	let first = chain.best().await?.number;
	let began = tokio::time::Instant::now();
	stream::iter(signed.iter().map(|bytes| submit(chain, bytes)))
		.buffer_unordered(PARALLEL)
		.try_collect::<Vec<_>>()
		.await?;
	let submitted = began.elapsed();

	let mut blocks = Vec::new();
	let mut next = first + 1;
	let mut included = 0;
	within_blocks(chain, 200, &format!("{count} transactions of {call}"), async |best| {
		while next <= best.number {
			let block = look(chain, next, size, per_transaction).await?;
			included += block.items / per_transaction;
			blocks.push(block);
			next += 1;
		}
		Ok((included >= count).then_some(()))
	})
	.await?;
	ensure!(included == count, "{included} transactions were included, but {count} sent");

	// The last block only holds what was left.
	let fullest = blocks.iter().max_by_key(|block| block.items).context("there are no blocks")?;
	println!(
		"{call}, {size} bytes each: {count} sent in {:.1} s ({:.0}/s into the pool)",
		submitted.as_secs_f64(),
		count as f64 / submitted.as_secs_f64()
	);
	for block in blocks.iter().filter(|block| block.items > 0) {
		println!(
			"  block {:>4}: {:>8} {unit}, {:>9} bytes, weight {:>5.1} %, length {:>5.1} % of what they may fill",
			block.number, block.items, block.bytes, block.weight, block.length
		);
	}
	let limit = match (fullest.weight, fullest.length) {
		(weight, _) if weight > 95.0 => "the weight limit",
		(_, length) if length > 95.0 => "the length limit",
		_ => "the time that the miner has to build a block",
	};
	println!(
		"  fullest block: {} {unit}, bounded by {limit}; at one such block in {TARGET} s: {:.0} {unit}/s",
		fullest.items,
		fullest.items as f64 / TARGET
	);
	Ok(())
}

async fn submit(chain: &Chain, bytes: &[u8]) -> Result<()> {
	let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
	let _: String = chain.raw().request("author_submitExtrinsic", rpc_params![format!("0x{hex}")]).await?;
	Ok(())
}

/// Reads a block; transactions of about `size` bytes are those that are measured.
async fn look(chain: &Chain, number: u64, size: usize, per_transaction: u64) -> Result<Full> {
	let hash = chain.hash_at(number).await?.context("a block of the best chain is missing")?;
	let body = chain.body(hash).await?;
	let view = chain.at(&chain.block(hash).await?).await?;
	let constants = view.raw().constants();
	let weights = constants.entry(api::constants().system().block_weights())?;
	let lengths = constants.entry(api::constants().system().block_length())?;
	let used = view.value(api::storage().system().block_weight(), ()).await?.context("the block has no weight")?;
	let most = weights.per_class.normal.max_total.context("ordinary transactions have no weight limit")?;
	let bytes: usize = body.iter().map(Vec::len).sum();
	let near = |length: usize| length.abs_diff(size) <= 8;
	Ok(Full {
		number,
		items: body.iter().filter(|bytes| near(bytes.len())).count() as u64 * per_transaction,
		bytes: bytes as u64,
		weight: 100.0 * used.normal.ref_time as f64 / most.ref_time as f64,
		length: 100.0 * bytes as f64 / f64::from(lengths.max.normal),
	})
}
