//! Watches that finality only ever moves forward.

use std::{
	collections::BTreeMap,
	sync::{Arc, Mutex, MutexGuard},
	time::Duration,
};

use anyhow::{Result, bail};
use bpiiot_client::{BlockId, Chain, H256};
use tokio::{task::JoinHandle, time::sleep};

/// How often each node is asked.
const EVERY: Duration = Duration::from_millis(100);

/// Asks nodes for their finalized block all the time, each on its own, and remembers every answer of every node.
///
/// A fault is: two different finalized blocks of one height, on one node or on two; a finalized block that is no longer on
/// the node's chain; and a finalized height that falls while the node runs. Nodes may be away for any time.
#[derive(Debug)]
pub struct FinalityWatch {
	record: Arc<Mutex<Record>>,
	tasks: Vec<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Record {
	/// Every block that any node has called finalized.
	finalized: BTreeMap<u64, H256>,
	/// The last answer of each node.
	heads: BTreeMap<String, BlockId>,
	/// Nodes that were killed since their last answer.
	killed: BTreeMap<String, u64>,
	/// The most blocks that a kill has set the finalized height of a node back.
	set_back: u64,
	faults: Vec<String>,
}

impl FinalityWatch {
	/// Begins to watch nodes: their names and the addresses of their JSON-RPC. They need not run yet.
	pub fn new(nodes: impl IntoIterator<Item = (String, String)>) -> Self {
		let record = Arc::new(Mutex::new(Record::default()));
		let watch = |(name, url): (String, String)| tokio::spawn(follow(name, url, record.clone()));
		let tasks = nodes.into_iter().map(watch).collect();
		Self { record, tasks }
	}

	/// The node was killed (SIGKILL): what its database had not written yet is lost, so its finalized height may fall, once,
	/// until it has heard of the finality again. What was finalized stays on its chain all the same.
	pub fn killed(&self, name: &str) {
		let mut record = lock(&self.record);
		if let Some(head) = record.heads.get(name).map(|head| head.number) {
			record.killed.insert(name.into(), head);
		}
	}

	/// The highest block that any node has called finalized, and how many heights were seen.
	pub fn seen(&self) -> (u64, usize) {
		let record = lock(&self.record);
		(record.finalized.last_key_value().map_or(0, |(number, _)| *number), record.finalized.len())
	}

	/// The most blocks that a kill has set the finalized height of a node back.
	pub fn set_back(&self) -> u64 {
		lock(&self.record).set_back
	}

	/// Every block that was called finalized, by height.
	pub fn finalized(&self) -> BTreeMap<u64, H256> {
		lock(&self.record).finalized.clone()
	}

	/// Nothing was ever reverted.
	///
	/// # Errors
	/// When something was, with all that was seen, and when no finality was seen at all.
	pub fn check(&self) -> Result<()> {
		let record = lock(&self.record);
		if !record.faults.is_empty() {
			bail!("finality was reverted:\n{}", record.faults.join("\n"));
		}
		if record.finalized.keys().all(|number| *number == 0) {
			bail!("no node has ever finalized a block");
		}
		Ok(())
	}
}

impl Drop for FinalityWatch {
	fn drop(&mut self) {
		self.tasks.iter().for_each(JoinHandle::abort);
	}
}

fn lock(record: &Mutex<Record>) -> MutexGuard<'_, Record> {
	record.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

async fn follow(name: String, url: String, record: Arc<Mutex<Record>>) {
	let chain = loop {
		match Chain::connect(&url).await {
			Ok(chain) => break chain,
			Err(_) => sleep(EVERY).await,
		}
	};
	loop {
		// A node that does not answer says nothing about finality.
		if let Ok(head) = chain.finalized().await {
			note(&name, head, &record);
			let on_chain: Vec<(u64, H256)> =
				lock(&record).finalized.range(..=head.number).rev().take(32).map(|(n, h)| (*n, *h)).collect();
			for (number, hash) in on_chain {
				if let Ok(found) = chain.hash_at(number).await
					&& found != Some(hash)
				{
					let fault = format!(
						"{name} has finalized block {} and has {found:?} at {number}, where {hash:?} was finalized",
						head.number
					);
					push(&record, fault);
				}
			}
		}
		sleep(EVERY).await;
	}
}

/// Takes in one answer of one node.
fn note(name: &str, head: BlockId, record: &Mutex<Record>) {
	let mut record = lock(record);
	let mut fault = None;
	if let Some(known) = record.finalized.get(&head.number)
		&& *known != head.hash
	{
		fault = Some(format!("{name} has finalized {:?} at {}, another was {known:?}", head.hash, head.number));
	}
	let before = record.heads.get(name).map_or(0, |head| head.number);
	if head.number < before {
		match record.killed.remove(name) {
			Some(known) => record.set_back = record.set_back.max(known.saturating_sub(head.number)),
			None => fault = Some(format!("{name} went back from finalized block {before} to {}", head.number)),
		}
	} else if head.number > before {
		// The licence is for the first answer after the kill; a node that is ahead already needs none.
		record.killed.remove(name);
	}
	record.finalized.entry(head.number).or_insert(head.hash);
	record.heads.insert(name.into(), head);
	record.faults.extend(fault);
}

fn push(record: &Mutex<Record>, fault: String) {
	let mut record = lock(record);
	if !record.faults.contains(&fault) {
		record.faults.push(fault);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn head(number: u64, mark: u8) -> BlockId {
		BlockId { number, hash: H256([mark; 32]), parent: H256([0; 32]) }
	}

	fn watch(answers: &[(&str, u64, u8)]) -> Result<()> {
		let watch = FinalityWatch::new([]);
		for (name, number, mark) in answers {
			note(name, head(*number, *mark), &watch.record);
		}
		watch.check()
	}

	#[test]
	fn one_growing_chain_is_no_fault() {
		watch(&[("a", 1, 1), ("b", 1, 1), ("a", 3, 3), ("a", 3, 3), ("b", 2, 2), ("b", 3, 3)]).unwrap();
	}

	#[test]
	fn two_blocks_of_one_height_are_a_fault_on_one_node_and_on_two() {
		assert!(watch(&[("a", 1, 1), ("a", 1, 2)]).unwrap_err().to_string().contains("another was"));
		assert!(watch(&[("a", 1, 1), ("a", 4, 4), ("b", 1, 2)]).is_err());
	}

	#[test]
	fn a_height_that_falls_is_a_fault_unless_the_node_was_killed() {
		assert!(watch(&[("a", 5, 5), ("a", 4, 4)]).unwrap_err().to_string().contains("went back"));
		let watch = FinalityWatch::new([]);
		note("a", head(5, 5), &watch.record);
		watch.killed("a");
		note("a", head(3, 3), &watch.record);
		watch.check().unwrap();
		assert_eq!(watch.set_back(), 2);
		note("a", head(2, 2), &watch.record);
		assert!(watch.check().is_err(), "one kill excuses one step back");
	}

	#[test]
	fn no_finality_is_not_good_finality() {
		assert!(watch(&[("a", 0, 0)]).is_err());
		assert!(watch(&[]).is_err());
	}
}
