use bpiiot_primitives::identity::PublicKey;
use frame_support::{assert_noop, assert_ok};

use super::BAD_ORIGIN;
use crate::{Error, Event, Identities, MAX_STORED_KEYS, mock::*};

#[test]
fn one_pair_stays() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		let retire = |index| DeviceRegistry::retire_keys(signed("bob"), index);
		assert_noop!(retire(0), Error::<Test>::LastKeys);
		assert_ok!(DeviceRegistry::add_keys(signed("bob"), keys("bob", "1")));
		go_to(3);
		assert_ok!(retire(0));
		assert_eq!(events().pop(), Some(Event::KeysRetired { identity: 0, index: 0 }));
		assert_eq!(Identities::<Test>::get(0).expect("exists").keys.as_slice(), [1]);
		assert_eq!(DeviceRegistry::key(0, 0).expect("stays").until, Some(3));
		assert_noop!(retire(0), Error::<Test>::KeyNotFound);
		assert_noop!(retire(1), Error::<Test>::LastKeys);
		assert_eq!(DeviceRegistry::shared_identity(account("bob")).map(|found| found.fields()), Some(3));
	});
}

/// Who gains by cheating: a thief of the last key, when the identity has no room for another one.
#[test]
fn a_key_that_cannot_be_rotated_can_be_ended() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		for index in 1..MAX_STORED_KEYS {
			assert_ok!(DeviceRegistry::rotate_keys(signed("bob"), index - 1, keys("bob", &index.to_string())));
		}
		let last = MAX_STORED_KEYS - 1;
		assert_noop!(DeviceRegistry::rotate_keys(signed("bob"), last, keys("bob", "new")), Error::<Test>::TooManyKeys);
		go_to(2);
		assert_ok!(DeviceRegistry::retire_keys(signed("bob"), last));
		let stolen = PublicKey::Signing(key_pair("bob", &last.to_string()).signing);
		assert!(!DeviceRegistry::key_valid_at(account("bob"), stolen, 2));
		assert_eq!(DeviceRegistry::shared_identity(account("bob")).map(|found| found.fields()), Some(1));
		crate::mock::assert_sound();
		// There is room again when the old ones may go.
		go_to(1 + RETENTION);
		for index in [0, 1] {
			assert_ok!(DeviceRegistry::prune_keys(signed("bob"), index));
		}
		assert_ok!(DeviceRegistry::add_keys(signed("bob"), keys("bob", "new")));
		assert_noop!(DeviceRegistry::retire_keys(signed("bob"), last + 1), Error::<Test>::LastKeys);
	});
}

#[test]
fn only_the_account_of_the_identity_retires_its_keys() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		assert_noop!(DeviceRegistry::retire_keys(signed("alice"), 0), Error::<Test>::NoIdentity);
		assert_noop!(DeviceRegistry::retire_keys(RuntimeOrigin::none(), 0), BAD_ORIGIN);
		assert_noop!(DeviceRegistry::retire_keys(signed("bob"), 7), Error::<Test>::KeyNotFound);
	});
}
