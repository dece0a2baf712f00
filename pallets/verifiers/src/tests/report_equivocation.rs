use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok};
use sp_consensus_grandpa::EquivocationProof;
use sp_runtime::{DispatchError, transaction_validity::InvalidTransaction};

use super::{admit, free, held, status};
use crate::{Admitted, Error, Event, Status, mock::*};

const THREE: [&str; 3] = ["alice", "bob", "carol"];

fn three() -> ExtBuilder {
	ExtBuilder::default().with_verifiers(&THREE)
}

#[test]
fn two_votes_in_one_round_cost_the_whole_bond() {
	three().build_and_execute(|| {
		let issued = Balances::total_issuance();
		let validity = send(report("bob", 1)).unwrap();
		assert!(validity.propagate, "it has to reach a miner");
		assert_eq!(events(), [Event::Slashed { who: account("bob"), amount: BOND }]);
		assert_eq!((held("bob"), free("bob")), (0, RICH - BOND));
		assert_eq!(Balances::total_issuance(), issued - BOND, "the bond is burnt");
		assert_eq!(status("bob"), Some(Status::Slashed));
		assert_eq!(Admitted::<Test>::get().into_inner(), [account("alice"), account("carol")]);
		go_to_session(2);
		assert_eq!(authorities(), ids(&["alice", "carol"]));
	});
}

#[test]
fn a_report_counts_once() {
	three().build_and_execute(|| {
		let (first, in_another_round) = (report("bob", 1), report("bob", 2));
		assert_ok!(send(first.clone()));
		let issued = Balances::total_issuance();
		let stale = Err(InvalidTransaction::Stale.into());
		assert_eq!(send(first.clone()), stale);
		// Who gains by cheating: one with nothing left to lose, who would fill blocks with free reports of itself.
		assert_eq!(send(in_another_round.clone()), stale);
		go_to_session(1);
		assert_eq!(send(first), stale);
		assert_eq!(send(in_another_round), stale);
		assert_eq!((held("bob"), Balances::total_issuance()), (0, issued));
	});
}

#[test]
fn two_who_vote_twice_in_the_same_round_pay_once_each() {
	three().build_and_execute(|| {
		let issued = Balances::total_issuance();
		assert_ok!(send(report("bob", 1)));
		assert_ok!(send(report("carol", 1)));
		assert_eq!(Balances::total_issuance(), issued - 2 * BOND);
		let slashed = |name| Event::Slashed { who: account(name), amount: BOND };
		assert_eq!(events(), [slashed("bob"), slashed("carol")]);
		assert_eq!((held("alice"), free("bob"), free("carol")), (BOND, RICH - BOND, RICH - BOND));
	});
}

#[test]
fn what_proves_nothing_is_not_let_in() {
	three().build_and_execute(|| {
		go_to_session(1);
		let refused = |call| assert_eq!(send(call), Err(InvalidTransaction::BadProof.into()));
		refused(report_of(votes("bob", 0, 1, false), owner("bob")));
		refused(report_of(votes("bob", 0, 1, true), owner("alice")));
		refused(report_of(votes("judy", 0, 1, true), owner("bob")));
		// The votes of a set that there is not, or not in that session.
		refused(report_of(votes("bob", 1, 1, true), owner("bob")));
		refused(report_of(votes("bob", 9, 1, true), owner("bob")));

		let mut wrong_count = owner("bob");
		wrong_count.validator_count += 1;
		refused(report_of(votes("bob", 0, 1, true), wrong_count));

		// Alice signs two votes and says that they are Bob's.
		let mut encoded = votes("alice", 0, 1, true).encode();
		let identity = 8 + 1 + 8;
		encoded[identity..identity + 32].copy_from_slice(&sp_core::Pair::public(&key("bob")).0);
		let forged = EquivocationProof::decode(&mut encoded.as_slice()).unwrap();
		refused(report_of(forged, owner("bob")));
		assert_eq!(held("bob"), BOND);
	});
}

#[test]
fn no_account_can_send_it() {
	three().build_and_execute(|| {
		let votes = Box::new(votes("bob", 0, 1, true));
		for origin in [signed("alice"), RuntimeOrigin::none(), RuntimeOrigin::root()] {
			assert_noop!(Verifiers::report_equivocation(origin, votes.clone(), owner("bob")), DispatchError::BadOrigin);
		}
	});
}

