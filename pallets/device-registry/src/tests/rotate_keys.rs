use bpiiot_primitives::identity::PublicKey;
use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, KEYS, deposited};
use crate::{Error, Event, Identities, MAX_STORED_KEYS, mock::*};

// covers M28, M78
#[test]
fn old_records_still_resolve_against_the_old_keys() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		let before = deposited("bob");
		go_to(10);
		assert_ok!(DeviceRegistry::rotate_keys(signed("bob"), 0, keys("bob", "1")));
		assert_eq!(events(), [Event::KeysRotated { identity: 0, old: 0, new: 1 }]);
		assert_eq!(deposited("bob"), before + KEYS);
		go_to(20);
		assert_ok!(DeviceRegistry::rotate_keys(signed("bob"), 1, keys("bob", "2")));
		go_to(30);
		for (tag, from, until) in [("0", 1, 10), ("1", 10, 20), ("2", 20, 31)] {
			let pair = keys("bob", tag).pair;
			for key in [PublicKey::Signing(pair.signing), PublicKey::Encryption(pair.encryption)] {
				for block in 0..=31 {
					let valid = DeviceRegistry::key_valid_at(account("bob"), key, block);
					assert_eq!(valid, (from..until).contains(&block), "key {tag} at block {block}");
					assert!(!DeviceRegistry::key_valid_at(account("alice"), key, block));
				}
			}
			let then = DeviceRegistry::shared_identity_at(account("bob"), from).expect("had one");
			assert_eq!((then.signing, then.encryption), (vec![pair.signing], vec![pair.encryption]));
		}
		assert_eq!(DeviceRegistry::keys_of(0, 0, 100).len(), 3);
		assert_eq!(Identities::<Test>::get(0).expect("exists").keys.as_slice(), [2]);
	});
}

#[test]
fn only_a_pair_in_use_is_rotated() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		let rotate = |index| DeviceRegistry::rotate_keys(signed("bob"), index, keys("bob", "1"));
		assert_noop!(rotate(1), Error::<Test>::KeyNotFound);
		assert_noop!(rotate(u32::MAX), Error::<Test>::KeyNotFound);
		assert_noop!(DeviceRegistry::rotate_keys(signed("bob"), 0, keys("alice", "1")), Error::<Test>::BadSigningProof);
		assert_noop!(DeviceRegistry::rotate_keys(RuntimeOrigin::none(), 0, keys("bob", "1")), BAD_ORIGIN);
		assert_ok!(rotate(0));
		assert_noop!(DeviceRegistry::rotate_keys(signed("bob"), 0, keys("bob", "2")), Error::<Test>::KeyNotFound);
		// A key that was replaced does not come back: whoever had stolen it would.
		assert_noop!(DeviceRegistry::rotate_keys(signed("bob"), 1, keys("bob", "0")), Error::<Test>::KeyTaken);
	});
}

#[test]
fn the_history_is_bounded_and_makes_room_by_pruning() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		for index in 1..MAX_STORED_KEYS {
			assert_ok!(DeviceRegistry::rotate_keys(signed("bob"), index - 1, keys("bob", &index.to_string())));
		}
		let last = MAX_STORED_KEYS - 1;
		let rotate = || DeviceRegistry::rotate_keys(signed("bob"), last, keys("bob", "last"));
		assert_noop!(rotate(), Error::<Test>::TooManyKeys);
		go_to(1 + RETENTION);
		assert_ok!(DeviceRegistry::prune_keys(signed("bob"), 0));
		assert_ok!(rotate());
	});
}
