use bpiiot_primitives::sharing::{NoticeKind, State};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, DropReason, Error, Event};

const REJECT: Call<Test> = Call::reject_record { record: 0 };

// covers M69
#[test]
fn the_devices_side_refuses_a_new_record() {
	for who in ["alice", "robot"] {
		ExtBuilder::default().with_keeper().build_and_execute(|| {
			assert_ok!(send("bob", add_record(0)));
			System::reset_events();
			assert_ok!(send(who, REJECT));
			let by = account(who);
			assert_eq!(
				events(),
				[
					Event::ProposalDropped { record: 0, reason: DropReason::Rejected },
					Event::RelationshipChanged { relationship: 0, state: State::Authorised, by },
				]
			);
			assert_eq!(notices(party("bob")), [NoticeKind::RecordRejected]);
			assert_eq!(held("bob"), (0, 0, 0));
			assert!(DataSharing::records_of(0, None, 10).is_empty());
			assert_eq!(ledger(), Ledger::default(), "nothing was contributed");
			assert_noop!(send(who, REJECT), Error::<Test>::ProposalNotFound);
		});
	}
}

#[test]
fn refusing_a_change_leaves_the_version_in_effect() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		assert_ok!(send("bob", Call::update_record { record: 0, content: tagged("new") }));
		assert_ok!(send("alice", REJECT));
		assert_eq!((record(0).version, record(0).details), (1, details()));
		assert_eq!(held("bob"), (0, RECORD, 0));
		assert_eq!(DataSharing::records_of(0, None, 10), [0]);
	});
}

#[test]
fn works_in_every_state_and_for_the_devices_side_only() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		assert_ok!(send("bob", add_record(0)));
		assert_noop!(send_from(RuntimeOrigin::none(), REJECT), UNSIGNED);
		for who in ["bob", "carol", "press", "mallory"] {
			assert_noop!(send(who, REJECT), Error::<Test>::NotDeviceSide);
		}
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		assert_ok!(send("alice", REJECT));
		assert_eq!(state(0), State::Ended);
		assert_eq!(held("bob"), (0, 0, 0));
	});
}

/// Who gains by cheating: a viewer who leaves a proposal behind, so that the provider can never clear up its own records.
#[test]
fn anyone_clears_away_what_cannot_take_effect_any_more() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::ReadWrite))));
		assert_ok!(send("erin", Call::update_record { record: 0, content: content() }));
		assert_ok!(send("alice", Call::suspend { relationship: 0 }));
		assert_noop!(send("bob", REJECT), Error::<Test>::NotDeviceSide);
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		go_to(1_000);
		assert_noop!(send("bob", Call::remove_record { record: 0 }), Error::<Test>::ProposalOpen);
		assert_ok!(send("bob", REJECT));
		assert_ok!(send("bob", Call::remove_record { record: 0 }));
		assert_eq!((held("bob"), held("erin")), ((0, 0, 0), (0, 0, 0)));
	});
}
