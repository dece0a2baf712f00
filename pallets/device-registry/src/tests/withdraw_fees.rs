use frame_support::{assert_noop, assert_ok};

use super::{free, held};
use crate::{Error, Event, FeeQuota, mock::*};

#[test]
fn the_owner_takes_back_a_part_and_then_all() {
	ExtBuilder::default().with_device("alice", "robot", 500).build_and_execute(|| {
		assert_ok!(DeviceRegistry::withdraw_fees(signed("alice"), 0, 200));
		assert_eq!((FeeQuota::<Test>::get(0), held("alice"), free("alice")), (300, 300, RICH - 300));
		assert_ok!(DeviceRegistry::withdraw_fees(signed("alice"), 0, 300));
		assert_eq!((held("alice"), free("alice")), (0, RICH));
		assert!(!FeeQuota::<Test>::contains_key(0));
		assert_eq!(
			events(),
			[
				Event::FeesWithdrawn { device: 0, amount: 200, quota: 300 },
				Event::FeesWithdrawn { device: 0, amount: 300, quota: 0 },
			]
		);
	});
}

#[test]
fn no_more_than_there_is_and_nobody_else() {
	ExtBuilder::default().with_device("alice", "robot", 500).with_device("alice", "press", 500).build_and_execute(
		|| {
			assert_noop!(DeviceRegistry::withdraw_fees(signed("alice"), 0, 501), Error::<Test>::QuotaTooSmall);
			assert_noop!(DeviceRegistry::withdraw_fees(signed("alice"), 0, u128::MAX), Error::<Test>::QuotaTooSmall);
			assert_noop!(DeviceRegistry::withdraw_fees(signed("alice"), 0, 0), Error::<Test>::ZeroAmount);
			assert_noop!(DeviceRegistry::withdraw_fees(signed("alice"), 7, 1), Error::<Test>::NotFound);
			for name in ["bob", "carol", "robot"] {
				assert_noop!(DeviceRegistry::withdraw_fees(signed(name), 0, 1), Error::<Test>::NotAuthorized);
			}
			assert_noop!(
				DeviceRegistry::withdraw_fees(RuntimeOrigin::none(), 0, 1),
				sp_runtime::DispatchError::BadOrigin
			);
		},
	);
}
