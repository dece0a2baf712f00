use frame_support::{assert_noop, assert_ok};

use super::UNSIGNED;
use crate::{Error, Event, ListedPart, Parts, mock::*};

#[test]
fn a_provider_lists_a_part_and_changes_its_price() {
	ExtBuilder::default().build_and_execute(|| {
		for price in [7, 9, u128::MAX] {
			System::reset_events();
			assert_ok!(send("bob", set_part("belt", price)));
			let listed = Parts::<Test>::get(account("bob"), part("belt"));
			assert_eq!(listed, Some(ListedPart { name: text("belt"), price }));
			assert_eq!(events(), [Event::PartSet { provider: account("bob"), part: part("belt"), price }]);
		}
		// Lists are separate.
		assert_eq!(Parts::<Test>::get(account("dave"), part("belt")), None);
	});
}

#[test]
fn a_price_is_not_zero() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(send("bob", set_part("belt", 0)), Error::<Test>::ZeroPrice);
		assert_noop!(send("bob", set_part("bearing", 0)), Error::<Test>::ZeroPrice);
	});
}

#[test]
fn only_providers_sell() {
	ExtBuilder::default().build_and_execute(|| {
		for name in ["alice", "eve", "robot", "nobody"] {
			assert_noop!(send(name, set_part("belt", 1)), Error::<Test>::NotServiceProvider);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), set_part("belt", 1)), UNSIGNED);
	});
}
