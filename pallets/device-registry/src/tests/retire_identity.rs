use bpiiot_primitives::identity::PublicKey;
use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, deposited};
use crate::{Error, Event, Identities, mock::*};

// covers M65, M78
#[test]
fn its_keys_end_and_its_history_and_string_stay() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		let before = deposited("bob");
		go_to(4);
		assert_ok!(DeviceRegistry::retire_identity(signed("bob")));
		assert_eq!(events(), [Event::IdentityRetired { identity: 0 }]);
		assert_eq!(deposited("bob"), before);
		go_to(9);
		let identity = Identities::<Test>::get(0).expect("stays");
		assert_eq!((identity.retired_at, identity.keys.len()), (Some(4), 0));
		assert_eq!(DeviceRegistry::shared_identity(account("bob")), None);
		assert_eq!(DeviceRegistry::shared_identity_at(account("bob"), 3).map(|found| found.fields()), Some(3));
		let key = PublicKey::Encryption(keys("bob", "0").pair.encryption);
		assert!(DeviceRegistry::key_valid_at(account("bob"), key, 3));
		assert!(!DeviceRegistry::key_valid_at(account("bob"), key, 4));
		// Nobody steps into the name while it is fresh.
		assert_noop!(
			DeviceRegistry::register_identity(signed("alice"), handle("acme"), keys("alice", "0")),
			Error::<Test>::HandleTaken
		);
	});
}

#[test]
fn only_its_account_retires_it_and_only_once() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		assert_noop!(DeviceRegistry::retire_identity(signed("alice")), Error::<Test>::NoIdentity);
		assert_noop!(DeviceRegistry::retire_identity(RuntimeOrigin::none()), BAD_ORIGIN);
		assert_ok!(DeviceRegistry::retire_identity(signed("bob")));
		assert_noop!(DeviceRegistry::retire_identity(signed("bob")), Error::<Test>::IdentityRetired);
		assert_noop!(DeviceRegistry::add_keys(signed("bob"), keys("bob", "1")), Error::<Test>::IdentityRetired);
		assert_noop!(
			DeviceRegistry::change_account(signed("bob"), account("tom"), consent(0, 1, "bob", "tom")),
			Error::<Test>::IdentityRetired
		);
	});
}
