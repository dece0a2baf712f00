//! What a dishonest party would try, beyond what the files of the calls have.

use bpiiot_primitives::sharing::{Details, Kind, Mode, Scope, Terms, query_hash};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, ContentOf, Error};

/// Who gains by cheating: an owner and a viewer who together would read another customer's rows in the provider's database.
// covers M74
#[test]
fn owner_and_viewer_cannot_open_a_query_that_the_provider_has_not_offered() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		let theirs = "SELECT at, g FROM robot_8";
		let queries = vec![query_hash(theirs.as_bytes())].try_into().expect("one");
		assert_ok!(send("alice", grant("erin", tag(TAG), Terms { queries, ..terms(Mode::ReadWrite) })));
		assert_eq!(ask("erin", 0, Mode::Read, Some(theirs)), Err(Refusal::UnknownQuery));
		assert_eq!(ask("alice", 0, Mode::Read, Some(theirs)), Err(Refusal::UnknownQuery));
	});
}

/// Who gains by cheating: a provider and a viewer who would share behind the owner's back.
#[test]
fn provider_and_viewer_cannot_share_without_the_devices_side() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		assert_ok!(send("alice", grant("erin", Scope::Record(0), terms(Mode::Read))));
		// A further query string is no use to erin until the device's side has verified it and named it.
		let secret = "SELECT at, secret FROM robot_7";
		let pointers = vec![pointer(BASE), pointer(secret)].try_into().expect("few");
		let content = ContentOf::<Test> { details: Details { pointers, ..details() }, ..content() };
		assert_ok!(send("bob", Call::update_record { record: 0, content }));
		assert_eq!(ask("erin", 0, Mode::Read, Some(secret)), Err(Refusal::UnknownQuery));
		assert_ok!(send("alice", verify(0)));
		assert_eq!(ask("erin", 0, Mode::Read, Some(secret)), Err(Refusal::QueryNotGranted));

		// A record that names a relationship of another device's owner changes nothing there.
		assert_noop!(send("bob", grant("erin", tag(TAG), terms(Mode::Read))), Error::<Test>::NotDeviceSide);
	});
}

/// Who gains by cheating: the owner of one device who would give away the data of another.
#[test]
fn an_owner_rules_over_her_own_devices_only() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		assert_ok!(send("carol", establish(Party::Device(PRESS), "bob", Kind::Keeper)));
		assert_ok!(send("bob", Call::accept { relationship: 2 }));
		assert_ok!(send("carol", establish(Party::Device(PRESS), "erin", Kind::Viewer)));
		assert_ok!(send("erin", Call::accept { relationship: 3 }));
		let record_of_robot =
			Call::grant { source: 2, viewer: account("erin"), scope: Scope::Record(0), terms: terms(Mode::Read) };
		assert_noop!(send("carol", record_of_robot), Error::<Test>::RecordNotFound);
		let same_tag =
			Call::grant { source: 2, viewer: account("erin"), scope: tag(TAG), terms: terms(Mode::ReadWrite) };
		assert_ok!(send("carol", same_tag));
		assert_eq!(ask("erin", 0, Mode::Read, None), Err(Refusal::NoPermission));
		assert_noop!(send("carol", Call::remove_record { record: 0 }), Error::<Test>::NotParty);
		assert_noop!(send("carol", Call::adopt { relationship: 2, records: vec![0].try_into().expect("one") }), {
			Error::<Test>::RecordNotFound
		});
	});
}

/// Who gains by cheating: one who has sold a device and keeps looking.
#[test]
fn a_former_owner_reads_nothing_more() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		assert_eq!(ask("alice", 0, Mode::Read, None), Ok(Basis::DeviceSide));
		sell(ROBOT, "carol");
		replace_key(ROBOT, "robot", "new key");
		assert_eq!(ask("alice", 0, Mode::Read, None), Err(Refusal::NoRelationship));
		assert_eq!(ask("robot", 0, Mode::Read, None), Err(Refusal::UnknownViewer));
		assert_eq!(ask("carol", 0, Mode::Read, None), Ok(Basis::DeviceSide));
		assert_eq!(ask("new key", 0, Mode::Read, None), Ok(Basis::DeviceSide));
		for call in [Call::suspend { relationship: 0 }, Call::end { relationship: 0 }, verify(0)] {
			assert!(send("alice", call).is_err());
		}
	});
}

