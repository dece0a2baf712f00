//! What is counted, and for whom.

use bpiiot_primitives::incentives::{Contribution, Contributions};
use frame_support::assert_ok;

use super::*;
use crate::{Call, Tallies};

fn counted(name: &str) -> u32 {
	Incentives::contributions_of(account(name)).0
}

// covers M91
#[test]
fn without_stake_nothing_is_counted_and_nothing_stored() {
	execute(|| {
		contribute("alice", 100);
		assert_ok!(send("bob", Call::bond { amount: 10 * STAKE }));
		// Bob's stake counts from the next epoch on.
		contribute("bob", 100);
		assert_eq!((Tallies::<Test>::iter().count(), Incentives::epoch().points), (0, 0));
	});
}

// covers M91
#[test]
fn uploads_and_verifications_are_counted_alike_up_to_what_the_stake_allows() {
	execute(|| {
		assert_ok!(send("alice", Call::bond { amount: 4 * STAKE - 1 }));
		assert_ok!(send("bob", Call::bond { amount: 100 * STAKE }));
		epoch(1);
		Incentives::contributed(&account("alice"), Contribution::Upload);
		Incentives::contributed(&account("alice"), Contribution::Verification);
		assert_eq!((counted("alice"), Incentives::epoch().points), (2, 2));
		contribute("alice", 5);
		assert_eq!(counted("alice"), 3);
		contribute("bob", 5);
		assert_eq!((counted("bob"), Incentives::epoch().points), (5, 8));
		// A new epoch begins with nothing counted.
		epoch(2);
		assert_eq!((counted("alice"), counted("bob"), Incentives::epoch().points), (0, 0, 0));
	});
}

// covers M91
#[test]
fn what_a_device_does_is_counted_for_its_owner() {
	execute(|| {
		register_device(7, "alice", "robot");
		register_device(8, "alice", "press");
		assert_ok!(send("alice", Call::bond { amount: 5 * STAKE }));
		epoch(1);
		contribute("robot", 2);
		contribute("press", 2);
		assert_eq!((counted("alice"), counted("robot"), counted("press")), (4, 4, 4), "a device shows its owner's");
		assert_eq!(Tallies::<Test>::iter().collect::<Vec<_>>(), [(1, account("alice"), 4)]);
		assert_eq!(Incentives::contributions_of(account("robot")).1, 5);
		contribute("robot", 2);
		assert_eq!(counted("alice"), 5, "one bond is for all machines");
		epoch(2);
		assert_ok!(send("alice", Call::claim { epochs: vec![1].try_into().expect("one") }));
	});
}

/// The benchmarks of other pallets rely on it.
#[test]
fn who_is_prepared_earns_at_once_and_has_an_author_for_its_bonus_queries() {
	execute(|| {
		register_device(7, "nobody", "robot");
		for name in ["newcomer", "robot", "other"] {
			Incentives::prepare(&account(name));
		}
		for name in ["newcomer", "robot", "other"] {
			contribute(name, 3);
			assert_eq!(counted(name), 3, "{name}");
		}
		assert_eq!(Incentives::epoch().points, 9);
		assert_ok!(attach("newcomer"));
		assert_ok!(attach("other"));
	});
}
