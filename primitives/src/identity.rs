//! Identities: strings that no look-alike can imitate, the keys that belong to them, and aliases of devices.
//!
//! ## Strings
//!
//! A [`Handle`] has 3 to 32 characters of `a–z`, `0–9`, `.`, `-` and `_`; capitals are taken as small letters. That is all of
//! Unicode that is allowed, so that no table of confusable scripts is needed. What still looks alike within it has the same
//! [`Skeleton`], and of all strings with one skeleton only one can be registered.
//!
//! ## Keys
//!
//! A [`SharedIdentity`] (equation 7) is one address, n signing keys and n encryption keys: 2n + 1 fields. The paper prints
//! n + 1. Keys come in pairs, and nobody can add a key without the secret that belongs to it: see [`NewKeys`].

#[cfg(test)]
mod tests;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{ConstU32, U256, U512, ecdsa, ed25519, hex2array, sr25519};
use sp_runtime::{
	BoundedVec,
	traits::{BlakeTwo256, Hash as _, Verify},
};

extern crate alloc;
use alloc::vec::Vec;

use crate::{AccountId, BlockNumber, DeviceId, Hash, Role, Signature};

/// Number of an identity.
pub type IdentityId = u32;
/// Number of a pair of keys within its identity; never used again.
pub type KeyIndex = u32;

/// Least characters of a handle. Shorter ones would be taken by those who hoard them.
pub const MIN_HANDLE: u32 = 3;
/// Most characters of a handle; longer ones cannot be told apart at a glance.
pub const MAX_HANDLE: u32 = 32;

/// What two handles have in common when they look alike; see [`Handle::skeleton`].
pub type Skeleton = BoundedVec<u8, ConstU32<{ 2 * MAX_HANDLE }>>;

/// A text that is to become a handle.
pub type RawHandle = BoundedVec<u8, ConstU32<MAX_HANDLE>>;

/// The string under which a participant is known, in its only spelling.
#[derive(
	Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Handle(RawHandle);

/// Why a text is no handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandleError {
	/// It has less than [`MIN_HANDLE`] characters.
	TooShort,
	/// It has more than [`MAX_HANDLE`] characters.
	TooLong,
	/// It has a character that is not among `a–z`, `A–Z`, `0–9`, `.`, `-` and `_`.
	Character,
	/// It starts or ends with `.`, `-` or `_`, or has two of them together.
	Separator,
}

impl Handle {
	/// Brings a text into the one spelling of its handle: capitals become small letters, everything else stays.
	///
	/// # Errors
	/// When the text breaks a rule of the alphabet; see [`HandleError`].
	pub fn parse(text: &[u8]) -> Result<Self, HandleError> {
		if text.len() < MIN_HANDLE as usize {
			return Err(HandleError::TooShort);
		}
		// The edges count as separators, so that one rule covers the start, the end and the middle.
		let mut after_separator = true;
		for byte in text {
			let separator = is_separator(*byte);
			if !separator && !byte.is_ascii_alphanumeric() {
				return Err(HandleError::Character);
			}
			if separator && after_separator {
				return Err(HandleError::Separator);
			}
			after_separator = separator;
		}
		if after_separator {
			return Err(HandleError::Separator);
		}
		let small: Vec<u8> = text.iter().map(u8::to_ascii_lowercase).collect();
		small.try_into().map(Self).map_err(|_| HandleError::TooLong)
	}

	/// Its characters, ASCII.
	pub fn as_bytes(&self) -> &[u8] {
		&self.0
	}

	/// The form in which all handles are equal that a reader could take for one another.
	///
	/// Each character is replaced by what it looks like, on its own and independent of its neighbours: `0` by `o`; `1` and `i`
	/// by `l`; `2` by `z`; `5` by `s`; `6` and `8` by `b`; `9` and `q` by `g`; `u` by `v`; `m` by `rn`, `w` by `vv` and `d` by
	/// `cl`, so that these pairs of characters equal the character that they imitate. Separators disappear. Because each
	/// character is replaced alone, the skeleton of two texts together is the two skeletons together, and whoever swaps any
	/// number of look-alikes at any places ends at the same skeleton.
	pub fn skeleton(&self) -> Skeleton {
		let mut skeleton = Skeleton::new();
		for byte in self.0.iter().flat_map(|byte| look(*byte)) {
			// Cannot fail: no character becomes more than two.
			let _ = skeleton.try_push(*byte);
		}
		skeleton
	}
}

