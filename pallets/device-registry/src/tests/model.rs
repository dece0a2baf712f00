//! What the stateful test remembers of identities and keys, without asking the pallet.

use std::collections::{BTreeMap, BTreeSet};

use bpiiot_primitives::identity::PublicKey;

use crate::mock::{System, go_to, key_pair};

/// An identity that has not been removed.
pub struct Known {
	pub account: String,
	/// The tags of its valid pairs.
	pub valid: BTreeMap<u32, String>,
	/// The tags of all pairs that it has had.
	pub ever: Vec<String>,
}

/// What identities and keys there should be.
#[derive(Default)]
pub struct Model {
	pub identities: BTreeMap<u32, Known>,
	/// Account and key of all keys that were valid after each block and have not been forgotten.
	pub valid: BTreeMap<u64, BTreeSet<(String, PublicKey)>>,
	/// What sponsors have lost, in planck.
	pub burned: u128,
}

impl Model {
	/// The identity of an account.
	pub fn of(&self, who: &str) -> Option<u32> {
		self.identities.iter().find(|(_, identity)| identity.account == who).map(|(id, _)| *id)
	}

	/// Remembers the state after the present block and goes on.
	pub fn pass(&mut self, blocks: u64) {
		let now = System::block_number();
		let valid: BTreeSet<_> = self
			.identities
			.values()
			.flat_map(|known| known.valid.values().map(move |tag| (&known.account, tag)))
			.flat_map(|(account, tag)| both(tag).map(|key| (account.clone(), key)))
			.collect();
		for block in now..now + blocks.min(200) {
			self.valid.insert(block, valid.clone());
		}
		go_to(now + blocks);
	}

	/// Forgets keys, as the chain does.
	pub fn forget(&mut self, tag: &str) {
		let forgotten = both(tag);
		for valid in self.valid.values_mut() {
			valid.retain(|(_, key)| !forgotten.contains(key));
		}
	}
}

/// The keys with a tag, `account/number`.
pub fn both(tag: &str) -> [PublicKey; 2] {
	let (name, number) = tag.split_once('/').expect("a tag has two parts");
	let pair = key_pair(name, number);
	[PublicKey::Signing(pair.signing), PublicKey::Encryption(pair.encryption)]
}
