use bpiiot_primitives::{Role, device::Registry};
use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, ENTRY, deposited};
use crate::{DeviceStatus, Error, Event, HistoryEntry, Loan, Passage, Terms, mock::*};

fn offer(until: u64) {
	assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("tom"), Terms::Loan { until }));
}

// covers M57
#[test]
fn the_borrower_is_the_operator_until_the_loan_ends_by_itself() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let before = (deposited("alice"), deposited("tom"));
		offer(10);
		System::reset_events();
		assert_ok!(DeviceRegistry::accept_loan(signed("tom"), 0));
		assert_eq!(events(), [Event::DeviceLent { device: 0, borrower: account("tom"), until: 10 }]);
		assert_eq!((deposited("alice"), deposited("tom")), (before.0 + 3 * ENTRY, before.1), "the lender pays");
		let loan = Loan { borrower: account("tom"), until: 10, entry: 0, deposit: 2 * ENTRY };
		assert_eq!(DeviceRegistry::loan(0), Some(loan));
		let passage = Passage::Lent { lender: account("alice"), borrower: account("tom"), until: 10 };
		let entry = HistoryEntry { passage, at: 1, payer: account("alice"), deposit: ENTRY };
		assert_eq!(DeviceRegistry::history(0, 0, 1), [entry]);
		assert_eq!(DeviceRegistry::lent_to(account("tom"), None, 5), [0]);

		let operator = || <DeviceRegistry as Registry<_>>::operator_of(0);
		assert_eq!(<DeviceRegistry as Registry<_>>::owner_of(0), Some(account("alice")));
		go_to(9);
		assert_eq!(operator(), Some(account("tom")));
		assert_ok!(DeviceRegistry::set_status(signed("tom"), 0, DeviceStatus::Idle, None));
		go_to(10);
		assert_eq!(operator(), Some(account("alice")));
		assert_eq!(DeviceRegistry::loan(0), None);
		assert_noop!(
			DeviceRegistry::set_status(signed("tom"), 0, DeviceStatus::Idle, None),
			Error::<Test>::NotAuthorized
		);
		// The next offer clears what is left of it.
		assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("olga"), Terms::Transfer));
		assert_eq!(deposited("alice"), before.0 + 2 * ENTRY, "the entry and the offer");
		assert!(DeviceRegistry::lent_to(account("tom"), None, 5).is_empty());
	});
}

#[test]
fn only_the_one_who_was_asked_borrows_and_in_time() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let accept = |name: &str| DeviceRegistry::accept_loan(signed(name), 0);
		assert_noop!(accept("tom"), Error::<Test>::NotOffered);
		offer(4);
		for name in ["alice", "bob", "carol", "olga"] {
			assert_noop!(accept(name), Error::<Test>::NotOffered);
		}
		assert_noop!(DeviceRegistry::accept_loan(RuntimeOrigin::none(), 0), BAD_ORIGIN);
		assert_noop!(DeviceRegistry::accept_loan(signed("tom"), 2), Error::<Test>::NotFound);
		assert_noop!(
			DeviceRegistry::accept_device(signed("tom"), 0, claim("robot", &account("tom"))),
			Error::<Test>::NotOffered
		);
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("tom")));
		assert_noop!(accept("tom"), Error::<Test>::Expelled);
		assert_ok!(DeviceRegistry::readmit(RuntimeOrigin::root(), account("tom")));
		go_to(4);
		assert_noop!(accept("tom"), Error::<Test>::BadLoanEnd);
	});
}

/// Who gains by cheating: an owner who lends a machine and then sells it, lends it twice, or takes it back.
#[test]
fn a_lent_device_goes_nowhere_else() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		offer(10);
		assert_ok!(DeviceRegistry::accept_loan(signed("tom"), 0));
		for terms in [Terms::Transfer, Terms::Loan { until: 20 }] {
			assert_noop!(DeviceRegistry::offer_device(signed("alice"), 0, account("olga"), terms), Error::<Test>::Lent);
		}
		assert_noop!(DeviceRegistry::remove_device(signed("alice"), 0), Error::<Test>::Lent);
		assert_noop!(DeviceRegistry::end_loan(signed("alice"), 0), Error::<Test>::Lent);
	});
}

