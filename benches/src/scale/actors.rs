//! Who takes part, and how they sign.

use std::collections::HashMap;

use bpiiot_primitives::{
	AccountId, BPI, BlockNumber, CLAIM_LIFE, Claim, Hash, Nonce, Signature, claim_payload,
	identity::{EncryptionKey, EncryptionProof, KeyPair, NewKeys, RawHandle, SigningKey, keys_payload},
};
use bpiiot_runtime::{Address, RuntimeCall, SignedPayload, TxExtension, UncheckedExtrinsic, VERSION};
use codec::Encode;
use pallet_device_registry::admission::CheckAdmitted;
use pallet_transaction_payment::ChargeTransactionPayment;
use sp_core::{Pair, ed25519, sr25519};
use sp_crypto_hashing::blake2_256;
use sp_runtime::{OpaqueExtrinsic, generic::Era};

use super::Sizes;

/// Devices of one owner, next to each other.
pub const BLOCK: u32 = 100;
/// Service providers.
pub const PROVIDERS: u32 = 16;
/// Third parties that view the busiest device's records from the beginning.
pub const VIEWERS: u32 = 120;

/// Somebody with an account. Those with number 0 have much more of everything than the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
	/// An equipment owner.
	Owner(u32),
	/// A service provider.
	Provider(u32),
	/// A third party.
	Viewer(u32),
	/// The busiest device itself.
	Machine,
}

impl Who {
	/// All who are needed for a chain of this size.
	pub fn all(sizes: Sizes) -> Vec<Self> {
		let blocks = sizes.devices.div_ceil(BLOCK);
		let owners = (0..blocks).map(owner_of);
		let owners = owners.filter(|owner| *owner != Self::Owner(0)).chain([Self::Owner(0)]);
		owners
			.chain((0..PROVIDERS).map(Self::Provider))
			.chain((0..VIEWERS).map(Self::Viewer))
			.chain([Self::Machine])
			.collect()
	}

	/// The name that its key is made of.
	fn name(self) -> String {
		match self {
			Self::Owner(number) => format!("owner/{number}"),
			Self::Provider(number) => format!("provider/{number}"),
			Self::Viewer(number) => format!("viewer/{number}"),
			Self::Machine => device_name(0),
		}
	}

	/// The string of its identity. Figures would make look-alikes, which the chain refuses.
	pub fn handle(self) -> RawHandle {
		const LETTERS: &[u8; 10] = b"aefhjknpst";
		let (kind, number) = match self {
			Self::Owner(number) => ("owner", number),
			Self::Provider(number) => ("provider", number),
			Self::Viewer(number) => ("viewer", number),
			Self::Machine => ("machine", 0),
		};
		let digits = number.to_string().into_bytes();
		let letters = digits.iter().map(|digit| char::from(LETTERS[usize::from(digit - b'0')]));
		let text: String = kind.chars().chain(['.']).chain(letters).collect();
		text.into_bytes().try_into().expect("a word and at most ten letters; qed")
	}

	/// What it has at first, in planck.
	fn endowment(self) -> u64 {
		let tokens = match self {
			Self::Owner(0) | Self::Provider(_) => 10_000_000,
			_ => 100_000,
		};
		tokens * BPI as u64
	}
}

/// The owner of a block of devices: of every tenth block the same one.
pub fn owner_of(block: u32) -> Who {
	if block % 10 == 0 { Who::Owner(0) } else { Who::Owner(block) }
}

/// The provider that keeps the data of a block of devices: of every second block the same one.
pub fn provider_of(block: u32) -> Who {
	if block % 2 == 0 { Who::Provider(0) } else { Who::Provider(1 + block % (PROVIDERS - 1)) }
}

/// The name that a device's key is made of.
fn device_name(device: u32) -> String {
	format!("device/{device}")
}

/// The key that belongs to a name.
pub fn key(name: &str) -> sr25519::Pair {
	sr25519::Pair::from_seed(&blake2_256(format!("bpiiot/scale/{name}").as_bytes()))
}

