use bpiiot_primitives::sharing::{Kind, Missed, NoticeKind};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use sp_runtime::traits::Dispatchable;

use super::*;
use crate::{Call, Error, Event, Inbox, MAX_INVITATION_NOTICES, MAX_NOTICES, Mailboxes};

fn acknowledge(party: Party<AccountId>, up_to: u64) -> Call<Test> {
	Call::acknowledge { party, up_to }
}

/// Bob sends the robot so many notices: he proposes a record and withdraws it.
fn notify(count: u32) {
	for _ in 0..count {
		assert_ok!(send("bob", add_record(0)));
		let record = crate::NextRecord::<Test>::get() - 1;
		assert_ok!(send("bob", Call::withdraw_record { record }));
	}
}

// covers M70
#[test]
fn one_who_was_offline_finds_every_notice_in_order_and_acknowledges() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		// While the robot is away, much happens.
		go_to(10);
		assert_ok!(send("bob", add_record(0)));
		go_to(11);
		assert_ok!(send("frank", establish(robot(), "frank", Kind::Viewer)));
		go_to(12);
		assert_ok!(send("erin", Call::end { relationship: 1 }));

		let (mailbox, waiting) = DataSharing::inbox(robot(), 0, 100);
		assert_eq!((mailbox.next, mailbox.stored, mailbox.missed), (3, 3, None));
		let seen: Vec<_> = waiting.iter().map(|(sequence, notice)| (*sequence, notice.kind, notice.at)).collect();
		assert_eq!(
			seen,
			[(0, NoticeKind::RecordProposed, 10), (1, NoticeKind::Invited, 11), (2, NoticeKind::Ended, 12),]
		);

		System::reset_events();
		assert_ok!(send("robot", acknowledge(robot(), 1)));
		assert_eq!(events(), [Event::Acknowledged { party: robot(), up_to: 1 }]);
		assert_eq!(notices(robot()), [NoticeKind::Ended]);
		assert_ok!(send("alice", acknowledge(robot(), 1)));
		assert_ok!(send("alice", acknowledge(robot(), 2)));
		let (mailbox, waiting) = DataSharing::inbox(robot(), 0, 100);
		assert_eq!((mailbox.next, mailbox.stored, mailbox.invitations, waiting.len()), (3, 0, 0, 0));
	});
}

// covers M70
#[test]
fn a_full_inbox_counts_what_it_misses_and_blocks_nobody() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		notify(MAX_NOTICES);
		assert_eq!(DataSharing::inbox(robot(), 0, 1).0.missed, None);
		go_to(7);
		System::reset_events();
		notify(1);
		let stored = all_events().into_iter().find_map(|event| match event {
			Event::Notified { stored, sequence, .. } => Some((sequence, stored)),
			_ => None,
		});
		assert_eq!(stored, Some((128, false)));
		go_to(8);
		notify(2);
		let missed = Missed { count: 3, first: 128, last: 130, since: 7 };
		assert_eq!(DataSharing::inbox(robot(), 0, 1).0.missed, Some(missed.clone()));
		assert_eq!(Inbox::<Test>::iter().count(), 128, "the oldest are still there");

		// Reading some makes room; the number tells that three are missing.
		assert_ok!(send("robot", acknowledge(robot(), 99)));
		notify(1);
		let (mailbox, waiting) = DataSharing::inbox(robot(), 120, 100);
		let numbers: Vec<_> = waiting.iter().map(|(sequence, _)| *sequence).collect();
		assert_eq!(numbers, [120, 121, 122, 123, 124, 125, 126, 127, 131]);
		assert_eq!(mailbox.missed, Some(missed));

		// What was missed is settled when it is acknowledged.
		assert_ok!(send("robot", acknowledge(robot(), 130)));
		let mailbox = DataSharing::inbox(robot(), 0, 1).0;
		assert_eq!((mailbox.missed, mailbox.stored), (None, 1));
	});
}

