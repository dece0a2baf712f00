use bpiiot_primitives::sharing::State;
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, DropReason, Error, Event};

const WITHDRAW: Call<Test> = Call::withdraw_record { record: 0 };

#[test]
fn the_author_withdraws_in_every_state() {
	for ending in [None, Some(Call::suspend { relationship: 0 }), Some(Call::end { relationship: 0 })] {
		ExtBuilder::default().with_keeper().build_and_execute(|| {
			assert_ok!(send("bob", add_record(0)));
			if let Some(call) = ending {
				assert_ok!(send("alice", call));
			}
			let open = state(0).is_open();
			System::reset_events();
			assert_ok!(send("bob", WITHDRAW));
			let mut expected = vec![Event::ProposalDropped { record: 0, reason: DropReason::Withdrawn }];
			if open {
				let by = account("bob");
				expected.push(Event::RelationshipChanged { relationship: 0, state: State::Authorised, by });
			}
			assert_eq!(events(), expected);
			assert_eq!(held("bob"), (0, 0, 0));
			assert_noop!(send("bob", WITHDRAW), Error::<Test>::ProposalNotFound);
		});
	}
}

#[test]
fn refuses_all_but_the_author() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		assert_ok!(send("bob", add_record(0)));
		assert_noop!(send_from(RuntimeOrigin::none(), WITHDRAW), UNSIGNED);
		for who in ["alice", "robot", "dave", "mallory"] {
			assert_noop!(send(who, WITHDRAW), Error::<Test>::NotAuthor);
		}
	});
}

#[test]
fn the_authors_new_account_withdraws_for_it() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		assert_ok!(send("bob", add_record(0)));
		move_identity("bob", "grace");
		assert_noop!(send("dave", WITHDRAW), Error::<Test>::NotAuthor);
		assert_ok!(send("grace", WITHDRAW));
		assert_eq!(held("bob"), (0, 0, 0));
	});
}