fn is_separator(byte: u8) -> bool {
	matches!(byte, b'.' | b'-' | b'_')
}

/// What a character of the alphabet looks like.
fn look(byte: u8) -> &'static [u8] {
	/// Every byte by itself, so that a slice of one can be returned.
	static SELF: [u8; 256] = {
		let mut table = [0u8; 256];
		let mut at = 0usize;
		while at < 256 {
			table[at] = at as u8;
			at += 1;
		}
		table
	};
	match byte {
		b'0' => b"o",
		b'1' | b'i' => b"l",
		b'2' => b"z",
		b'5' => b"s",
		b'6' | b'8' => b"b",
		b'9' | b'q' => b"g",
		b'u' => b"v",
		b'm' => b"rn",
		b'w' => b"vv",
		b'd' => b"cl",
		b'.' | b'-' | b'_' => b"",
		other => SELF.get(usize::from(other)..=usize::from(other)).unwrap_or_default(),
	}
}

/// A public key with which an identity signs.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum SigningKey {
	/// Ed25519.
	Ed25519([u8; 32]),
	/// Schnorr over Ristretto.
	Sr25519([u8; 32]),
	/// ECDSA over secp256k1, compressed; messages are hashed with blake2b-256.
	Ecdsa([u8; 33]),
}

impl SigningKey {
	/// Whether everybody can sign for it: its point has a small order, or it is no canonical point. Verifiers that multiply by
	/// the cofactor take any message for signed by such a key.
	pub fn is_weak(&self) -> bool {
		match self {
			Self::Ed25519(key) => {
				let small = |u: &[u8; 32]| EncryptionKey(*u).matches(key);
				// y = 1, the neutral point, has no u.
				edwards_y(key).is_none_or(|y| y == U256::one()) || SMALL_ORDER.iter().any(small)
			}
			// Ristretto has no other point of small order than the neutral one.
			Self::Sr25519(key) => *key == [0; 32],
			// All points of secp256k1 have the same order.
			Self::Ecdsa(_) => false,
		}
	}

	/// Whether the signature is this key's over the message. A signature of another scheme is not, even by a key with the
	/// same bytes.
	pub fn verify(&self, signature: &Signature, message: &[u8]) -> bool {
		match (self, signature) {
			(Self::Ed25519(key), Signature::Ed25519(signature)) => {
				signature.verify(message, &ed25519::Public::from_raw(*key))
			}
			(Self::Sr25519(key), Signature::Sr25519(signature)) => {
				signature.verify(message, &sr25519::Public::from_raw(*key))
			}
			(Self::Ecdsa(key), Signature::Ecdsa(signature)) => {
				signature.verify(message, &ecdsa::Public::from_raw(*key))
			}
			_ => false,
		}
	}
}

/// The modulus of Curve25519's field, 2^255 − 19.
const P: U256 = U256([0xffff_ffff_ffff_ffed, u64::MAX, u64::MAX, 0x7fff_ffff_ffff_ffff]);

