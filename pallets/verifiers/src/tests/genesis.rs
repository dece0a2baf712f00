use sp_runtime::BuildStorage;

use super::{free, held};
use crate::{GenesisConfig, mock::*};

#[test]
fn the_first_verifiers_vote_at_once_and_have_something_to_lose() {
	ExtBuilder::default().with_verifiers(&["alice", "bob", "carol"]).build_and_execute(|| {
		assert_eq!(authorities(), ids(&["alice", "bob", "carol"]));
		for name in ["alice", "bob", "carol"] {
			assert_eq!((held(name), free(name)), (BOND, RICH - BOND));
			assert_eq!(System::consumers(&account(name)), 2, "keys and a hold");
		}
		assert_eq!(Session::validators().len(), 3);
		assert_eq!(Verifiers::next_set().len(), 3);
	});
}

#[test]
fn a_chain_without_verifiers_runs() {
	ExtBuilder::default().with_verifiers(&[]).build_and_execute(|| {
		go_to_session(3);
		assert!(authorities().is_empty());
	});
}

#[test]
#[should_panic(expected = "outside of its bounds")]
fn a_session_length_out_of_bounds_is_refused() {
	let _ = GenesisConfig::<Test> { verifiers: vec![], session_length: 1 }.build_storage();
}

#[test]
#[should_panic(expected = "needs its bond as free balance")]
fn a_verifier_without_a_bond_is_refused() {
	let _ = GenesisConfig::<Test> { verifiers: vec![account("alice")], session_length: SESSION }.build_storage();
}

#[test]
#[should_panic(expected = "names a verifier twice")]
fn a_verifier_that_is_named_twice_is_refused() {
	let mut storage = ExtBuilder::default().with_verifiers(&[]).build();
	storage.execute_with(|| {
		let verifiers = vec![account("alice"), account("alice")];
		frame_support::traits::BuildGenesisConfig::build(&GenesisConfig::<Test> { verifiers, session_length: SESSION });
	});
}
