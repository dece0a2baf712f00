use frame_support::{
	assert_ok,
	traits::{EstimateNextSessionRotation, Get, Hooks, KeyOwnerProofSystem},
	weights::Weight,
};
use frame_system::limits::BlockWeights;
use pallet_session::historical::{HistoricalSessions, StoredRange};
use sp_consensus_grandpa::KEY_TYPE;
use sp_core::Pair;

use super::admit;
use crate::{Config, Event, Planned, WeightInfo, mock::*, tolerated};

#[test]
fn a_change_of_the_set_is_a_scheduled_change_without_delay() {
	ExtBuilder::default().build_and_execute(|| {
		admit("bob");
		while System::block_number() < 2 * SESSION {
			assert!(Grandpa::pending_change().is_none());
			next_block();
		}
		let change = Grandpa::pending_change().expect("the first block of session 2 announces it");
		assert_eq!((change.scheduled_at, change.delay, change.forced), (2 * SESSION, 0, None));
		assert_eq!(authorities(), ids(&["alice", "bob"]));
		assert!(Grandpa::pending_change().is_none(), "it holds from the end of that block on");
		let logs = System::digest().logs;
		assert_eq!(logs.len(), 1, "one announcement in the header: {logs:?}");
	});
}

#[test]
fn several_changes_in_one_session_are_one_change_of_the_set() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		admit("carol");
		admit("dave");
		assert_ok!(Verifiers::leave(signed("bob")));
		go_to_session(1);
		admit("eve");
		go_to_session(2);
		assert_eq!(authorities(), ids(&["alice", "carol", "dave"]));
		assert_eq!(Grandpa::current_set_id(), 1);
		go_to_session(3);
		assert_eq!(authorities(), ids(&["alice", "carol", "dave", "eve"]));
		assert_eq!(Grandpa::current_set_id(), 2);
	});
}

#[test]
fn a_planned_set_is_announced() {
	ExtBuilder::default().build_and_execute(|| {
		admit("bob");
		go_to_session(1);
		let voters = vec![account("alice"), account("bob")];
		assert_eq!(Planned::<Test>::get().into_inner(), voters);
		assert_eq!(events().last(), Some(&Event::SetPlanned { session: 2, voters }));
	});
}

/// The history of sessions proves whose a key was, also after its owner has left, and forgets what nobody can lose a bond
/// for any more.
#[test]
fn the_history_of_sessions_is_kept_as_long_as_a_bond() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		let in_the_first = owner("bob");
		let key = || (KEY_TYPE, key("bob").public());
		assert_ok!(Verifiers::leave(signed("bob")));
		for session in 1..=UNBONDING {
			go_to_session(session);
			let found = Historical::check_proof(key(), in_the_first.clone());
			assert_eq!(found, Some((account("bob"), BOND)), "session {session}");
		}
		go_to_session(UNBONDING + 1);
		assert_eq!(Historical::check_proof(key(), in_the_first), None);
		go_to_session(50);
		let (first, last) = StoredRange::<Test>::get().unwrap();
		assert_eq!((first, last), (50 - UNBONDING, 52));
		assert_eq!(HistoricalSessions::<Test>::iter().count() as u32, UNBONDING + 2);
	});
}

#[test]
fn the_clock_says_when_a_session_ends() {
	ExtBuilder::default().build_and_execute(|| {
		go_to_session(3);
		let now = System::block_number();
		assert_eq!(<Verifiers as EstimateNextSessionRotation<u64>>::average_session_length(), SESSION);
		assert_eq!(Verifiers::estimate_next_session_rotation(now).0, Some(now + SESSION));
		assert_eq!(
			Verifiers::estimate_current_session_progress(now + 1).0,
			Some(sp_runtime::Permill::from_rational(1u32, SESSION as u32))
		);
	});
}

/// What this pallet books for the SDK's pallets is what they do not book themselves.
#[test]
fn each_block_books_the_clock_and_a_change_of_session_the_whole_block() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Session::on_initialize(SESSION - 1), Weight::zero());
		assert_eq!(Grandpa::on_initialize(SESSION - 1), Weight::zero());
		assert!(Verifiers::on_initialize(SESSION - 1).ref_time() > 0);

		let limits: BlockWeights = <Test as frame_system::Config>::BlockWeights::get();
		System::set_block_number(SESSION);
		assert_eq!(Session::on_initialize(SESSION), limits.max_block);
		assert!(<Test as Config>::WeightInfo::rotate_session(MAX).all_lte(limits.max_block));
	});
}

#[test]
fn finality_survives_fewer_than_a_third() {
	let pairs: Vec<_> = [0, 1, 2, 3, 4, 6, 7, 10, 64].into_iter().map(|voters| (voters, tolerated(voters))).collect();
	assert_eq!(pairs, [(0, 0), (1, 0), (2, 0), (3, 0), (4, 1), (6, 1), (7, 2), (10, 3), (64, 21)]);
}
