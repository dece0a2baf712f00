//! Receipts of reads: a provider commits to each read it has answered or refused, in batches.
//!
//! The root of a batch is that of a binary Merkle tree over the receipts in order. Leaves and inner nodes are hashed under
//! different prefixes, so that neither passes for the other; a node without a neighbour moves up as it is.

extern crate alloc;
use alloc::vec::Vec;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::ConstU32;
use sp_runtime::{
	BoundedVec,
	traits::{BlakeTwo256, Hash as _},
};

use crate::{Hash, RecordId};

/// Most receipts that a batch lists. It bounds the cost of the transaction; the tree may have more.
pub const MAX_LISTED: u32 = 32;

/// One read, or one attempt.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Receipt<AccountId, BlockNumber> {
	/// Who asked.
	pub viewer: AccountId,
	/// For which record.
	pub record: RecordId,
	/// With which query string; see [`query_hash`](super::query_hash).
	pub query: Hash,
	/// At which block the permission was asked for.
	pub at: BlockNumber,
	/// Whether the data were given.
	pub allowed: bool,
}

impl<AccountId: Encode, BlockNumber: Encode> Receipt<AccountId, BlockNumber> {
	/// Its leaf in the tree.
	pub fn leaf(&self) -> Hash {
		BlakeTwo256::hash_of(&(0u8, self))
	}
}

/// A batch of receipts as a provider sends it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Batch<AccountId, BlockNumber> {
	/// The root over all receipts of the batch.
	pub root: Hash,
	/// How many reads were answered.
	pub allowed: u32,
	/// How many reads were refused.
	pub refused: u32,
	/// The block of the earliest receipt.
	pub from: BlockNumber,
	/// The block of the latest receipt.
	pub until: BlockNumber,
	/// Receipts that the provider shows; when these are all, the chain checks the root.
	pub listed: BoundedVec<Receipt<AccountId, BlockNumber>, ConstU32<MAX_LISTED>>,
}

/// What the chain keeps of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct BatchSummary<BlockNumber> {
	/// Its number in the relationship, from 0.
	pub number: u32,
	/// The root over its receipts.
	pub root: Hash,
	/// How many reads were answered.
	pub allowed: u32,
	/// How many reads were refused.
	pub refused: u32,
	/// The block of the earliest receipt.
	pub from: BlockNumber,
	/// The block of the latest receipt.
	pub until: BlockNumber,
}

/// All batches of a relationship together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ReceiptLog<BlockNumber> {
	/// How many batches.
	pub batches: u32,
	/// How many reads were answered.
	pub allowed: u64,
	/// How many reads were refused.
	pub refused: u64,
	/// The block of the latest receipt.
	pub until: BlockNumber,
	/// Hash chain over the roots and counts of all batches, also of those that are no longer stored.
	pub head: Hash,
}

/// The root over leaves; zero when there are none.
pub fn root(leaves: impl IntoIterator<Item = Hash>) -> Hash {
	let mut level: Vec<Hash> = leaves.into_iter().collect();
	while level.len() > 1 {
		level = parents(&level);
	}
	level.first().copied().unwrap_or_default()
}

/// The neighbours on the way from a leaf to the root; none when there is no such leaf.
pub fn prove(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
	leaves.get(index)?;
	let (mut level, mut index, mut proof) = (leaves.to_vec(), index, Vec::new());
	while level.len() > 1 {
		proof.extend(level.get(index ^ 1));
		level = parents(&level);
		index /= 2;
	}
	Some(proof)
}

/// Whether the leaf with this index is in the tree of `count` leaves with this root.
pub fn verify(root: Hash, leaf: Hash, index: usize, count: usize, proof: &[Hash]) -> bool {
	if index >= count {
		return false;
	}
	let (mut hash, mut index, mut count, mut proof) = (leaf, index, count, proof.iter());
	while count > 1 {
		if index ^ 1 < count {
			let Some(neighbour) = proof.next() else { return false };
			hash = if index % 2 == 0 { parent(&hash, neighbour) } else { parent(neighbour, &hash) };
		}
		index /= 2;
		count = count.div_ceil(2);
	}
	proof.next().is_none() && hash == root
}

fn parents(level: &[Hash]) -> Vec<Hash> {
	level
		.chunks(2)
		.filter_map(|pair| match pair {
			[left, right] => Some(parent(left, right)),
			_ => pair.first().copied(),
		})
		.collect()
}

fn parent(left: &Hash, right: &Hash) -> Hash {
	BlakeTwo256::hash_of(&(1u8, left, right))
}
