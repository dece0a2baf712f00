//! Prints what full blocks of a real node hold of each of the platform's frequent calls, beside a transfer of tokens.

mod calls;
mod measure;
mod plants;

use anyhow::{Context, Result};
use bpiiot_client::Key;
use bpiiot_testbed::{Node, Spec};
use tempfile::TempDir;

use crate::measure::{Row, TARGET, measure};

/// Expected tries for a block: ten seconds and more of one thread, so that the pool fills faster than blocks empty it.
const DIFFICULTY: u64 = 3_000;
/// Accounts that send transfers, and transfers of each: more than three full blocks.
const SENDERS: u64 = 600;
const TRANSFERS: u64 = 20;
/// Devices, each with an owner, a provider and a viewer of its own.
const PLANTS: usize = 120;
/// What each account starts with, planck.
const ENDOWMENT: u64 = 10_000_000_000_000_000;
/// Transactions of each account of a plant. No inbox, no list of proposals and no agreement takes more than that at a time,
/// and a block does not hold a third of what all plants send.
const EACH: u64 = 60;
/// Reports of each device with 100 readings, and with as many as the chain takes. The length of a block bounds both.
const SHORT_REPORTS: u64 = 60;
const LONG_REPORTS: u64 = 6;
/// Readings of a long report: the most that the chain takes.
const MOST_READINGS: u64 = 1_024;

#[tokio::main]
async fn main() -> Result<()> {
	let directory = TempDir::new()?;
	let senders: Vec<Key> = (0..SENDERS).map(|number| development(&format!("sender/{number}"))).collect();
	let keys: Vec<plants::Keys> = (0..PLANTS).map(plants::Keys::new).collect();
	let participants = keys.iter().flat_map(|keys| [&keys.owner, &keys.provider, &keys.viewer]);
	let endowed: Vec<_> = senders.iter().chain(participants).map(|key| (key.account(), ENDOWMENT)).collect();
	let spec = Spec::customised(directory.path(), DIFFICULTY, &endowed)?;
	let mut node = Node::new("bench", spec)?.mining_for(development("Ferdie").account());
	node.arguments = ["--pool-limit", "200000", "--pool-kbytes", "1000000", "--rpc-max-connections", "1000"]
		.map(String::from)
		.to_vec();
	let chain = node.run(0).await?;
	println!("Full blocks of a node that mines on one thread of this machine, beside a target of {TARGET} s");

	let mut rows = Vec::new();
	let transfers = calls::transfers(&chain, &senders, TRANSFERS).await?;
	rows.push(measure(&chain, transfers, "balances.transferKeepAlive").await?);
	let plants = plants::prepare(&chain, keys).await?;
	println!("{} devices are registered and have agreements and relationships", plants.len());
	let reports = calls::reports(&chain, &plants, SHORT_REPORTS, 100, 0).await?;
	rows.push(measure(&chain, reports, "maintenance.report, 100 readings").await?);
	let reports = calls::reports(&chain, &plants, LONG_REPORTS, MOST_READINGS, SHORT_REPORTS * 100).await?;
	rows.push(measure(&chain, reports, "maintenance.report, 1,024 readings").await?);
	let orders = calls::orders(&chain, &plants, EACH).await?;
	rows.push(measure(&chain, orders, "maintenance.orderPart").await?);
	let records = calls::records(&chain, &plants, EACH).await?;
	rows.push(measure(&chain, records, "dataSharing.addRecord").await?);
	let grants = calls::grants(&chain, &plants, EACH).await?;
	rows.push(measure(&chain, grants, "dataSharing.grant").await?);
	print_table(&rows)
}

fn print_table(rows: &[Row]) -> Result<()> {
	let peer = rows.first().context("nothing was measured")?;
	println!("\n| call | bytes each | in the fullest block | a second ¹ | of the peer ² | bounded by |");
	println!("|---|---|---|---|---|---|");
	for row in rows {
		println!(
			"| {} | {:.0} | {} | {:.0} | {:.0} % | {} |",
			row.call,
			row.bytes,
			row.fullest,
			row.fullest as f64 / TARGET,
			100.0 * row.fullest as f64 / peer.fullest as f64,
			row.bound,
		);
	}
	println!("\n¹ Transactions, at one such block in {TARGET} s. ² {}, on the same node.", peer.call);
	Ok(())
}

fn development(name: &str) -> Key {
	Key::development(name).expect("the names are fixed and valid; qed")
}
