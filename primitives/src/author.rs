//! Who made a block and who is paid for it: the pre-runtime digest of a proof-of-work block.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::sr25519;
use sp_runtime::{ConsensusEngineId, Digest, DigestItem};

use crate::AccountId;

/// Engine id of the author digest (pre-runtime) and of the seal.
pub const POW_ENGINE_ID: ConsensusEngineId = *b"pow_";

/// The content of the pre-runtime digest item [`POW_ENGINE_ID`]; every block carries it exactly once.
///
/// It is part of the hash that the proof of work covers, so nobody who copies a proof can put in an account of his own.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct AuthorDigest {
	/// The miner's key; its signature over the pre-hash is part of the seal.
	pub key: sr25519::Public,
	/// The account that receives the block reward and the fees.
	pub reward_account: AccountId,
}

impl AuthorDigest {
	/// The digest item that holds this author.
	pub fn to_item(&self) -> DigestItem {
		DigestItem::PreRuntime(POW_ENGINE_ID, self.encode())
	}

	/// Reads the author out of a header's digest.
	///
	/// None when there is no such item, more than one, or one that does not decode to its last byte.
	pub fn from_digest(digest: &Digest) -> Option<Self> {
		let mut found = digest.logs.iter().filter_map(|item| match item {
			DigestItem::PreRuntime(POW_ENGINE_ID, data) => Some(data),
			_ => None,
		});
		let mut data = found.next()?.as_slice();
		if found.next().is_some() {
			return None;
		}
		let author = Self::decode(&mut data).ok()?;
		data.is_empty().then_some(author)
	}
}
