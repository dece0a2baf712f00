use frame_support::traits::OffchainWorker;

use super::admit;
use crate::mock::*;

fn work() {
	Verifiers::offchain_worker(System::block_number());
}

fn calls(sent: Vec<Extrinsic>) -> Vec<crate::Call<Test>> {
	sent.into_iter()
		.map(|extrinsic| match extrinsic.function {
			RuntimeCall::Verifiers(call) => call,
			other => panic!("an unexpected call: {other:?}"),
		})
		.collect()
}

#[test]
fn a_node_sends_one_heartbeat_for_its_verifier_in_each_session() {
	let node = ExtBuilder::default().with_verifiers(&["alice", "bob"]).with_keystore(&["bob", "carol"]);
	node.build_and_execute_offchain(|sent| {
		for session in 1..4 {
			go_to_session(session);
			work();
			let calls = calls(sent());
			assert_eq!(calls, [heartbeat("bob", session, &key("bob"))]);
			for call in calls {
				assert!(send(call).is_ok());
			}
			for _ in 1..SESSION {
				work();
				assert!(sent().is_empty(), "it has arrived");
				next_block();
			}
		}
	});
}

#[test]
fn a_heartbeat_that_is_lost_is_sent_again() {
	let node = ExtBuilder::default().with_verifiers(&["alice", "bob"]).with_keystore(&["bob"]);
	node.build_and_execute_offchain(|sent| {
		frame_support::assert_ok!(Verifiers::set_session_length(RuntimeOrigin::root(), 20));
		go_to_session(1);
		let mut sent_at = vec![];
		for block in 0..12 {
			work();
			work();
			sent_at.extend(sent().into_iter().map(|_| block));
			next_block();
		}
		assert_eq!(sent_at, [0, 5, 10], "and never twice at once");
	});
}

#[test]
fn a_node_without_a_voters_key_sends_nothing() {
	let node = ExtBuilder::default().with_keystore(&["bob"]);
	node.build_and_execute_offchain(|sent| {
		admit("bob");
		go_to_session(1);
		work();
		assert!(sent().is_empty(), "bob is admitted, but does not vote yet");
		go_to_session(2);
		work();
		assert_eq!(calls(sent()), [heartbeat("bob", 2, &key("bob"))]);
	});
}
