//! The seal: what a miner adds to a header, and the check of it that needs nothing but the header.

use bpiiot_primitives::{AuthorDigest, POW_ENGINE_ID};
use codec::{Decode, DecodeAll, Encode, MaxEncodedLen};
use sp_core::{Pair, U256, sr25519};
use sp_crypto_hashing::blake2_256;
use sp_runtime::{
	DigestItem,
	traits::{Block as BlockT, Header as HeaderT},
};

use crate::algorithm::{Algorithm, Solution};

/// Separates the challenges of this engine from all other uses of the hash.
const CHALLENGE_DOMAIN: &[u8] = b"bpiiot/pow/1";

/// The most bytes of digest that a header may carry: the author, the seal, and a change of the 64 verification nodes at
/// 40 bytes each.
///
/// Stops headers that are cheap to make and costly to hash and relay.
pub const MAX_DIGEST_LEN: usize = 4_096;

/// The content of a block's seal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen)]
pub struct Seal {
	/// The number that the miner varied.
	pub nonce: u64,
	/// A solution of the challenge that [`challenge`] makes of the header and the nonce.
	pub solution: Solution,
	/// The difficulty that the miner claims. It is checked against the runtime when the block is imported.
	pub difficulty: U256,
	/// The author's signature over the pre-hash.
	pub signature: sr25519::Signature,
}

impl Seal {
	/// The digest item that carries this seal.
	pub fn to_item(&self) -> DigestItem {
		DigestItem::Seal(POW_ENGINE_ID, self.encode())
	}

	/// The work that this seal stands for on the header with the given pre-hash, smaller being better.
	pub fn work(&self, pre_hash: &[u8]) -> U256 {
		work(&self.challenge(pre_hash), &self.solution)
	}

	fn challenge(&self, pre_hash: &[u8]) -> [u8; 32] {
		challenge(pre_hash, &self.signature, self.nonce)
	}
}

/// Why a header's seal is refused. Each has a label in the metric `bpiiot_pow_rejected_seals_total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
	/// The last digest item is not a seal of this engine.
	#[error("the header has no proof-of-work seal")]
	Missing,
	/// The header has a seal beside the one at its end.
	#[error("the header has more than one seal")]
	Several,
	/// The seal does not decode, or has bytes left over.
	#[error("the seal is malformed")]
	Malformed,
	/// The digest is larger than [`MAX_DIGEST_LEN`].
	#[error("the digest is larger than {MAX_DIGEST_LEN} bytes")]
	DigestTooLarge,
	/// The header names no author, or more than one.
	#[error("the header does not name exactly one author")]
	Author,
	/// The claimed difficulty is zero.
	#[error("the claimed difficulty is zero")]
	ZeroDifficulty,
	/// The hash of the solution is above the bound that the claimed difficulty sets.
	#[error("the work is below the claimed difficulty")]
	TooLittleWork,
	/// The solution does not solve the challenge.
	#[error("the solution is wrong")]
	WrongSolution,
	/// The author did not sign this header.
	#[error("the author's signature is wrong")]
	WrongSignature,
	/// The claimed difficulty is not the one that the chain asks for after the parent.
	#[error("the claimed difficulty is not the required one")]
	WrongDifficulty,
}

impl SealError {
	/// Every reason, for metrics.
	pub const ALL: [Self; 10] = [
		Self::Missing,
		Self::Several,
		Self::Malformed,
		Self::DigestTooLarge,
		Self::Author,
		Self::ZeroDifficulty,
		Self::TooLittleWork,
		Self::WrongSolution,
		Self::WrongSignature,
		Self::WrongDifficulty,
	];

	/// The label of this reason in metrics.
	pub fn label(self) -> &'static str {
		match self {
			Self::Missing => "missing",
			Self::Several => "several",
			Self::Malformed => "malformed",
			Self::DigestTooLarge => "digest_too_large",
			Self::Author => "author",
			Self::ZeroDifficulty => "zero_difficulty",
			Self::TooLittleWork => "too_little_work",
			Self::WrongSolution => "wrong_solution",
			Self::WrongSignature => "wrong_signature",
			Self::WrongDifficulty => "wrong_difficulty",
		}
	}
}

