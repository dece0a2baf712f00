use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, ENTRY, deposited};
use crate::{Error, Event, RetiredNonce, mock::*};

#[test]
fn who_has_paid_for_a_nonce_has_it_forgotten() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let forget = |name: &str| DeviceRegistry::forget_account(signed(name), account("robot"));
		assert_noop!(forget("alice"), Error::<Test>::NothingKept);
		System::inc_account_nonce(account("robot"));
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
		let before = deposited("alice");
		for name in ["bob", "olga", "robot"] {
			assert_noop!(forget(name), Error::<Test>::NotAuthorized);
		}
		assert_noop!(DeviceRegistry::forget_account(RuntimeOrigin::none(), account("robot")), BAD_ORIGIN);
		assert_ok!(forget("alice"));
		assert_eq!(events().pop(), Some(Event::AccountForgotten { account: account("robot") }));
		assert_eq!(deposited("alice"), before - ENTRY);
		assert!(RetiredNonce::<Test>::iter().next().is_none());
		assert_noop!(forget("alice"), Error::<Test>::NothingKept);
	});
}

#[test]
fn a_device_that_never_sent_anything_leaves_nothing_to_keep() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
		assert!(RetiredNonce::<Test>::iter().next().is_none());
	});
}
