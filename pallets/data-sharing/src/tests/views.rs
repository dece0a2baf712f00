use bpiiot_primitives::sharing::{Answer, Kind, Scope};
use frame_support::assert_ok;

use super::*;
use crate::{Call, MAX_PAGE};

/// Reads a list page by page.
fn pages<Entry: Clone>(limit: u32, read: impl Fn(Option<Entry>, u32) -> Vec<Entry>) -> Vec<Entry> {
	let (mut all, mut last) = (Vec::new(), None);
	loop {
		let page = read(last.clone(), limit);
		assert!(page.len() <= limit.min(MAX_PAGE) as usize);
		let Some(end) = page.last() else { return all };
		last = Some(end.clone());
		all.extend(page);
	}
}

// covers M67
#[test]
fn both_sides_page_through_all_their_relationships() {
	ExtBuilder::default().build_and_execute(|| {
		// The robot with everybody, and bob with the press too.
		for name in ["bob", "dave", "erin", "frank", "grace"] {
			relate(name, Kind::Viewer);
		}
		assert_ok!(send("carol", establish(Party::Device(PRESS), "bob", Kind::Keeper)));
		for limit in [1, 2, 5, 100, u32::MAX] {
			let of = |party: Party<AccountId>| {
				let mut all = pages(limit, |after, limit| DataSharing::relationships_of(party.clone(), after, limit));
				all.sort();
				all
			};
			assert_eq!(of(robot()), [0, 1, 2, 3, 4]);
			assert_eq!(of(party("bob")), [0, 5]);
			assert_eq!(of(Party::Device(PRESS)), [5]);
			assert!(of(party("mallory")).is_empty());
		}
		assert!(DataSharing::relationships_of(robot(), None, 0).is_empty());
	});
}

#[test]
fn records_come_in_pages_of_at_most_a_hundred() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		for record in 0..130 {
			assert_ok!(send("bob", add_record(0)));
			assert_ok!(send("alice", verify(record)));
		}
		assert_eq!(DataSharing::records_of(0, None, u32::MAX).len(), MAX_PAGE as usize);
		let mut all = pages(64, |after, limit| DataSharing::records_of(0, after, limit));
		all.sort();
		assert_eq!(all, (0..130).collect::<Vec<_>>());
		assert!(DataSharing::records_of(7, None, 10).is_empty());
	});
}

#[test]
fn permissions_are_found_from_both_sides() {
	ExtBuilder::default().with_viewers(&["erin", "frank"]).with_record().build_and_execute(|| {
		let scopes = [Scope::Record(0), tag("a"), tag("b")];
		for scope in &scopes {
			assert_ok!(send("alice", grant("erin", scope.clone(), terms(Mode::Read))));
		}
		assert_ok!(send("alice", grant("frank", tag("a"), terms(Mode::ReadWrite))));
		for limit in [1, 2, 100] {
			let mut on = pages(limit, |after: Option<((RelationshipId, Scope), _)>, limit| {
				DataSharing::permissions_on(0, after.map(|(key, _)| key), limit)
			});
			on.sort_by(|one, other| one.0.cmp(&other.0));
			let keys: Vec<_> = on.into_iter().map(|(key, _)| key).collect();
			let mut expected: Vec<_> = scopes.iter().map(|scope| (1, scope.clone())).collect();
			expected.push((2, tag("a")));
			expected.sort();
			assert_eq!(keys, expected);
			let mut through = pages(limit, |after, limit| DataSharing::permissions_through(1, after, limit));
			through.sort();
			let mut expected: Vec<_> = scopes.iter().map(|scope| (0, scope.clone())).collect();
			expected.sort();
			assert_eq!(through, expected);
		}
		let found = DataSharing::permission(0, 2, tag("a")).expect("is there");
		assert_eq!((found.terms.mode, found.granted_at, found.deposit.amount), (Mode::ReadWrite, 1, PERMISSION));
		assert_eq!(DataSharing::permission(0, 2, tag("b")), None);
	});
}

