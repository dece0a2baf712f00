use bpiiot_primitives::{BPI, MILLI_BPI};
use frame_support::{assert_noop, assert_ok};

use super::{deposited, free, held};
use crate::{DeviceOf, Devices, DevicesOf, Error, Event, FeeQuota, KeptNonce, NextDevice, RetiredNonce, mock::*};

#[test]
fn the_quota_comes_back_and_nothing_remains() {
	ExtBuilder::default().with_device("alice", "robot", 5_000).build_and_execute(|| {
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
		assert_eq!(held("alice"), 0);
		assert_eq!(free("alice"), RICH);
		assert_eq!(FeeQuota::<Test>::get(0), 0);
		assert_eq!(Devices::<Test>::get(0), None);
		assert_eq!(DeviceOf::<Test>::get(account("robot")), None);
		assert!(!DevicesOf::<Test>::contains_key(account("alice"), 0));
		assert!(!System::account_exists(&account("robot")));
		assert_eq!(events(), [Event::DeviceRemoved { device: 0, owner: account("alice"), released: 5_000 }]);
		// Its number is never used again.
		assert_eq!(NextDevice::<Test>::get(), 1);
		assert_noop!(DeviceRegistry::remove_device(signed("alice"), 0), Error::<Test>::NotFound);
	});
}

#[test]
fn only_the_owner_removes_it() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		for name in ["bob", "carol", "robot"] {
			assert_noop!(DeviceRegistry::remove_device(signed(name), 0), Error::<Test>::NotAuthorized);
		}
		assert_noop!(DeviceRegistry::remove_device(RuntimeOrigin::none(), 0), sp_runtime::DispatchError::BadOrigin);
	});
}

#[test]
fn a_device_in_use_stays() {
	ExtBuilder::default().with_device("alice", "robot", 5_000).build_and_execute(|| {
		Busy::mutate(|busy| busy.insert(0));
		assert_noop!(DeviceRegistry::remove_device(signed("alice"), 0), Error::<Test>::InUse);
		Busy::mutate(|busy| busy.remove(&0));
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
	});
}

#[test]
fn old_transactions_cannot_be_replayed_after_a_new_registration() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let robot = account("robot");
		for _ in 0..3 {
			System::inc_account_nonce(&robot);
		}
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
		assert_eq!(System::account_nonce(&robot), 0, "the account is gone");
		let deposit = BPI / 10;
		let kept = KeptNonce { nonce: 3, payer: account("alice"), deposit };
		assert_eq!(RetiredNonce::<Test>::get(&robot), Some(kept));
		let participant = BPI / 10 + 5 * MILLI_BPI;
		assert_eq!(deposited("alice"), participant + deposit);
		assert_ok!(DeviceRegistry::register_device(
			signed("alice"),
			robot.clone(),
			claim("robot", &account("alice")),
			profile("robot")
		));
		assert_eq!(System::account_nonce(&robot), 3);
		assert_eq!(RetiredNonce::<Test>::get(&robot), None);
		assert_eq!(deposited("alice"), participant + DeviceRegistry::device_deposit(&profile("robot")));
	});
}

#[test]
fn everything_that_was_stored_with_it_goes_and_every_deposit_returns() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let before = deposited("alice");
		let items = vec![crate::Stock { number: b"oil".to_vec().try_into().expect("short"), quantity: 2 }];
		assert_ok!(DeviceRegistry::set_inventory(signed("alice"), 0, items.try_into().expect("one")));
		assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("olga"), crate::Terms::Transfer));
		assert!(deposited("alice") > before);
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
		assert_eq!(deposited("alice"), before - DeviceRegistry::device_deposit(&profile("robot")));
		assert!(crate::Offers::<Test>::iter().next().is_none());
		assert!(crate::Inventories::<Test>::iter().next().is_none());
	});
}

#[test]
fn a_lent_device_stays() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("olga"), crate::Terms::Loan { until: 5 }));
		assert_ok!(DeviceRegistry::accept_loan(signed("olga"), 0));
		assert_noop!(DeviceRegistry::remove_device(signed("alice"), 0), Error::<Test>::Lent);
		go_to(5);
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
		assert!(crate::LentTo::<Test>::iter().next().is_none());
	});
}