/// The puzzle's challenge for one nonce: blake2b-256 over domain, pre-hash, signature and nonce.
///
/// The signature is in it because signing is randomised: an author could otherwise sign a solved header again and
/// again, and each copy would be another valid block for one proof of work.
pub fn challenge(pre_hash: &[u8], signature: &sr25519::Signature, nonce: u64) -> [u8; 32] {
	blake2_256(&[CHALLENGE_DOMAIN, pre_hash, signature.as_ref(), &nonce.to_le_bytes()].concat())
}

/// The work that a solution stands for, smaller being better: blake2b-256 over challenge and solution, big endian.
pub fn work(challenge: &[u8; 32], solution: &Solution) -> U256 {
	U256::from_big_endian(&blake2_256(&[&challenge[..], solution].concat()))
}

/// Whether `work` is enough for `difficulty`: at most 2^256 − 1 divided by it. Never for a difficulty of zero.
pub fn meets(work: U256, difficulty: U256) -> bool {
	U256::MAX.checked_div(difficulty).is_some_and(|bound| work <= bound)
}

/// The work of a sealed header, smaller being better; none when it has no seal of this engine.
pub fn header_work<B: BlockT>(mut header: B::Header) -> Option<U256> {
	let (_, seal) = take_seal::<B>(&mut header).ok()?;
	Some(seal.work(header.hash().as_ref()))
}

/// A header whose seal was taken off and found good.
#[derive(Clone, Debug)]
pub struct CheckedSeal {
	/// The seal.
	pub seal: Seal,
	/// The work that it stands for, smaller being better.
	pub work: U256,
	/// Who made the block.
	pub author: AuthorDigest,
}

/// Takes the seal off a header, leaving the header that was hashed for it, and decodes it.
pub fn take_seal<B: BlockT>(header: &mut B::Header) -> Result<(DigestItem, Seal), SealError> {
	if header.digest().encoded_size() > MAX_DIGEST_LEN {
		return Err(SealError::DigestTooLarge);
	}
	let item = header.digest_mut().pop().ok_or(SealError::Missing)?;
	let seal = decode_item(&item)?;
	Ok((item, seal))
}

/// Reads a seal out of its digest item.
pub(crate) fn decode_item(item: &DigestItem) -> Result<Seal, SealError> {
	match item {
		DigestItem::Seal(POW_ENGINE_ID, data) => {
			Seal::decode_all(&mut data.as_slice()).map_err(|_| SealError::Malformed)
		}
		_ => Err(SealError::Missing),
	}
}

/// Checks a seal against the header that it was made for (without the seal), cheapest check first.
///
/// It needs no state and calls no runtime. Whether the claimed difficulty is the required one is for the import to say.
pub fn check_seal<B: BlockT, A: Algorithm>(
	algorithm: &A,
	header: &B::Header,
	seal: Seal,
) -> Result<CheckedSeal, SealError> {
	if header.digest().logs().iter().any(|item| matches!(item, DigestItem::Seal(..))) {
		return Err(SealError::Several);
	}
	let author = AuthorDigest::from_digest(header.digest()).ok_or(SealError::Author)?;
	if seal.difficulty.is_zero() {
		return Err(SealError::ZeroDifficulty);
	}
	let pre_hash = header.hash();
	let challenge = seal.challenge(pre_hash.as_ref());
	// One hash decides first: garbage costs us a microsecond, and who wants to cost us more must have done the work.
	let work = work(&challenge, &seal.solution);
	if !meets(work, seal.difficulty) {
		return Err(SealError::TooLittleWork);
	}
	if !algorithm.verify(&challenge, &seal.solution) {
		return Err(SealError::WrongSolution);
	}
	if !sr25519::Pair::verify(&seal.signature, pre_hash.as_ref(), &author.key) {
		return Err(SealError::WrongSignature);
	}
	Ok(CheckedSeal { seal, work, author })
}

/// Takes the seal off a header that came over the wire and checks it; the header that was hashed, the seal's digest
/// item and what was found.
pub fn check_sealed<B: BlockT, A: Algorithm>(
	algorithm: &A,
	mut header: B::Header,
) -> Result<(B::Header, DigestItem, CheckedSeal), SealError> {
	let (item, seal) = take_seal::<B>(&mut header)?;
	let checked = check_seal::<B, A>(algorithm, &header, seal)?;
	Ok((header, item, checked))
}
