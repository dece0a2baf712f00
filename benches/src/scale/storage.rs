//! What the state takes, by storage item.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Result, anyhow};
use bpiiot_primitives::Hash;
use bpiiot_runtime::AllPalletsWithSystem;
use frame_support::traits::StorageInfoTrait;
use serde::{Deserialize, Serialize};
use sp_state_machine::{Backend, IterArgs};

use crate::local_node::Node;

/// A storage item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
	/// Pallet and item, with a dot between them.
	pub name: String,
	/// Its entries.
	pub entries: u64,
	/// Bytes of their keys and values.
	pub bytes: u64,
}

/// Length of the prefix that all keys of an item have in common: a hash of the pallet's name and one of the item's.
const PREFIX: usize = 32;

/// All items of the state after a block that have entries, the largest first.
///
/// # Errors
/// When the state cannot be read.
pub fn items(node: &Node, at: Hash) -> Result<Vec<Item>> {
	let names: BTreeMap<Vec<u8>, String> = AllPalletsWithSystem::storage_info()
		.into_iter()
		.map(|info| {
			let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
			(info.prefix, format!("{}.{}", text(&info.pallet_name), text(&info.storage_name)))
		})
		.collect();
	let state = node.client().state_at(at)?;
	let mut found = BTreeMap::<String, (u64, u64)>::new();
	for pair in state.pairs(IterArgs::default()).map_err(|error| anyhow!("the state cannot be read: {error}"))? {
		let (key, value) = pair.map_err(|error| anyhow!("the state cannot be read: {error}"))?;
		let name =
			key.get(..PREFIX).and_then(|prefix| names.get(prefix)).map_or("outside of the pallets", String::as_str);
		if !found.contains_key(name) {
			found.insert(name.into(), (0, 0));
		}
		if let Some((entries, bytes)) = found.get_mut(name) {
			*entries += 1;
			*bytes += (key.len() + value.len()) as u64;
		}
	}
	let mut items: Vec<_> = found.into_iter().map(|(name, (entries, bytes))| Item { name, entries, bytes }).collect();
	items.sort_by_key(|item| std::cmp::Reverse(item.bytes));
	Ok(items)
}

/// Bytes of all files below a folder.
///
/// # Errors
/// When it cannot be read.
pub fn size_of(folder: &Path) -> Result<u64> {
	let mut bytes = 0;
	for entry in fs::read_dir(folder)? {
		let entry = entry?;
		// A file of the database may have gone meanwhile.
		let Ok(metadata) = entry.metadata() else { continue };
		bytes += if metadata.is_dir() { size_of(&entry.path())? } else { metadata.len() };
	}
	Ok(bytes)
}