/// The points of small order, as X25519 reads them. A message to such a key is open to everybody.
const SMALL_ORDER: [[u8; 32]; 5] = [
	hex2array!("0000000000000000000000000000000000000000000000000000000000000000"),
	hex2array!("0100000000000000000000000000000000000000000000000000000000000000"),
	hex2array!("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
	hex2array!("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
	hex2array!("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
];

/// A public key to which others encrypt: X25519, the u coordinate in little-endian order.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct EncryptionKey(pub [u8; 32]);

impl EncryptionKey {
	/// The X25519 key with the same secret as an Ed25519 public key: u = (1 + y) / (1 − y), as libsodium's
	/// `crypto_sign_ed25519_pk_to_curve25519`. None when the bytes are no canonical y or have no u.
	pub fn of_edwards(edwards: &[u8; 32]) -> Option<Self> {
		let y = edwards_y(edwards)?;
		let divisor = minus(U256::one(), y);
		if divisor.is_zero() {
			return None;
		}
		Some(Self(times(plus(U256::one(), y), inverse(divisor)).to_little_endian()))
	}

	/// Whether this is the X25519 form of an Ed25519 public key: u · (1 − y) = 1 + y, which takes one multiplication and no
	/// inversion. Forms that are not canonical match nothing.
	pub fn matches(&self, edwards: &[u8; 32]) -> bool {
		let u = U256::from_little_endian(&self.0);
		match edwards_y(edwards) {
			Some(y) if u < P => times(u, minus(U256::one(), y)) == plus(U256::one(), y),
			_ => false,
		}
	}

	/// Whether its point has a small order, so that it keeps no secret.
	pub fn is_weak(&self) -> bool {
		SMALL_ORDER.contains(&self.0)
	}
}

/// The y coordinate of an Ed25519 key: the top bit is the sign of x. None when it is not canonical.
fn edwards_y(edwards: &[u8; 32]) -> Option<U256> {
	let y = U256::from_little_endian(edwards) & (U256::MAX >> 1);
	(y < P).then_some(y)
}

// Arithmetic modulo P on numbers below P. None of it can overflow: P has 255 bits and a U256 one more.
fn plus(a: U256, b: U256) -> U256 {
	a.saturating_add(b).checked_rem(P).unwrap_or_default()
}

fn minus(a: U256, b: U256) -> U256 {
	plus(a, P.saturating_sub(b))
}

fn times(a: U256, b: U256) -> U256 {
	let product = a.full_mul(b).checked_rem(U512::from(P)).unwrap_or_default();
	U256::try_from(product).unwrap_or_default()
}

/// a^(P − 2), which is 1 / a.
fn inverse(a: U256) -> U256 {
	let exponent = P.saturating_sub(U256::from(2u8));
	(0..255).rev().fold(U256::one(), |power, bit| {
		let square = times(power, power);
		if exponent.bit(bit) { times(square, a) } else { square }
	})
}

/// The proof that somebody has the secret of an [`EncryptionKey`].
///
/// An X25519 key cannot sign, but its secret can: with it as the scalar of an Ed25519 key. The prover names that Ed25519 key
/// and signs with it; the chain checks that both are the same point, and the signature. So this proves possession of the
/// decryption secret itself. It does not prove that nobody else has it, nor that it is kept well.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct EncryptionProof {
	/// The Ed25519 public key with the same secret.
	pub edwards: [u8; 32],
	/// Its signature over [`keys_payload`].
	pub signature: [u8; 64],
}

/// A pair of keys: one to verify an identity's signatures, one to encrypt to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct KeyPair {
	/// Verifies what the identity signs.
	pub signing: SigningKey,
	/// Encrypts to the identity.
	pub encryption: EncryptionKey,
}

/// A pair of keys with the proofs that whoever adds it has both secrets. Both sign [`keys_payload`], which names both keys, their
/// number, the account and the chain: nobody can take another's proof, and the signing key vouches for the encryption key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct NewKeys {
	/// The keys.
	pub pair: KeyPair,
	/// The signing key's signature.
	pub signing_proof: Signature,
	/// That the decryption secret is there.
	pub encryption_proof: EncryptionProof,
}

/// What is wrong with [`NewKeys`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
	/// The signing key has not signed.
	SigningProof,
	/// The named Ed25519 key is not the encryption key, or it has not signed.
	EncryptionProof,
	/// One of the keys keeps no secret: its point has a small order.
	WeakKey,
}

impl NewKeys {
	/// Checks both proofs over [`keys_payload`].
	///
	/// # Errors
	/// The first thing that is wrong.
	pub fn verify(&self, payload: &[u8]) -> Result<(), KeyError> {
		if self.pair.encryption.is_weak() || self.pair.signing.is_weak() {
			return Err(KeyError::WeakKey);
		}
		if !self.pair.signing.verify(&self.signing_proof, payload) {
			return Err(KeyError::SigningProof);
		}
		let EncryptionProof { edwards, signature } = &self.encryption_proof;
		let signed = ed25519::Signature::from_raw(*signature).verify(payload, &ed25519::Public::from_raw(*edwards));
		if !signed || !self.pair.encryption.matches(edwards) {
			return Err(KeyError::EncryptionProof);
		}
		Ok(())
	}
}

