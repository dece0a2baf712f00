//! What each call holds of whom, and that everything returns.

use bpiiot_primitives::{Action, Balance};
use frame_support::assert_ok;

use super::{bond, deposit, go_to, money};
use crate::{Call, Phase, mock::*};

/// Deposits of alice, bob and eve.
fn held() -> [Balance; 3] {
	["alice", "bob", "eve"].map(deposit)
}

#[test]
fn all_that_is_stored_is_paid_for_and_everything_returns() {
	ExtBuilder::default().with_deposits().build_and_execute(|| {
		let start = held();
		assert_eq!(start, [0, ITEM, 0], "bob's part");
		let mut expected = start;
		let mut step = |who: &str, call: Call<Test>, alice: i128, bob: i128| {
			assert_eq!(send(who, call.clone()), Ok(()), "{call:?}");
			let item = ITEM as i128;
			expected[0] = (expected[0] as i128 + alice * item) as Balance;
			expected[1] = (expected[1] as i128 + bob * item) as Balance;
			assert_eq!(held(), expected, "{who}: {call:?}");
		};
		step("bob", set_part("belt", 7), 0, 1);
		step("bob", set_part("belt", 8), 0, 0);
		step("bob", replenish("belt", 8), 0, 0);
		step("bob", Call::publish_template { name: text("care"), terms: arbitrated() }, 0, 2);
		step("alice", Call::propose_from_template { template: 0, device: 0, provider: account("bob") }, 5, 0);
		step("bob", Call::accept_agreement { agreement: 0 }, 0, 0);
		step("alice", Call::fund_budget { agreement: 0, amount: 5_000 }, 0, 0);
		step("alice", add_plan(by_time(5, 20), Action::RequestService), 2, 0);
		step("alice", add_plan(by_hours(5, 20), Action::Notify), 2, 0);
		step("alice", remove_plan(1), -2, 0);
		// A request holds its deposit out of the budget; one for parts that of the spares, too.
		step("robot", request_service(0, VIBRATION, 1), 3, 0);
		step("robot", order_part(0, HEAT, 2), 4, 0);
		step("robot", evidence(1, Phase::Before, 1), 0, 0);
		assert_eq!(
			money("alice"),
			(RICH - 5_000 - 7 * ITEM, 5_000 - SERVICE - ORDER - 2 * FEE - 7 * ITEM, SERVICE + ORDER + 2 * FEE)
		);
		for request in [0, 1] {
			step("bob", Call::accept_request { request }, 0, 0);
			step("bob", complete(request), 0, 0);
		}
		assert_eq!(bond("bob"), 2 * FEE, "what is at stake is no deposit");
		step("alice", dispute(0), 0, 0);
		step("eve", award(0, 200, false), 0, 0);
		step("alice", Call::confirm_request { request: 1 }, 0, 0);
		step("alice", rate(1, 5), 0, 0);
		step("alice", replace(0, "bearing", 1), 1, 0);
		step("alice", Call::replenish_spares { provider: account("bob"), part: part("belt"), quantity: 3 }, 1, 0);
		step("alice", replace(0, "bearing", 2), 0, 0);
		step("alice", Call::write_off_spares { provider: account("bob"), part: part("belt"), quantity: 3 }, -1, 0);
		step("bob", Call::retire_template { template: 0 }, 0, -2);
		step("bob", Call::cancel_agreement { agreement: 0 }, -2, 0);
		go_to(100);
		step("alice", Call::archive_request { request: 0 }, -2, 0);
		step("alice", Call::archive_request { request: 1 }, -2, 0);
		step("alice", Call::remove_agreement { agreement: 0 }, -5, 0);
		assert!(remove_device(0));
		step("carol", Call::remove_records { device: 0, limit: 100 }, -4, 0);
		step("bob", Call::remove_part { part: part("belt") }, 0, -1);
		step("bob", Call::remove_part { part: part("bearing") }, 0, -1);
		assert_eq!(held(), [0, 0, 0]);
		for name in ["alice", "bob"] {
			assert_eq!((money(name).1, money(name).2, bond(name)), (0, 0, 0), "{name}");
		}
	});
}

