use frame_support::{assert_noop, assert_ok};

use super::UNSIGNED;
use crate::{Agreements, AgreementsBy, Arbitration, Error, TermsOf, mock::*};

#[test]
fn the_terms_are_stored_as_they_are() {
	ExtBuilder::default().build_and_execute(|| {
		let full = TermsOf::<Test> { milestones: milestones([20, 30, 50]), ..arbitrated() };
		assert_ok!(send("alice", propose_with(full.clone())));
		let made = Agreements::<Test>::get(0).expect("made");
		assert_eq!((made.terms, made.template), (full, None));
		assert!(AgreementsBy::<Test>::contains_key(account("alice"), 0));
		assert!(AgreementsBy::<Test>::contains_key(account("bob"), 0));
		assert!(!AgreementsBy::<Test>::contains_key(account("eve"), 0));
	});
}

#[test]
fn the_arbiter_is_neither_side_and_no_device() {
	ExtBuilder::default().build_and_execute(|| {
		for name in ["alice", "bob", "robot", "press"] {
			let arbitration = Some(Arbitration { arbiter: account(name), fee: FEE });
			let terms = TermsOf::<Test> { arbitration, ..terms(table1_rules()) };
			assert_noop!(send("alice", propose_with(terms)), Error::<Test>::BadArbiter);
		}
		let arbitration = Some(Arbitration { arbiter: account("eve"), fee: u128::MAX });
		let terms = TermsOf::<Test> { arbitration, ..terms(table1_rules()) };
		assert_noop!(send("alice", propose_with(terms)), Error::<Test>::FeeTooHigh);
	});
}

#[test]
fn shares_have_to_be_one() {
	ExtBuilder::default().build_and_execute(|| {
		for shares in [milestones([99]), milestones([50, 50, 0]), milestones([60, 60])] {
			let terms = TermsOf::<Test> { milestones: shares, ..terms(table1_rules()) };
			assert_noop!(send("alice", propose_with(terms)), Error::<Test>::BadShares);
		}
		let many = crate::Milestones::try_from(vec![sp_runtime::Permill::from_percent(10); 9]);
		assert!(many.is_err(), "a ninth milestone does not fit");
	});
}

#[test]
fn only_the_devices_owner_proposes() {
	ExtBuilder::default().build_and_execute(|| {
		for name in ["bob", "carol", "eve", "robot"] {
			assert_noop!(send(name, propose_with(arbitrated())), Error::<Test>::NotOwner);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), propose_with(arbitrated())), UNSIGNED);
	});
}
