//! What has to be there before a call is measured.

use bpiiot_primitives::{
	Claim, PartNumber, Role, claim_payload,
	device::Registry,
	identity::{
		EncryptionKey, EncryptionProof, IdentityId, KeyPair, NewKeys, PublicKey, RawHandle, SigningKey, keys_payload,
	},
};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	Get,
	fungible::{Balanced, Inspect},
};
use frame_system::{RawOrigin, pallet_prelude::BlockNumberFor};
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_runtime::traits::{IdentifyAccount, One, Saturating, Verify, Zero};

extern crate alloc;
use alloc::{vec, vec::Vec};

use crate::{Pallet as Registered, *};

pub(super) const KEY: KeyTypeId = KeyTypeId(*b"benc");

/// An account with money for everything.
pub(super) fn rich<T: Config>(index: u32) -> T::AccountId {
	let who = account("rich", index, 0);
	let amount = Registered::<T>::deposit_for(1_000, 100_000)
		.saturating_add(T::SponsorStake::get())
		.saturating_add(T::Currency::minimum_balance().saturating_mul(1_000u32.into()));
	assert!(T::Currency::resolve(&who, T::Currency::issue(amount)).is_ok(), "the account takes the money");
	who
}

pub(super) fn participant<T: Config>(index: u32, role: Role) -> T::AccountId {
	let who = rich::<T>(index);
	Registered::<T>::register(&who, role, &[b'n'; MAX_NAME as usize]).expect("registers");
	who
}

pub(super) fn owner<T: Config>(index: u32) -> T::AccountId {
	participant::<T>(index, Role::EquipmentOwner)
}

/// The fullest profile: all parts but the chain that holds them lie at one place at the greatest depth, and differ in the last
/// byte of their numbers, so that each is compared to each to the end.
pub(super) fn profile() -> DeviceProfile {
	let above = MAX_DEPTH as u8 - 1;
	let parts: Vec<Part> = (0..MAX_PARTS as u8)
		.map(|place| Part { number: number(place), position: 0, quantity: 1, parent: place.min(above).checked_sub(1) })
		.collect();
	DeviceProfile {
		kind: vec![b'k'; MAX_NAME as usize].try_into().expect("fits"),
		details: vec![b'd'; MAX_DETAILS as usize].try_into().expect("fits"),
		production_date: 1,
		parts: parts.try_into().expect("fits"),
	}
}

pub(super) fn number(place: u8) -> PartNumber {
	let mut number = vec![b'p'; 32];
	number[31] = place;
	number.try_into().expect("fits")
}

pub(super) fn stocks() -> Stocks {
	let stocks: Vec<Stock> = (0..MAX_PARTS as u8).map(|place| Stock { number: number(place), quantity: 1 }).collect();
	stocks.try_into().expect("fits")
}

/// A new key of the keystore with its account.
pub(super) fn key<T>() -> (sr25519::Public, T::AccountId)
where
	T: Config,
	<T::Signature as Verify>::Signer: From<sr25519::Public>,
{
	let public = sp_io::crypto::sr25519_generate(KEY, None);
	(public, <T::Signature as Verify>::Signer::from(public).into_account())
}

pub(super) fn sign<T>(public: &sr25519::Public, payload: &[u8]) -> T::Signature
where
	T: Config,
	T::Signature: From<sr25519::Signature>,
{
	sp_io::crypto::sr25519_sign(KEY, public, payload).expect("the key is in the keystore").into()
}

/// The longest consent of a key to belong to `owner`.
pub(super) fn claim<T>(public: &sr25519::Public, owner: &T::AccountId) -> Claim<T::Signature, BlockNumberFor<T>>
where
	T: Config,
	T::Signature: From<sr25519::Signature>,
{
	let until = frame_system::Pallet::<T>::block_number().saturating_add(T::MaxClaim::get());
	let payload = claim_payload(Registered::<T>::genesis(), owner, until);
	Claim { until, signature: sign::<T>(public, &payload) }
}

/// A nonce that is kept for an account and that somebody else has paid for.
pub(super) fn kept_nonce<T: Config>(of: &T::AccountId) {
	let (payer, deposit) = (rich::<T>(900), Registered::<T>::deposit_for(1, 0));
	Registered::<T>::hold(HoldReason::Deposit, &payer, deposit).expect("holds");
	RetiredNonce::<T>::insert(of, KeptNonce { nonce: One::one(), payer, deposit });
}

