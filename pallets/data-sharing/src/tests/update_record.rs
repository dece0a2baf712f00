use bpiiot_primitives::sharing::{NoticeKind, Scope, State};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, ContentOf, Error, Event};

fn update(content: ContentOf<Test>) -> Call<Test> {
	Call::update_record { record: 0, content }
}

// covers M68, M76
#[test]
fn the_version_in_effect_stays_until_the_change_is_verified() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		let changed = tagged("vibration/axis-2");
		assert_ok!(send("bob", update(changed.clone())));
		assert_eq!(state(0), State::WaitingForUpdate);
		assert_eq!((record(0).version, record(0).details), (1, details()));
		assert_eq!(held("bob"), (0, 2 * RECORD, 0), "both versions are stored");
		assert_eq!(ask("bob", 0, Mode::Read, None), Ok(Basis::Keeper));

		Clock::set(NOW + 5_000);
		System::reset_events();
		assert_ok!(send("alice", verify(0)));
		assert_eq!((record(0).version, record(0).details), (2, changed.details));
		assert_eq!(record(0).timestamp, NOW, "the time of the proposal");
		assert_eq!(held("bob"), (0, RECORD, 0));
		assert_eq!(state(0), State::Authorised);
		let by = account("alice");
		assert_eq!(
			events(),
			[
				Event::RecordVerified { record: 0, by: by.clone(), bonus: false },
				Event::RecordEffective { record: 0, relationship: 0, version: 2, result: pointer(BASE).hash },
				Event::RelationshipChanged { relationship: 0, state: State::Authorised, by },
			]
		);
		assert_eq!(notices(party("bob")), [NoticeKind::RecordAccepted]);
	});
}

// covers M92
#[test]
fn a_viewer_with_permission_to_write_proposes_and_one_with_read_does_not() {
	ExtBuilder::default().with_viewers(&["erin", "frank"]).with_record().build_and_execute(|| {
		assert_ok!(send("alice", grant("erin", Scope::Record(0), terms(Mode::ReadWrite))));
		assert_ok!(send("alice", grant("frank", Scope::Record(0), terms(Mode::Read))));
		assert_noop!(send("frank", update(content())), Error::<Test>::NotWriter);
		assert_noop!(send("erin", update(with_bonus())), Error::<Test>::NotKeeper);
		assert_ok!(send("erin", update(tagged("by-erin"))));
		assert_eq!(held("erin"), (0, RECORD, 0));
		clear_inboxes();
		assert_ok!(send("robot", verify(0)));
		assert_eq!((record(0).author, record(0).version), (account("erin"), 2));
		assert_eq!(record(0).deposit.payer, account("bob"), "the record is stored once, and bob has paid for it");
		assert_eq!((held("bob"), held("erin")), ((0, RECORD, 0), (0, 0, 0)));
		assert_eq!(notices(party("erin")), [NoticeKind::RecordAccepted]);
		assert_eq!(notices(party("bob")), [NoticeKind::RecordAccepted]);
		assert_eq!(contributions("erin"), (0, 0), "a change is no upload");

		assert_ok!(send("alice", Call::revoke { source: 0, via: 1, scope: Scope::Record(0) }));
		assert_noop!(send("erin", update(content())), Error::<Test>::NotWriter);
	});
}

#[test]
fn one_change_waits_at_a_time() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		assert_ok!(send("bob", update(content())));
		assert_noop!(send("bob", update(content())), Error::<Test>::ProposalOpen);
		assert_ok!(send("bob", Call::withdraw_record { record: 0 }));
		assert_ok!(send("bob", update(content())));
	});
}

#[test]
fn refuses_others_and_records_not_in_effect() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), update(content())), UNSIGNED);
		let missing = Call::update_record { record: 9, content: content() };
		assert_noop!(send("bob", missing), Error::<Test>::RecordNotFound);
		for who in ["alice", "robot", "dave", "mallory"] {
			assert_noop!(send(who, update(content())), Error::<Test>::NotWriter);
		}
		assert_noop!(send("bob", update(tagged(""))), Error::<Test>::InvalidTag);
		assert_ok!(send("bob", add_record(0)));
		let waiting = Call::update_record { record: 1, content: content() };
		assert_noop!(send("bob", waiting), Error::<Test>::RecordNotFound);
	});
}

/// Who gains by cheating: a provider that gets a quorum for a record and then changes it without one.
// covers M83
#[test]
fn what_a_quorum_has_attested_is_changed_by_no_smaller_one() {
	ExtBuilder::default().with_viewers(&["erin", "frank", "grace"]).build_and_execute(|| {
		let attested = with_quorum(2, &["erin", "frank", "grace"]);
		assert_ok!(send("bob", Call::add_record { relationship: 0, content: attested }));
		assert_ok!(send("alice", verify(0)));
		for name in ["erin", "frank"] {
			assert_ok!(send(name, attest(0, true)));
		}
		for smaller in [content(), with_quorum(1, &["erin", "frank"])] {
			assert_noop!(send("bob", update(smaller)), Error::<Test>::QuorumNeeded);
		}
		assert_ok!(send("bob", update(with_quorum(2, &["frank", "grace"]))));
	});
}
