use bpiiot_primitives::sharing::{NoticeKind, State};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::*;
use crate::{Call, Error, Event, Proposals};

fn agree(bonus: bool) -> Call<Test> {
	Call::verify_record { record: 0, hash: proposed(0), bonus }
}

fn add(content: crate::ContentOf<Test>) {
	assert_ok!(send("bob", Call::add_record { relationship: 0, content }));
	System::reset_events();
}

// covers M69, M76, M91
#[test]
fn the_device_or_its_owner_lets_a_record_take_effect() {
	for who in ["alice", "robot"] {
		ExtBuilder::default().with_keeper().build_and_execute(|| {
			add(content());
			go_to(8);
			assert_ok!(send(who, agree(false)));
			let found = record(0);
			assert_eq!((found.version, found.effective_at, found.author), (1, 8, account("bob")));
			assert!(found.attested_by.is_empty());
			assert!(Proposals::<Test>::get(0).is_none());
			assert_eq!((relationship(0).records, relationship(0).proposals), (1, 0));
			assert_eq!(held("bob"), (0, RECORD, 0));
			let by = account(who);
			assert_eq!(
				events(),
				[
					Event::RecordVerified { record: 0, by: by.clone(), bonus: false },
					Event::RecordEffective { record: 0, relationship: 0, version: 1, result: pointer(BASE).hash },
					Event::RelationshipChanged { relationship: 0, state: State::Authorised, by },
				]
			);
			assert_eq!((contributions("bob"), contributions(who)), ((1, 0), (0, 1)));
			assert_noop!(send(who, agree(false)), Error::<Test>::ProposalNotFound);
		});
	}
}

// covers M83
#[test]
fn with_a_quorum_the_attestors_are_asked_first() {
	ExtBuilder::default().with_viewers(&["erin", "frank"]).build_and_execute(|| {
		add(with_quorum(2, &["erin", "frank"]));
		assert_eq!(ask("erin", 0, Mode::Read, None), Err(Refusal::NotVerified), "the device has not agreed yet");
		assert_ok!(send("alice", agree(false)));
		assert_eq!(events(), [Event::RecordVerified { record: 0, by: account("alice"), bonus: false }]);
		for name in ["erin", "frank"] {
			assert_eq!(notices(party(name)), [NoticeKind::AttestationAsked]);
			assert_eq!(ask(name, 0, Mode::Read, None), Ok(Basis::Attestor));
			assert_eq!(ask(name, 0, Mode::ReadWrite, None), Err(Refusal::NotVerified));
		}
		assert!(DataSharing::record(0).is_none());
		assert_eq!(state(0), State::WaitingForUpdate);
		assert_noop!(send("robot", agree(false)), Error::<Test>::AlreadyVerified);
	});
}

// covers M88
#[test]
fn a_bonus_query_is_attached_when_the_device_agrees() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		add(with_bonus());
		assert_ok!(send("alice", agree(true)));
		assert_eq!(
			events()[..2].last(),
			Some(&Event::RecordEffective { record: 0, relationship: 0, version: 1, result: pointer(BASE).hash })
		);
		assert_eq!(events()[2], Event::BonusAttached { record: 0 });
		let content = with_bonus();
		let query = content.bonus.expect("has one").query(&content.details);
		assert!(query.starts_with(b"SELECT AVG(\"g\") FROM \"vibration/axis-1\" WHERE \"alias\" = "));
		assert_eq!(ledger().bonuses, [(0, ROBOT, account("bob"), query)]);
	});
}

// covers M88
#[test]
fn no_bonus_query_without_consent_or_room() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		add(with_bonus());
		assert_ok!(send("alice", agree(false)));
		assert_eq!(ledger().bonuses, []);
		assert!(!events().contains(&Event::BonusAttached { record: 0 }));

		BonusFits::set(false);
		assert_ok!(send("bob", Call::update_record { record: 0, content: with_bonus() }));
		System::reset_events();
		assert_ok!(send("alice", agree(true)));
		let error = DispatchError::Exhausted;
		assert!(events().contains(&Event::BonusNotAttached { record: 0, error }));
		assert_eq!(record(0).version, 2, "the record does not depend on it");

		assert_ok!(send("bob", Call::update_record { record: 0, content: content() }));
		assert_noop!(send("alice", agree(true)), Error::<Test>::NoBonusOffered);
	});
}

/// Who gains by cheating: a provider that withdraws a proposal and slips in another one under the same number.
#[test]
fn agreement_is_to_one_content_only() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		let update = |content| Call::update_record { record: 0, content };
		assert_ok!(send("bob", update(content())));
		let seen = verify(0);
		assert_ok!(send("bob", Call::withdraw_record { record: 0 }));
		assert_ok!(send("bob", update(tagged("slipped-in"))));
		assert_noop!(send("alice", seen), Error::<Test>::ChangedMeanwhile);
	});
}

#[test]
fn refuses_all_but_the_devices_side() {
	ExtBuilder::default().with_viewers(&["erin"]).build_and_execute(|| {
		assert_noop!(send("alice", agree(false)), Error::<Test>::ProposalNotFound);
		add(content());
		assert_noop!(send_from(RuntimeOrigin::none(), agree(false)), UNSIGNED);
		for who in ["bob", "erin", "carol", "press", "mallory"] {
			assert_noop!(send(who, agree(false)), Error::<Test>::NotDeviceSide);
		}
		assert_ok!(send("alice", Call::suspend { relationship: 0 }));
		assert_noop!(send("alice", agree(false)), Error::<Test>::NotOpen);
	});
}

/// The device's side has forgotten that it has taken the author's permission back; nobody earns by the attempt.
#[test]
fn a_change_by_one_who_may_not_write_any_more_is_not_verified() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		let scope = bpiiot_primitives::sharing::Scope::Record(0);
		assert_ok!(send("alice", grant("erin", scope.clone(), terms(Mode::ReadWrite))));
		assert_ok!(send("erin", Call::update_record { record: 0, content: content() }));
		assert_ok!(send("alice", Call::revoke { source: 0, via: 1, scope }));
		assert_noop!(send("alice", agree(false)), Error::<Test>::AuthorNotAuthorised);
		assert_eq!(contributions("alice"), (0, 0));
		assert_ok!(send("alice", Call::reject_record { record: 0 }));
	});
}