#[test]
fn what_is_not_there_is_not_found() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(DataSharing::relationship(0), None);
		assert_eq!(DataSharing::relationship_between(robot(), account("bob")), None);
		assert_eq!(DataSharing::record(0), None);
		assert_eq!(DataSharing::proposal(0), None);
		assert!(DataSharing::history(0).is_empty());
		assert_eq!(DataSharing::receipts(0), Default::default());
		assert_eq!(DataSharing::inbox(robot(), 0, 10), Default::default());
		let unknown = DataSharing::may(account("alice"), 0, Mode::Read, None, 1);
		assert_eq!(unknown, Answer::Refused(Refusal::UnknownRecord));
	});
}

/// Device, provider and attestors see the proposal, although the version in effect has the same query string.
// covers M73, M83
#[test]
fn who_has_to_check_a_change_gets_the_hash_of_the_change() {
	ExtBuilder::default().with_viewers(&["erin", "frank"]).with_record().build_and_execute(|| {
		let review = |who: &str| match DataSharing::review(account(who), 0, Some(text(BASE))) {
			Answer::Allowed(access) => Ok((access.basis, access.version, access.pointer.hash)),
			Answer::Refused(refusal) => Err(refusal),
		};
		assert_eq!(review("alice"), Err(Refusal::UnknownRecord), "nothing waits");
		let mut content = with_quorum(1, &["erin"]);
		let mut pointers = content.details.pointers.into_inner();
		pointers[0].hash = [42; 32].into();
		content.details.pointers = pointers.try_into().expect("as many");
		assert_ok!(send("bob", Call::update_record { record: 0, content }));
		let changed = |basis| Ok((basis, None, [42; 32].into()));
		for who in ["alice", "robot"] {
			assert_eq!(review(who), changed(Basis::DeviceSide));
		}
		assert_eq!(review("bob"), changed(Basis::Keeper));
		assert_eq!(review("erin"), Err(Refusal::NoPermission), "the device has not agreed to ask it");
		assert_ok!(send("alice", verify(0)));
		assert_eq!(review("erin"), changed(Basis::Attestor));
		for (who, refusal) in [("frank", Refusal::NoPermission), ("mallory", Refusal::UnknownViewer)] {
			assert_eq!(review(who), Err(refusal));
		}
		// The question of gatekeepers is still about the version in effect.
		let Answer::Allowed(access) = DataSharing::may(account("alice"), 0, Mode::Read, Some(text(BASE)), 1) else {
			panic!("is allowed")
		};
		assert_eq!((access.version, access.pointer), (Some(1), pointer(BASE)));
		// Who attests and may read besides reads the version in effect as before.
		assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
		assert!(matches!(ask("erin", 0, Mode::Read, Some(BASE)), Ok(Basis::Permission(_))));
		assert_eq!(review("erin"), changed(Basis::Attestor));

		expel("alice");
		assert_eq!(review("alice"), Err(Refusal::UnknownViewer));
		assert_ok!(send("alice", Call::suspend { relationship: 0 }));
		assert_eq!(review("bob"), Err(Refusal::Suspended));
	});
}

/// A viewer who may write sees again what it has proposed.
#[test]
fn an_author_reviews_its_own_proposal() {
	ExtBuilder::default().with_viewers(&["erin", "frank"]).with_record().build_and_execute(|| {
		for name in ["erin", "frank"] {
			assert_ok!(send("alice", grant(name, tag(TAG), terms(Mode::ReadWrite))));
		}
		assert_ok!(send("erin", Call::update_record { record: 0, content: content() }));
		assert!(matches!(DataSharing::review(account("erin"), 0, None), Answer::Allowed(_)));
		let refused = Answer::Refused(Refusal::NoPermission);
		assert_eq!(DataSharing::review(account("frank"), 0, None), refused);
		assert_ok!(send("alice", Call::revoke { source: 0, via: 1, scope: tag(TAG) }));
		assert_eq!(DataSharing::review(account("erin"), 0, None), refused);
		let unknown = DataSharing::review(account("bob"), 0, Some(text("SELECT 1")));
		assert_eq!(unknown, Answer::Refused(Refusal::UnknownQuery));
	});
}
