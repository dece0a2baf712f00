use bpiiot_primitives::{
	Hash,
	sharing::{
		Kind, NoticeKind, query_hash,
		receipts::{self, Batch, Receipt},
	},
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::{BlakeTwo256, Hash as _};

use super::*;
use crate::{BatchOf, Call, Error, Event, KEPT_BATCHES};

fn one(viewer: &str, allowed: bool, at: u64) -> Receipt<AccountId, u64> {
	Receipt { viewer: account(viewer), record: 0, query: query_hash(BASE.as_bytes()), at, allowed }
}

/// A batch that lists all its receipts.
fn batch(listed: Vec<Receipt<AccountId, u64>>) -> BatchOf<Test> {
	let allowed = listed.iter().filter(|receipt| receipt.allowed).count() as u32;
	Batch {
		root: receipts::root(listed.iter().map(Receipt::leaf)),
		allowed,
		refused: listed.len() as u32 - allowed,
		from: listed.iter().map(|receipt| receipt.at).min().unwrap_or_default(),
		until: listed.iter().map(|receipt| receipt.at).max().unwrap_or_default(),
		listed: listed.try_into().expect("few"),
	}
}

fn send_batch(batch: BatchOf<Test>) -> Call<Test> {
	Call::receipt { relationship: 0, batch }
}

// covers M11
#[test]
fn a_batch_leaves_its_root_in_the_state_and_its_list_in_the_transaction() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		go_to(9);
		let batch = batch(vec![one("erin", true, 3), one("mallory", false, 5), one("erin", true, 9)]);
		let call = send_batch(batch.clone());
		let listed = codec::Encode::encode(&batch.listed);
		let carried = codec::Encode::encode(&RuntimeCall::from(call.clone()));
		assert!(carried.windows(listed.len()).any(|window| window == listed), "the transaction carries the list");

		assert_ok!(send("bob", call));
		let root = batch.root;
		assert_eq!(events(), [Event::ReadsReceipted { relationship: 0, batch: 0, root, allowed: 2, refused: 1 }]);
		assert_eq!(notices(robot()), [NoticeKind::ReadsRefused]);
		let (log, kept) = DataSharing::receipts(0);
		assert_eq!((log.batches, log.allowed, log.refused, log.until), (1, 2, 1, 9));
		assert_eq!((kept.len(), kept[0].root, kept[0].from, kept[0].until), (1, root, 3, 9));
		assert!(codec::Encode::encode(&kept).len() < listed.len(), "the state has no list");

		// Each of the receipts can be proved against the root.
		let leaves: Vec<_> = batch.listed.iter().map(Receipt::leaf).collect();
		let proof = receipts::prove(&leaves, 1).expect("is there");
		assert!(receipts::verify(root, leaves[1], 1, 3, &proof));
		let mut forged = batch.listed[1].clone();
		forged.allowed = true;
		assert!(!receipts::verify(root, forged.leaf(), 1, 3, &proof));
	});
}

#[test]
fn only_refused_reads_are_told() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		assert_ok!(send("bob", send_batch(batch(vec![one("alice", true, 1)]))));
		assert_eq!(notices(robot()), []);
	});
}

#[test]
fn the_last_batches_are_kept_and_a_hash_chain_covers_all() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		let mut heads = vec![Hash::zero()];
		for block in 1..=40u64 {
			go_to(block);
			assert_ok!(send("bob", send_batch(batch(vec![one("erin", true, block)]))));
			heads.push(DataSharing::receipts(0).0.head);
		}
		let (log, kept) = DataSharing::receipts(0);
		assert_eq!((log.batches, log.allowed), (40, 40));
		let numbers: Vec<_> = kept.iter().map(|batch| batch.number).collect();
		assert_eq!(numbers, (40 - KEPT_BATCHES..40).collect::<Vec<_>>());
		let mut head = heads[40 - KEPT_BATCHES as usize];
		for summary in &kept {
			head = BlakeTwo256::hash_of(&(head, summary));
		}
		assert_eq!(head, log.head);
		heads.sort();
		heads.dedup();
		assert_eq!(heads.len(), 41);
	});
}

#[test]
fn history_is_receipted_too() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		assert_ok!(send("bob", send_batch(batch(vec![one("alice", true, 1)]))));
	});
}

