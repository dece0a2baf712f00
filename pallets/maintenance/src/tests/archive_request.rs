//! `archive_request` and `remove_records`.

use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, deposit, go_to};
use crate::{
	Agreements, Call, Error, Event, EvidenceOf, Happening, HistoryLength, MAX_PAGE, PastRequest, Phase, Record,
	RequestKind, RequestStatus, Requests, RequestsOf, mock::*,
};

const ARCHIVE: Call<Test> = Call::archive_request { request: 0 };
const CONFIRM: Call<Test> = Call::confirm_request { request: 0 };

fn remove_records(device: u32, limit: u32) -> Call<Test> {
	Call::remove_records { device, limit }
}

fn archivable() -> u64 {
	1 + ArchiveAfter::get() + 1
}

// covers M57, M63
#[test]
fn a_record_of_the_request_stays_in_the_history() {
	ExtBuilder::default().with_deposits().with_agreement(5_000).completed().build_and_execute(|| {
		assert_ok!(send("bob", evidence(0, Phase::After, 1)));
		assert_ok!(send("alice", CONFIRM));
		assert_ok!(send("alice", rate(0, 4)));
		// Agreement, request (three entries) and the bearings, whose deposit came with the request.
		assert_eq!(deposit("alice"), (5 + 3 + 1) * ITEM);
		go_to(archivable());
		System::reset_events();
		assert_ok!(send("alice", ARCHIVE));
		assert_eq!(deposit("alice"), (5 + 1 + 1) * ITEM);
		assert!(!Requests::<Test>::contains_key(0) && !RequestsOf::<Test>::contains_key(0, 0));
		assert!(!EvidenceOf::<Test>::contains_key(0));
		assert_eq!(Agreements::<Test>::get(0).map(|found| (found.requests, found.live_requests)), Some((1, 0)));
		assert_eq!(events(), [Event::RequestArchived { request: 0, device: 0, record: 0 }]);
		let past = PastRequest {
			request: 0,
			agreement: 0,
			provider: account("bob"),
			kind: RequestKind::Part { part: part("bearing"), quantity: 3 },
			price: ORDER,
			paid: ORDER,
			status: RequestStatus::Paid,
			raised_at: 1,
			settled_at: 1,
			evidence: Some([1; 32].into()),
			score: Some(4),
		};
		let record = Record { owner: account("alice"), what: Happening::Request(past), deposit: ITEM };
		assert_eq!(Maintenance::history_of(0, 0, 10), [record]);
		assert_noop!(send("alice", ARCHIVE), Error::<Test>::RequestNotFound);
		assert_noop!(send("alice", rate(0, 5)), Error::<Test>::RequestNotFound);
	});
}

// covers M63
#[test]
fn the_history_is_read_in_pages_and_survives_its_agreements() {
	ExtBuilder::default().with_agreement(50_000).build_and_execute(|| {
		for id in 0..3u32 {
			assert_ok!(send("robot", request_service(0, VIBRATION, u64::from(id) + 1)));
			assert_ok!(send("bob", Call::reject_request { request: id }));
		}
		go_to(archivable());
		// In any order; what is left can still be read by its agreement.
		assert_ok!(send("alice", Call::archive_request { request: 1 }));
		let live: Vec<_> = Maintenance::requests_of(0, 0, 10).into_iter().map(|(id, _)| id).collect();
		assert_eq!(live, [0, 2]);
		assert_eq!(Maintenance::requests_of(0, 0, 2).len(), 1, "a page is a stretch of places");
		for request in [2, 0] {
			assert_ok!(send("alice", Call::archive_request { request }));
		}
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_ok!(send("alice", Call::remove_agreement { agreement: 0 }));
		let ids = |from, limit| -> Vec<u32> {
			Maintenance::history_of(0, from, limit)
				.into_iter()
				.map(|record| match record.what {
					Happening::Request(past) => past.request,
					Happening::Replacement(_) => panic!("none was made"),
				})
				.collect()
		};
		assert_eq!((ids(0, 10), ids(1, 1), ids(3, 10)), (vec![1, 2, 0], vec![2], vec![]));
		assert_eq!(Maintenance::history_length(0), 3);
	});
}

