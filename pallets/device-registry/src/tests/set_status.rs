use bpiiot_primitives::Hash;
use frame_support::{assert_noop, assert_ok};

use super::BAD_ORIGIN;
use crate::{DeviceStatus, Devices, Error, Event, Terms, mock::*};

// covers M57
#[test]
fn owner_operator_and_device_say_what_it_does() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("tom"), Terms::Loan { until: 9 }));
		assert_ok!(DeviceRegistry::accept_loan(signed("tom"), 0));
		let firmware = Some(Hash::repeat_byte(3));
		for (name, status) in [
			("alice", DeviceStatus::Decommissioned),
			("tom", DeviceStatus::InMaintenance),
			("robot", DeviceStatus::Faulty),
		] {
			assert_ok!(DeviceRegistry::set_status(signed(name), 0, status, firmware));
			let device = Devices::<Test>::get(0).expect("exists");
			assert_eq!((device.status, device.firmware), (status, firmware));
			assert_eq!(events().pop(), Some(Event::StatusSet { device: 0, status, firmware, by: account(name) }));
		}
		assert_ok!(DeviceRegistry::set_status(signed("robot"), 0, DeviceStatus::Operating, None));
		let device = Devices::<Test>::get(0).expect("exists");
		assert_eq!((device.status, device.firmware), (DeviceStatus::Operating, firmware), "what was said stays");
		let event = Event::StatusSet { device: 0, status: DeviceStatus::Operating, firmware, by: account("robot") };
		assert_eq!(events().pop(), Some(event));
	});
}

#[test]
fn others_do_not() {
	ExtBuilder::default().with_device("alice", "robot", 0).with_device("olga", "press", 0).build_and_execute(|| {
		let set = |name: &str, device| DeviceRegistry::set_status(signed(name), device, DeviceStatus::Faulty, None);
		for name in ["bob", "carol", "olga", "press", "tom"] {
			assert_noop!(set(name, 0), Error::<Test>::NotAuthorized);
		}
		assert_noop!(set("alice", 2), Error::<Test>::NotFound);
		assert_noop!(DeviceRegistry::set_status(RuntimeOrigin::none(), 0, DeviceStatus::Faulty, None), BAD_ORIGIN);
	});
}
