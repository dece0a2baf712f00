use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, ENTRY, deposited};
use crate::{Error, Event, Passage, Terms, mock::*};

fn lend() {
	assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("tom"), Terms::Loan { until: 10 }));
	assert_ok!(DeviceRegistry::accept_loan(signed("tom"), 0));
}

fn end_in_history() -> u64 {
	match DeviceRegistry::history(0, 0, 1).pop().expect("an entry").passage {
		Passage::Lent { until, .. } => until,
		other => panic!("{other:?}"),
	}
}

#[test]
fn the_borrower_gives_it_back_early_and_the_history_says_when() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let before = deposited("alice");
		lend();
		go_to(6);
		assert_noop!(DeviceRegistry::end_loan(signed("alice"), 0), Error::<Test>::Lent);
		assert_ok!(DeviceRegistry::end_loan(signed("tom"), 0));
		assert_eq!(events().pop(), Some(Event::LoanEnded { device: 0, borrower: account("tom") }));
		assert_eq!(end_in_history(), 6);
		assert_eq!(deposited("alice"), before + ENTRY, "the entry stays");
		assert_eq!(DeviceRegistry::operator(0), Some(account("alice")));
		assert_noop!(DeviceRegistry::end_loan(signed("tom"), 0), Error::<Test>::NotLent);
	});
}

#[test]
fn after_the_end_either_deletes_the_record() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		lend();
		go_to(12);
		for name in ["bob", "carol", "robot", "olga"] {
			assert_noop!(DeviceRegistry::end_loan(signed(name), 0), Error::<Test>::NotAuthorized);
		}
		assert_noop!(DeviceRegistry::end_loan(RuntimeOrigin::none(), 0), BAD_ORIGIN);
		assert_noop!(DeviceRegistry::end_loan(signed("alice"), 1), Error::<Test>::NotFound);
		assert_ok!(DeviceRegistry::end_loan(signed("alice"), 0));
		assert_eq!(end_in_history(), 10, "it ended when it was to end");
	});
}
