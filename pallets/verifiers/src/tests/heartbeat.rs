use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, transaction_validity::InvalidTransaction};

use super::{admit, held, status};
use crate::{Event, Heartbeat, Status, Verifiers as Records, mock::*};

const FOUR: [&str; 4] = ["alice", "bob", "carol", "dave"];

fn seen(name: &str) -> u32 {
	Records::<Test>::get(account(name)).unwrap().seen
}

#[test]
fn a_silent_verifier_is_stood_down_and_comes_back() {
	ExtBuilder::default().with_verifiers(&FOUR).build_and_execute(|| {
		go_to_session_hearing(MISSED, &FOUR[..3]);
		assert_eq!(status("dave"), Some(Status::Active));
		go_to_session_hearing(MISSED + 1, &FOUR[..3]);
		assert_eq!(status("dave"), Some(Status::StoodDown));
		assert!(events().contains(&Event::StoodDown { who: account("dave"), missed: MISSED }));
		assert_eq!(held("dave"), BOND, "being silent costs nothing");
		assert_eq!(authorities(), ids(&FOUR));
		go_to_session_hearing(MISSED + 2, &FOUR[..3]);
		assert_eq!(authorities(), ids(&FOUR[..3]));

		assert_ok!(Verifiers::resume(signed("dave")));
		go_to_session_hearing(MISSED + 4, &FOUR[..3]);
		assert_eq!(authorities(), ids(&FOUR));
		// It has as long to be heard as at first.
		go_to_session_hearing(MISSED + 4 + MISSED - 1, &FOUR[..3]);
		assert_eq!(status("dave"), Some(Status::Active));
		go_to_session_hearing(MISSED + 4 + MISSED, &FOUR[..3]);
		assert_eq!(status("dave"), Some(Status::StoodDown));
	});
}

#[test]
fn one_that_is_heard_in_time_stays() {
	ExtBuilder::default().with_verifiers(&FOUR).build_and_execute(|| {
		for session in 1..12 {
			go_to_session(session);
			for name in &FOUR[..3] {
				assert_ok!(send_heartbeat(name, session));
			}
			if session % MISSED == 0 {
				assert_ok!(send_heartbeat("dave", session));
			}
		}
		assert_eq!(status("dave"), Some(Status::Active));
		assert_eq!(Grandpa::current_set_id(), 0);
	});
}

#[test]
fn while_too_many_are_silent_to_finalize_a_change_nobody_is_stood_down() {
	ExtBuilder::default().with_verifiers(&FOUR).build_and_execute(|| {
		go_to_session_hearing(10, &FOUR[..2]);
		for name in FOUR {
			assert_eq!(status(name), Some(Status::Active));
		}
		// One returns; now three can finalize that the fourth goes.
		go_to_session_hearing(11, &FOUR[..3]);
		assert_eq!([status("carol"), status("dave")], [Some(Status::Active), Some(Status::StoodDown)]);
	});
}

/// The set of this session could do without Dave, the next one, which Carol has left, could not.
#[test]
fn nor_while_the_next_set_needs_everybody() {
	ExtBuilder::default().with_verifiers(&FOUR).build_and_execute(|| {
		go_to_session_hearing(MISSED - 1, &FOUR[..3]);
		assert_ok!(Verifiers::leave(signed("carol")));
		go_to_session_hearing(MISSED + 3, &FOUR[..3]);
		assert_eq!(status("dave"), Some(Status::Active));
		assert_eq!(authorities(), ids(&["alice", "bob", "dave"]));
	});
}

#[test]
fn of_three_all_are_needed_so_none_is_stood_down() {
	ExtBuilder::default().with_verifiers(&FOUR[..3]).build_and_execute(|| {
		go_to_session_hearing(10, &FOUR[..2]);
		assert_eq!(status("carol"), Some(Status::Active));
		assert_eq!(authorities(), ids(&FOUR[..3]));
	});
}

