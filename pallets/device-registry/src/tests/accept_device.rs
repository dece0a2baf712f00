use bpiiot_primitives::device::Registry;
use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, ENTRY, deposited, held, spendable};
use crate::{Devices, DevicesOf, Error, Event, FeeQuota, HistoryEntry, Passage, Stock, Terms, mock::*};

fn offer() {
	assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("olga"), Terms::Transfer));
}

fn accept(name: &str) -> sp_runtime::DispatchResult {
	DeviceRegistry::accept_device(signed(name), 0, claim("robot", &account(name)))
}

// covers M57
#[test]
fn the_device_its_deposits_and_its_history_change_hands_and_the_quota_goes_back() {
	ExtBuilder::default().with_device("alice", "robot", 5_000).build_and_execute(|| {
		let items = vec![Stock { number: b"oil".to_vec().try_into().expect("short"), quantity: 2 }];
		assert_ok!(DeviceRegistry::set_inventory(signed("alice"), 0, items.try_into().expect("one")));
		let of_inventory = DeviceRegistry::inventory(0).expect("set").deposit;
		let of_device = Devices::<Test>::get(0).expect("exists").deposit;
		let (alice, olga) = (deposited("alice"), deposited("olga"));
		offer();
		go_to(5);
		System::reset_events();
		assert_ok!(accept("olga"));
		assert_eq!(
			events(),
			[Event::DeviceTransferred { device: 0, from: account("alice"), to: account("olga"), released: 5_000 }]
		);
		assert_eq!((held("alice"), FeeQuota::<Test>::get(0)), (0, 0));
		assert_eq!(deposited("alice"), alice - of_device - of_inventory);
		assert_eq!(deposited("olga"), olga + of_device + of_inventory + ENTRY);
		let registry = |device| <DeviceRegistry as Registry<_>>::owner_of(device);
		assert_eq!((registry(0), DeviceRegistry::operator(0)), (Some(account("olga")), Some(account("olga"))));
		assert!(!DevicesOf::<Test>::contains_key(account("alice"), 0));
		assert!(DevicesOf::<Test>::contains_key(account("olga"), 0));
		let entry = HistoryEntry {
			passage: Passage::Transferred { from: account("alice"), to: account("olga") },
			at: 5,
			payer: account("olga"),
			deposit: ENTRY,
		};
		assert_eq!(DeviceRegistry::history(0, 0, 10), [entry]);
		assert_noop!(DeviceRegistry::update_device(signed("alice"), 0, profile("x")), Error::<Test>::NotAuthorized);
		assert_ok!(DeviceRegistry::update_device(signed("olga"), 0, profile("x")));
	});
}

#[test]
fn only_the_one_who_was_asked_accepts_and_with_the_machines_claim() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		assert_noop!(accept("olga"), Error::<Test>::NotOffered);
		offer();
		for name in ["alice", "bob", "carol", "tom"] {
			assert_noop!(accept(name), Error::<Test>::NotOffered);
		}
		let refuse = |signature| {
			assert_noop!(DeviceRegistry::accept_device(signed("olga"), 0, signature), Error::<Test>::BadClaim);
		};
		// The machine has not been handed over: its key has agreed to alice only, or another key has signed.
		refuse(claim("robot", &account("alice")));
		refuse(claim("press", &account("olga")));
		assert_noop!(
			DeviceRegistry::accept_device(RuntimeOrigin::none(), 0, claim("robot", &account("olga"))),
			BAD_ORIGIN
		);
		assert_noop!(
			DeviceRegistry::accept_device(signed("olga"), 3, claim("robot", &account("olga"))),
			Error::<Test>::NotFound
		);
		assert_noop!(DeviceRegistry::accept_loan(signed("olga"), 0), Error::<Test>::NotOffered);
		assert_ok!(accept("olga"));
		assert_noop!(accept("olga"), Error::<Test>::NotOffered);
	});
}

/// Who gains by cheating: an owner who sells a machine whose maintenance is still owed.
#[test]
fn a_device_in_use_does_not_change_hands() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		offer();
		Busy::mutate(|busy| busy.insert(0));
		assert_noop!(accept("olga"), Error::<Test>::InUse);
		Busy::mutate(|busy| busy.remove(&0));
		assert_ok!(accept("olga"));
	});
}

#[test]
fn one_who_may_not_own_devices_any_more_or_cannot_pay_does_not_accept() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		offer();
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("olga")));
		assert_noop!(accept("olga"), Error::<Test>::Expelled);
		assert_ok!(DeviceRegistry::readmit(RuntimeOrigin::root(), account("olga")));
		let rest = Devices::<Test>::get(0).expect("exists").deposit + ENTRY + ED;
		assert_ok!(Balances::transfer_keep_alive(signed("olga"), account("bob"), spendable("olga") - rest + 1));
		assert_noop!(accept("olga"), Error::<Test>::InsufficientFunds);
		assert_ok!(Balances::transfer_keep_alive(signed("bob"), account("olga"), 1));
		assert_ok!(accept("olga"));
		assert_eq!(spendable("olga"), ED);
	});
}

/// Who gains by cheating: a seller who has kept a copy of the device's key, and would spend the buyer's quota with it.
#[test]
fn the_buyer_locks_the_sellers_copy_of_the_key_out() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		offer();
		assert_ok!(accept("olga"));
		assert_ok!(DeviceRegistry::replace_account(
			signed("olga"),
			0,
			account("new robot"),
			claim("new robot", &account("olga"))
		));
		assert_ok!(DeviceRegistry::fund_fees(signed("olga"), 0, 1_000));
		let device_of = |name: &str| <DeviceRegistry as Registry<_>>::device_of(&account(name));
		assert_eq!((device_of("robot"), device_of("new robot")), (None, Some(0)));
		assert_noop!(
			DeviceRegistry::set_status(signed("robot"), 0, Default::default(), None),
			Error::<Test>::NotAuthorized
		);
	});
}
