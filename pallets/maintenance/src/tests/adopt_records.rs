//! `adopt_records` and `remove_record`: how a former owner's deposits come home.

use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, deposit, go_to};
use crate::{Call, Error, Event, MAX_PAGE, Record, mock::*};

fn adopt(from: u32, limit: u32) -> Call<Test> {
	Call::adopt_records { device: 0, from, limit }
}

fn remove(record: u32) -> Call<Test> {
	Call::remove_record { device: 0, record }
}

/// Alice has built spare parts into the robot `times` times, in block 1, and sold it to carol.
fn sold(times: u32, test: impl FnOnce()) {
	ExtBuilder::default().with_deposits().build_and_execute(|| {
		let spares = Call::replenish_spares { provider: account("bob"), part: part("bearing"), quantity: times };
		assert_ok!(send("alice", spares));
		for _ in 0..times {
			assert_ok!(send("alice", replace(0, "bearing", 1)));
		}
		hand_over(0, "carol");
		System::reset_events();
		test();
	});
}

fn owners() -> Vec<bpiiot_primitives::AccountId> {
	Maintenance::history_of(0, 0, 100).into_iter().map(|record: Record<_, u64>| record.owner).collect()
}

#[test]
fn the_buyer_adopts_the_history_and_the_seller_has_its_deposits_back() {
	sold(3, || {
		assert_eq!((deposit("alice"), deposit("carol")), (3 * ITEM, 0));
		assert_ok!(send("carol", adopt(0, 1)));
		assert_eq!(owners(), [account("carol"), account("alice"), account("alice")]);
		assert_eq!((deposit("alice"), deposit("carol")), (2 * ITEM, ITEM));
		assert_ok!(send("carol", adopt(0, u32::MAX)));
		assert_eq!((deposit("alice"), deposit("carol")), (0, 3 * ITEM));
		let adopted = |adopted| Event::RecordsAdopted { device: 0, owner: account("carol"), adopted };
		assert_eq!(events(), [adopted(1), adopted(2)]);
		assert_noop!(send("carol", adopt(0, 10)), Error::<Test>::NoRecords);
		// What is adopted is the buyer's, however old it is.
		go_to(1 + KeepPeriod::get() + 1);
		assert_noop!(send("alice", remove(0)), Error::<Test>::NotRecordOwner);
		assert_noop!(send("carol", remove(0)), Error::<Test>::RecordKept);
		assert_eq!(Maintenance::history_length(0), 3);
	});
}

#[test]
fn only_the_present_owner_adopts_and_pays() {
	sold(2, || {
		for name in ["alice", "bob", "eve", "robot"] {
			assert_noop!(send(name, adopt(0, 10)), Error::<Test>::NotOwner);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), adopt(0, 10)), UNSIGNED);
		assert_noop!(send("carol", adopt(0, 0)), Error::<Test>::ZeroAmount);
		assert_noop!(send("carol", adopt(2, 10)), Error::<Test>::NoRecords);
		assert_noop!(send("carol", adopt(u32::MAX, u32::MAX)), Error::<Test>::NoRecords);
		let unknown = Call::adopt_records { device: 9, from: 0, limit: 1 };
		assert_noop!(send("carol", unknown), Error::<Test>::UnknownDevice);
		let carol = RuntimeOrigin::signed(account("carol"));
		assert_ok!(Balances::transfer_allow_death(carol, account("bob"), RICH - ED - ITEM));
		assert_noop!(send("carol", adopt(0, 10)), Error::<Test>::InsufficientFunds);
		assert_ok!(send("carol", adopt(0, 1)));
		expel("carol");
		assert_noop!(send("carol", adopt(1, 1)), Error::<Test>::NotAdmitted);
	});
}

#[test]
fn a_call_adopts_a_page_at_most() {
	sold(MAX_PAGE + 5, || {
		assert_ok!(send("carol", adopt(0, u32::MAX)));
		assert_eq!(deposit("alice"), 5 * ITEM);
		assert_ok!(send("carol", adopt(MAX_PAGE, 5)));
		assert_eq!(deposit("alice"), 0);
	});
}

#[test]
fn a_seller_takes_back_old_entries_that_nobody_wanted() {
	sold(3, || {
		go_to(1 + KeepPeriod::get());
		assert_noop!(send("alice", remove(1)), Error::<Test>::RecordKept);
		go_to(1 + KeepPeriod::get() + 1);
		for name in ["carol", "bob", "eve"] {
			assert_noop!(send(name, remove(1)), Error::<Test>::NotRecordOwner);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), remove(1)), UNSIGNED);
		assert_noop!(send("alice", remove(3)), Error::<Test>::NoRecords);
		assert_ok!(send("alice", remove(1)));
		assert_eq!(events(), [Event::RecordRemoved { device: 0, record: 1 }]);
		assert_eq!((deposit("alice"), owners().len(), Maintenance::history_length(0)), (2 * ITEM, 2, 3));
		assert_noop!(send("alice", remove(1)), Error::<Test>::NoRecords);
		// The others keep their places, and new ones come behind them.
		assert_eq!((Maintenance::history_of(0, 1, 1).len(), Maintenance::history_of(0, 2, 1).len()), (0, 1));
		let spares = Call::replenish_spares { provider: account("bob"), part: part("bearing"), quantity: 1 };
		assert_ok!(send("carol", spares));
		assert_ok!(send("carol", replace(0, "bearing", 1)));
		assert_eq!(owners(), [account("alice"), account("alice"), account("carol")]);
		// When the machine is gone, so is all of it.
		assert!(remove_device(0));
		assert_ok!(send("eve", Call::remove_records { device: 0, limit: 10 }));
		assert_eq!((deposit("alice"), deposit("carol"), Maintenance::history_length(0)), (0, 0, 0));
	});
}

/// Who gains by cheating: an owner that polishes the history before the sale.
#[test]
fn the_present_owner_takes_nothing_away() {
	sold(1, || {
		hand_over(0, "alice");
		go_to(1 + KeepPeriod::get() + 1_000);
		assert_noop!(send("alice", remove(0)), Error::<Test>::RecordKept);
	});
}
