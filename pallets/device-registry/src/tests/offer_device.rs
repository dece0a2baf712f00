use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, ENTRY, deposited};
use crate::{Error, Event, Offer, Terms, mock::*};

fn offer(from: &str, to: &str, terms: Terms<u64>) -> sp_runtime::DispatchResult {
	DeviceRegistry::offer_device(signed(from), 0, account(to), terms)
}

#[test]
fn an_offer_is_to_one_on_terms_and_holds_a_deposit() {
	ExtBuilder::default().with_device("alice", "robot", 0).with_device("alice", "press", 0).build_and_execute(|| {
		let before = deposited("alice");
		assert_ok!(offer("alice", "olga", Terms::Transfer));
		let expected = Offer { to: account("olga"), terms: Terms::Transfer, deposit: ENTRY };
		assert_eq!(DeviceRegistry::offer(0), Some(expected));
		assert_eq!(deposited("alice"), before + ENTRY);
		assert_eq!(events(), [Event::DeviceOffered { device: 0, to: account("olga"), terms: Terms::Transfer }]);
		assert_noop!(offer("alice", "olga", Terms::Transfer), Error::<Test>::AlreadyOffered);
		// A loan may go to every participant. What it will need is held already.
		let terms = Terms::Loan { until: 2 };
		assert_ok!(DeviceRegistry::offer_device(signed("alice"), 1, account("tom"), terms));
		assert_eq!(deposited("alice"), before + 4 * ENTRY);
	});
}

#[test]
fn only_the_owner_offers_and_only_to_another_participant() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		for name in ["bob", "carol", "olga", "robot"] {
			assert_noop!(offer(name, "olga", Terms::Transfer), Error::<Test>::NotAuthorized);
		}
		assert_noop!(
			DeviceRegistry::offer_device(signed("alice"), 7, account("olga"), Terms::Transfer),
			Error::<Test>::NotFound
		);
		assert_noop!(
			DeviceRegistry::offer_device(RuntimeOrigin::none(), 0, account("olga"), Terms::Transfer),
			BAD_ORIGIN
		);
		assert_noop!(offer("alice", "alice", Terms::Transfer), Error::<Test>::OwnDevice);
		assert_noop!(offer("alice", "carol", Terms::Transfer), Error::<Test>::NotParticipant);
		assert_noop!(offer("alice", "bob", Terms::Transfer), Error::<Test>::NotEquipmentOwner);
		assert_noop!(offer("alice", "carol", Terms::Loan { until: 5 }), Error::<Test>::NotParticipant);
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("olga")));
		assert_noop!(offer("alice", "olga", Terms::Transfer), Error::<Test>::Expelled);
	});
}

#[test]
fn a_loan_ends_in_time() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		for until in [0, 1, 2 + MAX_LOAN, u64::MAX] {
			assert_noop!(offer("alice", "olga", Terms::Loan { until }), Error::<Test>::BadLoanEnd);
		}
		assert_ok!(offer("alice", "olga", Terms::Loan { until: 1 + MAX_LOAN }));
	});
}
