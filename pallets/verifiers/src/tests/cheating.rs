//! Who gains by cheating, where it is not one call alone.

use frame_support::{assert_noop, assert_ok};

use super::{admit, apply, free, held};
use crate::{Admitted, Applications, Planned, mock::*};

/// Someone who applies under many names neither votes nor keeps others from being admitted, and each name costs a bond.
#[test]
fn many_applications_are_of_no_use() {
	ExtBuilder::default().build_and_execute(|| {
		let many = &NAMES[1..];
		assert!(many.len() > MAX as usize);
		for name in many {
			apply(name);
			assert_eq!(held(name), BOND);
		}
		go_to_session(4);
		assert_eq!(Planned::<Test>::get().into_inner(), [account("alice")]);
		assert_eq!(Admitted::<Test>::get().len(), 1);
		let honest = NAMES[NAMES.len() - 1];
		assert_ok!(Verifiers::admit(RuntimeOrigin::root(), account(honest)));
		assert_eq!(Applications::<Test>::iter().count(), many.len() - 1);
	});
}

/// One key is one voter: a second account cannot register it, and nobody a key that it does not have.
#[test]
fn nobody_votes_with_anothers_key() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set_keys("bob", "alice"), pallet_session::Error::<Test>::DuplicatedKey);
		let stolen = sp_core::proof_of_possession::ProofOfPossessionGenerator::generate_proof_of_possession(
			&mut key("judy"),
			&codec::Encode::encode(&account("judy")),
		);
		assert_noop!(
			Session::set_keys(signed("bob"), keys("judy"), codec::Encode::encode(&stolen)),
			pallet_session::Error::<Test>::InvalidProof
		);
	});
}

/// The bond cannot be spent, transferred or used twice while it is held.
#[test]
fn a_bond_is_not_spent_twice() {
	ExtBuilder::default().build_and_execute(|| {
		admit("bob");
		assert_noop!(
			Balances::transfer_allow_death(signed("bob"), account("carol"), free("bob") + 1),
			sp_runtime::TokenError::FundsUnavailable
		);
		assert_ok!(Balances::transfer_all(signed("bob"), account("carol"), false));
		assert_eq!((held("bob"), free("bob")), (BOND, ED));
		assert_ok!(send_after_voting("bob"));
		assert_eq!((held("bob"), free("bob")), (0, ED));
	});
}

fn send_after_voting(
	name: &str,
) -> Result<
	sp_runtime::transaction_validity::ValidTransaction,
	sp_runtime::transaction_validity::TransactionValidityError,
> {
	go_to_session(2);
	send(report(name, 1))
}
