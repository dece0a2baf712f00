use bpiiot_primitives::sharing::{Kind, NoticeKind, Side, State};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, Error, Event};

fn change(provider: &str) -> Call<Test> {
	Call::change_provider { relationship: 0, provider: account(provider) }
}

// covers M77, M86
#[test]
fn the_new_provider_takes_over_and_the_old_records_can_be_opened_to_it() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		assert_ok!(send("alice", change("dave")));
		let told = events().pop();
		assert!(matches!(told, Some(Event::RelationshipEstablished { relationship: 1, predecessor: Some(0), .. })));
		let new = relationship(1);
		assert_eq!((new.predecessor, new.kind, new.invited_by), (Some(0), Kind::Keeper, Side::Device));
		assert_eq!(state(0), State::Authorised, "bob serves until dave has accepted");

		System::reset_events();
		assert_ok!(send("dave", Call::accept { relationship: 1 }));
		let changed = |relationship, state| Event::RelationshipChanged { relationship, state, by: account("dave") };
		assert_eq!(events(), [changed(1, State::Authorised), changed(0, State::Ended)]);
		assert_eq!(notices(party("bob")), [NoticeKind::Ended]);
		assert_eq!(DataSharing::history(1), [1, 0]);

		// The device's side reads on, the old provider does not, the new one when it is permitted.
		assert_eq!(ask("robot", 0, Mode::Read, None), Ok(Basis::DeviceSide));
		assert_eq!(ask("bob", 0, Mode::Read, None), Err(Refusal::Ended));
		assert_eq!(ask("dave", 0, Mode::Read, None), Err(Refusal::NoPermission));
		assert_ok!(send("alice", grant("dave", tag(TAG), terms(Mode::ReadWrite))));
		assert!(ask("dave", 0, Mode::Read, None).is_ok());
		assert_eq!(ask("dave", 0, Mode::ReadWrite, None), Err(Refusal::Ended), "history is not rewritten");

		// The new relationship has records of its own.
		assert_ok!(send("dave", add_record(1)));
		assert_ok!(send("alice", verify(1)));
		assert_eq!(DataSharing::records_of(0, None, 10), [0]);
		assert_eq!(DataSharing::records_of(1, None, 10), [1]);
	});
}

// covers M86
#[test]
fn history_goes_back_over_many_providers() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		for turn in 0..40 {
			let provider = if turn % 2 == 0 { "dave" } else { "bob" };
			let call = Call::change_provider { relationship: turn, provider: account(provider) };
			assert_ok!(send("alice", call));
			assert_ok!(send(provider, Call::accept { relationship: turn + 1 }));
		}
		let history = DataSharing::history(40);
		assert_eq!(history.len(), crate::MAX_HISTORY as usize);
		assert_eq!(history[..3], [40, 39, 38]);
	});
}

#[test]
fn a_provider_that_has_ended_it_is_not_ended_twice() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		assert_ok!(send("alice", change("dave")));
		assert_ok!(send("bob", Call::end { relationship: 0 }));
		System::reset_events();
		assert_ok!(send("dave", Call::accept { relationship: 1 }));
		assert_eq!(events().len(), 1);
		// Also after the end another provider can follow.
		assert_ok!(send("alice", Call::end { relationship: 1 }));
		assert_ok!(send("alice", change("dave")));
		assert_eq!(relationship(2).predecessor, Some(0));
	});
}

#[test]
fn a_provider_that_refuses_changes_nothing() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		assert_ok!(send("alice", change("dave")));
		assert_ok!(send("dave", Call::reject { relationship: 1 }));
		assert_eq!(state(0), State::Authorised);
		assert_eq!(held("alice"), (RELATIONSHIP, 0, 0));
	});
}

#[test]
fn refuses_wrong_people_and_wrong_relationships() {
	ExtBuilder::default().with_viewers(&["erin"]).build_and_execute(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), change("dave")), UNSIGNED);
		for who in ["bob", "dave", "carol", "press", "mallory"] {
			assert_noop!(send(who, change("dave")), Error::<Test>::NotDeviceSide);
		}
		let with = |relationship| Call::change_provider { relationship, provider: account("dave") };
		assert_noop!(send("alice", with(9)), Error::<Test>::RelationshipNotFound);
		assert_noop!(send("alice", with(1)), Error::<Test>::NotKeeper);
		assert_noop!(send("alice", change("bob")), Error::<Test>::AlreadyExists);
		assert_noop!(send("alice", change("erin")), Error::<Test>::NotServiceProvider);
		assert_noop!(send("alice", change("mallory")), Error::<Test>::NotRegistered);
		assert_ok!(send("alice", change("dave")));
		assert_noop!(send("alice", with(2)), Error::<Test>::NotAccepted);
	});
}

/// The provider comes back after another one: its own old records open again by permission, and by nothing else.
// covers M77, M86
#[test]
fn a_provider_that_returns_reads_what_it_kept_when_it_is_permitted() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		assert_ok!(send("alice", change("dave")));
		assert_ok!(send("dave", Call::accept { relationship: 1 }));
		assert_ok!(send("alice", Call::change_provider { relationship: 1, provider: account("bob") }));
		assert_ok!(send("bob", Call::accept { relationship: 2 }));
		assert_eq!(ask("bob", 0, Mode::Read, None), Err(Refusal::Ended));
		assert_ok!(send("alice", grant("bob", tag(TAG), terms(Mode::ReadWrite))));
		assert_eq!(relationship(2).granted, 1);
		assert!(matches!(ask("bob", 0, Mode::Read, None), Ok(Basis::Permission(_))));
		assert_eq!(ask("bob", 0, Mode::Read, Some(EXTRA)), Err(Refusal::Ended), "what the permission does not name");
		assert_eq!(ask("bob", 0, Mode::ReadWrite, None), Err(Refusal::Ended));
		assert_ok!(send("alice", Call::revoke { source: 0, via: 2, scope: tag(TAG) }));
		assert_eq!(ask("bob", 0, Mode::Read, None), Err(Refusal::Ended));
	});
}
