use bpiiot_primitives::sharing::{Kind, NoticeKind, State};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, Error, Event};

const SUCCEED: Call<Test> = Call::succeed { relationship: 0 };

// covers M78
#[test]
fn a_new_account_of_the_partners_identity_takes_over_with_all_permissions() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
		move_identity("erin", "grace");
		assert_eq!(ask("erin", 0, Mode::Read, None), Err(Refusal::UnknownViewer), "the old key is worth nothing");
		assert_eq!(ask("grace", 0, Mode::Read, None), Err(Refusal::NoRelationship));
		System::reset_events();
		assert_ok!(send("grace", Call::succeed { relationship: 1 }));
		let (from, to) = (account("erin"), account("grace"));
		assert_eq!(events(), [Event::RelationshipMoved { relationship: 1, from, to }]);
		assert_eq!(last_notice(robot()).kind, NoticeKind::PartnerMoved);
		assert!(ask("grace", 0, Mode::Read, None).is_ok());
		assert_eq!(DataSharing::relationships_of(party("grace"), None, 10), [1]);
		assert!(DataSharing::relationships_of(party("erin"), None, 10).is_empty());
	});
}

#[test]
fn a_provider_moves_with_the_deposit_it_pays() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("bob", establish(robot(), "bob", Kind::Keeper)));
		move_identity("bob", "grace");
		assert_noop!(send("grace", SUCCEED), Error::<Test>::NotAccepted);
		move_identity("grace", "bob");
		assert_ok!(send("alice", Call::accept { relationship: 0 }));
		assert_ok!(send("bob", add_record(0)));
		assert_ok!(send("alice", verify(0)));
		move_identity("bob", "grace");
		assert_noop!(send("bob", add_record(0)), Error::<Test>::NotRegistered);
		assert_ok!(send("grace", SUCCEED));
		assert_eq!((held("bob"), held("grace")), ((0, RECORD, 0), (RELATIONSHIP, 0, 0)));
		assert_ok!(send("grace", add_record(0)));
		assert_eq!(ask("grace", 0, Mode::ReadWrite, None), Ok(Basis::Keeper));

		// An ended one moves too, so that the former account gets its record's deposit back in time.
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		move_identity("grace", "mallory");
		assert_ok!(send("mallory", SUCCEED));
		assert_eq!(state(0), State::Ended);
		go_to(1_000);
		assert_ok!(send("bob", Call::remove_record { record: 0 }));
		assert_eq!(held("bob"), (0, 0, 0));
	});
}

#[test]
fn refuses_all_who_are_not_the_successor() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), SUCCEED), UNSIGNED);
		assert_noop!(send("grace", Call::succeed { relationship: 9 }), Error::<Test>::RelationshipNotFound);
		for who in ["bob", "alice", "dave", "mallory"] {
			assert_noop!(send(who, SUCCEED), Error::<Test>::NotSuccessor);
		}
		move_identity("bob", "grace");
		expel("grace");
		assert_noop!(send("grace", SUCCEED), Error::<Test>::NotRegistered);
	});
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		move_identity("bob", "alice");
		assert_noop!(send("alice", SUCCEED), Error::<Test>::SameParty);
	});
	ExtBuilder::default().with_viewers(&["dave"]).build_and_execute(|| {
		move_identity("bob", "dave");
		assert_noop!(send("dave", SUCCEED), Error::<Test>::AlreadyExists);
		assert_noop!(send("bob", SUCCEED), Error::<Test>::NotSuccessor);
	});
}

/// The owner's identity gets a new account: it acts for the device at once, before the registry has handed the device over.
// covers M78
#[test]
fn the_owners_new_account_acts_for_the_device() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		assert_ok!(send("bob", add_record(0)));
		move_identity("alice", "frank");
		move_identity("frank", "grace");
		assert_eq!(ask("grace", 0, Mode::Read, None), Ok(Basis::DeviceSide));
		assert_eq!(ask("frank", 0, Mode::Read, None), Err(Refusal::UnknownViewer), "it was an account in between");
		assert_ok!(send("grace", verify(1)));
		assert_ok!(send("grace", grant("erin", tag(TAG), terms(Mode::Read))));
		assert_ok!(send("grace", Call::suspend { relationship: 1 }));
		assert_ok!(send("grace", Call::resume { relationship: 1 }));
		assert_ok!(send("grace", Call::adopt { relationship: 0, records: vec![0].try_into().expect("one") }));
		assert_eq!(held("alice"), (RELATIONSHIP, 0, 0));
		assert_ok!(send("grace", Call::remove_record { record: 1 }));
		// It is the device's side now, and no partner of it.
		let own = establish(robot(), "grace", Kind::Viewer);
		assert_noop!(send("grace", own), Error::<Test>::SameParty);
	});
}
