use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, ENTRY, deposited};
use crate::{DeviceOf, Devices, Error, Event, HistoryEntry, Passage, RetiredNonce, mock::*};

fn replace(by: &str, new: &str) -> sp_runtime::DispatchResult {
	DeviceRegistry::replace_account(signed(by), 0, account(new), claim(new, &account("alice")))
}

#[test]
fn a_device_goes_on_under_another_key() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let before = deposited("alice");
		System::inc_account_nonce(account("robot"));
		assert_ok!(replace("alice", "robot 2"));
		assert_eq!(events(), [Event::AccountReplaced { device: 0, old: account("robot"), new: account("robot 2") }]);
		assert_eq!(Devices::<Test>::get(0).expect("exists").account, account("robot 2"));
		assert_eq!(
			(DeviceOf::<Test>::get(account("robot")), DeviceOf::<Test>::get(account("robot 2"))),
			(None, Some(0))
		);
		assert!(System::account_exists(&account("robot 2")) && !System::account_exists(&account("robot")));
		let passage = Passage::Rekeyed { old: account("robot"), new: account("robot 2") };
		let entry = HistoryEntry { passage, at: 1, payer: account("alice"), deposit: ENTRY };
		assert_eq!(DeviceRegistry::history(0, 0, 5), [entry]);
		assert_eq!(deposited("alice"), before + 2 * ENTRY, "the entry, and the old account's nonce");
		assert!(RetiredNonce::<Test>::contains_key(account("robot")));
		// Back again: the nonce is still known.
		assert_ok!(replace("alice", "robot"));
		assert_eq!(System::account_nonce(account("robot")), 1);
		assert_eq!(deposited("alice"), before + 2 * ENTRY, "two entries");
	});
}

#[test]
fn the_new_key_is_free_and_agrees_and_the_owner_asks() {
	ExtBuilder::default().with_device("alice", "robot", 0).with_device("alice", "press", 0).build_and_execute(|| {
		for name in ["bob", "olga", "carol", "robot"] {
			assert_noop!(replace(name, "robot 2"), Error::<Test>::NotAuthorized);
		}
		for taken in ["robot", "press", "bob"] {
			assert_noop!(replace("alice", taken), Error::<Test>::AccountTaken);
		}
		let with =
			|device, signature| DeviceRegistry::replace_account(signed("alice"), device, account("robot 2"), signature);
		assert_noop!(with(0, claim("robot", &account("alice"))), Error::<Test>::BadClaim);
		assert_noop!(with(0, claim("robot 2", &account("olga"))), Error::<Test>::BadClaim);
		assert_noop!(with(9, claim("robot 2", &account("alice"))), Error::<Test>::NotFound);
		assert_noop!(
			DeviceRegistry::replace_account(
				RuntimeOrigin::none(),
				0,
				account("robot 2"),
				claim("robot 2", &account("alice"))
			),
			BAD_ORIGIN
		);
	});
}

#[test]
fn an_account_that_an_identity_has_had_is_not_free() {
	use bpiiot_primitives::Role;
	ExtBuilder::default().with_device("alice", "robot", 0).with_identity("tom", "tom").build_and_execute(|| {
		assert_ok!(DeviceRegistry::retire_identity(signed("tom")));
		assert_ok!(DeviceRegistry::leave(signed("tom")));
		assert_noop!(replace("alice", "tom"), Error::<Test>::AccountTaken);
		assert_ok!(DeviceRegistry::register_participant(signed("tom"), Role::ThirdParty, text("tom")));
	});
}