/// The account that belongs to a name.
pub fn account(name: &str) -> AccountId {
	key(name).public().into()
}

/// The account of a device.
pub fn device_account(device: u32) -> AccountId {
	account(&device_name(device))
}

/// All who sign.
pub struct Actors {
	genesis: Hash,
	known: HashMap<Who, (sr25519::Pair, Nonce)>,
}

impl Actors {
	/// Those of a chain of this size with this genesis.
	pub fn new(sizes: Sizes, genesis: Hash) -> Self {
		let known = Who::all(sizes).into_iter().map(|who| (who, (key(&who.name()), 0)));
		Self { genesis, known: known.collect() }
	}

	/// What each has at first, in planck.
	pub fn endowments(sizes: Sizes) -> Vec<(AccountId, u64)> {
		Who::all(sizes).into_iter().map(|who| (account(&who.name()), who.endowment())).collect()
	}

	/// The account of somebody.
	pub fn account(&self, who: Who) -> AccountId {
		self.known[&who].0.public().into()
	}

	/// Uses up the next nonce of somebody, and signs a call with it unless it is not wanted.
	pub fn sign(&mut self, who: Who, call: RuntimeCall, wanted: bool) -> Option<OpaqueExtrinsic> {
		let (pair, nonce) = self.known.get_mut(&who).expect("all who take part are known; qed");
		let extension: TxExtension = (
			frame_system::AuthorizeCall::new(),
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			frame_system::CheckEra::from(Era::Immortal),
			frame_system::CheckNonce::from(*nonce),
			frame_system::CheckWeight::new(),
			CheckAdmitted::new(),
			ChargeTransactionPayment::from(0),
			frame_metadata_hash_extension::CheckMetadataHash::new(false),
			frame_system::WeightReclaim::new(),
		);
		*nonce += 1;
		if !wanted {
			return None;
		}
		let (spec, transaction) = (VERSION.spec_version, VERSION.transaction_version);
		let implicit = ((), (), spec, transaction, self.genesis, self.genesis, (), (), (), (), None, ());
		let payload = SignedPayload::from_raw(call, extension, implicit);
		let signature: Signature = payload.using_encoded(|bytes| pair.sign(bytes)).into();
		let (call, extension, _) = payload.deconstruct();
		let address = Address::Id(pair.public().into());
		Some(UncheckedExtrinsic::new_signed(call, address, signature, extension).into())
	}

	/// The consent of the key with a name to be the key of a device of `owner`.
	pub fn claim(&self, name: &str, owner: Who) -> Claim<Signature, BlockNumber> {
		// Good in each of the first blocks, of which this chain has fewer.
		let until = CLAIM_LIFE;
		Claim { until, signature: key(name).sign(&claim_payload(self.genesis, &self.account(owner), until)).into() }
	}

	/// The consent of a device's first key to be registered by `owner`.
	pub fn device_claim(&self, device: u32, owner: Who) -> Claim<Signature, BlockNumber> {
		self.claim(&device_name(device), owner)
	}

	/// A pair of keys of somebody's identity, with the proofs.
	pub fn keys(&self, who: Who, number: u32) -> NewKeys {
		let name = format!("{}/keys/{number}", who.name());
		let signing = key(&name);
		let edwards = ed25519::Pair::from_seed(&blake2_256(format!("bpiiot/scale/{name}/x").as_bytes()));
		let encryption = EncryptionKey::of_edwards(&edwards.public().0).expect("a key has a u coordinate; qed");
		let pair = KeyPair { signing: SigningKey::Sr25519(signing.public().0), encryption };
		let payload = keys_payload(self.genesis, &self.account(who), number, &pair);
		NewKeys {
			pair,
			signing_proof: signing.sign(&payload).into(),
			encryption_proof: EncryptionProof { edwards: edwards.public().0, signature: edwards.sign(&payload).0 },
		}
	}
}
