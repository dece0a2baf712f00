use frame_support::{assert_noop, assert_ok};

use crate::{Devices, Error, Event, mock::*};

#[test]
fn the_owner_replaces_the_record() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		assert_ok!(DeviceRegistry::update_device(signed("alice"), 0, profile("press")));
		let device = Devices::<Test>::get(0).expect("exists");
		assert_eq!(device.profile, profile("press"));
		assert_eq!(device.account, account("robot"));
		assert_eq!(events(), [Event::DeviceUpdated { device: 0 }]);
	});
}

#[test]
fn others_do_not() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		for name in ["bob", "carol", "robot"] {
			assert_noop!(
				DeviceRegistry::update_device(signed(name), 0, profile("press")),
				Error::<Test>::NotAuthorized
			);
		}
		assert_noop!(DeviceRegistry::update_device(signed("alice"), 1, profile("press")), Error::<Test>::NotFound);
		assert_noop!(
			DeviceRegistry::update_device(RuntimeOrigin::none(), 0, profile("press")),
			sp_runtime::DispatchError::BadOrigin
		);
		let mut wrong = profile("press");
		wrong.parts.iter_mut().for_each(|part| part.quantity = 0);
		assert_noop!(DeviceRegistry::update_device(signed("alice"), 0, wrong), Error::<Test>::ZeroQuantity);
	});
}

#[test]
fn the_deposit_follows_the_size_of_the_record() {
	use bpiiot_primitives::MILLI_BPI;

	use super::deposited;
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let before = deposited("alice");
		let mut longer = profile("robot");
		longer.details = vec![b'x'; 20].try_into().expect("short");
		// 20 characters in place of eight.
		assert_ok!(DeviceRegistry::update_device(signed("alice"), 0, longer.clone()));
		assert_eq!(deposited("alice"), before + 12 * MILLI_BPI);
		assert_eq!(Devices::<Test>::get(0).expect("exists").deposit, DeviceRegistry::device_deposit(&longer));
		assert_ok!(DeviceRegistry::update_device(signed("alice"), 0, profile("robot")));
		assert_eq!(deposited("alice"), before);
		let rest = super::spendable("alice") - ED - 11 * MILLI_BPI;
		assert_ok!(Balances::transfer_keep_alive(signed("alice"), account("bob"), rest));
		assert_noop!(DeviceRegistry::update_device(signed("alice"), 0, longer), Error::<Test>::InsufficientFunds);
	});
}
