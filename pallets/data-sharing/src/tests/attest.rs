use bpiiot_primitives::sharing::{NoticeKind, State};
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, DropReason, Error, Event};

/// Record 0 is proposed and verified, and k of these three have to attest it.
fn asked(needed: u8) {
	let content = with_quorum(needed, &["erin", "frank", "grace"]);
	assert_ok!(send("bob", Call::add_record { relationship: 0, content }));
	assert_ok!(send("robot", verify(0)));
	clear_inboxes();
	System::reset_events();
}

fn chain() -> ExtBuilder {
	ExtBuilder::default().with_viewers(&["erin", "frank", "grace"])
}

// covers M83, M91
#[test]
fn the_record_counts_with_the_kth_agreement() {
	for needed in 1..=3u8 {
		chain().build_and_execute(|| {
			asked(needed);
			for (index, name) in ["erin", "frank", "grace"].iter().enumerate().take(needed.into()) {
				assert!(DataSharing::record(0).is_none(), "not before the last needed one");
				assert_ok!(send(name, attest(0, true)));
				assert_eq!(contributions(name), (0, 1));
				if index + 1 < needed.into() {
					assert_noop!(send(name, attest(0, true)), Error::<Test>::AlreadyAttested);
					assert_noop!(send(name, attest(0, false)), Error::<Test>::AlreadyAttested);
				}
			}
			let attestors: Vec<_> =
				["erin", "frank", "grace"].iter().take(needed.into()).map(|name| account(name)).collect();
			assert_eq!(record(0).attested_by.to_vec(), attestors);
			let last = attestors.last().expect("some").clone();
			let tail = [
				Event::RecordAttested { record: 0, by: last.clone(), valid: true },
				Event::RecordEffective { record: 0, relationship: 0, version: 1, result: pointer(BASE).hash },
				Event::RelationshipChanged { relationship: 0, state: State::Authorised, by: last },
			];
			assert_eq!(events()[usize::from(needed) - 1..], tail);
			assert_eq!(contributions("bob"), (1, 0));
			assert_eq!(notices(party("bob")), [NoticeKind::RecordAccepted]);
			assert_eq!(notices(robot()), [NoticeKind::RecordAccepted]);
			assert_noop!(send("grace", attest(0, true)), Error::<Test>::ProposalNotFound);
		});
	}
}

// covers M83
#[test]
fn it_is_dropped_when_so_many_disagree_that_the_quorum_cannot_be_reached() {
	chain().build_and_execute(|| {
		asked(2);
		assert_ok!(send("erin", attest(0, false)));
		assert_eq!(held("bob"), (0, RECORD, 0));
		assert_ok!(send("frank", attest(0, true)));
		System::reset_events();
		assert_ok!(send("grace", attest(0, false)));
		let by = account("grace");
		assert_eq!(
			events(),
			[
				Event::RecordAttested { record: 0, by: by.clone(), valid: false },
				Event::ProposalDropped { record: 0, reason: DropReason::Refuted },
				Event::RelationshipChanged { relationship: 0, state: State::Authorised, by },
			]
		);
		assert_eq!(notices(party("bob")), [NoticeKind::RecordRefuted]);
		assert_eq!(notices(robot()), [NoticeKind::RecordRefuted]);
		assert_eq!(held("bob"), (0, 0, 0));
		assert_eq!(contributions("bob"), (0, 0), "nothing was uploaded");
		assert_eq!(contributions("grace"), (0, 1), "an honest no is worth as much as a yes");
	});
}

#[test]
fn a_change_that_is_refuted_leaves_the_version_in_effect() {
	chain().with_record().build_and_execute(|| {
		let content = with_quorum(1, &["erin"]);
		assert_ok!(send("bob", Call::update_record { record: 0, content }));
		assert_ok!(send("robot", verify(0)));
		assert_ok!(send("erin", attest(0, false)));
		assert_eq!(record(0).version, 1);
		assert_eq!(held("bob"), (0, RECORD, 0));
	});
}

