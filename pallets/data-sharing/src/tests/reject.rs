use bpiiot_primitives::sharing::{Kind, NoticeKind};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Between, Call, Error, Event, Invitations, RelationshipsOf};

const REJECT: Call<Test> = Call::reject { relationship: 0 };

// covers M69
#[test]
fn either_side_ends_an_invitation_and_nothing_is_left() {
	// Who proposes, who ends it, and whom that is told.
	for (inviter, who, told) in [
		("alice", "bob", Some(robot())),
		("bob", "alice", Some(party("bob"))),
		("bob", "robot", Some(party("bob"))),
		("alice", "alice", None),
		("alice", "robot", None),
		("bob", "bob", None),
	] {
		ExtBuilder::default().build_and_execute(|| {
			assert_ok!(send(inviter, establish(robot(), "bob", Kind::Keeper)));
			clear_inboxes();
			System::reset_events();
			assert_ok!(send(who, REJECT));
			assert_eq!(events(), [Event::RelationshipRejected { relationship: 0, by: account(who) }]);
			let count = all_events().len();
			match told {
				Some(told) => assert_eq!(notices(told), [NoticeKind::Rejected]),
				None => assert_eq!(count, 1, "nobody is told"),
			}
			assert!(Relationships::<Test>::get(0).is_none());
			assert_eq!(RelationshipsOf::<Test>::iter().count(), 0);
			assert_eq!(Between::<Test>::iter().count(), 0);
			assert_eq!(Invitations::<Test>::iter().count(), 0);
			assert_eq!(held(inviter), (0, 0, 0));
			assert_noop!(send(who, REJECT), Error::<Test>::RelationshipNotFound);
		});
	}
}

#[test]
fn a_former_owner_gets_the_deposit_back() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("alice", establish(robot(), "bob", Kind::Keeper)));
		sell(ROBOT, "carol");
		assert_ok!(send("alice", REJECT));
		assert_eq!(held("alice"), (0, 0, 0));
	});
}

#[test]
fn refuses_strangers_and_accepted_relationships() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), REJECT), UNSIGNED);
		assert_ok!(send("alice", establish(robot(), "bob", Kind::Keeper)));
		for who in ["mallory", "carol", "press", "dave"] {
			assert_noop!(send(who, REJECT), Error::<Test>::NotParty);
		}
		assert_ok!(send("bob", Call::accept { relationship: 0 }));
		assert_noop!(send("bob", REJECT), Error::<Test>::NotEstablished);
		assert_noop!(send("alice", REJECT), Error::<Test>::NotEstablished);
	});
}
