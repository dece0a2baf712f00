use bpiiot_primitives::identity::{EncryptionKey, KeyPair, PublicKey, SigningKey, keys_payload};
use frame_support::{assert_noop, assert_ok};
use sp_core::{Pair, ecdsa, ed25519};

use super::{BAD_ORIGIN, ENTRY, KEYS, deposited};
use crate::{Error, Event, Handles, Identities, IdentityOf, KeyOwner, NextIdentity, mock::*};

fn register(name: &str, text: &str) -> sp_runtime::DispatchResult {
	DeviceRegistry::register_identity(signed(name), handle(text), keys(name, text))
}

// covers M28, M65, M78
#[test]
fn a_string_an_account_and_keys_belong_to_each_other() {
	ExtBuilder::default().build_and_execute(|| {
		let before = deposited("bob");
		assert_ok!(register("bob", "Acme-Service"));
		let (id, found) = DeviceRegistry::identity_by_handle(b"acme-service".to_vec()).expect("registered");
		assert_eq!((id, &found.account, found.handle.as_bytes()), (0, &account("bob"), &b"acme-service"[..]));
		assert_eq!(DeviceRegistry::identity_by_account(account("bob")), Some((0, found.clone())));
		// 12 characters; those of the skeleton: without the hyphen, m as two.
		assert_eq!(found.handle.skeleton().as_slice(), b"acrneservlce");
		let deposit = 4 * ENTRY + 24 * bpiiot_primitives::MILLI_BPI + KEYS;
		assert_eq!((found.deposit, deposited("bob")), (deposit, before + deposit));
		assert_eq!(found.keys.as_slice(), [0]);
		let pair = keys("bob", "Acme-Service").pair;
		assert_eq!(KeyOwner::<Test>::get(PublicKey::Signing(pair.signing)), Some((0, 0)));
		assert_eq!(KeyOwner::<Test>::get(PublicKey::Encryption(pair.encryption)), Some((0, 0)));
		assert_eq!(
			events(),
			[
				Event::IdentityRegistered { identity: 0, handle: found.handle, account: account("bob") },
				Event::KeysAdded { identity: 0, index: 0 },
			]
		);
	});
}

// covers M65
#[test]
fn the_string_and_the_account_are_unique_both_ways() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		assert_noop!(register("bob", "other"), Error::<Test>::AccountUsed);
		assert_noop!(register("alice", "acme"), Error::<Test>::HandleTaken);
		assert_noop!(register("alice", "ACME"), Error::<Test>::HandleTaken);
		assert_noop!(register("alice", "acrne"), Error::<Test>::HandleTaken);
		assert_noop!(register("alice", "ac-me"), Error::<Test>::HandleTaken);
		assert_ok!(register("alice", "acne"));
		assert_eq!((Identities::<Test>::iter().count(), Handles::<Test>::iter().count()), (2, 2));
		assert_eq!(DeviceRegistry::look_alike(b"a.c.m.e".to_vec()).expect("looks alike").as_bytes(), b"acme");
		assert_eq!(DeviceRegistry::identity_by_handle(b"ac-me".to_vec()), None, "another string finds nothing");
	});
}

#[test]
fn only_participants_have_identities() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		for name in ["carol", "robot"] {
			assert_noop!(register(name, "acme"), Error::<Test>::NotParticipant);
		}
		assert_noop!(
			DeviceRegistry::register_identity(RuntimeOrigin::none(), handle("acme"), keys("bob", "0")),
			BAD_ORIGIN
		);
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("bob")));
		assert_noop!(register("bob", "acme"), Error::<Test>::Expelled);
	});
}

#[test]
fn a_string_keeps_to_the_alphabet() {
	ExtBuilder::default().build_and_execute(|| {
		let refuse = |text: &[u8], error: Error<Test>| {
			let raw = text.to_vec().try_into().expect("short");
			assert_noop!(DeviceRegistry::register_identity(signed("bob"), raw, keys("bob", "0")), error);
		};
		for short in [&b""[..], b"a", b"ab"] {
			refuse(short, Error::HandleTooShort);
		}
		for wrong in [&b"a b"[..], b"acme!", "аcme".as_bytes(), "acmé".as_bytes(), &[b'a', 0xff, b'b'], b"a\0b"] {
			refuse(wrong, Error::HandleCharacter);
		}
		for wrong in [&b"-acme"[..], b"acme.", b"ac--me", b"ac._me", b"..."] {
			refuse(wrong, Error::HandleSeparator);
		}
		assert_ok!(register("bob", "abc"));
		assert_ok!(DeviceRegistry::register_identity(signed("alice"), handle(&"m".repeat(32)), keys("alice", "0")));
	});
}

#[test]
fn a_string_one_character_too_long_is_no_call() {
	use codec::{Decode, Encode};
	let decode = |length| bpiiot_primitives::identity::RawHandle::decode(&mut vec![b'a'; length].encode().as_slice());
	assert!(decode(32).is_ok());
	assert!(decode(33).is_err());
}