#[test]
fn the_only_voter_is_never_stood_down() {
	ExtBuilder::default().build_and_execute(|| {
		go_to_session(10);
		assert_eq!(status("alice"), Some(Status::Active));
		assert_eq!(authorities(), ids(&["alice"]));
	});
}

/// Those that finalize the change may all be about to leave; then the last active one stays, silent or not.
#[test]
fn the_last_active_voter_is_not_stood_down() {
	ExtBuilder::default().with_verifiers(&FOUR).build_and_execute(|| {
		go_to_session_hearing(MISSED, &FOUR[..3]);
		for name in &FOUR[..3] {
			assert_ok!(Verifiers::leave(signed(name)));
		}
		go_to_session_hearing(MISSED + 1, &FOUR[..3]);
		assert_eq!(status("dave"), Some(Status::Active));
		go_to_session_hearing(MISSED + 2, &FOUR[..3]);
		assert_eq!(authorities(), ids(&["dave"]));
	});
}

#[test]
fn it_counts_once_in_its_session() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		go_to_session(3);
		System::reset_events();
		let validity = send_heartbeat("bob", 3).unwrap();
		assert!(validity.propagate, "a verification node need not mine");
		assert_eq!(seen("bob"), 3);
		assert_eq!(events(), [Event::HeartbeatReceived { who: account("bob"), session: 3 }]);
		assert_eq!(send_heartbeat("bob", 3), Err(InvalidTransaction::Stale.into()), "a second one");
		assert_eq!(send_heartbeat("alice", 2), Err(InvalidTransaction::Stale.into()), "an old one");
		assert_eq!(send_heartbeat("alice", 4), Err(InvalidTransaction::Future.into()), "one in advance");
		assert_eq!(seen("alice"), 0);
	});
}

/// Who gains by cheating: one that keeps its node switched off and has others, or a record, speak for it.
#[test]
fn nobody_speaks_for_another() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		go_to_session(1);
		let refused = |call, reason: InvalidTransaction| assert_eq!(send(call), Err(reason.into()));
		refused(heartbeat("bob", 1, &key("alice")), InvalidTransaction::BadProof);
		refused(heartbeat("carol", 1, &key("carol")), InvalidTransaction::BadSigner);
		admit("carol");
		refused(heartbeat("carol", 1, &key("carol")), InvalidTransaction::BadSigner);

		let sign = |bytes: &[u8]| sp_core::Pair::sign(&key("bob"), bytes).into();
		let claim = Heartbeat { session: 1, verifier: account("bob") };
		let with = |signature| crate::Call::<Test>::heartbeat { heartbeat: claim.clone(), signature };
		let elsewhere = sign(&claim.payload(bpiiot_primitives::Hash::repeat_byte(9)));
		refused(with(elsewhere), InvalidTransaction::BadProof);
		let for_another_session = Heartbeat { session: 0, verifier: account("bob") }.payload(GENESIS);
		refused(with(sign(&for_another_session)), InvalidTransaction::BadProof);
		assert_eq!(seen("bob"), 0);
	});
}

#[test]
fn no_account_can_send_it() {
	ExtBuilder::default().build_and_execute(|| {
		let claim = Heartbeat { session: 0, verifier: account("alice") };
		let signature: sp_consensus_grandpa::AuthoritySignature =
			sp_core::Pair::sign(&key("alice"), &claim.payload(GENESIS)).into();
		for origin in [signed("alice"), RuntimeOrigin::none(), RuntimeOrigin::root()] {
			assert_noop!(Verifiers::heartbeat(origin, claim.clone(), signature.clone()), DispatchError::BadOrigin);
		}
	});
}

/// A vote's signature must not pass for a heartbeat, and a heartbeat's not for a vote.
#[test]
fn a_heartbeat_is_no_vote() {
	let payload = Heartbeat { session: 1, verifier: account("alice") }.payload(GENESIS);
	assert!(payload[0] > 3, "a vote starts with its variant");
	assert!(!payload.starts_with(b"POP_"), "and the proof of a key with its domain");
}
