use frame_support::{
	assert_noop, assert_ok,
	traits::{LockableCurrency, WithdrawReasons},
};

use super::{free, held, spendable};
use crate::{Error, Event, FeeQuota, mock::*};

#[test]
fn the_amount_is_held_and_adds_up() {
	ExtBuilder::default().with_device("alice", "robot", 0).with_device("alice", "press", 0).build_and_execute(|| {
		assert_ok!(DeviceRegistry::fund_fees(signed("alice"), 0, 300));
		assert_ok!(DeviceRegistry::fund_fees(signed("alice"), 0, 200));
		assert_ok!(DeviceRegistry::fund_fees(signed("alice"), 1, 50));
		assert_eq!((FeeQuota::<Test>::get(0), FeeQuota::<Test>::get(1)), (500, 50));
		assert_eq!((held("alice"), free("alice")), (550, RICH - 550));
		assert_eq!(
			events(),
			[
				Event::FeesFunded { device: 0, amount: 300, quota: 300 },
				Event::FeesFunded { device: 0, amount: 200, quota: 500 },
				Event::FeesFunded { device: 1, amount: 50, quota: 50 },
			]
		);
	});
}

#[test]
fn only_the_owner_of_an_existing_device_funds_it_with_something() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		assert_noop!(DeviceRegistry::fund_fees(signed("alice"), 1, 300), Error::<Test>::NotFound);
		assert_noop!(DeviceRegistry::fund_fees(signed("carol"), 0, 300), Error::<Test>::NotAuthorized);
		assert_noop!(DeviceRegistry::fund_fees(signed("alice"), 0, 0), Error::<Test>::ZeroAmount);
		assert_noop!(DeviceRegistry::fund_fees(RuntimeOrigin::none(), 0, 1), sp_runtime::DispatchError::BadOrigin);
	});
}

#[test]
fn the_owner_keeps_its_existential_deposit() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let all = spendable("alice");
		assert_noop!(DeviceRegistry::fund_fees(signed("alice"), 0, all - ED + 1), Error::<Test>::InsufficientFunds);
		assert_ok!(DeviceRegistry::fund_fees(signed("alice"), 0, all - ED));
		assert_eq!(spendable("alice"), ED);
	});
}

#[test]
fn frozen_money_does_not_get_in() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		// A lock is on the whole balance, held money included.
		Balances::set_lock(*b"vesting_", &account("alice"), RICH - 100, WithdrawReasons::all());
		assert_noop!(DeviceRegistry::fund_fees(signed("alice"), 0, 101), Error::<Test>::InsufficientFunds);
		assert_ok!(DeviceRegistry::fund_fees(signed("alice"), 0, 100));
	});
}

#[test]
fn a_quota_does_not_overflow() {
	ExtBuilder::default().with_device("alice", "robot", 1).build_and_execute(|| {
		assert_noop!(DeviceRegistry::fund_fees(signed("alice"), 0, u128::MAX), Error::<Test>::Overflow);
		assert_noop!(DeviceRegistry::fund_fees(signed("alice"), 0, u128::MAX - 1), Error::<Test>::InsufficientFunds);
	});
}