/// Who gains by cheating: a verifier that votes twice and leaves before anybody has noticed.
#[test]
fn leaving_does_not_save_the_bond() {
	three().build_and_execute(|| {
		go_to_session(1);
		assert_ok!(Verifiers::leave(signed("bob")));
		go_to_session(2);
		let (votes, owner) = (votes("bob", 0, 1, true), owner("bob"));
		go_to_session(2 + UNBONDING);
		assert_noop!(Verifiers::withdraw_bond(signed("bob")), Error::<Test>::StillBonded);
		assert_ok!(send(report_of(votes, owner)));
		assert_eq!((held("bob"), status("bob")), (0, Some(Status::Slashed)));
		go_to_session(20);
		assert_noop!(Verifiers::withdraw_bond(signed("bob")), Error::<Test>::NotLeaving);
	});
}

#[test]
fn a_set_is_remembered_as_long_as_a_bond_even_if_it_changes_with_each_session() {
	three().build_and_execute(|| {
		admit("dave");
		go_to_session(1);
		assert_ok!(Verifiers::leave(signed("bob")));
		let mut newcomers = NAMES[4..].iter();
		go_to_session(2);
		let (votes, owner) = (votes("bob", Grandpa::current_set_id(), 1, true), owner("bob"));
		for session in 2..2 + UNBONDING {
			admit(newcomers.next().unwrap());
			go_to_session(session + 1);
			assert_eq!(Grandpa::current_set_id(), u64::from(session), "a change with each session");
		}
		assert_ok!(send(report_of(votes, owner)));
		assert_eq!(held("bob"), 0);
	});
}

#[test]
fn standing_down_does_not_save_it_either() {
	three().build_and_execute(|| {
		assert_ok!(Verifiers::stand_down(signed("bob")));
		go_to_session(1);
		let (votes, owner) = (votes("bob", 0, 1, true), owner("bob"));
		go_to_session(2);
		// With a new key, or none at all, it is still the owner of the old one.
		assert_ok!(set_keys("bob", "judy"));
		assert_ok!(send(report_of(votes, owner)));
		assert_eq!((held("bob"), status("bob")), (0, Some(Status::Slashed)));
		assert_noop!(Verifiers::resume(signed("bob")), Error::<Test>::NotStoodDown);
	});
}

/// Who gains by cheating: a verifier that changes its key after it has voted twice, so that the key is nobody's.
#[test]
fn a_voters_key_cannot_be_changed() {
	three().build_and_execute(|| {
		for session in 0..2 {
			go_to_session(session);
			assert_noop!(set_keys("bob", "judy"), pallet_session::Error::<Test>::NoAssociatedValidatorId);
			assert_noop!(Verifiers::purge_keys(signed("bob")), Error::<Test>::KeysFrozen);
		}
		assert_ok!(send(report("bob", 1)));
	});
}

#[test]
fn the_last_voter_votes_on_until_another_is_admitted() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send(report("alice", 1)));
		go_to_session(5);
		assert_eq!(authorities(), ids(&["alice"]), "without a voter finality could never go on");
		assert_eq!(Grandpa::current_set_id(), 0);
		assert_noop!(Verifiers::purge_keys(signed("alice")), Error::<Test>::KeysFrozen);
		assert_noop!(Verifiers::pardon(RuntimeOrigin::root(), account("alice")), Error::<Test>::StillBonded);
		admit("bob");
		go_to_session(7);
		assert_eq!(authorities(), ids(&["bob"]));
		go_to_session(7 + UNBONDING);
		assert_ok!(Verifiers::pardon(RuntimeOrigin::root(), account("alice")));
	});
}

#[test]
fn the_punished_neither_leaves_nor_resumes() {
	three().build_and_execute(|| {
		assert_ok!(send(report("bob", 1)));
		assert_noop!(Verifiers::leave(signed("bob")), Error::<Test>::AlreadyLeft);
		assert_noop!(Verifiers::remove(RuntimeOrigin::root(), account("bob")), Error::<Test>::AlreadyLeft);
		assert_noop!(Verifiers::resume(signed("bob")), Error::<Test>::NotStoodDown);
		assert_noop!(Verifiers::stand_down(signed("bob")), Error::<Test>::NotActive);
		assert_noop!(Verifiers::withdraw_bond(signed("bob")), Error::<Test>::NotLeaving);
	});
}
