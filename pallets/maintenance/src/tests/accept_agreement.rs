use frame_support::{assert_noop, assert_ok};

use super::UNSIGNED;
use crate::{AgreementStatus, Agreements, Call, Error, Event, mock::*};

const ACCEPT: Call<Test> = Call::accept_agreement { agreement: 0 };

#[test]
fn the_provider_accepts_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("alice", propose(table1_rules())));
		System::reset_events();
		assert_ok!(send("bob", ACCEPT));
		assert_eq!(Agreements::<Test>::get(0).map(|found| found.status), Some(AgreementStatus::Active));
		assert_eq!(events(), [Event::AgreementAccepted { agreement: 0, device: 0 }]);
		assert_noop!(send("bob", ACCEPT), Error::<Test>::NotProposed);
	});
}

#[test]
fn nobody_else_accepts() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(send("bob", ACCEPT), Error::<Test>::AgreementNotFound);
		assert_ok!(send("alice", propose(table1_rules())));
		for name in ["alice", "dave", "eve", "robot"] {
			assert_noop!(send(name, ACCEPT), Error::<Test>::NotProvider);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), ACCEPT), UNSIGNED);
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_noop!(send("bob", ACCEPT), Error::<Test>::NotProposed);
	});
}
