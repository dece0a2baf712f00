use bpiiot_primitives::{
	device::DeviceUse,
	sharing::{Kind, NoticeKind, State},
};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, Error, Event, Invitations};

const ACCEPT: Call<Test> = Call::accept { relationship: 0 };

// covers M68, M69
#[test]
fn the_partner_accepts_what_the_device_proposes() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("alice", establish(robot(), "bob", Kind::Keeper)));
		assert!(!DataSharing::in_use(ROBOT));
		for (who, error) in [
			("alice", Error::<Test>::OwnInvitation),
			("robot", Error::<Test>::OwnInvitation),
			("dave", Error::<Test>::NotParty),
			("carol", Error::<Test>::NotParty),
			("mallory", Error::<Test>::NotParty),
		] {
			assert_noop!(send(who, ACCEPT), error);
		}
		go_to(9);
		System::reset_events();
		assert_ok!(send("bob", ACCEPT));
		assert_eq!((state(0), relationship(0).changed_at), (State::Authorised, 9));
		let by = account("bob");
		assert_eq!(events(), [Event::RelationshipChanged { relationship: 0, state: State::Authorised, by }]);
		assert_eq!(notices(robot()), [NoticeKind::Accepted]);
		assert_eq!(Invitations::<Test>::get(account("alice")), 0);
		assert!(DataSharing::in_use(ROBOT));
		assert_eq!(held("alice"), (RELATIONSHIP, 0, 0));
		assert_noop!(send("bob", ACCEPT), Error::<Test>::NotEstablished);
	});
}

// covers M69
#[test]
fn the_device_or_its_owner_accepts_what_a_partner_proposes() {
	for who in ["alice", "robot"] {
		ExtBuilder::default().build_and_execute(|| {
			assert_ok!(send("erin", establish(robot(), "erin", Kind::Viewer)));
			assert_noop!(send("erin", ACCEPT), Error::<Test>::OwnInvitation);
			assert_ok!(send(who, ACCEPT));
			assert_eq!(state(0), State::Authorised);
			assert_eq!(notices(party("erin")), [NoticeKind::Accepted]);
		});
	}
}

#[test]
fn refuses_bad_origins_missing_numbers_and_former_participants() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), ACCEPT), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), ACCEPT), UNSIGNED);
		assert_noop!(send("bob", ACCEPT), Error::<Test>::RelationshipNotFound);
		assert_ok!(send("alice", establish(robot(), "bob", Kind::Keeper)));
		expel("bob");
		assert_noop!(send("bob", ACCEPT), Error::<Test>::NotRegistered);
	});
}
