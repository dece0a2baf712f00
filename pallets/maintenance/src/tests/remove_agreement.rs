use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, deposit, go_to};
use crate::{Agreements, AgreementsBy, AgreementsOf, Call, Counters, Error, Event, LastReading, RequestsOf, mock::*};

const REMOVE: Call<Test> = Call::remove_agreement { agreement: 0 };
const CANCEL: Call<Test> = Call::cancel_agreement { agreement: 0 };

#[test]
fn nothing_is_left_and_the_deposit_returns() {
	for name in ["alice", "bob"] {
		ExtBuilder::default().with_deposits().with_agreement(1_000).build_and_execute(|| {
			let readings = vec![reading(bpiiot_primitives::Metric::Pressure, 1, 1)];
			assert_ok!(send("robot", report(0, readings)));
			let held = Agreements::<Test>::get(0).expect("exists").deposit;
			assert_eq!((held, deposit("alice")), (5 * ITEM, 5 * ITEM));
			assert_noop!(send(name, REMOVE), Error::<Test>::NotCancelled);
			assert_ok!(send(name, CANCEL));
			assert_eq!(deposit("alice"), held, "it is stored still");
			System::reset_events();
			assert_ok!(send(name, REMOVE));
			assert_eq!(deposit("alice"), 0);
			assert!(!Agreements::<Test>::contains_key(0) && !AgreementsOf::<Test>::contains_key(0, 0));
			assert_eq!(AgreementsBy::<Test>::iter().count(), 0);
			assert!(Counters::<Test>::get(0).is_empty() && LastReading::<Test>::get(0).is_none());
			assert_eq!(events(), [Event::AgreementRemoved { agreement: 0, released: held }]);
			assert_noop!(send(name, REMOVE), Error::<Test>::AgreementNotFound);
		});
	}
}

#[test]
fn requests_are_archived_first() {
	ExtBuilder::default().with_deposits().with_agreement(1_000).completed().build_and_execute(|| {
		assert_ok!(send("alice", CANCEL));
		assert_noop!(send("alice", REMOVE), Error::<Test>::RequestsRemain);
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_noop!(send("alice", REMOVE), Error::<Test>::RequestsRemain);
		go_to(1 + ArchiveAfter::get() + 1);
		assert_ok!(send("alice", Call::archive_request { request: 0 }));
		assert_ok!(send("alice", REMOVE));
		assert_eq!(RequestsOf::<Test>::iter().count(), 0);
		assert_eq!(Maintenance::history_of(0, 0, 10).len(), 1, "the history stays");
	});
}

#[test]
fn nobody_else_removes() {
	ExtBuilder::default().with_agreement(0).build_and_execute(|| {
		assert_ok!(send("alice", CANCEL));
		for name in ["carol", "dave", "eve", "robot"] {
			assert_noop!(send(name, REMOVE), Error::<Test>::NotParty);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), REMOVE), UNSIGNED);
	});
}