// covers M28
#[test]
fn nobody_brings_a_key_without_its_secret() {
	ExtBuilder::default().build_and_execute(|| {
		let refuse = |keys, error: Error<Test>| {
			assert_noop!(DeviceRegistry::register_identity(signed("bob"), handle("acme"), keys), error);
		};
		let (own, others) = (keys("bob", "0"), keys("alice", "0"));
		// Another's keys with the proofs that they have published.
		refuse(others.clone(), Error::BadSigningProof);
		// One's own account, but a key of another.
		let mut mixed = own.clone();
		mixed.pair.signing = others.pair.signing;
		refuse(mixed, Error::BadSigningProof);
		// The same signing key may not take another encryption key along: both are in what is signed.
		let mut mixed = own.clone();
		mixed.pair.encryption = others.pair.encryption;
		refuse(mixed, Error::BadSigningProof);
		// An Ed25519 key that signs well, but is not the encryption key.
		let foreign = ed25519::Pair::from_seed(&[9; 32]);
		let mut mixed = own.clone();
		mixed.encryption_proof.edwards = foreign.public().0;
		mixed.encryption_proof.signature = foreign.sign(&keys_payload(GENESIS, &account("bob"), 0, &own.pair)).0;
		refuse(mixed, Error::BadEncryptionProof);
		// The encryption key's own form, but nobody's signature.
		let mut mixed = own.clone();
		mixed.encryption_proof.signature = [1; 64];
		refuse(mixed, Error::BadEncryptionProof);
		// Another chain.
		refuse(keys_on(bpiiot_primitives::Hash::repeat_byte(8)), Error::BadSigningProof);
		assert_ok!(DeviceRegistry::register_identity(signed("bob"), handle("acme"), own));
	});

	/// Well-made keys of bob for a chain with another genesis block.
	fn keys_on(genesis: bpiiot_primitives::Hash) -> bpiiot_primitives::identity::NewKeys {
		let mut keys = keys("bob", "0");
		let payload = keys_payload(genesis, &account("bob"), 0, &keys.pair);
		keys.signing_proof = pair("bob/0").sign(&payload).into();
		keys
	}
}

#[test]
fn every_scheme_signs_and_no_scheme_stands_in_for_another() {
	ExtBuilder::default().build_and_execute(|| {
		let with = |signing: SigningKey, sign: &dyn Fn(&[u8]) -> bpiiot_primitives::Signature, name: &str| {
			let edwards = ed25519::Pair::from_seed(&sp_io::hashing::blake2_256(name.as_bytes()));
			let encryption = EncryptionKey::of_edwards(&edwards.public().0).expect("has a u");
			let pair = KeyPair { signing, encryption };
			let payload = keys_payload(GENESIS, &account(name), 0, &pair);
			bpiiot_primitives::identity::NewKeys {
				pair,
				signing_proof: sign(&payload),
				encryption_proof: bpiiot_primitives::identity::EncryptionProof {
					edwards: edwards.public().0,
					signature: edwards.sign(&payload).0,
				},
			}
		};
		let ed = ed25519::Pair::from_seed(&[3; 32]);
		let ec = ecdsa::Pair::from_seed(&[4; 32]);
		// The bytes of an Ed25519 key, called an sr25519 key.
		let disguised = with(SigningKey::Sr25519(ed.public().0), &|payload| ed.sign(payload).into(), "alice");
		assert_noop!(
			DeviceRegistry::register_identity(signed("alice"), handle("alice"), disguised),
			Error::<Test>::BadSigningProof
		);
		let honest = with(SigningKey::Ed25519(ed.public().0), &|payload| ed.sign(payload).into(), "alice");
		assert_ok!(DeviceRegistry::register_identity(signed("alice"), handle("alice"), honest));
		let honest = with(SigningKey::Ecdsa(ec.public().0), &|payload| ec.sign(payload).into(), "bob");
		assert_ok!(DeviceRegistry::register_identity(signed("bob"), handle("bob"), honest));
	});
}

#[test]
fn a_key_that_keeps_no_secret_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let mut weak = keys("bob", "0");
		weak.pair.encryption = EncryptionKey([0; 32]);
		// The point of order two, whose signatures everybody can make.
		let mut order_two = [0xff; 32];
		(order_two[0], order_two[31]) = (0xec, 0x7f);
		weak.encryption_proof.edwards = order_two;
		weak.signing_proof = pair("bob/0").sign(&keys_payload(GENESIS, &account("bob"), 0, &weak.pair)).into();
		assert_noop!(DeviceRegistry::register_identity(signed("bob"), handle("acme"), weak), Error::<Test>::WeakKey);
		// The same point as a signing key: R and S of zero order verify for every message.
		let mut weak = keys("bob", "0");
		weak.pair.signing = SigningKey::Ed25519(order_two);
		assert_noop!(DeviceRegistry::register_identity(signed("bob"), handle("acme"), weak), Error::<Test>::WeakKey);
	});
}

#[test]
fn a_key_belongs_to_one_identity() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		// Alice has bob's secret and proves it for her own account; still only one of them can have the key.
		let stolen = keys_for("bob", "0", &account("alice"));
		assert_noop!(
			DeviceRegistry::register_identity(signed("alice"), handle("alice"), stolen),
			Error::<Test>::KeyTaken
		);
	});
}

#[test]
fn nothing_is_registered_without_the_deposit_or_a_number() {
	ExtBuilder::default().build_and_execute(|| {
		let (all, id) = (super::spendable("bob"), account("bob"));
		assert_ok!(Balances::transfer_keep_alive(signed("bob"), account("alice"), all - 7 * ENTRY));
		assert_noop!(register("bob", "acme"), Error::<Test>::InsufficientFunds);
		assert!(!IdentityOf::<Test>::contains_key(id));
		NextIdentity::<Test>::put(u32::MAX);
		assert_noop!(register("alice", "acme"), Error::<Test>::NumbersExhausted);
		NextIdentity::<Test>::put(0);
	});
}
