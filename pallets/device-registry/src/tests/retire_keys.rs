use frame_support::{assert_noop, assert_ok};

use super::BAD_ORIGIN;
use crate::{Error, Event, Identities, mock::*};

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

#[test]
fn only_the_account_of_the_identity_retires_its_keys() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		assert_noop!(DeviceRegistry::retire_keys(signed("alice"), 0), Error::<Test>::NoIdentity);
		assert_noop!(DeviceRegistry::retire_keys(RuntimeOrigin::none(), 0), BAD_ORIGIN);
		assert_noop!(DeviceRegistry::retire_keys(signed("bob"), 7), Error::<Test>::KeyNotFound);
	});
}
