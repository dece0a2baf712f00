//! What each call costs at worst: the fullest records, and everything there that it can touch.
//!
//! They also run as tests, on the runtime of the tests.

use bpiiot_primitives::{
	Hash, PartNumber, Role, claim_payload,
	device::Registry,
	identity::{
		EncryptionKey, EncryptionProof, IdentityId, KeyPair, NewKeys, PublicKey, RawHandle, SigningKey,
		account_payload, keys_payload,
	},
};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	Get, IsSubType,
	fungible::{Balanced, Inspect},
};
use frame_system::RawOrigin;
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_runtime::traits::{IdentifyAccount, One, Saturating, Verify, Zero};

extern crate alloc;
use alloc::{vec, vec::Vec};

use crate::{Pallet as Registered, *};

const KEY: KeyTypeId = KeyTypeId(*b"benc");

/// An account with money for everything.
fn rich<T: Config>(index: u32) -> T::AccountId {
	let who = account("rich", index, 0);
	let amount = Registered::<T>::deposit_for(1_000, 100_000)
		.saturating_add(T::SponsorStake::get())
		.saturating_add(T::Currency::minimum_balance().saturating_mul(1_000u32.into()));
	assert!(T::Currency::resolve(&who, T::Currency::issue(amount)).is_ok(), "the account takes the money");
	who
}

fn participant<T: Config>(index: u32, role: Role) -> T::AccountId {
	let who = rich::<T>(index);
	Registered::<T>::register(&who, role, &[b'n'; MAX_NAME as usize]).expect("registers");
	who
}

fn owner<T: Config>(index: u32) -> T::AccountId {
	participant::<T>(index, Role::EquipmentOwner)
}

/// The fullest profile: all parts in chains of the greatest depth.
fn profile() -> DeviceProfile {
	let parts: Vec<Part> = (0..MAX_PARTS as u8)
		.map(|place| Part {
			number: number(place),
			position: place,
			quantity: 1,
			parent: (u32::from(place) % MAX_DEPTH != 0).then(|| place - 1),
		})
		.collect();
	DeviceProfile {
		kind: vec![b'k'; MAX_NAME as usize].try_into().expect("fits"),
		details: vec![b'd'; MAX_DETAILS as usize].try_into().expect("fits"),
		production_date: 1,
		parts: parts.try_into().expect("fits"),
	}
}

fn number(place: u8) -> PartNumber {
	vec![place; 32].try_into().expect("fits")
}

fn stocks() -> Stocks {
	let stocks: Vec<Stock> = (0..MAX_PARTS as u8).map(|place| Stock { number: number(place), quantity: 1 }).collect();
	stocks.try_into().expect("fits")
}

/// A new key of the keystore with its account.
fn key<T>() -> (sr25519::Public, T::AccountId)
where
	T: Config,
	<T::Signature as Verify>::Signer: From<sr25519::Public>,
{
	let public = sp_io::crypto::sr25519_generate(KEY, None);
	(public, <T::Signature as Verify>::Signer::from(public).into_account())
}

fn sign<T>(public: &sr25519::Public, payload: &[u8]) -> T::Signature
where
	T: Config,
	T::Signature: From<sr25519::Signature>,
{
	sp_io::crypto::sr25519_sign(KEY, public, payload).expect("the key is in the keystore").into()
}

/// A device of `owner` with the fullest record, a quota-less account, a nonce and an inventory.
fn device<T>(owner: &T::AccountId) -> (DeviceNumber, sr25519::Public, T::AccountId)
where
	T: Config,
	T::Signature: From<sr25519::Signature>,
	<T::Signature as Verify>::Signer: From<sr25519::Public>,
{
	let (public, account) = key::<T>();
	let claim = sign::<T>(&public, &claim_payload(Registered::<T>::genesis(), owner));
	Registered::<T>::do_register_device(owner.clone(), account.clone(), claim, profile()).expect("registers");
	let id = NextDevice::<T>::get() - 1;
	Registered::<T>::do_set_inventory(owner.clone(), id, stocks()).expect("sets");
	frame_system::Pallet::<T>::inc_account_nonce(&account);
	(id, public, account)
}

type DeviceNumber = bpiiot_primitives::DeviceId;

/// A loan that has ended, whose record is still there.
fn ended_loan<T: Config>(owner: &T::AccountId, device: DeviceNumber, borrower: &T::AccountId) {
	let until = frame_system::Pallet::<T>::block_number().saturating_add(One::one());
	Registered::<T>::do_offer_device(owner.clone(), device, borrower.clone(), Terms::Loan { until }).expect("offers");
	Registered::<T>::do_accept_loan(borrower.clone(), device).expect("accepts");
	frame_system::Pallet::<T>::set_block_number(until);
}

