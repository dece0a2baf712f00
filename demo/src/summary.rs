//! What the demo has shown, at its end.

use anyhow::{Context, Result};
use bpiiot_client::{
	AccountId32, Chain, Key, Life, Static, api,
	api::runtime_types::bounded_collections::bounded_vec::BoundedVec,
	primitives::{BPI, Channel, Metric, Reading},
};
use bpiiot_testbed::scenario::{Ready, Step};

use crate::stage::Stage;

/// The most readings of one `report`.
const REPORT: u64 = 1_024;

/// Free and held balances of owner, provider and miner before anything has happened.
pub struct Before {
	balances: Vec<(u128, u128)>,
}

impl Before {
	/// Reads them.
	pub async fn read(stage: &Stage) -> Result<Self> {
		Ok(Self { balances: balances(stage, &[]).await? })
	}
}

async fn balances(stage: &Stage, more: &[AccountId32]) -> Result<Vec<(u128, u128)>> {
	let view = stage.chain.at_best().await?;
	let accounts = [stage.owner.account(), stage.provider.account(), stage.miner];
	let mut found = Vec::new();
	for account in accounts.iter().chain(more) {
		let balances = view.balances(account).await?;
		found.push((balances.free, balances.held));
	}
	Ok(found)
}

/// Prints the summary.
pub async fn print(stage: &Stage, before: &Before, device: &AccountId32, ready: Ready, steps: &[Step]) -> Result<()> {
	let chain = &stage.chain;
	let own = own_transactions(chain, device).await?;
	let mut rows: Vec<(u64, &str, String, String)> = Vec::new();
	for Step { account, what, included } in steps {
		let who = if *account == stage.owner.account() { "owner" } else { "provider" };
		rows.push((included.block_number, who, what.clone(), format!("{:?}", included.tx_hash)));
	}
	for (block, hash, bytes) in &own {
		rows.push((*block, "device", format!("tells that a rule has fired ({bytes} bytes)"), hash.clone()));
	}
	rows.sort_by_key(|(block, ..)| *block);
	println!("\nTransactions");
	for (block, who, what, hash) in rows {
		println!("  block {block:>4}  {who:8} {what:39} {hash}");
	}

	println!(
		"\nBalances (BPI)      {:>18} {:>18} {:>14} {:>14}",
		"free before", "free after", "held before", "held after"
	);
	let after = balances(stage, &[*device]).await?;
	let none = [(0, 0)];
	for (name, (before, after)) in
		["owner", "provider", "miner", "device"].iter().zip(before.balances.iter().chain(&none).zip(&after))
	{
		println!(
			"  {name:16}  {:>18} {:>18} {:>14} {:>14}",
			number(before.0),
			number(after.0),
			number(before.1),
			number(after.1)
		);
	}

	let status = stage.unit.status().await?;
	let readings = status["readings"].as_u64().filter(|readings| *readings > 0).context("the unit has no readings")?;
	let bytes: u64 = own.iter().map(|(_, _, bytes)| bytes).sum();
	println!("\nBytes on the chain for a million readings");
	println!(
		"  counted at the edge  {:>12}   ({} transactions of {bytes} bytes for {} readings)",
		grouped(u128::from(bytes * 1_000_000 / readings)),
		own.len(),
		grouped(readings.into())
	);
	for size in [REPORT, 1] {
		let report = report_size(chain, ready, size).await?;
		println!(
			"  every reading sent   {:>12}   (a `report` of {} reading{} has {} bytes)",
			grouped(u128::from(report * 1_000_000 / size)),
			grouped(size.into()),
			if size == 1 { "" } else { "s" },
			grouped(report.into())
		);
	}

	let best = chain.best().await?;
	println!(
		"\nChain {:?}, {} blocks; device {}, agreement {}",
		chain.genesis(),
		best.number,
		ready.device,
		ready.agreement
	);
	println!("Look at it: https://polkadot.js.org/apps/?rpc={} (while it runs: --keep)", stage.node.ws_url());
	println!(
		"  Developer → Chain state → maintenance → requests(0), agreements({}), deviceRegistry → devices({})",
		ready.agreement, ready.device
	);
	Ok(())
}

/// Block, hash and bytes of every transaction that the device has signed.
async fn own_transactions(chain: &Chain, device: &AccountId32) -> Result<Vec<(u64, String, u64)>> {
	let best = chain.best().await?;
	let mut own = Vec::new();
	for number in 1..=best.number {
		let Some(hash) = chain.hash_at(number).await? else { break };
		for bytes in chain.body(hash).await? {
			if signer(&bytes) == Some(device.0) {
				let hash = bpiiot_client::H256(bpiiot_client::blake2_256(&bytes));
				own.push((number, format!("{hash:?}"), bytes.len() as u64));
			}
		}
	}
	Ok(own)
}

/// The account that has signed an extrinsic: after the length come the version with its signed bit and an address that is
/// an account.
fn signer(bytes: &[u8]) -> Option<[u8; 32]> {
	let length = match bytes.first()? & 0b11 {
		0 => 1,
		1 => 2,
		2 => 4,
		_ => return None,
	};
	match bytes.get(length..length + 34)? {
		[version, 0, account @ ..] if version & 0x80 != 0 => account.try_into().ok(),
		_ => None,
	}
}

/// The bytes of a `report` of so many readings, as it would be sent.
async fn report_size(chain: &Chain, ready: Ready, readings: u64) -> Result<u64> {
	let channel = Channel { metric: Metric::Vibration, position: 1 };
	let readings = (0..readings).map(|at| Static(Reading { channel, value: 213_628, at })).collect();
	let call = api::tx().maintenance().report(ready.agreement, BoundedVec(readings));
	let anyone = Key::development("Eve").context("the name is valid")?;
	let tx = chain.sign(&anyone, &call, 0, Life::Immortal, &chain.best().await?).await?;
	Ok(tx.bytes().len() as u64)
}

/// An amount with its unit.
pub fn bpi(planck: u128) -> String {
	format!("{} BPI", number(planck))
}

/// An amount in BPI with four decimals.
fn number(planck: u128) -> String {
	format!("{}.{:04}", grouped(planck / BPI), planck % BPI / (BPI / 10_000))
}

/// A number with a comma between groups of three digits.
pub fn grouped(number: u128) -> String {
	let digits = number.to_string();
	let mut text = String::new();
	for (place, digit) in digits.chars().enumerate() {
		if place > 0 && (digits.len() - place).is_multiple_of(3) {
			text.push(',');
		}
		text.push(digit);
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts() {
		assert_eq!(bpi(0), "0.0000 BPI");
		assert_eq!(bpi(1_234_567 * BPI + BPI / 2), "1,234,567.5000 BPI");
		assert_eq!(grouped(999), "999");
		assert_eq!(grouped(1_000), "1,000");
	}

	#[test]
	fn signers() {
		let account = [7; 32];
		let signed = [&[0x21, 0x02, 0x84, 0][..], &account, &[1; 70]].concat();
		assert_eq!(signer(&signed), Some(account));
		let inherent = [0x28, 4, 1, 0];
		assert_eq!(signer(&inherent), None);
	}
}