#[test]
fn a_borrower_decides_nothing_that_is_the_owners() {
	ExtBuilder::default().with_device("alice", "robot", 500).build_and_execute(|| {
		offer(10);
		assert_ok!(DeviceRegistry::accept_loan(signed("tom"), 0));
		let calls: [crate::Call<Test>; 6] = [
			crate::Call::update_device { device: 0, profile: profile("x") },
			crate::Call::fund_fees { device: 0, amount: 1 },
			crate::Call::withdraw_fees { device: 0, amount: 1 },
			crate::Call::set_inventory { device: 0, items: Default::default() },
			crate::Call::remove_device { device: 0 },
			crate::Call::offer_device { device: 0, to: account("olga"), terms: Terms::Transfer },
		];
		for call in calls {
			let done = frame_support::traits::UnfilteredDispatchable::dispatch_bypass_filter(call, signed("tom"));
			assert_eq!(done.map_err(|error| error.error), Err(Error::<Test>::NotAuthorized.into()));
		}
	});
}

/// Who gains by cheating: a borrower who is thrown out and keeps the machine from its owner for the rest of the loan.
#[test]
fn a_loan_ends_with_the_borrowers_place_in_the_platform() {
	let builder = ExtBuilder::default().with_device("alice", "robot", 0).with_identity("tom", "tom");
	builder.build_and_execute(|| {
		let lend = || {
			offer(500);
			assert_ok!(DeviceRegistry::accept_loan(signed("tom"), 0));
			assert_eq!(DeviceRegistry::operator(0), Some(account("tom")));
			assert_noop!(DeviceRegistry::end_loan(signed("alice"), 0), Error::<Test>::Lent);
		};
		lend();
		go_to(5);
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("tom")));
		assert_eq!((DeviceRegistry::operator(0), DeviceRegistry::loan(0)), (Some(account("alice")), None));
		assert_noop!(
			DeviceRegistry::set_status(signed("tom"), 0, DeviceStatus::Idle, None),
			Error::<Test>::NotAuthorized
		);
		assert_ok!(DeviceRegistry::end_loan(signed("alice"), 0));
		let end = |entry: u32| match DeviceRegistry::history(0, entry, 1).pop().expect("is there").passage {
			Passage::Lent { until, .. } => until,
			other => panic!("{other:?}"),
		};
		assert_eq!(end(0), 5);

		assert_ok!(DeviceRegistry::readmit(RuntimeOrigin::root(), account("tom")));
		lend();
		go_to(8);
		assert_ok!(DeviceRegistry::register_participant(signed("carol"), Role::ThirdParty, text("carol")));
		let consent = consent(0, 1, "tom", "carol");
		assert_ok!(DeviceRegistry::change_account(signed("tom"), account("carol"), consent));
		assert_eq!(DeviceRegistry::operator(0), Some(account("alice")));
		// The next offer clears what is left of it.
		assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("olga"), Terms::Transfer));
		assert_eq!(end(1), 8);
		assert!(DeviceRegistry::lent_to(account("tom"), None, 5).is_empty());
	});
}

/// Who gains by cheating: an owner who is thrown out and lends or sells what was offered before.
#[test]
fn an_offer_of_one_who_has_been_expelled_is_not_accepted() {
	ExtBuilder::default().with_device("alice", "robot", 0).with_device("alice", "press", 0).build_and_execute(|| {
		offer(500);
		assert_ok!(DeviceRegistry::offer_device(signed("alice"), 1, account("olga"), Terms::Transfer));
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("alice")));
		assert_noop!(DeviceRegistry::accept_loan(signed("tom"), 0), Error::<Test>::Expelled);
		let accept = || DeviceRegistry::accept_device(signed("olga"), 1, claim("press", &account("olga")));
		assert_noop!(accept(), Error::<Test>::Expelled);
		assert_ok!(DeviceRegistry::readmit(RuntimeOrigin::root(), account("alice")));
		assert_ok!(accept());
	});
}
