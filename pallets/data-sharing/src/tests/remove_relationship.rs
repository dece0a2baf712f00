use bpiiot_primitives::sharing::{Kind, receipts::Batch};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, Error, Event, ReceiptLogs, Receipts, RelationshipsOf};

const REMOVE: Call<Test> = Call::remove_relationship { relationship: 0 };

// covers M69
#[test]
fn the_devices_side_removes_what_has_ended() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		let root = [1; 32].into();
		for block in 2..22 {
			go_to(block);
			let batch = Batch { root, allowed: 1, refused: 0, from: block, until: block, listed: Default::default() };
			assert_ok!(send("bob", Call::receipt { relationship: 0, batch }));
		}
		assert_noop!(send("alice", REMOVE), Error::<Test>::NotEnded);
		assert_ok!(send("bob", Call::end { relationship: 0 }));
		System::reset_events();
		assert_ok!(send("robot", REMOVE));
		assert_eq!(events(), [Event::RelationshipRemoved { relationship: 0, by: account("robot") }]);
		assert_eq!(held("alice"), (0, 0, 0));
		assert_eq!(RelationshipsOf::<Test>::iter().count(), 0);
		assert_eq!((ReceiptLogs::<Test>::iter().count(), Receipts::<Test>::iter().count()), (0, 0));
		assert_noop!(send("alice", REMOVE), Error::<Test>::RelationshipNotFound);
	});
}

#[test]
fn who_pays_removes_it_after_the_keep_period() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("bob", establish(robot(), "bob", Kind::Keeper)));
		assert_ok!(send("alice", Call::accept { relationship: 0 }));
		assert_noop!(send("bob", REMOVE), Error::<Test>::NotEnded);
		go_to(10);
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		go_to(10 + KeepPeriod::get());
		assert_noop!(send("bob", REMOVE), Error::<Test>::KeepPeriodRunning);
		go_to(11 + KeepPeriod::get());
		assert_ok!(send("bob", REMOVE));
		assert_eq!(held("bob"), (0, 0, 0));
	});
}

#[test]
fn a_partner_that_does_not_pay_never_removes_it() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		assert_ok!(send("bob", Call::end { relationship: 0 }));
		go_to(1_000);
		assert_noop!(send("bob", REMOVE), Error::<Test>::NotPayer);
		assert_noop!(send("mallory", REMOVE), Error::<Test>::NotParty);
		assert_noop!(send_from(RuntimeOrigin::none(), REMOVE), UNSIGNED);
	});
}

#[test]
fn what_still_has_something_in_it_stays() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
		assert_ok!(send("bob", add_record(0)));
		for relationship in [0, 1] {
			assert_ok!(send("alice", Call::end { relationship }));
			assert_noop!(send("alice", Call::remove_relationship { relationship }), Error::<Test>::NotEmpty);
		}
		assert_ok!(send("bob", Call::withdraw_record { record: 1 }));
		assert_noop!(send("alice", REMOVE), Error::<Test>::NotEmpty);
		assert_ok!(send("alice", Call::remove_record { record: 0 }));
		assert_noop!(send("alice", REMOVE), Error::<Test>::NotEmpty);
		assert_ok!(send("mallory", Call::revoke { source: 0, via: 1, scope: tag(TAG) }));
		assert_ok!(send("alice", REMOVE));
		assert_ok!(send("alice", Call::remove_relationship { relationship: 1 }));
		assert_eq!((held("alice"), held("bob")), ((0, 0, 0), (0, 0, 0)));
	});
}

#[test]
fn the_new_account_of_who_pays_removes_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("bob", establish(robot(), "bob", Kind::Keeper)));
		assert_ok!(send("alice", Call::accept { relationship: 0 }));
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		move_identity("bob", "grace");
		go_to(1_000);
		assert_ok!(send("grace", REMOVE));
		assert_eq!(held("bob"), (0, 0, 0), "what the old account has paid comes back to it");
	});
}