fn new_keys<T: Config>(account: &T::AccountId) -> NewKeys {
	let signing = sp_io::crypto::sr25519_generate(KEY, None);
	let edwards = sp_io::crypto::ed25519_generate(KEY, None);
	let pair = KeyPair {
		signing: SigningKey::Sr25519(signing.0),
		encryption: EncryptionKey::of_edwards(&edwards.0).expect("a key has a u coordinate"),
	};
	let payload = keys_payload(Registered::<T>::genesis(), account, &pair);
	NewKeys {
		pair,
		signing_proof: sp_io::crypto::sr25519_sign(KEY, &signing, &payload).expect("there").into(),
		encryption_proof: EncryptionProof {
			edwards: edwards.0,
			signature: sp_io::crypto::ed25519_sign(KEY, &edwards, &payload).expect("there").0,
		},
	}
}

fn handle() -> RawHandle {
	// The longest skeleton.
	vec![b'm'; 32].try_into().expect("fits")
}

fn identity<T: Config>(who: &T::AccountId) -> IdentityId {
	Registered::<T>::do_register_identity(who.clone(), handle(), new_keys::<T>(who)).expect("registers");
	NextIdentity::<T>::get() - 1
}

/// Fills an identity with so many pairs of keys that are valid, and so many that are not, without their deposits.
fn fill<T: Config>(id: IdentityId, valid: u32, stored: u32) {
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
fn pass_retention<T: Config>() {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(T::Retention::get()).saturating_add(One::one()));
}

/// The committee.
fn committee<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	#[cfg(feature = "runtime-benchmarks")]
	return <T::AdmissionOrigin as frame_support::traits::EnsureOrigin<T::RuntimeOrigin>>::try_successful_origin()
		.map_err(|()| BenchmarkError::Weightless);
	#[cfg(not(feature = "runtime-benchmarks"))]
	Ok(RawOrigin::Root.into())
}

