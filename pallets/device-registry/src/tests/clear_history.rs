use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, ENTRY, deposited};
use crate::{Error, Event, History, HistoryLength, Terms, mock::*};

/// The robot goes to and fro between alice and olga.
fn pass(times: u32) {
	for time in 0..times {
		let (from, to) = if time % 2 == 0 { ("alice", "olga") } else { ("olga", "alice") };
		assert_ok!(DeviceRegistry::offer_device(signed(from), 0, account(to), Terms::Transfer));
		assert_ok!(DeviceRegistry::accept_device(signed(to), 0, claim("robot", &account(to))));
	}
}

// covers M57
#[test]
fn a_history_outlives_its_device_until_somebody_clears_it_for_those_who_paid() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let before = (deposited("alice") - DeviceRegistry::device_deposit(&profile("robot")), deposited("olga"));
		pass(5);
		let clear = |limit| DeviceRegistry::clear_history(signed("bob"), 0, limit);
		assert_noop!(clear(10), Error::<Test>::NotRemoved);
		assert_ok!(DeviceRegistry::remove_device(signed("olga"), 0));
		assert_eq!((deposited("alice"), deposited("olga")), (before.0 + 2 * ENTRY, before.1 + 3 * ENTRY));
		assert_eq!(DeviceRegistry::history(0, 0, 100).len(), 5);
		assert_noop!(clear(0), Error::<Test>::NothingToClear);
		assert_ok!(clear(2));
		assert_eq!(events().pop(), Some(Event::HistoryCleared { device: 0, cleared: 2, left: 3 }));
		assert_eq!((deposited("alice"), deposited("olga")), (before.0 + ENTRY, before.1 + 2 * ENTRY));
		assert_eq!(DeviceRegistry::history(0, 0, 100).len(), 3);
		assert_ok!(clear(u32::MAX));
		assert_eq!((deposited("alice"), deposited("olga")), before);
		assert_eq!(History::<Test>::iter().count() + HistoryLength::<Test>::iter().count(), 0);
		assert_noop!(clear(1), Error::<Test>::NothingToClear);
		assert_noop!(DeviceRegistry::clear_history(signed("bob"), 8, 1), Error::<Test>::NothingToClear);
		assert_noop!(DeviceRegistry::clear_history(RuntimeOrigin::none(), 0, 1), BAD_ORIGIN);
	});
}

#[test]
fn a_history_is_read_in_pages_and_cleared_in_pages() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		pass(130);
		assert_eq!(DeviceRegistry::history_length(0), 130);
		assert_eq!(DeviceRegistry::history(0, 0, u32::MAX).len(), 100);
		assert_eq!(DeviceRegistry::history(0, 100, 100).len(), 30);
		assert!(DeviceRegistry::history(0, 130, 10).is_empty());
		assert!(DeviceRegistry::history(0, u32::MAX, u32::MAX).is_empty());
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
		assert_ok!(DeviceRegistry::clear_history(signed("tom"), 0, u32::MAX));
		assert_eq!(DeviceRegistry::history_length(0), 30);
	});
}