/// A key of either kind, to ask about.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum PublicKey {
	/// One that signs.
	Signing(SigningKey),
	/// One to which others encrypt.
	Encryption(EncryptionKey),
}

/// Equation 7: an address, n signing keys and n encryption keys; the i-th of both belong together.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SharedIdentity<AccountId> {
	/// The account.
	pub address: AccountId,
	/// n keys that sign.
	pub signing: Vec<SigningKey>,
	/// n keys to which others encrypt.
	pub encryption: Vec<EncryptionKey>,
}

impl<AccountId> SharedIdentity<AccountId> {
	/// The number of its fields, 2n + 1.
	pub fn fields(&self) -> usize {
		self.signing.len().saturating_add(self.encryption.len()).saturating_add(1)
	}
}

/// The bytes that both keys of a new pair sign: chain, account, number, keys.
///
/// `index` is the number that the pair is going to have in its identity, [`KeyIndex`] zero for the first one, so that the
/// published proof of a pair that was deleted does not bring it back.
pub fn keys_payload<AccountId: Encode>(genesis: Hash, account: &AccountId, index: KeyIndex, pair: &KeyPair) -> Vec<u8> {
	(b"bpiiot/identity-keys/1", genesis, account, index, pair).encode()
}

/// The bytes that the new account of an identity signs to agree to take it over, and to hold its deposits.
///
/// `sequence` is the number of accounts that the identity has had, so that a consent is good for one change.
pub fn account_payload<AccountId: Encode>(
	genesis: Hash,
	identity: IdentityId,
	sequence: u32,
	old: &AccountId,
	new: &AccountId,
) -> Vec<u8> {
	(b"bpiiot/identity-account/1", genesis, identity, sequence, old, new).encode()
}

/// The pseudonym of a device towards one party: blake2b-256 over a secret of both, the device and the party.
///
/// The secret is 32 random bytes that owner and party have told each other in private, new for each relationship. Who does not
/// know it cannot tell the alias from random bytes, and two aliases of one device have nothing in common.
pub fn alias<AccountId: Encode>(secret: &[u8; 32], device: DeviceId, party: &AccountId) -> Hash {
	(b"bpiiot/alias/1", secret, device, party).using_encoded(BlakeTwo256::hash)
}

sp_api::decl_runtime_apis! {
	/// What gatekeepers and clients ask about participants, identities and devices. Ask at a finalized block.
	pub trait RegistryApi {
		/// The role of a participant; none for an account that is not one, has been expelled, or has moved to another account.
		fn role(who: AccountId) -> Option<Role>;
		/// Whether an account may take part now: a participant, or the device of one, or of one who has moved to another account.
		fn is_admitted(who: AccountId) -> bool;
		/// The device that signs with this account.
		fn device_of(who: AccountId) -> Option<DeviceId>;
		/// The participant to whom a device belongs.
		fn owner_of(device: DeviceId) -> Option<AccountId>;
		/// Who works with a device: its borrower, or else its owner.
		fn operator_of(device: DeviceId) -> Option<AccountId>;
		/// The number and the account of the identity with exactly this string, whatever its capitals.
		fn resolve(handle: Vec<u8>) -> Option<(IdentityId, AccountId)>;
		/// The account of an identity in the state after a block.
		fn account_at(identity: IdentityId, block: BlockNumber) -> Option<AccountId>;
		/// Equation 7 for an account in the state after a block, or now when none is given.
		fn shared_identity(who: AccountId, block: Option<BlockNumber>) -> Option<SharedIdentity<AccountId>>;
		/// Whether a key was among the valid keys of an account's identity in the state after a block.
		fn key_valid_at(who: AccountId, key: PublicKey, block: BlockNumber) -> bool;
	}
}