// covers M88
#[test]
fn the_bonus_query_comes_with_the_last_attestation() {
	chain().build_and_execute(|| {
		let content = crate::ContentOf::<Test> { quorum: with_quorum(1, &["erin"]).quorum, ..with_bonus() };
		assert_ok!(send("bob", Call::add_record { relationship: 0, content }));
		assert_ok!(send("alice", Call::verify_record { record: 0, hash: proposed(0), bonus: true }));
		assert_eq!(ledger().bonuses.len(), 0);
		assert_ok!(send("erin", attest(0, true)));
		assert_eq!(ledger().bonuses.len(), 1);
	});
}

#[test]
fn refuses_others_and_before_the_device_has_verified() {
	chain().build_and_execute(|| {
		let content = with_quorum(1, &["erin", "frank"]);
		assert_ok!(send("bob", Call::add_record { relationship: 0, content }));
		assert_noop!(send_from(RuntimeOrigin::none(), attest(0, true)), UNSIGNED);
		assert_noop!(send("erin", attest(9, true)), Error::<Test>::ProposalNotFound);
		assert_noop!(send("erin", attest(0, true)), Error::<Test>::NotVerified);
		assert_ok!(send("alice", verify(0)));
		for who in ["alice", "robot", "bob", "grace", "mallory"] {
			assert_noop!(send(who, attest(0, true)), Error::<Test>::NotAttestor);
		}
		let other = Call::attest { record: 0, hash: [5; 32].into(), valid: true };
		assert_noop!(send("erin", other), Error::<Test>::ChangedMeanwhile);
		// One whose own relationship is suspended or ended, and one who is no participant any more.
		assert_ok!(send("alice", Call::suspend { relationship: 1 }));
		assert_noop!(send("erin", attest(0, true)), Error::<Test>::AttestorNotAuthorised);
		assert_ok!(send("erin", Call::end { relationship: 1 }));
		assert_noop!(send("erin", attest(0, true)), Error::<Test>::AttestorNotAuthorised);
		expel("frank");
		assert_noop!(send("frank", attest(0, true)), Error::<Test>::AttestorNotAuthorised);
		assert_ok!(send("alice", Call::suspend { relationship: 0 }));
		assert_noop!(send("frank", attest(0, true)), Error::<Test>::NotOpen);
	});
}

/// Who gains by cheating: a viewer who may not write any more, with a friend among the attestors.
// covers M77
#[test]
fn a_change_does_not_take_effect_after_its_authors_permission_is_gone() {
	let gone: [fn(); 3] = [
		|| send("alice", Call::revoke { source: 0, via: 1, scope: tag(TAG) }).expect("revokes"),
		|| go_to(21),
		|| send("alice", Call::suspend { relationship: 1 }).expect("suspends"),
	];
	for gone in gone {
		chain().with_record().build_and_execute(|| {
			let terms = bpiiot_primitives::sharing::Terms { until: Some(20), ..terms(Mode::ReadWrite) };
			assert_ok!(send("alice", grant("erin", tag(TAG), terms)));
			let content = with_quorum(1, &["frank"]);
			assert_ok!(send("erin", Call::update_record { record: 0, content }));
			assert_ok!(send("alice", verify(0)));
			gone();
			assert_noop!(send("frank", attest(0, true)), Error::<Test>::AuthorNotAuthorised);
			assert_eq!(record(0).version, 1);
			assert_ok!(send("erin", Call::withdraw_record { record: 0 }));
		});
	}
}

/// The provider's identity gets a new account while its proposal waits; nothing about it has changed.
#[test]
fn a_record_outlives_the_account_of_its_author() {
	chain().build_and_execute(|| {
		asked(1);
		move_identity("bob", "heidi");
		assert_noop!(send("erin", attest(0, true)), Error::<Test>::AuthorNotAuthorised);
		let gift = pallet_balances::Call::force_set_balance { who: account("heidi"), new_free: RICH };
		assert_ok!(sp_runtime::traits::Dispatchable::dispatch(RuntimeCall::from(gift), RuntimeOrigin::root()));
		assert_ok!(send("heidi", Call::succeed { relationship: 0 }));
		assert_ok!(send("erin", attest(0, true)));
		assert_eq!((record(0).author, relationship(0).partner), (account("bob"), account("heidi")));
	});
}
