use bpiiot_primitives::PartNumber;
use frame_support::{assert_noop, assert_ok};

use super::UNSIGNED;
use crate::{Call, Error, Event, ListedPart, Name, Parts, mock::*};

#[test]
fn a_provider_lists_a_part_and_changes_its_price() {
	ExtBuilder::default().build_and_execute(|| {
		for price in [7, 9, u128::MAX] {
			System::reset_events();
			assert_ok!(send("bob", set_part("belt", price)));
			let listed = Parts::<Test>::get(account("bob"), part("belt"));
			assert_eq!(listed, Some(ListedPart { name: text("belt"), price, stock: 0, in_transit: 0, deposit: 0 }));
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
fn a_change_of_price_leaves_the_stock_as_it_is() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("bob", set_part("bearing", 7)));
		let listed = Parts::<Test>::get(account("bob"), part("bearing"));
		assert_eq!(listed.map(|found| (found.price, found.stock)), Some((7, 1_000)));
	});
}

#[test]
fn names_and_numbers_are_text() {
	ExtBuilder::default().build_and_execute(|| {
		let set = |part: &[u8], name: &[u8]| Call::set_part {
			part: part.to_vec().try_into().expect("short"),
			name: name.to_vec().try_into().expect("short"),
			price: 1,
		};
		assert_noop!(send("bob", set(b"belt", b"")), Error::<Test>::BadText);
		assert_noop!(send("bob", set(b"belt", &[0xC0, 0x80])), Error::<Test>::BadText);
		assert_noop!(send("bob", set(b"", b"belt")), Error::<Test>::BadText);
		assert_noop!(send("bob", set(&[0xFF; 32], b"belt")), Error::<Test>::BadText);
		assert_ok!(send("bob", set(&[b'x'; 32], &[b'y'; 64])));
		assert!(Name::try_from(vec![b'y'; 65]).is_err(), "one byte more does not fit");
		assert!(PartNumber::try_from(vec![b'x'; 33]).is_err(), "one byte more does not fit");
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
