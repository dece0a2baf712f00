use bpiiot_primitives::sharing::{NoticeKind, Scope};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, Error, Event, RecordsOf};

const REMOVE: Call<Test> = Call::remove_record { record: 0 };

// covers M69
#[test]
fn the_devices_side_removes_a_record_at_any_time() {
	for who in ["alice", "robot"] {
		ExtBuilder::default().with_record().build_and_execute(|| {
			assert_ok!(send(who, REMOVE));
			assert_eq!(events(), [Event::RecordRemoved { record: 0, relationship: 0, by: account(who) }]);
			assert_eq!(notices(party("bob")), [NoticeKind::RecordRemoved]);
			assert_eq!(held("bob"), (0, 0, 0));
			assert_eq!((RecordsOf::<Test>::iter().count(), relationship(0).records), (0, 0));
			assert_eq!(ask("alice", 0, Mode::Read, None), Err(Refusal::UnknownRecord));
			assert_noop!(send(who, REMOVE), Error::<Test>::RecordNotFound);
		});
	}
}

// covers M86
#[test]
fn the_provider_removes_it_only_long_after_the_end() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		assert_noop!(send("bob", REMOVE), Error::<Test>::NotEnded);
		go_to(10);
		assert_ok!(send("bob", Call::end { relationship: 0 }));
		go_to(10 + KeepPeriod::get());
		assert_noop!(send("bob", REMOVE), Error::<Test>::KeepPeriodRunning);
		go_to(11 + KeepPeriod::get());
		clear_inboxes();
		assert_ok!(send("bob", REMOVE));
		assert_eq!(notices(robot()), [NoticeKind::RecordRemoved]);
		assert_eq!(held("bob"), (0, 0, 0));
	});
}

#[test]
fn a_waiting_change_has_to_be_settled_first() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		assert_ok!(send("bob", Call::update_record { record: 0, content: content() }));
		assert_noop!(send("alice", REMOVE), Error::<Test>::ProposalOpen);
		assert_ok!(send("alice", Call::reject_record { record: 0 }));
		assert_ok!(send("alice", REMOVE));
	});
}

#[test]
fn its_permissions_are_void_and_anyone_clears_them_away() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		assert_ok!(send("alice", grant("erin", Scope::Record(0), terms(Mode::Read))));
		let revoke = || Call::revoke { source: 0, via: 1, scope: Scope::Record(0) };
		assert_noop!(send("mallory", revoke()), Error::<Test>::NotAuthorised);
		assert_ok!(send("alice", REMOVE));
		assert_eq!(ask("erin", 0, Mode::Read, None), Err(Refusal::UnknownRecord));
		assert_ok!(send("mallory", revoke()));
		assert_eq!(held("alice"), (2 * RELATIONSHIP, 0, 0));
	});
}

#[test]
fn refuses_all_others() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), REMOVE), UNSIGNED);
		for who in ["erin", "dave", "carol", "press", "mallory"] {
			assert_noop!(send(who, REMOVE), Error::<Test>::NotParty);
		}
		assert_ok!(send("bob", add_record(0)));
		let waiting = Call::remove_record { record: 1 };
		assert_noop!(send("alice", waiting), Error::<Test>::RecordNotFound);
	});
}

/// Who gains by cheating: one with the key that the owner has given up, or an owner who has been expelled, who would destroy what
/// the provider has recorded.
// covers M86
#[test]
fn a_former_account_and_one_that_is_expelled_remove_no_history() {
	for expelled in [false, true] {
		ExtBuilder::default().with_record().build_and_execute(|| {
			if expelled {
				expel("alice")
			} else {
				move_identity("alice", "grace")
			}
			assert_noop!(send("alice", REMOVE), Error::<Test>::NotEnded);
			assert_ok!(send("alice", Call::end { relationship: 0 }));
			assert_noop!(send("alice", REMOVE), Error::<Test>::NotPayer);
			go_to(1_000);
			assert_noop!(send("alice", REMOVE), Error::<Test>::NotPayer);
			if expelled {
				assert_ok!(send("bob", REMOVE));
			} else {
				assert_ok!(send("grace", REMOVE));
			}
		});
	}
}

#[test]
fn the_providers_new_account_removes_what_the_old_one_has_paid_for() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		assert_ok!(send("bob", Call::end { relationship: 0 }));
		move_identity("bob", "grace");
		go_to(1_000);
		assert_noop!(send("erin", REMOVE), Error::<Test>::NotParty);
		assert_ok!(send("grace", REMOVE));
		assert_eq!(held("bob"), (0, 0, 0));
	});
}

/// Who gains by cheating: a provider that leaves one record behind, so that the owner's deposit for the relationship stays locked
/// up after the device is gone.
#[test]
fn who_pays_for_the_relationship_clears_up_after_a_device_that_is_gone() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		unregister(ROBOT);
		assert_noop!(send("alice", REMOVE), Error::<Test>::KeepPeriodRunning);
		go_to(1_000);
		assert_noop!(send("carol", REMOVE), Error::<Test>::NotParty);
		assert_ok!(send("alice", REMOVE));
		assert_ok!(send("alice", Call::remove_relationship { relationship: 0 }));
		assert_eq!((held("alice"), held("bob")), ((0, 0, 0), (0, 0, 0)));
	});
}
