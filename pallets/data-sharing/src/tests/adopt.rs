use bpiiot_primitives::sharing::Kind;
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, Error, Event};

fn adopt(records: &[RecordId]) -> Call<Test> {
	Call::adopt { relationship: 0, records: records.to_vec().try_into().expect("few") }
}

/// Relationship 0, which bob has proposed and pays for, with two records of his.
fn kept_by_bob() {
	assert_ok!(send("bob", establish(robot(), "bob", Kind::Keeper)));
	assert_ok!(send("alice", Call::accept { relationship: 0 }));
	for record in [0, 1] {
		assert_ok!(send("bob", add_record(0)));
		assert_ok!(send("alice", verify(record)));
	}
	System::reset_events();
}

// covers M86
#[test]
fn the_devices_side_keeps_history_that_the_provider_would_remove() {
	ExtBuilder::default().build_and_execute(|| {
		kept_by_bob();
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		System::reset_events();
		assert_ok!(send("alice", adopt(&[0])));
		let amount = RELATIONSHIP + RECORD;
		assert_eq!(events(), [Event::Adopted { relationship: 0, by: account("alice"), amount }]);
		assert_eq!((held("alice"), held("bob")), ((RELATIONSHIP, RECORD, 0), (0, RECORD, 0)));
		go_to(1_000);
		assert_noop!(send("bob", Call::remove_record { record: 0 }), Error::<Test>::NotPayer);
		assert_ok!(send("bob", Call::remove_record { record: 1 }));
		assert_eq!(held("bob"), (0, 0, 0), "bob has everything back, and alice her history");
		assert_eq!(ask("alice", 0, Mode::Read, None), Ok(Basis::DeviceSide));
	});
}

#[test]
fn adopting_again_moves_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		kept_by_bob();
		assert_ok!(send("alice", adopt(&[1, 1])));
		System::reset_events();
		assert_ok!(send("alice", adopt(&[1])));
		assert_eq!(events(), [Event::Adopted { relationship: 0, by: account("alice"), amount: 0 }]);
		assert_eq!((held("alice"), held("bob")), ((RELATIONSHIP, RECORD, 0), (0, RECORD, 0)));
	});
}

#[test]
fn the_next_owner_frees_the_one_before() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		sell(ROBOT, "carol");
		assert_ok!(send("carol", adopt(&[])));
		assert_eq!((held("alice"), held("carol")), ((0, 0, 0), (RELATIONSHIP, 0, 0)));
	});
}

#[test]
fn refuses_others_and_records_of_others() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), adopt(&[])), UNSIGNED);
		assert_noop!(send("alice", adopt(&[])), Error::<Test>::RelationshipNotFound);
		assert_ok!(send("bob", establish(robot(), "bob", Kind::Keeper)));
		assert_noop!(send("alice", adopt(&[])), Error::<Test>::NotAccepted);
		assert_ok!(send("alice", Call::reject { relationship: 0 }));
	});
	ExtBuilder::default().build_and_execute(|| {
		kept_by_bob();
		for who in ["bob", "carol", "mallory"] {
			assert_noop!(send(who, adopt(&[0])), Error::<Test>::NotDeviceSide);
		}
		assert_noop!(send("robot", adopt(&[0])), Error::<Test>::CannotPayDeposit);
		assert_noop!(send("alice", adopt(&[0, 7])), Error::<Test>::RecordNotFound);
		assert_ok!(send("carol", establish(Party::Device(PRESS), "bob", Kind::Keeper)));
		assert_ok!(send("bob", Call::accept { relationship: 1 }));
		assert_ok!(send("bob", add_record(1)));
		assert_ok!(send("carol", verify(2)));
		assert_noop!(send("alice", adopt(&[2])), Error::<Test>::RecordNotFound);
	});
}
