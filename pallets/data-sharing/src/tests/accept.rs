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

/// Who gains by cheating: a partner that keeps an invitation until nobody who is responsible for the device wants it any more. The
/// inviter withdraws it, and the partner refuses it, all the same.
// covers M68, M69
#[test]
fn an_invitation_ends_with_its_inviter() {
	let by_device: fn() = || {
		let gift = pallet_balances::Call::force_set_balance { who: account("robot"), new_free: RICH };
		assert_ok!(sp_runtime::traits::Dispatchable::dispatch(RuntimeCall::from(gift), RuntimeOrigin::root()));
	};
	let nothing: fn() = || ();
	let cases: [(&str, fn(), fn()); 6] = [
		("alice", nothing, || sell(ROBOT, "carol")),
		("alice", nothing, || unregister(ROBOT)),
		("alice", nothing, || expel("alice")),
		("alice", nothing, || move_identity("alice", "grace")),
		("robot", by_device, || replace_key(ROBOT, "robot", "new key")),
		("robot", by_device, || expel("alice")),
	];
	for (index, (inviter, before, event)) in cases.into_iter().enumerate() {
		for ends in [inviter, "bob"] {
			ExtBuilder::default().build_and_execute(|| {
				before();
				assert_ok!(send(inviter, establish(robot(), "bob", Kind::Keeper)));
				event();
				assert_noop!(send("bob", ACCEPT), Error::<Test>::InvitationVoid);
				assert_ok!(send(ends, Call::reject { relationship: 0 }));
				assert_eq!(held(inviter), (0, 0, 0), "case {index}");
			});
		}
	}
	// The new account of one who has moved withdraws it too, for the old one, which pays.
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("alice", establish(robot(), "bob", Kind::Keeper)));
		move_identity("alice", "grace");
		sell(ROBOT, "carol");
		assert_noop!(send("erin", Call::reject { relationship: 0 }), Error::<Test>::NotParty);
		assert_ok!(send("grace", Call::reject { relationship: 0 }));
		assert_eq!(held("alice"), (0, 0, 0));
	});
}

/// An invitation of a partner is its own: it stands, and the new owner answers it.
#[test]
fn a_new_owner_accepts_what_a_partner_has_proposed_to_the_old_one() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("bob", establish(robot(), "bob", Kind::Keeper)));
		sell(ROBOT, "carol");
		assert_noop!(send("alice", ACCEPT), Error::<Test>::NotParty);
		assert_ok!(send("carol", ACCEPT));
	});
}

/// The partner has become the device's owner since: it would be on both sides.
#[test]
fn nobody_gets_a_relationship_with_itself() {
	for inviter in ["alice", "bob"] {
		ExtBuilder::default().build_and_execute(|| {
			assert_ok!(send(inviter, establish(robot(), "bob", Kind::Keeper)));
			sell(ROBOT, "bob");
			let error = if inviter == "alice" { Error::<Test>::OwnInvitation } else { Error::<Test>::SameParty };
			assert_noop!(send("bob", ACCEPT), error);
			assert_ok!(send("bob", Call::reject { relationship: 0 }));
			assert_eq!((held("alice"), held("bob")), ((0, 0, 0), (0, 0, 0)));
		});
	}
	// The device's own side moves to the partner's account.
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("erin", establish(robot(), "erin", Kind::Viewer)));
		move_identity("alice", "erin");
		assert_noop!(send("robot", ACCEPT), Error::<Test>::SameParty);
		assert_ok!(send("erin", Call::reject { relationship: 0 }));
	});
}
