use bpiiot_primitives::sharing::{Kind, NoticeKind, Purpose, Scope, Terms, query_hash};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, Error, Event, Permissions};

fn with_queries(queries: &[&str]) -> Terms<u64> {
	let queries = queries.iter().map(|query| query_hash(query.as_bytes())).collect::<Vec<_>>();
	Terms { queries: queries.try_into().expect("few"), ..terms(Mode::Read) }
}

fn chain() -> ExtBuilder {
	ExtBuilder::default().with_viewers(&["erin"]).with_record()
}

// covers M69, M71, M77
#[test]
fn the_devices_side_picks_the_records_to_share() {
	chain().build_and_execute(|| {
		assert_ok!(send("bob", add_record(0)));
		assert_ok!(send("alice", verify(1)));
		assert_eq!(ask("erin", 0, Mode::Read, None), Err(Refusal::NoPermission));
		clear_inboxes();
		System::reset_events();
		assert_ok!(send("alice", grant("erin", Scope::Record(0), terms(Mode::Read))));
		let (viewer, mode, until) = (account("erin"), Mode::Read, None);
		assert_eq!(
			events(),
			[Event::PermissionGranted { source: 0, via: 1, scope: Scope::Record(0), viewer, mode, until }]
		);
		assert_eq!(held("alice"), (2 * RELATIONSHIP, 0, PERMISSION));
		assert_eq!(notices(party("erin")), [NoticeKind::Granted]);
		assert_eq!(notices(party("bob")), [NoticeKind::Granted]);
		assert_eq!(ask("erin", 0, Mode::Read, None), Ok(Basis::Permission(Purpose::Diagnosis)));
		assert_eq!(ask("erin", 1, Mode::Read, None), Err(Refusal::NoPermission), "the other record was not picked");
		assert_eq!((relationship(0).permissions, relationship(1).granted), (1, 1));
	});
}

#[test]
fn a_tag_covers_later_records_and_no_other_tags() {
	chain().build_and_execute(|| {
		assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
		for content in [content(), tagged("vibration/axis-2")] {
			assert_ok!(send("bob", Call::add_record { relationship: 0, content }));
		}
		assert_ok!(send("alice", verify(1)));
		assert_ok!(send("alice", verify(2)));
		assert!(ask("erin", 0, Mode::Read, None).is_ok());
		assert!(ask("erin", 1, Mode::Read, None).is_ok());
		assert_eq!(ask("erin", 2, Mode::Read, None), Err(Refusal::NoPermission));
		// A record that gets another tag leaves the permission.
		assert_ok!(send("bob", Call::update_record { record: 0, content: tagged("private") }));
		assert_ok!(send("alice", verify(0)));
		assert_eq!(ask("erin", 0, Mode::Read, None), Err(Refusal::NoPermission));
	});
}

// covers M74
#[test]
fn additional_query_strings_are_for_the_viewers_that_are_named() {
	chain().build_and_execute(|| {
		assert_ok!(send("alice", grant("erin", Scope::Record(0), with_queries(&[EXTRA]))));
		assert!(ask("erin", 0, Mode::Read, Some(BASE)).is_ok());
		assert!(ask("erin", 0, Mode::Read, Some(EXTRA)).is_ok());
		assert_eq!(ask("erin", 0, Mode::Read, Some(OTHER)), Err(Refusal::QueryNotGranted));
		assert_eq!(ask("erin", 0, Mode::Read, Some("SELECT * FROM robot_8")), Err(Refusal::UnknownQuery));

		// Each query string has the hash of its own result.
		let query = Some(text(EXTRA));
		let Answer::Allowed(access) = DataSharing::may(account("erin"), 0, Mode::Read, query, 1) else {
			panic!("is allowed")
		};
		assert_eq!(access.pointer, pointer(EXTRA));

		let foreign = grant("erin", Scope::Record(0), with_queries(&[EXTRA, "SELECT * FROM robot_8"]));
		assert_noop!(send("alice", foreign), Error::<Test>::UnknownQuery);
		let base = grant("erin", Scope::Record(0), with_queries(&[BASE]));
		assert_noop!(send("alice", base), Error::<Test>::UnknownQuery);
		let twice = grant("erin", Scope::Record(0), with_queries(&[EXTRA, EXTRA]));
		assert_noop!(send("alice", twice), Error::<Test>::DuplicateQuery);

		// Under a tag a query string counts where a verified record has it, and nowhere else.
		let foreign = with_queries(&["SELECT * FROM robot_8", OTHER]);
		assert_ok!(send("alice", grant("erin", tag(TAG), foreign)));
		assert!(ask("erin", 0, Mode::Read, Some(OTHER)).is_ok());
		assert_eq!(ask("erin", 0, Mode::Read, Some("SELECT * FROM robot_8")), Err(Refusal::UnknownQuery));
	});
}

