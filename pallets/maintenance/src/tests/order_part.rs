use frame_support::{assert_noop, assert_ok};

use super::{budget, money, request};
use crate::{Call, Cause, Error, Event, NextRequest, RequestKind, mock::*};

// covers M61
#[test]
fn the_price_of_all_parts_goes_into_escrow() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		assert_ok!(send("robot", order_part(0, HEAT, 1)));
		let raised = request(0);
		assert_eq!(raised.kind, RequestKind::Part { part: part("bearing"), quantity: 3 });
		assert_eq!((raised.price, raised.trigger), (ORDER, Some(1)));
		assert_eq!((money("alice"), budget()), ((RICH - 1_000, 1_000 - ORDER, ORDER), 1_000 - ORDER));
		assert_eq!(
			events(),
			[Event::PartOrdered {
				request: 0,
				agreement: 0,
				device: 0,
				cause: Cause::Rule(HEAT),
				trigger: Some(1),
				part: part("bearing"),
				quantity: 3,
				price: ORDER
			}]
		);
	});
}

#[test]
fn the_budget_covers_exactly_what_it_covers() {
	ExtBuilder::default().with_agreement(ORDER - 1).build_and_execute(|| {
		assert_noop!(send("robot", order_part(0, HEAT, 1)), Error::<Test>::BudgetExceeded);
		assert_ok!(send("alice", Call::fund_budget { agreement: 0, amount: 1 }));
		assert_ok!(send("robot", order_part(0, HEAT, 1)));
		assert_noop!(send("robot", order_part(0, HEAT, 2)), Error::<Test>::BudgetExceeded);
		assert_eq!(money("alice"), (RICH - ORDER, 0, ORDER));
	});
}

#[test]
fn the_cap_is_the_most_an_order_costs() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		assert_ok!(send("bob", set_part("bearing", 111)));
		assert_noop!(send("robot", order_part(0, HEAT, 1)), Error::<Test>::PriceAboveCap);
		assert_ok!(send("bob", set_part("bearing", 110)));
		assert_ok!(send("robot", order_part(0, HEAT, 1)));
		assert_eq!(request(0).price, 330);
	});
}

#[test]
fn a_part_that_is_gone_cannot_be_ordered() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		assert_ok!(send("bob", Call::remove_part { part: part("bearing") }));
		assert_noop!(send("robot", order_part(0, HEAT, 1)), Error::<Test>::UnknownPart);
	});
}

#[test]
fn a_price_does_not_overflow() {
	ExtBuilder::default().with_rules(1_000, rules([part_rule(1, 1, "bearing", 2, u128::MAX)])).build_and_execute(
		|| {
			assert_ok!(send("bob", set_part("bearing", u128::MAX)));
			assert_noop!(send("robot", order_part(0, 0, 1)), Error::<Test>::Overflow);
			assert_ok!(send("bob", set_part("bearing", u128::MAX / 2)));
			assert_noop!(send("robot", order_part(0, 0, 1)), Error::<Test>::BudgetExceeded);
			assert_eq!(NextRequest::<Test>::get(), 0);
		},
	);
}

#[test]
fn the_rule_has_to_order_a_part() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		assert_noop!(send("robot", order_part(0, VIBRATION, 1)), Error::<Test>::WrongAction);
		assert_noop!(send("robot", order_part(0, 16, 1)), Error::<Test>::RuleNotFound);
		for name in ["alice", "bob", "press"] {
			assert_noop!(send(name, order_part(0, HEAT, 1)), Error::<Test>::NotDevice);
		}
	});
}
