use bpiiot_primitives::sharing::{Kind, NoticeKind, Terms};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, Error, Event, Granted, Permissions};

fn revoke() -> Call<Test> {
	Call::revoke { source: 0, via: 1, scope: tag(TAG) }
}

/// Erin may read the records of the usual tag until block 20.
fn chain(test: impl FnOnce()) {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		let terms = Terms { until: Some(20), ..terms(Mode::Read) };
		assert_ok!(send("alice", grant("erin", tag(TAG), terms)));
		clear_inboxes();
		System::reset_events();
		test();
	});
}

// covers M77
#[test]
fn a_permission_ends_at_once() {
	// Who takes it back, and whether viewer and provider are told.
	for (who, told) in [("alice", true), ("robot", true), ("erin", false)] {
		chain(|| {
			assert!(ask("erin", 0, Mode::Read, None).is_ok());
			assert_ok!(send(who, revoke()));
			assert_eq!(ask("erin", 0, Mode::Read, None), Err(Refusal::NoPermission));
			let by = account(who);
			assert_eq!(events(), [Event::PermissionRevoked { source: 0, via: 1, scope: tag(TAG), by }]);
			let expected = if told { vec![NoticeKind::Revoked] } else { vec![] };
			assert_eq!((notices(party("erin")), notices(party("bob"))), (expected.clone(), expected));
			assert_eq!(held("alice"), (2 * RELATIONSHIP, 0, 0));
			assert_eq!((Permissions::<Test>::iter().count(), Granted::<Test>::iter().count()), (0, 0));
			assert_eq!((relationship(0).permissions, relationship(1).granted), (0, 0));
			assert_noop!(send(who, revoke()), Error::<Test>::PermissionNotFound);
		});
	}
}

#[test]
fn it_can_be_taken_back_in_every_state() {
	for relationship in [0, 1] {
		for call in [Call::suspend { relationship }, Call::end { relationship }] {
			chain(|| {
				assert_ok!(send("alice", call.clone()));
				assert_ok!(send("alice", revoke()));
				assert_eq!(held("alice"), (2 * RELATIONSHIP, 0, 0));
			});
		}
	}
}

#[test]
fn a_former_owner_gets_the_deposit_back() {
	chain(|| {
		sell(ROBOT, "carol");
		assert_ok!(send("alice", revoke()));
		assert_eq!(held("alice"), (2 * RELATIONSHIP, 0, 0));
	});
	chain(|| {
		sell(ROBOT, "carol");
		assert_ok!(send("carol", revoke()));
		assert_eq!(held("alice"), (2 * RELATIONSHIP, 0, 0), "to the one who paid");
	});
}

#[test]
fn anyone_clears_away_what_holds_no_more() {
	chain(|| {
		go_to(20);
		assert_noop!(send("mallory", revoke()), Error::<Test>::NotAuthorised);
		go_to(21);
		assert_ok!(send("mallory", revoke()));
	});
	chain(|| {
		assert_ok!(send("alice", Call::end { relationship: 1 }));
		assert_ok!(send("bob", revoke()));
	});
	chain(|| {
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		assert_noop!(send("bob", revoke()), Error::<Test>::NotAuthorised);
		assert_ok!(send("alice", Call::remove_record { record: 0 }));
		assert_ok!(send("bob", revoke()));
	});
}

#[test]
fn refuses_all_others() {
	chain(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), revoke()), UNSIGNED);
		for who in ["bob", "dave", "carol", "press", "mallory"] {
			assert_noop!(send(who, revoke()), Error::<Test>::NotAuthorised);
		}
		let other = Call::revoke { source: 0, via: 1, scope: tag("other") };
		assert_noop!(send("alice", other), Error::<Test>::PermissionNotFound);
		let turned = Call::revoke { source: 1, via: 0, scope: tag(TAG) };
		assert_noop!(send("alice", turned), Error::<Test>::PermissionNotFound);
	});
}

/// Who gains by cheating: a viewer that ends its relationship before a revocation, and begins anew.
#[test]
fn a_new_relationship_brings_no_old_permission_back() {
	chain(|| {
		assert_ok!(send("erin", Call::end { relationship: 1 }));
		assert_ok!(send("erin", establish(robot(), "erin", Kind::Viewer)));
		assert_ok!(send("robot", Call::accept { relationship: 2 }));
		assert_eq!(ask("erin", 0, Mode::Read, None), Err(Refusal::NoPermission));
	});
}

/// Who gains by cheating: an owner who would fill the inbox of a provider that has left it, with nothing but her own permissions.
#[test]
fn who_has_left_is_not_told_of_permissions() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		assert_ok!(send("bob", Call::end { relationship: 0 }));
		for _ in 0..200 {
			assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
			assert_ok!(send("alice", revoke()));
		}
		assert_eq!(notices(party("bob")), []);
		assert!(!notices(party("erin")).is_empty(), "erin's relationship is open");
		assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
		assert_ok!(send("erin", Call::end { relationship: 1 }));
		clear_inboxes();
		assert_ok!(send("alice", revoke()));
		assert_eq!(notices(party("erin")), []);
	});
}

#[test]
fn the_new_account_of_who_pays_takes_it_back() {
	chain(|| {
		move_identity("alice", "grace");
		sell(ROBOT, "carol");
		assert_ok!(send("grace", revoke()));
		assert_eq!(held("alice"), (2 * RELATIONSHIP, 0, 0));
	});
}