/// The second order of a part finds the owner's stock paid for, so its deposit returns as a whole.
#[test]
fn spares_are_paid_for_once() {
	ExtBuilder::default().with_deposits().with_agreement(5_000).completed().build_and_execute(|| {
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_ok!(send("robot", order_part(0, HEAT, 2)));
		assert_ok!(send("bob", Call::accept_request { request: 1 }));
		assert_ok!(send("bob", complete(1)));
		assert_ok!(send("alice", Call::confirm_request { request: 1 }));
		// The agreement, two requests of three entries, the spares, and those of the second order.
		assert_eq!(deposit("alice"), (5 + 3 + 3 + 1 + 1) * ITEM);
		go_to(100);
		for request in [0, 1] {
			assert_ok!(send("alice", Call::archive_request { request }));
		}
		assert_eq!(deposit("alice"), (5 + 1 + 1 + 1) * ITEM);
	});
}

#[test]
fn an_order_that_fails_gives_the_deposit_back_as_a_whole() {
	ExtBuilder::default().with_deposits().with_agreement(5_000).accepted().build_and_execute(|| {
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		assert_eq!(deposit("alice"), (5 + 4) * ITEM);
		go_to(100);
		assert_ok!(send("alice", Call::archive_request { request: 0 }));
		assert_eq!(deposit("alice"), (5 + 1) * ITEM);
	});
}

/// Deposits are those of the time at which something was stored, whatever has been decided about them since.
#[test]
fn a_change_of_the_deposits_returns_what_was_held() {
	ExtBuilder::default().with_deposits().with_agreement(5_000).completed().build_and_execute(|| {
		assert_ok!(send("alice", add_plan(by_time(5, 20), Action::Notify)));
		for item in [0, 100 * ITEM] {
			DepositPerItem::set(item);
			assert_sound();
		}
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		go_to(100);
		assert_ok!(send("alice", Call::archive_request { request: 0 }));
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_ok!(send("alice", Call::remove_agreement { agreement: 0 }));
		assert_ok!(send("bob", Call::remove_part { part: part("bearing") }));
		assert_eq!(deposit("bob"), 0);
		// What is left is the spares and the record, for no more than the order once held for both.
		assert_eq!(deposit("alice"), 4 * ITEM);
	});
}

#[test]
fn the_budget_has_to_cover_the_deposit() {
	use crate::Error;
	ExtBuilder::default().with_deposits().with_agreement(ORDER + 4 * ITEM - 1).build_and_execute(|| {
		assert_eq!(send("robot", order_part(0, HEAT, 1)), Err(Error::<Test>::BudgetExceeded.into()));
		assert_ok!(send("alice", Call::fund_budget { agreement: 0, amount: 1 }));
		assert_ok!(send("robot", order_part(0, HEAT, 1)));
		assert_eq!(money("alice").1, 0);
	});
}

#[test]
fn whoever_stores_needs_free_money() {
	use crate::Error;
	ExtBuilder::default().build_and_execute(|| {
		DepositPerItem::set(RICH);
		let refused = Err(Error::<Test>::InsufficientFunds.into());
		assert_eq!(send("bob", set_part("belt", 1)), refused);
		assert_eq!(send("alice", propose(table1_rules())), refused);
		let spares = Call::replenish_spares { provider: account("bob"), part: part("bearing"), quantity: 1 };
		assert_eq!(send("alice", spares.clone()), refused);
		DepositPerItem::set(ITEM);
		assert_ok!(send("alice", spares));
		DepositPerItem::set(RICH);
		assert_eq!(send("alice", replace(0, "bearing", 1)), refused);
		assert_eq!(super::bearings().2, 1, "nothing is half done");
		DepositPerItem::set(0);
	});
}
