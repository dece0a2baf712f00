//! `suspend` and `resume`.

use bpiiot_primitives::sharing::{NoticeKind, State};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, Error, Event};

const SUSPEND: Call<Test> = Call::suspend { relationship: 0 };
const RESUME: Call<Test> = Call::resume { relationship: 0 };

// covers M68
#[test]
fn the_devices_side_stops_and_resumes() {
	for who in ["alice", "robot"] {
		ExtBuilder::default().with_record().build_and_execute(|| {
			let changed = |state| vec![Event::<Test>::RelationshipChanged { relationship: 0, state, by: account(who) }];
			assert_ok!(send(who, SUSPEND));
			assert_eq!((state(0), events()), (State::Suspended, changed(State::Suspended)));
			assert_eq!(ask("bob", 0, Mode::Read, None), Err(Refusal::Suspended));
			System::reset_events();
			assert_ok!(send(who, RESUME));
			assert_eq!((state(0), events()), (State::Authorised, changed(State::Authorised)));
			assert_eq!(ask("bob", 0, Mode::Read, None), Ok(Basis::Keeper));
			assert_eq!(notices(party("bob")), [NoticeKind::Suspended, NoticeKind::Resumed]);
		});
	}
}

#[test]
fn a_relationship_that_waited_waits_again() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		assert_ok!(send("bob", add_record(0)));
		assert_ok!(send("alice", SUSPEND));
		assert_ok!(send("alice", RESUME));
		assert_eq!(state(0), State::WaitingForUpdate);
		// What is settled meanwhile waits no longer.
		assert_ok!(send("alice", SUSPEND));
		assert_ok!(send("bob", Call::withdraw_record { record: 0 }));
		assert_eq!(state(0), State::Suspended);
		assert_ok!(send("alice", RESUME));
		assert_eq!(state(0), State::Authorised);
	});
}

#[test]
fn refuses_all_others() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), SUSPEND), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::none(), RESUME), UNSIGNED);
		assert_noop!(send("alice", Call::suspend { relationship: 9 }), Error::<Test>::RelationshipNotFound);
		assert_noop!(send("alice", Call::resume { relationship: 9 }), Error::<Test>::RelationshipNotFound);
		for who in ["bob", "carol", "press", "mallory"] {
			assert_noop!(send(who, SUSPEND), Error::<Test>::NotDeviceSide);
		}
		assert_noop!(send("alice", RESUME), Error::<Test>::NotSuspended);
		assert_ok!(send("alice", SUSPEND));
		assert_noop!(send("alice", SUSPEND), Error::<Test>::NotOpen);
		for who in ["bob", "carol", "press", "mallory"] {
			assert_noop!(send(who, RESUME), Error::<Test>::NotDeviceSide);
		}
	});
}

/// Who gains by cheating: a provider or a viewer that wants what the device's side has stopped, and ends the relationship to get it.
// covers M68, M77
#[test]
fn the_end_does_not_lift_a_suspension() {
	for who in ["bob", "alice"] {
		ExtBuilder::default().with_viewers(&["erin", "frank"]).with_record().build_and_execute(|| {
			assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
			go_to(5);
			assert_ok!(send("alice", SUSPEND));
			assert_ok!(send(who, Call::end { relationship: 0 }));
			assert!(relationship(0).withheld);
			assert_eq!(ask("erin", 0, Mode::Read, None), Err(Refusal::Suspended));
			assert_eq!(ask("alice", 0, Mode::Read, None), Ok(Basis::DeviceSide));
			// A block is the least in which before and after can be told apart.
			assert_noop!(send("alice", grant("frank", tag(TAG), terms(Mode::Read))), Error::<Test>::NotOpen);
			go_to(6);
			assert_eq!(ask("erin", 0, Mode::Read, None), Err(Refusal::Suspended));
			for name in ["erin", "frank"] {
				assert_ok!(send("alice", grant(name, tag(TAG), terms(Mode::Read))));
				assert!(ask(name, 0, Mode::Read, None).is_ok(), "permitted anew");
			}
		});
	}
	// Without a suspension permissions go on.
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
		assert_ok!(send("alice", SUSPEND));
		assert_ok!(send("alice", RESUME));
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		assert!(!relationship(0).withheld);
		assert!(ask("erin", 0, Mode::Read, None).is_ok());
	});
}