/// Who gains by cheating: a thief of the key that the owner's identity has given up, while the device is still on the old
/// account; and an owner who has been expelled.
#[test]
fn a_former_account_of_the_owner_reads_nothing_and_only_brings_things_to_an_end() {
	for expelled in [false, true] {
		ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
			assert_ok!(send("bob", add_record(0)));
			assert_ok!(send("alice", Call::suspend { relationship: 1 }));
			assert_ok!(send("frank", establish(robot(), "frank", Kind::Viewer)));
			if expelled {
				expel("alice")
			} else {
				move_identity("alice", "grace")
			}
			assert_eq!(ask("alice", 0, Mode::Read, None), Err(Refusal::UnknownViewer));
			let robot_reads = if expelled { Err(Refusal::UnknownViewer) } else { Ok(Basis::DeviceSide) };
			assert_eq!(ask("robot", 0, Mode::Read, None), robot_reads);
			for call in [
				establish(robot(), "dave", Kind::Keeper),
				Call::accept { relationship: 2 },
				Call::resume { relationship: 1 },
				Call::change_provider { relationship: 0, provider: account("dave") },
				Call::adopt { relationship: 0, records: vec![0].try_into().expect("one") },
				verify(1),
				grant("bob", tag(TAG), terms(Mode::ReadWrite)),
			] {
				assert_noop!(send("alice", call), Error::<Test>::NotRegistered);
			}
			assert_ok!(send("alice", Call::reject { relationship: 2 }));
			assert_ok!(send("alice", Call::reject_record { record: 1 }));
			assert_ok!(send("alice", Call::end { relationship: 0 }));
			// What she has paid for comes back after the keep period, as anybody's does.
			let remove = || Call::remove_relationship { relationship: 0 };
			assert_noop!(send("alice", remove()), Error::<Test>::KeepPeriodRunning);
			go_to(1_000);
			assert_noop!(send("alice", remove()), Error::<Test>::NotEmpty);
			assert_ok!(send("bob", Call::remove_record { record: 0 }));
			assert_ok!(send("alice", remove()));
			assert_eq!(held("alice"), (RELATIONSHIP, 0, 0));
		});
	}
}

/// Who gains by cheating: an attestor that answers for a content which it was not shown.
// covers M83
#[test]
fn attestors_of_an_old_proposal_say_nothing_about_the_next_one() {
	ExtBuilder::default().with_viewers(&["erin", "frank"]).build_and_execute(|| {
		let content = with_quorum(2, &["erin", "frank"]);
		assert_ok!(send("bob", Call::add_record { relationship: 0, content: content.clone() }));
		assert_ok!(send("alice", verify(0)));
		assert_ok!(send("erin", attest(0, true)));
		let seen = attest(0, true);
		assert_ok!(send("bob", Call::withdraw_record { record: 0 }));
		// A new record gets a new number; the votes on the old one are gone with it.
		let other = ContentOf::<Test> { details: tagged("other").details, ..content };
		assert_ok!(send("bob", Call::add_record { relationship: 0, content: other }));
		assert_ok!(send("alice", verify(1)));
		assert_noop!(send("frank", seen), Error::<Test>::ProposalNotFound);
		assert_ok!(send("frank", attest(1, true)));
		assert!(DataSharing::record(1).is_none(), "erin's old vote does not count");
	});
}

/// Who gains by cheating: a provider that stores for nothing by making deposits come back early.
#[test]
fn nothing_is_stored_without_its_deposit() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		let sum = |name| {
			let (relationships, records, permissions) = held(name);
			relationships + records + permissions
		};
		assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
		assert_ok!(send("bob", Call::update_record { record: 0, content: content() }));
		assert_eq!(sum("alice"), 2 * RELATIONSHIP + PERMISSION);
		assert_eq!(sum("bob"), 2 * RECORD);
		// Ending, suspending and selling return nothing while something is stored.
		assert_ok!(send("bob", Call::end { relationship: 0 }));
		sell(ROBOT, "carol");
		assert_eq!(sum("alice"), 2 * RELATIONSHIP + PERMISSION);
		assert_eq!(sum("bob"), 2 * RECORD);
	});
}

/// The device is taken out of the registry: nobody's money is locked up.
#[test]
fn deposits_come_back_although_the_device_is_gone() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("bob", establish(robot(), "bob", Kind::Keeper)));
		assert_ok!(send("alice", Call::accept { relationship: 0 }));
		relate("erin", Kind::Viewer);
		assert_ok!(send("frank", establish(robot(), "frank", Kind::Viewer)));
		assert_ok!(send("alice", establish(robot(), "dave", Kind::Keeper)));
		assert_ok!(send("bob", add_record(0)));
		assert_ok!(send("alice", verify(0)));
		assert_ok!(send("bob", Call::update_record { record: 0, content: content() }));
		assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
		for relationship in [0, 1] {
			assert_ok!(send("alice", Call::end { relationship }));
		}
		unregister(ROBOT);
		go_to(100);
		assert_ok!(send("frank", Call::reject { relationship: 2 }));
		assert_ok!(send("alice", Call::reject { relationship: 3 }));
		assert_ok!(send("alice", Call::revoke { source: 0, via: 1, scope: tag(TAG) }));
		assert_ok!(send("bob", Call::withdraw_record { record: 0 }));
		assert_ok!(send("bob", Call::remove_record { record: 0 }));
		assert_ok!(send("bob", Call::remove_relationship { relationship: 0 }));
		assert_ok!(send("alice", Call::remove_relationship { relationship: 1 }));
		for name in NAMES {
			assert_eq!(held(name), (0, 0, 0));
		}
	});
}