#[benchmarks(
	where
		T::Signature: From<sr25519::Signature>,
		<T::Signature as Verify>::Signer: From<sr25519::Public>,
		T::RuntimeCall: IsSubType<Call<T>> + From<Call<T>>,
)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_participant() {
		Policy::<T>::put(AdmissionPolicy::BySponsor);
		let (guarantor, who) = (owner::<T>(0), rich::<T>(1));
		Registered::<T>::do_sponsor(guarantor.clone(), who.clone()).expect("sponsors");
		let kept = KeptNonce { nonce: One::one(), payer: guarantor, deposit: Zero::zero() };
		RetiredNonce::<T>::insert(&who, kept);
		let name = vec![b'n'; MAX_NAME as usize].try_into().expect("fits");
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), Role::ThirdParty, name);
		assert!(Participants::<T>::contains_key(&who));
	}

	#[benchmark]
	fn register_device() {
		let owner = owner::<T>(0);
		let (public, account) = key::<T>();
		let kept = KeptNonce { nonce: One::one(), payer: owner.clone(), deposit: Zero::zero() };
		RetiredNonce::<T>::insert(&account, kept);
		let claim = sign::<T>(&public, &claim_payload(Registered::<T>::genesis(), &owner));
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), account.clone(), claim, profile());
		assert!(DeviceOf::<T>::contains_key(&account));
	}

	#[benchmark]
	fn update_device() {
		let owner = owner::<T>(0);
		let (id, ..) = device::<T>(&owner);
		let mut smaller = profile();
		smaller.details = Default::default();
		Registered::<T>::do_update_device(owner.clone(), id, smaller).expect("updates");
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, profile());
		assert_eq!(Devices::<T>::get(id).expect("exists").profile, profile());
	}

	#[benchmark]
	fn remove_device() {
		let (owner, borrower) = (owner::<T>(0), owner::<T>(1));
		let (id, _, account) = device::<T>(&owner);
		ended_loan::<T>(&owner, id, &borrower);
		let amount = T::Currency::minimum_balance();
		Registered::<T>::do_fund_fees(owner.clone(), id, amount.max(One::one())).expect("funds");
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id);
		assert!(!DeviceOf::<T>::contains_key(&account));
	}

	#[benchmark]
	fn fund_fees() {
		let owner = owner::<T>(0);
		let (id, ..) = device::<T>(&owner);
		let amount = T::Currency::minimum_balance().max(One::one());
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, amount);
		assert_eq!(FeeQuota::<T>::get(id), amount);
	}

	#[benchmark]
	fn withdraw_fees() {
		let owner = owner::<T>(0);
		let (id, ..) = device::<T>(&owner);
		let amount = T::Currency::minimum_balance().max(One::one());
		Registered::<T>::do_fund_fees(owner.clone(), id, amount).expect("funds");
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, amount);
		assert!(FeeQuota::<T>::get(id).is_zero());
	}

	#[benchmark]
	fn set_policy() -> Result<(), BenchmarkError> {
		let origin = committee::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, AdmissionPolicy::BySponsor);
		assert_eq!(Policy::<T>::get(), AdmissionPolicy::BySponsor);
		Ok(())
	}

	#[benchmark]
	fn admit() -> Result<(), BenchmarkError> {
		let origin = committee::<T>()?;
		let who = rich::<T>(0);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert!(Admissions::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn sponsor() {
		Policy::<T>::put(AdmissionPolicy::BySponsor);
		let (guarantor, newcomer) = (owner::<T>(0), rich::<T>(1));
		#[extrinsic_call]
		_(RawOrigin::Signed(guarantor), newcomer.clone());
		assert!(Sponsorships::<T>::contains_key(&newcomer));
	}

	#[benchmark]
	fn end_sponsorship() {
		Policy::<T>::put(AdmissionPolicy::BySponsor);
		let (guarantor, newcomer) = (owner::<T>(0), rich::<T>(1));
		Registered::<T>::do_sponsor(guarantor.clone(), newcomer.clone()).expect("sponsors");
		#[extrinsic_call]
		_(RawOrigin::Signed(guarantor), newcomer.clone());
		assert!(!Sponsorships::<T>::contains_key(&newcomer));
	}

	#[benchmark]
	fn withdraw_admission() -> Result<(), BenchmarkError> {
		let origin = committee::<T>()?;
		let who = rich::<T>(0);
		Registered::<T>::do_admit(who.clone()).expect("admits");
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert!(!Admissions::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn expel() -> Result<(), BenchmarkError> {
		let origin = committee::<T>()?;
		Policy::<T>::put(AdmissionPolicy::BySponsor);
		let (guarantor, who) = (owner::<T>(0), rich::<T>(1));
		Registered::<T>::do_sponsor(guarantor, who.clone()).expect("sponsors");
		Registered::<T>::do_register_participant(who.clone(), Role::ThirdParty, Default::default()).expect("registers");
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert!(Participants::<T>::get(&who).expect("is one").expelled);
		assert!(!Sponsorships::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn readmit() -> Result<(), BenchmarkError> {
		let origin = committee::<T>()?;
		let who = owner::<T>(0);
		Registered::<T>::do_expel(who.clone()).expect("expels");
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert!(!Participants::<T>::get(&who).expect("is one").expelled);
		Ok(())
	}

	#[benchmark]
	fn leave() {
		let who = rich::<T>(0);
		let name = vec![b'n'; MAX_NAME as usize].try_into().expect("fits");
		Registered::<T>::do_register_participant(who.clone(), Role::EquipmentOwner, name).expect("registers");
		identity::<T>(&who);
		Registered::<T>::do_retire_identity(who.clone()).expect("retires");
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert!(!Participants::<T>::contains_key(&who));
	}

	#[benchmark]
	fn register_identity() {
		let who = owner::<T>(0);
		let keys = new_keys::<T>(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), handle(), keys);
		assert!(IdentityOf::<T>::contains_key(&who));
	}

	#[benchmark]
	fn change_account() {
		let old = owner::<T>(0);
		let (public, new) = key::<T>();
		let amount = Registered::<T>::deposit_for(1_000, 0).saturating_add(T::Currency::minimum_balance());
		assert!(T::Currency::resolve(&new, T::Currency::issue(amount)).is_ok());
		Registered::<T>::register(&new, Role::EquipmentOwner, b"new").expect("registers");
		let id = identity::<T>(&old);
		fill::<T>(id, MAX_KEYS, MAX_KEYS);
		let consent = sign::<T>(&public, &account_payload(Registered::<T>::genesis(), id, 1, &old, &new));
		#[extrinsic_call]
		_(RawOrigin::Signed(old), new.clone(), consent);
		assert_eq!(Identities::<T>::get(id).expect("exists").account, new);
	}

	#[benchmark]
	fn retire_identity() {
		let who = owner::<T>(0);
		let id = identity::<T>(&who);
		fill::<T>(id, MAX_KEYS, MAX_KEYS);
		#[extrinsic_call]
		_(RawOrigin::Signed(who));
		assert!(Identities::<T>::get(id).expect("exists").retired_at.is_some());
	}

	#[benchmark]
	fn remove_identity() {
		let who = owner::<T>(0);
		let id = identity::<T>(&who);
		fill::<T>(id, MAX_KEYS, MAX_STORED_KEYS);
		for index in 1..MAX_ACCOUNTS {
			let former: T::AccountId = account("former", index, 0);
			IdentityOf::<T>::insert(&former, (id, index));
			let span = AccountSpan { account: former, from: Zero::zero(), until: Some(Zero::zero()) };
			Accounts::<T>::insert(id, index, span);
		}
		Registered::<T>::do_retire_identity(who.clone()).expect("retires");
		pass_retention::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), id);
		assert!(!Identities::<T>::contains_key(id));
		assert!(!IdentityOf::<T>::contains_key(&who));
		assert_eq!(KeyOwner::<T>::iter_keys().count(), 0);
	}

	#[benchmark]
	fn add_keys() {
		let who = owner::<T>(0);
		let id = identity::<T>(&who);
		fill::<T>(id, MAX_KEYS - 1, MAX_KEYS - 1);
		let keys = new_keys::<T>(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), keys);
		assert_eq!(Identities::<T>::get(id).expect("exists").keys.len() as u32, MAX_KEYS);
	}

	#[benchmark]
	fn rotate_keys() {
		let who = owner::<T>(0);
		let id = identity::<T>(&who);
		fill::<T>(id, MAX_KEYS, MAX_KEYS);
		let keys = new_keys::<T>(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), MAX_KEYS - 1, keys);
		assert_eq!(Identities::<T>::get(id).expect("exists").next_key, MAX_KEYS + 1);
	}

	#[benchmark]
	fn retire_keys() {
		let who = owner::<T>(0);
		let id = identity::<T>(&who);
		fill::<T>(id, MAX_KEYS, MAX_KEYS);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), 0);
		assert_eq!(Identities::<T>::get(id).expect("exists").keys.len() as u32, MAX_KEYS - 1);
	}

	#[benchmark]
	fn prune_keys() {
		let who = owner::<T>(0);
		let id = identity::<T>(&who);
		fill::<T>(id, MAX_KEYS, MAX_KEYS);
		Registered::<T>::do_retire_keys(who.clone(), 0).expect("retires");
		pass_retention::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), 0);
		assert!(!Keys::<T>::contains_key(id, 0));
	}

	#[benchmark]
	fn offer_device() {
		let (owner, to) = (owner::<T>(0), owner::<T>(1));
		let (id, ..) = device::<T>(&owner);
		ended_loan::<T>(&owner, id, &to);
		let until = frame_system::Pallet::<T>::block_number().saturating_add(One::one());
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, to, Terms::Loan { until });
		assert!(Offers::<T>::contains_key(id));
	}

	#[benchmark]
	fn withdraw_offer() {
		let (owner, to) = (owner::<T>(0), owner::<T>(1));
		let (id, ..) = device::<T>(&owner);
		Registered::<T>::do_offer_device(owner, id, to.clone(), Terms::Transfer).expect("offers");
		#[extrinsic_call]
		_(RawOrigin::Signed(to), id);
		assert!(!Offers::<T>::contains_key(id));
	}

	#[benchmark]
	fn accept_device() {
		let (from, to) = (owner::<T>(0), owner::<T>(1));
		let (id, public, _) = device::<T>(&from);
		let amount = T::Currency::minimum_balance();
		Registered::<T>::do_fund_fees(from.clone(), id, amount.max(One::one())).expect("funds");
		Registered::<T>::do_offer_device(from, id, to.clone(), Terms::Transfer).expect("offers");
		let claim = sign::<T>(&public, &claim_payload(Registered::<T>::genesis(), &to));
		#[extrinsic_call]
		_(RawOrigin::Signed(to.clone()), id, claim);
		assert_eq!(Devices::<T>::get(id).expect("exists").owner, to);
	}

	#[benchmark]
	fn accept_loan() {
		let (owner, to) = (owner::<T>(0), owner::<T>(1));
		let (id, ..) = device::<T>(&owner);
		let until = frame_system::Pallet::<T>::block_number().saturating_add(One::one());
		Registered::<T>::do_offer_device(owner, id, to.clone(), Terms::Loan { until }).expect("offers");
		#[extrinsic_call]
		_(RawOrigin::Signed(to.clone()), id);
		assert_eq!(Registered::<T>::operator_of_device(id), Some(to));
	}

	#[benchmark]
	fn end_loan() {
		let (owner, to) = (owner::<T>(0), owner::<T>(1));
		let (id, ..) = device::<T>(&owner);
		let until = frame_system::Pallet::<T>::block_number().saturating_add(One::one());
		Registered::<T>::do_offer_device(owner, id, to.clone(), Terms::Loan { until }).expect("offers");
		Registered::<T>::do_accept_loan(to.clone(), id).expect("accepts");
		#[extrinsic_call]
		_(RawOrigin::Signed(to), id);
		assert!(!Loans::<T>::contains_key(id));
	}

	#[benchmark]
	fn replace_account() {
		let owner = owner::<T>(0);
		let (id, ..) = device::<T>(&owner);
		let (public, account) = key::<T>();
		let kept = KeptNonce { nonce: One::one(), payer: owner.clone(), deposit: Zero::zero() };
		RetiredNonce::<T>::insert(&account, kept);
		let claim = sign::<T>(&public, &claim_payload(Registered::<T>::genesis(), &owner));
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, account.clone(), claim);
		assert_eq!(DeviceOf::<T>::get(&account), Some(id));
	}

	#[benchmark]
	fn set_status() {
		let (owner, to) = (owner::<T>(0), owner::<T>(1));
		let (id, ..) = device::<T>(&owner);
		let until = frame_system::Pallet::<T>::block_number().saturating_add(One::one());
		Registered::<T>::do_offer_device(owner, id, to.clone(), Terms::Loan { until }).expect("offers");
		Registered::<T>::do_accept_loan(to.clone(), id).expect("accepts");
		#[extrinsic_call]
		_(RawOrigin::Signed(to), id, DeviceStatus::Faulty, Some(Hash::zero()));
		assert_eq!(Devices::<T>::get(id).expect("exists").status, DeviceStatus::Faulty);
	}

	#[benchmark]
	fn set_inventory() {
		let owner = owner::<T>(0);
		let (id, ..) = device::<T>(&owner);
		let mut fewer = stocks();
		fewer.truncate(1);
		Registered::<T>::do_set_inventory(owner.clone(), id, fewer).expect("sets");
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, stocks());
		assert_eq!(Inventories::<T>::get(id).expect("is set").items, stocks());
	}

	#[benchmark]
	fn clear_history(e: Linear<1, 100>) {
		let who = owner::<T>(0);
		for index in 0..e {
			// Each entry of another payer, who gets back what is held.
			let payer = rich::<T>(index + 1);
			let deposit = Registered::<T>::deposit_for(1, 0);
			Registered::<T>::hold(HoldReason::Deposit, &payer, deposit).expect("holds");
			let passage = Passage::Transferred { from: who.clone(), to: payer.clone() };
			History::<T>::insert(7, index, HistoryEntry { passage, at: Zero::zero(), payer, deposit });
		}
		HistoryLength::<T>::insert(7, e);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), 7, e);
		assert!(!HistoryLength::<T>::contains_key(7));
	}

	#[benchmark]
	fn forget_account() {
		let who = owner::<T>(0);
		let (id, _, account) = device::<T>(&who);
		Registered::<T>::do_remove_device(who.clone(), id).expect("removes");
		#[extrinsic_call]
		_(RawOrigin::Signed(who), account.clone());
		assert!(!RetiredNonce::<T>::contains_key(&account));
	}

	#[benchmark]
	fn register_alias() {
		let party = owner::<T>(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(party.clone()), Hash::zero());
		assert!(Aliases::<T>::contains_key(&party, Hash::zero()));
	}

	#[benchmark]
	fn remove_alias() {
		let party = owner::<T>(0);
		Registered::<T>::do_register_alias(party.clone(), Hash::zero()).expect("registers");
		#[extrinsic_call]
		_(RawOrigin::Signed(party.clone()), Hash::zero());
		assert!(!Aliases::<T>::contains_key(&party, Hash::zero()));
	}

	#[benchmark]
	fn check_admitted() {
		let owner = owner::<T>(0);
		let (id, _, account) = device::<T>(&owner);
		let call: T::RuntimeCall =
			Call::<T>::set_status { device: id, status: Default::default(), firmware: None }.into();
		let passed;
		#[block]
		{
			passed = crate::admission::check::<T>(&account, &call).is_ok();
		}
		assert!(passed);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::bare_ext(), crate::mock::Test);
}