#[test]
fn a_settled_request_stays_for_some_time() {
	ExtBuilder::default().with_agreement(5_000).completed().build_and_execute(|| {
		go_to(5);
		assert_noop!(send("alice", ARCHIVE), Error::<Test>::NotSettled);
		assert_ok!(send("alice", CONFIRM));
		go_to(5 + ArchiveAfter::get());
		assert_noop!(send("alice", ARCHIVE), Error::<Test>::ArchiveTooEarly);
		go_to(5 + ArchiveAfter::get() + 1);
		for name in ["bob", "carol", "eve", "robot"] {
			assert_noop!(send(name, ARCHIVE), Error::<Test>::NotOwner);
		}
		assert_noop!(send("alice", Call::archive_request { request: 1 }), Error::<Test>::RequestNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), ARCHIVE), UNSIGNED);
		assert_ok!(send("alice", ARCHIVE));
	});
	let unsettled = [
		ExtBuilder::default().with_order(),
		ExtBuilder::default().accepted(),
		ExtBuilder::default().disputed(),
		ExtBuilder::default().deadlocked(),
	];
	for builder in unsettled {
		builder.with_terms(5_000, arbitrated()).build_and_execute(|| {
			go_to(10_000);
			assert_noop!(send("alice", ARCHIVE), Error::<Test>::NotSettled);
		});
	}
}

/// Who gains by cheating: an owner that polishes the history of a machine before it sells it.
#[test]
fn the_history_goes_with_the_device_and_not_before() {
	ExtBuilder::default().with_deposits().with_agreement(5_000).completed().build_and_execute(|| {
		assert_ok!(send("alice", CONFIRM));
		for _ in 0..3 {
			assert_ok!(send("alice", replace(0, "bearing", 1)));
		}
		go_to(archivable());
		assert_ok!(send("alice", ARCHIVE));
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_ok!(send("alice", Call::remove_agreement { agreement: 0 }));
		assert_eq!(deposit("alice"), 4 * ITEM);
		for name in ["alice", "bob", "eve"] {
			assert_noop!(send(name, remove_records(0, 10)), Error::<Test>::DeviceRegistered);
		}
		assert!(remove_device(0));
		assert_noop!(send("eve", remove_records(0, 0)), Error::<Test>::ZeroAmount);
		System::reset_events();
		assert_ok!(send("eve", remove_records(0, 3)));
		assert_eq!((Maintenance::history_length(0), deposit("alice")), (1, ITEM));
		assert_ok!(send("eve", remove_records(0, u32::MAX)));
		assert_eq!((HistoryLength::<Test>::iter().count(), deposit("alice")), (0, 0));
		assert_eq!(
			events(),
			[
				Event::RecordsRemoved { device: 0, removed: 3, left: 1 },
				Event::RecordsRemoved { device: 0, removed: 1, left: 0 }
			]
		);
		assert_noop!(send("eve", remove_records(0, 1)), Error::<Test>::NoRecords);
		assert_noop!(send("eve", remove_records(9, 1)), Error::<Test>::NoRecords);
		assert_noop!(send_from(RuntimeOrigin::none(), remove_records(0, 1)), UNSIGNED);
	});
}

#[test]
fn a_call_removes_a_page_at_most() {
	ExtBuilder::default().build_and_execute(|| {
		let call = Call::replenish_spares { provider: account("bob"), part: part("bearing"), quantity: 200 };
		assert_ok!(send("alice", call));
		for _ in 0..MAX_PAGE + 5 {
			assert_ok!(send("alice", replace(0, "bearing", 1)));
		}
		assert!(remove_device(0));
		assert_ok!(send("eve", remove_records(0, u32::MAX)));
		assert_eq!(Maintenance::history_length(0), 5);
	});
}
