//! What other pallets and off-chain programs learn about keys.

use bpiiot_primitives::{
	device::Registry,
	identity::{KeyPair, PublicKey, SigningKey},
};
use frame_support::assert_ok;

use crate::{Call, mock::*};

// covers M28, M78
#[test]
fn a_key_is_valid_for_its_account_in_its_blocks_and_not_in_the_future() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		let key = PublicKey::Signing(keys("bob", "0").pair.signing);
		let valid = |name: &str, key: &PublicKey, block: u32| {
			<DeviceRegistry as Registry<_>>::key_valid_at(&account(name), key, block)
		};
		go_to(3);
		assert_eq!([0, 1, 3, 4].map(|block| valid("bob", &key, block)), [false, true, true, false]);
		assert!(!valid("alice", &key, 1));
		assert!(!valid("bob", &PublicKey::Signing(keys("bob", "1").pair.signing), 1));
		// A signing key is no encryption key, whatever its bytes.
		let bpiiot_primitives::identity::SigningKey::Sr25519(bytes) = keys("bob", "0").pair.signing else {
			panic!("the keys of the tests are sr25519")
		};
		let disguised = PublicKey::Encryption(bpiiot_primitives::identity::EncryptionKey(bytes));
		assert!(!valid("bob", &disguised, 1));
	});
}

// covers M28
#[test]
fn no_secret_is_on_the_chain() {
	use codec::Encode;
	use frame_support::traits::UnfilteredDispatchable;
	use sp_core::Pair;
	ExtBuilder::default().build_and_execute(|| {
		let first = keys("bob", "0");
		assert_ok!(DeviceRegistry::register_identity(signed("bob"), handle("acme"), first.clone()));
		let rotate = Call::<Test>::rotate_keys { index: 0, keys: keys("bob", "1") };
		assert_ok!(rotate.clone().dispatch_bypass_filter(signed("bob")));
		// All that an observer gets: the whole state, events included, and the calls.
		let register = Call::<Test>::register_identity { handle: handle("acme"), keys: first };
		let mut seen = (register, rotate).encode();
		let mut key = Vec::new();
		while let Some(next) = sp_io::storage::next_key(&key) {
			seen.extend_from_slice(&next);
			seen.extend(sp_io::storage::get(&next).expect("is there"));
			key = next;
		}
		let shows = |bytes: &[u8]| seen.windows(bytes.len()).any(|window| window == bytes);
		for tag in ["0", "1"] {
			let KeyPair { signing: SigningKey::Sr25519(signing), encryption } = key_pair("bob", tag) else {
				panic!("the keys of the tests are sr25519")
			};
			assert!(shows(&signing) && shows(&encryption.0), "what is public is found");
			// The seeds of both keys, and the signing key's scalar and nonce.
			let of_signing = pair(&format!("bob/{tag}")).to_raw_vec();
			let seed = sp_io::hashing::blake2_256(format!("bob/{tag}").as_bytes());
			let of_encryption = sp_io::hashing::blake2_256(format!("bob/{tag}/x").as_bytes());
			for secret in [&of_signing[..32], &of_signing[32..], &seed, &of_encryption] {
				assert!(!shows(secret));
			}
		}
	});
}
