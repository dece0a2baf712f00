use bpiiot_primitives::sharing::{Kind, NoticeKind, Side, State};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, Error, Event, Invitations};

// covers M67, M68
#[test]
fn either_side_proposes_and_both_find_the_relationship() {
	ExtBuilder::default().build_and_execute(|| {
		for (id, who, subject, invited_by) in [
			(0, "alice", robot(), Side::Device),
			(1, "dave", robot(), Side::Partner),
			(2, "dave", Party::Device(PRESS), Side::Partner),
		] {
			System::reset_events();
			let partner = if who == "alice" { "bob" } else { who };
			assert_ok!(send(who, establish(subject.clone(), partner, Kind::Keeper)));
			assert_eq!(state(id), State::Established);
			assert!(DataSharing::relationships_of(subject.clone(), None, 10).contains(&id));
			assert!(DataSharing::relationships_of(party(partner), None, 10).contains(&id));
			assert_eq!(DataSharing::relationship_between(subject.clone(), account(partner)), Some(id));
			let told = if who == "alice" { party(partner) } else { subject.clone() };
			assert_eq!(last_notice(told).kind, NoticeKind::Invited);
			let partner = account(partner);
			assert_eq!(
				events(),
				[Event::RelationshipEstablished {
					relationship: id,
					subject,
					partner,
					kind: Kind::Keeper,
					invited_by,
					predecessor: None
				}]
			);
		}
		assert_eq!(held("alice"), (RELATIONSHIP, 0, 0));
		assert_eq!(held("dave"), (2 * RELATIONSHIP, 0, 0));
		assert_eq!(held("bob"), (0, 0, 0));
	});
}

#[test]
fn the_device_itself_can_propose() {
	ExtBuilder::default().build_and_execute(|| {
		let call = establish(robot(), "bob", Kind::Keeper);
		assert_noop!(send("robot", call.clone()), Error::<Test>::CannotPayDeposit);
		let gift = pallet_balances::Call::transfer_keep_alive { dest: account("robot"), value: RELATIONSHIP + ED };
		assert_ok!(sp_runtime::traits::Dispatchable::dispatch(
			RuntimeCall::from(gift),
			RuntimeOrigin::signed(account("alice"))
		));
		assert_ok!(send("robot", call));
		assert_eq!(held("robot"), (RELATIONSHIP, 0, 0));
		assert_eq!(relationship(0).invited_by, Side::Device);
	});
}

#[test]
fn a_partner_lets_an_alias_in_which_cannot_do_so_itself() {
	ExtBuilder::default().build_and_execute(|| {
		let call = || establish(party("alias"), "bob", Kind::Keeper);
		for who in ["alias", "alice", "dave", "mallory"] {
			assert_noop!(send(who, call()), Error::<Test>::NotParty);
		}
		assert_ok!(send("bob", call()));
		assert_eq!(relationship(0).invited_by, Side::Partner);
		assert_eq!(crate::Mailboxes::<Test>::iter().count(), 0, "no inbox for an account that may be made up");
		assert_noop!(send("bob", Call::accept { relationship: 0 }), Error::<Test>::OwnInvitation);
		assert_ok!(send("alias", Call::accept { relationship: 0 }));
		assert_eq!(state(0), State::Authorised);
		assert_eq!(held("alias"), (0, 0, 0));
		// From then on the alias rules over its data, and may take another provider.
		assert_ok!(send("alias", Call::change_provider { relationship: 0, provider: account("dave") }));
		assert_ok!(send("dave", Call::accept { relationship: 1 }));
		assert_eq!((state(0), state(1)), (State::Ended, State::Authorised));
	});
}

#[test]
fn refuses_the_wrong_people() {
	ExtBuilder::default().build_and_execute(|| {
		let call = |partner| establish(robot(), partner, Kind::Keeper);
		assert_noop!(send_from(RuntimeOrigin::none(), call("bob")), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), call("bob")), UNSIGNED);
		assert_noop!(send("mallory", call("bob")), Error::<Test>::NotParty);
		assert_noop!(send("carol", call("bob")), Error::<Test>::NotParty);
		assert_noop!(send("press", call("bob")), Error::<Test>::NotParty);
		assert_noop!(send("alice", call("alice")), Error::<Test>::SameParty);
		assert_noop!(send("alice", call("robot")), Error::<Test>::SameParty);
		assert_noop!(send("bob", establish(party("bob"), "bob", Kind::Viewer)), Error::<Test>::SameParty);
		assert_noop!(send("alice", call("mallory")), Error::<Test>::NotRegistered);
		assert_noop!(send("alice", call("erin")), Error::<Test>::NotServiceProvider);
		assert_noop!(send("erin", call("erin")), Error::<Test>::NotServiceProvider);
		let missing = establish(Party::Device(99), "bob", Kind::Keeper);
		assert_noop!(send("bob", missing), Error::<Test>::UnknownDevice);
		assert_ok!(send("alice", establish(robot(), "erin", Kind::Viewer)));
	});
}

#[test]
fn two_have_one_relationship_at_a_time() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		for kind in [Kind::Keeper, Kind::Viewer] {
			assert_noop!(send("alice", establish(robot(), "bob", kind)), Error::<Test>::AlreadyExists);
			assert_noop!(send("bob", establish(robot(), "bob", kind)), Error::<Test>::AlreadyExists);
		}
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		assert_ok!(send("bob", establish(robot(), "bob", Kind::Viewer)));
		assert_noop!(send("alice", establish(robot(), "bob", Kind::Keeper)), Error::<Test>::AlreadyExists);
	});
}

#[test]
fn invitations_cost_a_deposit_and_are_limited_until_they_are_answered() {
	ExtBuilder::default().build_and_execute(|| {
		MaxInvitations::set(2);
		assert_ok!(send("alice", establish(robot(), "bob", Kind::Keeper)));
		assert_ok!(send("alice", establish(robot(), "erin", Kind::Viewer)));
		assert_eq!(Invitations::<Test>::get(account("alice")), 2);
		let third = establish(robot(), "frank", Kind::Viewer);
		assert_noop!(send("alice", third.clone()), Error::<Test>::TooManyInvitations);
		assert_ok!(send("bob", Call::accept { relationship: 0 }));
		assert_ok!(send("alice", third));
		let fourth = establish(robot(), "grace", Kind::Viewer);
		assert_noop!(send("alice", fourth.clone()), Error::<Test>::TooManyInvitations);
		assert_ok!(send("erin", Call::reject { relationship: 1 }));
		assert_ok!(send("alice", fourth));

		let rest = pallet_balances::Call::transfer_keep_alive { dest: account("bob"), value: RICH - RELATIONSHIP + 1 };
		assert_ok!(sp_runtime::traits::Dispatchable::dispatch(
			RuntimeCall::from(rest),
			RuntimeOrigin::signed(account("dave"))
		));
		let own = establish(robot(), "dave", Kind::Keeper);
		assert_noop!(send("dave", own), Error::<Test>::CannotPayDeposit);
		MaxInvitations::set(3);
	});
}
