//! What other pallets and off-chain programs learn about keys.

use bpiiot_primitives::{device::Registry, identity::PublicKey};
use frame_support::assert_ok;

use crate::{Identities, KeyOwner, Keys, mock::*};

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
	use sp_core::Pair;
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		assert_ok!(DeviceRegistry::rotate_keys(signed("bob"), 0, keys("bob", "1")));
		let mut state = Identities::<Test>::iter().collect::<Vec<_>>().encode();
		state.extend(Keys::<Test>::iter().collect::<Vec<_>>().encode());
		state.extend(KeyOwner::<Test>::iter().collect::<Vec<_>>().encode());
		for tag in ["0", "1"] {
			let signing = pair(&format!("bob/{tag}")).to_raw_vec();
			let seed = sp_io::hashing::blake2_256(format!("bob/{tag}/x").as_bytes());
			for secret in [&signing[..32], &signing[32..], &seed[..]] {
				assert!(!state.windows(32).any(|window| window == secret));
			}
		}
	});
}