/// A device of `owner` with the fullest record, a quota-less account, a nonce and an inventory.
pub(super) fn device<T>(owner: &T::AccountId) -> (DeviceNumber, sr25519::Public, T::AccountId)
where
	T: Config,
	T::Signature: From<sr25519::Signature>,
	<T::Signature as Verify>::Signer: From<sr25519::Public>,
{
	let (public, account) = key::<T>();
	let claim = claim::<T>(&public, owner);
	Registered::<T>::do_register_device(owner.clone(), account.clone(), claim, profile()).expect("registers");
	let id = NextDevice::<T>::get() - 1;
	Registered::<T>::do_set_inventory(owner.clone(), id, stocks()).expect("sets");
	frame_system::Pallet::<T>::inc_account_nonce(&account);
	(id, public, account)
}

pub(super) type DeviceNumber = bpiiot_primitives::DeviceId;

/// How the runtime takes fees.
pub(super) type PaymentOf<T> = <T as pallet_transaction_payment::Config>::OnChargeTransaction;

/// A loan that has ended, whose record is still there.
pub(super) fn ended_loan<T: Config>(owner: &T::AccountId, device: DeviceNumber, borrower: &T::AccountId) {
	let until = frame_system::Pallet::<T>::block_number().saturating_add(One::one());
	Registered::<T>::do_offer_device(owner.clone(), device, borrower.clone(), Terms::Loan { until }).expect("offers");
	Registered::<T>::do_accept_loan(borrower.clone(), device).expect("accepts");
	frame_system::Pallet::<T>::set_block_number(until);
}

pub(super) fn new_keys<T: Config>(account: &T::AccountId) -> NewKeys {
	let signing = sp_io::crypto::sr25519_generate(KEY, None);
	let edwards = sp_io::crypto::ed25519_generate(KEY, None);
	let pair = KeyPair {
		signing: SigningKey::Sr25519(signing.0),
		encryption: EncryptionKey::of_edwards(&edwards.0).expect("a key has a u coordinate"),
	};
	let next = IdentityOf::<T>::get(account).and_then(|(id, _)| Identities::<T>::get(id));
	let next = next.map_or(0, |identity| identity.next_key);
	let payload = keys_payload(Registered::<T>::genesis(), account, next, &pair);
	NewKeys {
		pair,
		signing_proof: sp_io::crypto::sr25519_sign(KEY, &signing, &payload).expect("there").into(),
		encryption_proof: EncryptionProof {
			edwards: edwards.0,
			signature: sp_io::crypto::ed25519_sign(KEY, &edwards, &payload).expect("there").0,
		},
	}
}

pub(super) fn handle() -> RawHandle {
	// The longest skeleton.
	vec![b'm'; 32].try_into().expect("fits")
}

pub(super) fn identity<T: Config>(who: &T::AccountId) -> IdentityId {
	Registered::<T>::do_register_identity(who.clone(), handle(), new_keys::<T>(who)).expect("registers");
	NextIdentity::<T>::get() - 1
}

/// Fills an identity with so many pairs of keys that are valid, and so many that are not, without their deposits.
pub(super) fn fill<T: Config>(id: IdentityId, valid: u32, stored: u32) {
	Identities::<T>::mutate(id, |identity| {
		let identity = identity.as_mut().expect("exists");
		for index in identity.next_key..stored {
			let [mut signing, mut encryption] = [[0; 32]; 2];
			signing[..4].copy_from_slice(&index.to_le_bytes());
			encryption[..4].copy_from_slice(&(index + 1_000).to_le_bytes());
			let pair = KeyPair { signing: SigningKey::Ed25519(signing), encryption: EncryptionKey(encryption) };
			KeyOwner::<T>::insert(PublicKey::Signing(pair.signing), (id, index));
			KeyOwner::<T>::insert(PublicKey::Encryption(pair.encryption), (id, index));
			let until = (index >= valid).then(Zero::zero);
			Keys::<T>::insert(id, index, KeyRecord { pair, from: Zero::zero(), until, deposit: Zero::zero() });
			if until.is_none() {
				identity.keys.try_push(index).expect("fits");
			}
		}
		identity.next_key = stored;
		identity.stored_keys = stored;
	});
}

/// Goes so far ahead that everything may be forgotten.
pub(super) fn pass_retention<T: Config>() {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(T::Retention::get()).saturating_add(One::one()));
}

/// The committee.
pub(super) fn committee<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	#[cfg(feature = "runtime-benchmarks")]
	return <T::AdmissionOrigin as frame_support::traits::EnsureOrigin<T::RuntimeOrigin>>::try_successful_origin()
		.map_err(|()| BenchmarkError::Weightless);
	#[cfg(not(feature = "runtime-benchmarks"))]
	Ok(RawOrigin::Root.into())
}
