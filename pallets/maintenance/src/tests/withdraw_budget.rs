use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, budget, money};
use crate::{Call, Error, Event, mock::*};

fn withdraw(amount: u128) -> Call<Test> {
	Call::withdraw_budget { agreement: 0, amount }
}

#[test]
fn the_owner_takes_back_a_part_and_then_all() {
	ExtBuilder::default().with_agreement(500).build_and_execute(|| {
		assert_ok!(send("alice", withdraw(200)));
		assert_eq!((money("alice"), budget()), ((RICH - 300, 300, 0), 300));
		assert_ok!(send("alice", withdraw(300)));
		assert_eq!((money("alice"), budget()), ((RICH, 0, 0), 0));
		assert_eq!(
			events(),
			[
				Event::BudgetWithdrawn { agreement: 0, amount: 200, budget: 300 },
				Event::BudgetWithdrawn { agreement: 0, amount: 300, budget: 0 },
			]
		);
	});
}

#[test]
fn escrow_and_other_budgets_are_out_of_reach() {
	ExtBuilder::default().with_agreement(1_000).with_order().build_and_execute(|| {
		assert_ok!(send("alice", propose(table1_rules())));
		assert_ok!(send("alice", Call::fund_budget { agreement: 1, amount: 5_000 }));
		assert_noop!(send("alice", withdraw(1_000 - ORDER + 1)), Error::<Test>::BudgetExceeded);
		assert_noop!(send("alice", withdraw(u128::MAX)), Error::<Test>::BudgetExceeded);
		assert_ok!(send("alice", withdraw(1_000 - ORDER)));
		assert_eq!(money("alice"), (RICH - ORDER - 5_000, 5_000, ORDER));
	});
}

#[test]
fn nobody_else_withdraws() {
	ExtBuilder::default().with_agreement(500).build_and_execute(|| {
		for name in ["bob", "carol", "eve", "robot"] {
			assert_noop!(send(name, withdraw(1)), Error::<Test>::NotOwner);
		}
		assert_noop!(send("alice", withdraw(0)), Error::<Test>::ZeroAmount);
		assert_noop!(
			send("alice", Call::withdraw_budget { agreement: 1, amount: 1 }),
			Error::<Test>::AgreementNotFound
		);
		assert_noop!(send_from(RuntimeOrigin::none(), withdraw(1)), UNSIGNED);
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_noop!(send("alice", withdraw(1)), Error::<Test>::BudgetExceeded);
	});
}