// covers M77
#[test]
fn a_permission_holds_up_to_its_last_block() {
	chain().build_and_execute(|| {
		go_to(10);
		let until = |until| Terms { until: Some(until), ..terms(Mode::Read) };
		assert_noop!(send("alice", grant("erin", tag(TAG), until(9))), Error::<Test>::ExpiryInPast);
		assert_ok!(send("alice", grant("erin", tag(TAG), until(10))));
		assert_ok!(send("alice", grant("erin", tag(TAG), until(20))));
		go_to(20);
		assert!(ask("erin", 0, Mode::Read, None).is_ok());
		let later = DataSharing::may(account("erin"), 0, Mode::Read, None, 21);
		assert_eq!(later, Answer::Refused(Refusal::Expired), "the gatekeeper asks about its own block");
		go_to(21);
		let earlier = DataSharing::may(account("erin"), 0, Mode::Read, None, 5);
		assert_eq!(earlier, Answer::Refused(Refusal::Expired), "a question about the past opens nothing");
	});
}

#[test]
fn granting_again_changes_the_permission_and_holds_nothing_more() {
	chain().build_and_execute(|| {
		assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::ReadWrite))));
		assert!(ask("erin", 0, Mode::ReadWrite, None).is_ok());
		assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
		assert_eq!(ask("erin", 0, Mode::ReadWrite, None), Err(Refusal::ReadOnly));
		assert_eq!(held("alice"), (2 * RELATIONSHIP, 0, PERMISSION));
		assert_eq!(Permissions::<Test>::iter().count(), 1);
		assert_eq!((relationship(0).permissions, relationship(1).granted), (1, 1));
	});
}

#[test]
fn only_the_devices_side_grants() {
	chain().build_and_execute(|| {
		let call = || grant("erin", tag(TAG), terms(Mode::Read));
		assert_noop!(send_from(RuntimeOrigin::none(), call()), UNSIGNED);
		for who in ["bob", "erin", "dave", "carol", "press", "mallory"] {
			assert_noop!(send(who, call()), Error::<Test>::NotDeviceSide);
		}
		assert_noop!(send("robot", call()), Error::<Test>::CannotPayDeposit);
		let with =
			|source, viewer, scope| Call::grant { source, viewer: account(viewer), scope, terms: terms(Mode::Read) };
		assert_noop!(send("alice", with(9, "erin", tag(TAG))), Error::<Test>::RelationshipNotFound);
		assert_noop!(send("alice", with(1, "bob", tag(TAG))), Error::<Test>::NotKeeper);
		assert_noop!(send("alice", with(0, "bob", tag(TAG))), Error::<Test>::OwnRecord);
		assert_noop!(send("alice", with(0, "erin", tag("Bad"))), Error::<Test>::InvalidTag);
		assert_noop!(send("alice", with(0, "erin", Scope::Record(9))), Error::<Test>::RecordNotFound);
		assert_ok!(send("bob", add_record(0)));
		assert_noop!(send("alice", with(0, "erin", Scope::Record(1))), Error::<Test>::RecordNotFound);
	});
}

// covers M77
#[test]
fn the_viewer_needs_an_open_relationship_with_the_same_device() {
	chain().build_and_execute(|| {
		let call = |viewer| grant(viewer, tag(TAG), terms(Mode::Read));
		assert_noop!(send("alice", call("frank")), Error::<Test>::ViewerNotAuthorised);
		assert_ok!(send("frank", establish(robot(), "frank", Kind::Viewer)));
		assert_noop!(send("alice", call("frank")), Error::<Test>::ViewerNotAuthorised);
		// A relationship with another device of another owner does not help.
		assert_ok!(send("carol", establish(Party::Device(PRESS), "grace", Kind::Viewer)));
		assert_ok!(send("grace", Call::accept { relationship: 3 }));
		assert_noop!(send("alice", call("grace")), Error::<Test>::ViewerNotAuthorised);
		assert_ok!(send("alice", Call::suspend { relationship: 1 }));
		assert_noop!(send("alice", call("erin")), Error::<Test>::ViewerNotAuthorised);
	});
}