/// Who gains by cheating: strangers who send invitations so that a partner's notices find no room.
#[test]
fn strangers_fill_at_most_a_quarter_of_an_inbox() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		for _ in 0..MAX_NOTICES {
			assert_ok!(send("erin", establish(robot(), "erin", Kind::Viewer)));
			let relationship = crate::NextRelationship::<Test>::get() - 1;
			assert_ok!(send("erin", Call::reject { relationship }));
		}
		let mailbox = DataSharing::inbox(robot(), 0, 1).0;
		assert_eq!((mailbox.stored, mailbox.invitations), (MAX_INVITATION_NOTICES, MAX_INVITATION_NOTICES));
		assert_eq!(mailbox.missed.map(|missed| missed.count), Some(MAX_NOTICES - MAX_INVITATION_NOTICES));
		notify(MAX_NOTICES - MAX_INVITATION_NOTICES);
		assert_eq!(DataSharing::inbox(robot(), 0, 1).0.stored, MAX_NOTICES);
		// Acknowledged invitations make room for others.
		assert_ok!(send("alice", acknowledge(robot(), 127)));
		assert_ok!(send("frank", establish(robot(), "frank", Kind::Viewer)));
		assert_eq!(last_notice(robot()).kind, NoticeKind::Invited);
	});
}

/// Who gains by cheating: a stranger who writes into somebody's inbox.
#[test]
fn a_stranger_reaches_nobodys_inbox() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		for call in [
			establish(robot(), "bob", Kind::Keeper),
			Call::accept { relationship: 0 },
			Call::end { relationship: 0 },
			add_record(0),
			Call::update_record { record: 0, content: content() },
			grant("erin", tag(TAG), terms(Mode::Read)),
			Call::remove_record { record: 0 },
			Call::succeed { relationship: 0 },
		] {
			assert!(send("mallory", call).is_err());
		}
		assert_eq!(Mailboxes::<Test>::iter().count(), 0);
	});
}

#[test]
fn costs_what_it_removes() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		notify(3);
		let call = RuntimeCall::from(acknowledge(robot(), 1));
		let most = call.get_dispatch_info().call_weight;
		let origin = RuntimeOrigin::signed(account("robot"));
		let used = call.dispatch(origin).expect("works").actual_weight.expect("is told");
		assert_eq!(used, <<Test as crate::Config>::WeightInfo as crate::WeightInfo>::acknowledge(2));
		assert!(used.ref_time() < most.ref_time());
	});
}

#[test]
fn refuses_others_inboxes_and_the_future() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		notify(1);
		assert_noop!(send_from(RuntimeOrigin::none(), acknowledge(robot(), 0)), UNSIGNED);
		for who in ["bob", "carol", "press", "mallory"] {
			assert_noop!(send(who, acknowledge(robot(), 0)), Error::<Test>::NotParty);
		}
		assert_noop!(send("alice", acknowledge(party("bob"), 0)), Error::<Test>::NotParty);
		assert_noop!(send("robot", acknowledge(robot(), 1)), Error::<Test>::NotSentYet);
		assert_noop!(send("mallory", acknowledge(party("mallory"), 0)), Error::<Test>::NotSentYet);
		assert_ok!(send("robot", acknowledge(robot(), 0)));
	});
}

/// Who gains by cheating: whoever has the key that the owner has given up, and would hide from the new one what has happened.
#[test]
fn a_former_account_and_one_that_is_expelled_hide_nothing() {
	for expelled in [false, true] {
		ExtBuilder::default().with_keeper().build_and_execute(|| {
			notify(1);
			if expelled {
				expel("alice")
			} else {
				move_identity("alice", "grace")
			}
			assert_noop!(send("alice", acknowledge(robot(), 0)), Error::<Test>::NotRegistered);
			assert_eq!(notices(robot()).len(), 1);
			if !expelled {
				assert_ok!(send("grace", acknowledge(robot(), 0)));
			}
		});
	}
}

/// Nobody is left to read it, and nobody's deposit pays for it: whoever likes clears it away.
#[test]
fn the_inbox_of_a_device_that_is_gone_does_not_stay() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		notify(2);
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		assert_noop!(send("mallory", acknowledge(robot(), 1)), Error::<Test>::NotParty);
		unregister(ROBOT);
		assert_ok!(send("mallory", acknowledge(robot(), 0)));
		assert_eq!(notices(robot()).len(), 1);
		assert_ok!(send("mallory", acknowledge(robot(), 1)));
		assert_eq!((Mailboxes::<Test>::contains_key(robot()), Inbox::<Test>::iter_prefix(robot()).count()), (false, 0));
		// And no new one begins.
		go_to(1_000);
		assert_ok!(send("alice", Call::remove_relationship { relationship: 0 }));
		assert!(!Mailboxes::<Test>::contains_key(robot()));
	});
}
