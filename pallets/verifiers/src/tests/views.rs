use frame_support::assert_ok;

use super::{admit, apply};
use crate::{Status, mock::*};

#[test]
fn what_is_stored_can_be_read() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		apply("carol");
		admit("dave");
		assert_ok!(Verifiers::leave(signed("bob")));
		go_to_session(1);
		let names: Vec<_> = Verifiers::verifiers().into_iter().map(|(who, _)| who).collect();
		assert_eq!(names, [account("alice"), account("dave")]);
		assert_eq!(Verifiers::verifier(account("bob")).map(|found| found.status), Some(Status::Leaving));
		assert_eq!(Verifiers::verifier(account("carol")), None);
		assert_eq!(Verifiers::application(account("carol")).map(|found| found.bond), Some(BOND));
		assert_eq!(Verifiers::application(account("dave")), None);
		assert_eq!(Verifiers::current_set(), [account("alice"), account("bob")]);
		assert_eq!(Verifiers::next_set(), [account("alice"), account("dave")]);
		assert_eq!(Verifiers::session(), (1, SESSION, SESSION));
	});
}

#[test]
fn applications_come_in_pages_without_gap_or_repetition() {
	ExtBuilder::default().build_and_execute(|| {
		for name in &NAMES[1..6] {
			apply(name);
		}
		let (mut all, mut after) = (Vec::new(), None);
		loop {
			let page = Verifiers::applications(after, 2);
			assert!(page.len() <= 2);
			let Some((last, _)) = page.last() else { break };
			after = Some(last.clone());
			all.extend(page.into_iter().map(|(who, _)| who));
		}
		all.sort();
		let mut expected: Vec<_> = NAMES[1..6].iter().map(|name| account(name)).collect();
		expected.sort();
		assert_eq!(all, expected);
		assert!(Verifiers::applications(None, 0).is_empty());
	});
}