#[test]
fn refuses_what_does_not_add_up() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		go_to(9);
		let good = || batch(vec![one("erin", true, 3), one("frank", false, 5)]);
		let refuse = |change: fn(&mut BatchOf<Test>), error: Error<Test>| {
			let mut bad = good();
			change(&mut bad);
			assert_noop!(send("bob", send_batch(bad)), error);
		};
		refuse(|bad| *bad = batch(vec![]), Error::<Test>::EmptyBatch);
		refuse(|bad| bad.until = 10, Error::<Test>::InvalidRange);
		refuse(|bad| (bad.from, bad.until) = (6, 5), Error::<Test>::InvalidRange);
		refuse(|bad| bad.from = 4, Error::<Test>::WrongCounts);
		refuse(|bad| bad.until = 4, Error::<Test>::WrongCounts);
		refuse(|bad| (bad.allowed, bad.refused) = (0, 2), Error::<Test>::WrongCounts);
		refuse(|bad| (bad.allowed, bad.refused) = (2, 0), Error::<Test>::WrongCounts);
		refuse(|bad| bad.root = Hash::zero(), Error::<Test>::WrongRoot);
		refuse(|bad| (bad.allowed, bad.refused) = (u32::MAX, 1), Error::<Test>::Overflow);
		// A root over more than is listed cannot be checked here.
		let mut more = good();
		(more.root, more.allowed) = (Hash::repeat_byte(8), 1_000);
		assert_ok!(send("bob", send_batch(more)));
		refuse(|bad| bad.from = 3, Error::<Test>::InvalidRange);
		// The block in which the one before ends belongs to it.
		assert_noop!(send("bob", send_batch(batch(vec![one("erin", true, 5)]))), Error::<Test>::InvalidRange);
		let mut next = batch(vec![one("erin", true, 6)]);
		next.until = 9;
		assert_ok!(send("bob", send_batch(next)));
	});
}

#[test]
fn refuses_all_but_the_provider() {
	ExtBuilder::default().with_viewers(&["erin"]).build_and_execute(|| {
		let call = || send_batch(batch(vec![one("erin", true, 1)]));
		assert_noop!(send_from(RuntimeOrigin::none(), call()), UNSIGNED);
		for who in ["alice", "robot", "erin", "mallory"] {
			assert_noop!(send(who, call()), Error::<Test>::NotKeeper);
		}
		let with = |relationship| Call::receipt { relationship, batch: batch(vec![one("erin", true, 1)]) };
		assert_noop!(send("erin", with(1)), Error::<Test>::NotKeeper);
		assert_noop!(send("bob", with(9)), Error::<Test>::RelationshipNotFound);
		assert_ok!(send("dave", establish(robot(), "dave", Kind::Keeper)));
		assert_noop!(send("dave", with(2)), Error::<Test>::NotAccepted);
		expel("bob");
		assert_noop!(send("bob", call()), Error::<Test>::NotRegistered);
	});
}

/// Who gains by cheating: a provider that shows reads which never were.
#[test]
fn what_is_listed_is_of_its_own_records_and_listed_once() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		go_to(9);
		let twice = batch(vec![one("erin", true, 3), one("frank", true, 4), one("erin", true, 3)]);
		assert_noop!(send("bob", send_batch(twice)), Error::<Test>::DuplicateReceipt);
		let missing = Receipt { record: 1, ..one("erin", true, 3) };
		assert_noop!(send("bob", send_batch(batch(vec![missing.clone()]))), Error::<Test>::RecordNotFound);
		// Record 1 is one of the press.
		assert_ok!(send("carol", establish(Party::Device(PRESS), "bob", Kind::Keeper)));
		assert_ok!(send("bob", Call::accept { relationship: 1 }));
		assert_ok!(send("bob", add_record(1)));
		assert_noop!(send("bob", send_batch(batch(vec![missing.clone()]))), Error::<Test>::RecordNotFound);
		assert_ok!(send("bob", Call::receipt { relationship: 1, batch: batch(vec![missing]) }));
		// The same viewer at another block is another read.
		assert_ok!(send("bob", send_batch(batch(vec![one("erin", true, 3), one("erin", true, 4)]))));
	});
}

/// Who gains by cheating: a provider that has been left, and would fill the device's inbox with reads that it has refused.
#[test]
fn a_former_provider_does_not_reach_the_inbox() {
	for ending in [Call::suspend { relationship: 0 }, Call::end { relationship: 0 }] {
		ExtBuilder::default().with_record().build_and_execute(|| {
			assert_ok!(send("alice", ending));
			for block in 2..202 {
				go_to(block);
				assert_ok!(send("bob", send_batch(batch(vec![one("mallory", false, block)]))));
			}
			assert_eq!(notices(robot()), []);
			assert_eq!(DataSharing::receipts(0).0.refused, 200, "it is counted all the same");
		});
	}
}
