use bpiiot_primitives::{Counter, Metric};
use frame_support::assert_ok;

use crate::{Call, Happening, RequestKind, RequestStatus, mock::*};

// covers M63
#[test]
fn the_history_of_a_device_can_be_read_after_everything_is_over() {
	ExtBuilder::default().with_agreement(5_000).completed().build_and_execute(|| {
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_ok!(send("robot", request_service(0, VIBRATION, 2)));
		assert_ok!(send("bob", Call::reject_request { request: 1 }));
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_ok!(send("alice", propose(table1_rules())));

		let mut agreements = Maintenance::agreements_of(0, None, 10);
		agreements.sort();
		assert_eq!(agreements, [0, 1]);
		let first = Maintenance::agreements_of(0, None, 1);
		let second = Maintenance::agreements_of(0, first.first().copied(), 1);
		assert_eq!(first.len() + second.len(), 2);
		assert_ne!(first, second);

		assert_eq!(Maintenance::agreement(0).map(|found| found.requests), Some(2));
		assert_eq!(Maintenance::agreement(2), None);
		let history: Vec<_> =
			Maintenance::requests_of(0, 0, 10).into_iter().map(|(id, found)| (id, found.status)).collect();
		assert_eq!(history, [(0, RequestStatus::Paid), (1, RequestStatus::Rejected)]);
		assert_eq!(Maintenance::requests_of(0, 1, 10).len(), 1);
		assert_eq!(Maintenance::requests_of(0, 0, 1).len(), 1);
		assert!(Maintenance::requests_of(0, 2, 10).is_empty());
		assert!(Maintenance::requests_of(0, u32::MAX, 10).is_empty());
		assert!(Maintenance::requests_of(1, 0, 10).is_empty());
		assert_eq!(Maintenance::request(0).map(|found| found.evidence), Some(Some([1; 32].into())));
		assert_eq!(Maintenance::last_trigger(0), Some(2));
		assert_eq!(Maintenance::last_trigger(1), None);
	});
}

// covers M86
#[test]
fn the_history_survives_a_change_of_provider() {
	ExtBuilder::default().with_agreement(5_000).completed().build_and_execute(|| {
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_ok!(send("alice", replace(0, "bearing", 2)));
		System::set_block_number(1 + ArchiveAfter::get() + 1);
		// Bob goes, with all that he and alice have agreed on.
		assert_ok!(send("alice", Call::archive_request { request: 0 }));
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_ok!(send("alice", Call::remove_agreement { agreement: 0 }));
		assert_ok!(send("bob", Call::remove_part { part: part("bearing") }));
		expel("bob");
		let next = Call::propose_agreement {
			device: 0,
			provider: account("dave"),
			service_price: 0,
			response_blocks: 5,
			rules: rules([service_rule(1, 1)]),
		};
		assert_ok!(send("alice", next));
		assert_ok!(send("dave", Call::accept_agreement { agreement: 1 }));
		assert_ok!(send("robot", request_service(1, 0, 2)));
		assert_ok!(send("dave", Call::accept_request { request: 1 }));
		assert_ok!(send("dave", complete(1)));
		assert_ok!(send("alice", Call::confirm_request { request: 1 }));
		System::set_block_number(System::block_number() + ArchiveAfter::get() + 1);
		assert_ok!(send("alice", Call::archive_request { request: 1 }));
		// What both have done is one history, and nobody can write it anew.
		let history: Vec<_> = Maintenance::history_of(0, 0, 10)
			.into_iter()
			.map(|record| match record.what {
				Happening::Request(past) => (past.provider, past.kind, past.status),
				Happening::Replacement(replaced) => {
					let kind = RequestKind::Part { part: replaced.part, quantity: replaced.quantity };
					(replaced.provider, kind, RequestStatus::Paid)
				}
			})
			.collect();
		let bearings = |quantity| RequestKind::Part { part: part("bearing"), quantity };
		assert_eq!(
			history,
			[
				(account("bob"), bearings(2), RequestStatus::Paid),
				(account("bob"), bearings(3), RequestStatus::Paid),
				(account("dave"), RequestKind::Service, RequestStatus::Paid),
			]
		);
		for name in ["alice", "bob", "dave", "eve"] {
			assert!(send(name, Call::remove_records { device: 0, limit: 10 }).is_err());
			assert!(send(name, Call::remove_record { device: 0, record: 0 }).is_err());
		}
	});
}

#[test]
fn counters_and_prices_can_be_read() {
	ExtBuilder::default().with_agreement(0).build_and_execute(|| {
		assert_eq!(Maintenance::counters(0), (vec![Counter::at(0), Counter::at(0)], None));
		assert_ok!(send("robot", report(0, vec![reading(Metric::Temperature, 300, 77)])));
		assert_eq!(Maintenance::counters(0), (vec![Counter::at(0), Counter::at(1)], Some(77)));
		assert_ok!(send("bob", set_part("belt", 5)));
		assert_eq!(Maintenance::part(account("bob"), part("belt")).map(|found| found.price), Some(5));
		assert_eq!(Maintenance::part(account("dave"), part("belt")), None);
		let first = Maintenance::parts_of(account("bob"), None, 1);
		let second = Maintenance::parts_of(account("bob"), first.first().map(|found| found.0.clone()), 1);
		let mut names: Vec<_> = first.into_iter().chain(second).map(|found| found.0).collect();
		names.sort();
		assert_eq!(names, [part("bearing"), part("belt")]);
	});
}
