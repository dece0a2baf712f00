use bpiiot_primitives::{
	device::DeviceUse,
	sharing::{Kind, NoticeKind, State},
};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Between, Call, Error, Event};

const END: Call<Test> = Call::end { relationship: 0 };

// covers M69, M86
#[test]
fn either_side_ends_it_and_the_history_stays() {
	for (who, told) in [("alice", party("bob")), ("robot", party("bob")), ("bob", robot())] {
		ExtBuilder::default().with_record().build_and_execute(|| {
			go_to(7);
			assert_ok!(send(who, END));
			assert_eq!((state(0), relationship(0).changed_at), (State::Ended, 7));
			let by = account(who);
			assert_eq!(events(), [Event::RelationshipChanged { relationship: 0, state: State::Ended, by }]);
			assert_eq!(notices(told), [NoticeKind::Ended]);
			assert_eq!(Between::<Test>::iter().count(), 0);
			assert!(!DataSharing::in_use(ROBOT));
			assert_eq!(record(0).version, 1);
			assert_eq!(held("alice"), (RELATIONSHIP, 0, 0), "it is still stored");
			assert_eq!(ask("alice", 0, Mode::Read, None), Ok(Basis::DeviceSide));
			assert_eq!(ask("bob", 0, Mode::Read, None), Err(Refusal::Ended));
			assert_noop!(send(who, END), Error::<Test>::AlreadyEnded);
		});
	}
}

#[test]
fn a_device_is_in_use_until_its_last_relationship_ends() {
	ExtBuilder::default().with_viewers(&["erin"]).build_and_execute(|| {
		assert_ok!(send("alice", END));
		assert!(DataSharing::in_use(ROBOT));
		assert_ok!(send("alice", Call::end { relationship: 1 }));
		assert!(!DataSharing::in_use(ROBOT));
	});
}

#[test]
fn refuses_strangers_and_what_was_not_accepted() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), END), UNSIGNED);
		assert_noop!(send("alice", END), Error::<Test>::RelationshipNotFound);
		assert_ok!(send("alice", establish(robot(), "bob", Kind::Keeper)));
		for who in ["carol", "press", "dave", "mallory"] {
			assert_noop!(send(who, END), Error::<Test>::NotParty);
		}
		assert_noop!(send("alice", END), Error::<Test>::NotAccepted);
		assert_noop!(send("bob", END), Error::<Test>::NotAccepted);
	});
}
