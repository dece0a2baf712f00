use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, KEYS, deposited};
use crate::{Error, Event, Identities, MAX_KEYS, mock::*};

// covers M28
#[test]
fn a_shared_identity_has_2n_plus_1_fields() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		let fields = || DeviceRegistry::shared_identity(account("bob")).expect("has one");
		assert_eq!(fields().fields(), 3);
		for n in 2..=MAX_KEYS {
			let before = deposited("bob");
			assert_ok!(DeviceRegistry::add_keys(signed("bob"), keys("bob", &n.to_string())));
			assert_eq!(deposited("bob"), before + KEYS);
			assert_eq!(events().pop(), Some(Event::KeysAdded { identity: 0, index: n - 1 }));
			let found = fields();
			assert_eq!(found.fields() as u32, 2 * n + 1);
			assert_eq!((found.address, found.signing.len() as u32), (account("bob"), n));
			let added = keys("bob", &n.to_string()).pair;
			assert_eq!(
				(found.signing.last(), found.encryption.last()),
				(Some(&added.signing), Some(&added.encryption))
			);
		}
		assert_noop!(DeviceRegistry::add_keys(signed("bob"), keys("bob", "more")), Error::<Test>::TooManyKeys);
	});
}

#[test]
fn only_the_account_of_an_identity_adds_keys_and_only_new_ones() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		assert_noop!(DeviceRegistry::add_keys(signed("alice"), keys("alice", "0")), Error::<Test>::NoIdentity);
		assert_noop!(DeviceRegistry::add_keys(signed("carol"), keys("carol", "0")), Error::<Test>::NotParticipant);
		assert_noop!(DeviceRegistry::add_keys(RuntimeOrigin::none(), keys("bob", "1")), BAD_ORIGIN);
		assert_noop!(DeviceRegistry::add_keys(signed("bob"), keys("bob", "0")), Error::<Test>::KeyTaken);
		// An old signing key with a new encryption key is not new.
		let mut mixed = keys("bob", "1");
		mixed.pair.signing = keys("bob", "0").pair.signing;
		assert_noop!(DeviceRegistry::add_keys(signed("bob"), mixed), Error::<Test>::KeyTaken);
		assert_noop!(DeviceRegistry::add_keys(signed("bob"), keys("alice", "1")), Error::<Test>::BadSigningProof);
		assert_eq!(Identities::<Test>::get(0).expect("exists").stored_keys, 1);
	});
}
