use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, go_to};
use crate::{Call, Error, Event, Evidence, EvidenceOf, MAX_EVIDENCE, MAX_EVIDENCE_EACH, Party, Phase, mock::*};

#[test]
fn each_side_and_the_machine_hand_in_hashes() {
	ExtBuilder::default().with_agreement(1_000).accepted().build_and_execute(|| {
		go_to(3);
		assert_ok!(send("robot", evidence(0, Phase::Before, 5)));
		assert_ok!(send("bob", evidence(0, Phase::After, 6)));
		assert_ok!(send("alice", evidence(0, Phase::Other, 7)));
		let piece = |by, phase, byte: u8| Evidence { by, phase, hash: [byte; 32].into(), at: 3 };
		assert_eq!(
			Maintenance::evidence(0),
			[
				piece(Party::Device, Phase::Before, 5),
				piece(Party::Provider, Phase::After, 6),
				piece(Party::Owner, Phase::Other, 7)
			]
		);
		let event = |by, phase, byte: u8| Event::EvidenceSubmitted { request: 0, by, phase, hash: [byte; 32].into() };
		assert_eq!(
			events(),
			[
				event(Party::Device, Phase::Before, 5),
				event(Party::Provider, Phase::After, 6),
				event(Party::Owner, Phase::Other, 7)
			]
		);
	});
}

/// Who gains by cheating: a side that fills the place so that the other cannot show anything.
#[test]
fn nobody_takes_the_place_of_the_others() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		for name in ["alice", "bob", "robot"] {
			for byte in 0..MAX_EVIDENCE_EACH as u8 {
				assert_ok!(send(name, evidence(0, Phase::After, byte)));
			}
			assert_noop!(send(name, evidence(0, Phase::After, 9)), Error::<Test>::TooMuchEvidence);
		}
		assert_eq!(EvidenceOf::<Test>::get(0).len(), MAX_EVIDENCE as usize);
	});
}

#[test]
fn it_can_be_handed_in_until_the_job_is_settled() {
	let unsettled = [
		ExtBuilder::default().with_order(),
		ExtBuilder::default().accepted(),
		ExtBuilder::default().completed(),
		ExtBuilder::default().disputed(),
		ExtBuilder::default().deadlocked(),
	];
	for builder in unsettled {
		builder.with_terms(5_000, arbitrated()).build_and_execute(|| {
			assert_ok!(send("bob", evidence(0, Phase::Before, 1)));
			// Whatever the state is, one of these ends it.
			assert!(
				send("bob", Call::reject_request { request: 0 }).is_ok()
					|| send("alice", Call::confirm_request { request: 0 }).is_ok()
			);
			assert_noop!(send("bob", evidence(0, Phase::After, 1)), Error::<Test>::AlreadySettled);
			assert_eq!(EvidenceOf::<Test>::get(0).len(), 1, "it stays until the request is archived");
		});
	}
}

#[test]
fn strangers_hand_in_nothing() {
	ExtBuilder::default().with_terms(5_000, arbitrated()).disputed().build_and_execute(|| {
		for name in ["carol", "dave", "eve", "press", "nobody"] {
			assert_noop!(send(name, evidence(0, Phase::Before, 1)), Error::<Test>::NotParty);
		}
		assert_noop!(send("bob", evidence(1, Phase::Before, 1)), Error::<Test>::RequestNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), evidence(0, Phase::Before, 1)), UNSIGNED);
	});
}
